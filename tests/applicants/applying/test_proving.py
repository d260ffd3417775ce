"""Proving an address: what a code takes, whose the draft is then, and what nobody may learn or pass."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.utils import timezone

from applicants.models import Applicant, Application, DraftKey, EmailProof, Notice
from applicants.services import proving
from applicants.services.applying import start_application, submit, withdraw
from applicants.services.drafts import new_secret, start_draft
from applicants.services.notices import words_to_send
from applicants.services.proving import WrongCode, ask_for_code, code_of, prove
from applicants.services.saving import save_answers, save_details
from applicants.views.visiting import draft_cookie
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from cohorts.models import Cohort
from tests.applicants.applying.factories import ADDRESS, GOOD, all_kinds, make_verified_user, prove_address, sent
from tests.factories import make_applicant, make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db
CODE = "/apply/spring/email/code/"


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort(slug="spring", name="Spring", question_set=all_kinds())


@pytest.fixture
def written(client: Client, cohort: Cohort) -> Client:
    """A browser in which somebody wrote their name and the first page."""
    client.post("/apply/spring/your-details/", {"name": "Ana"})
    client.post("/apply/spring/first/", sent(GOOD))
    return client


def wrong_for(proof: EmailProof) -> str:
    return "222222" if code_of(proof) != "222222" else "333333"


def test_a_code_makes_the_account_signs_in_and_ends_the_keys(written: Client) -> None:
    prove_address(written, "spring", " Ana@Example.org ")
    user = User.objects.get()
    assert (user.email, user.name, user.has_usable_password()) == (ADDRESS, "Ana", False)
    assert EmailAddress.objects.filter(user=user, email=ADDRESS, verified=True, primary=True).exists()
    application = Application.objects.get()
    assert (application.applicant.user, application.applicant.email) == (user, ADDRESS)
    assert DraftKey.objects.count() == 0
    assert written.cookies[draft_cookie("spring")].value == ""
    assert int(written.session["_auth_user_id"]) == user.pk
    assert "/receipt/" in written.post("/apply/spring/review/")["Location"]


def test_the_code_goes_out_with_the_mail_and_stands_in_no_table(written: Client) -> None:
    written.post("/apply/spring/email/", {"email": ADDRESS})
    proof, notice = EmailProof.objects.get(), Notice.objects.get(kind="code")
    assert code_of(proof) not in notice.subject + notice.body
    words = words_to_send(notice)
    assert code_of(proof) in words.subject
    assert code_of(proof) in words.body
    with clock.at(proof.expires_at + timedelta(seconds=1)):
        assert words_to_send(notice) is None


def test_sending_needs_a_proved_address(written: Client) -> None:
    answer = written.post("/apply/spring/review/")
    assert answer.status_code == 422
    assert "Confirm your e-mail address before you send your application." in answer.text
    assert Application.objects.get().status == "draft"


@pytest.mark.parametrize("typed", ["{}", " {} ", "{0[0]}{0[1]}{0[2]}-{0[3]}{0[4]}{0[5]}"])
def test_a_code_is_taken_as_people_type_it(written: Client, typed: str) -> None:
    written.post("/apply/spring/email/", {"email": ADDRESS})
    code = code_of(EmailProof.objects.get()).lower()
    assert written.post(CODE, {"code": typed.format(code)}).status_code == 302
    assert User.objects.count() == 1


def test_after_five_wrong_codes_a_new_one_is_asked_for(written: Client) -> None:
    written.post("/apply/spring/email/", {"email": ADDRESS})
    proof = EmailProof.objects.get()
    said = [written.post(CODE, {"code": wrong_for(proof)}) for _time in range(6)]
    assert [answer.status_code for answer in said] == [422] * 6
    assert "That is not the code. Look at the newest mail" in said[0].text
    assert "That is not the code either. Ask for a new one." in said[4].text
    assert "This code was tried too often." in written.post(CODE, {"code": code_of(proof)}).text
    assert User.objects.count() == 0
    written.post("/apply/spring/email/", {"email": ADDRESS})
    newer = EmailProof.objects.latest("pk")
    assert code_of(newer) != code_of(proof)
    assert written.post(CODE, {"code": code_of(newer)}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_many_codes_at_once_are_no_more_tries(cohort: Cohort) -> None:
    draft = start_draft(cohort=cohort, secret=new_secret())
    proof = ask_for_code(draft, email=ADDRESS)

    def one(_number: int) -> str:
        try:
            prove(draft, code=wrong_for(proof))
        except WrongCode as error:
            return str(error)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(one, range(12)))
    assert (len(said), EmailProof.objects.get().tries) == (12, proving.TRIES)
    assert said.count("This code was tried too often. Ask for a new one.") == 7


def test_a_code_is_good_for_fifteen_minutes(cohort: Cohort) -> None:
    draft = start_draft(cohort=cohort, secret=new_secret())
    proof = ask_for_code(draft, email=ADDRESS)
    with pytest.raises(WrongCode, match="This code has expired"):
        prove(draft, code=code_of(proof), at=proof.expires_at)
    assert prove(draft, code=code_of(proof), at=proof.expires_at - timedelta(seconds=1)).may_sign_in


def test_asked_again_the_same_code_comes_again_but_a_double_click_sends_one(cohort: Cohort) -> None:
    now = timezone.now()
    draft = start_draft(cohort=cohort, secret=new_secret())
    first = ask_for_code(draft, email=ADDRESS, at=now)
    assert ask_for_code(draft, email=ADDRESS, at=now + timedelta(seconds=5)).pk == first.pk
    assert Notice.objects.filter(kind="code").count() == 1
    again = ask_for_code(draft, email=ADDRESS, at=now + timedelta(minutes=10))
    assert (again.pk, again.expires_at) == (first.pk, now + timedelta(minutes=25))
    assert Notice.objects.filter(kind="code").count() == 2


def test_a_mistyped_address_is_changed_and_its_code_is_worth_nothing(written: Client) -> None:
    written.post("/apply/spring/email/", {"email": "anna@example.org"})
    mistyped = EmailProof.objects.get()
    assert "anna@example.org" in written.get("/apply/spring/email/").text
    written.post("/apply/spring/email/", {"email": ADDRESS})
    assert written.post(CODE, {"code": code_of(mistyped)}).status_code == 422
    assert written.post(CODE, {"code": code_of(EmailProof.objects.latest("pk"))}).status_code == 302
    assert User.objects.get().email == ADDRESS


def test_a_code_of_another_draft_proves_nothing(written: Client, cohort: Cohort) -> None:
    other = start_draft(cohort=cohort, secret=new_secret())
    theirs = ask_for_code(other, email=ADDRESS)
    written.post("/apply/spring/email/", {"email": ADDRESS})
    assert written.post(CODE, {"code": code_of(theirs)}).status_code == 422


def with_second_factor() -> User:
    user = make_verified_user(ADDRESS)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    return user


def with_role() -> User:
    user = make_user(Role.RECRUITER, email=ADDRESS)
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    return user


@pytest.mark.parametrize("make", [with_second_factor, with_role, lambda: make_verified_user(ADDRESS, is_active=False)])
def test_a_code_never_passes_a_second_factor_or_a_role_and_the_draft_is_theirs(written: Client, make: Any) -> None:
    user = make()
    answer = prove_address(written, "spring")
    assert answer["Location"] == "/accounts/login/?next=%2Fapply%2Fspring%2F"
    assert "_auth_user_id" not in written.session
    assert Application.objects.get().applicant.user == user
    assert (DraftKey.objects.count(), written.cookies[draft_cookie("spring")].value) == (0, "")
    assert "1 of 8" not in written.get("/apply/spring/").text


def test_nobody_learns_who_has_an_account(cohort: Cohort) -> None:
    with_second_factor()
    pages = []
    for address in (ADDRESS, "eva@example.org"):
        browser = Client()
        asked = browser.post("/apply/spring/email/", {"email": address})
        proof = EmailProof.objects.latest("pk")
        tried = browser.post(CODE, {"code": wrong_for(proof)})
        pages.append((asked.status_code, asked["Location"], tried.status_code, "not the code" in tried.text))
        assert address in browser.get(CODE).text
    assert pages[0] == pages[1]
    assert Notice.objects.filter(kind="code").count() == 2


def test_what_was_imported_under_the_address_is_theirs(written: Client, cohort: Cohort) -> None:
    other = make_application(make_cohort(), make_applicant(email="ANA@example.org", name="A. Imported"))
    prove_address(written, "spring")
    person = Applicant.objects.get()
    assert (person.pk, person.name, person.user.email) == (other.applicant_id, "Ana", ADDRESS)
    assert set(person.applications.values_list("cohort__slug", flat=True)) == {"spring", other.cohort.slug}


def an_earlier_draft(cohort: Cohort, **answers: Any) -> Application:
    user = make_verified_user(ADDRESS, name="Ana")
    earlier = start_application(cohort=cohort, user=user)
    save_answers(earlier, raw=answers, by=user)
    return earlier


def test_a_draft_they_had_takes_what_is_newer_and_nothing_is_lost(written: Client, cohort: Cohort) -> None:
    earlier = an_earlier_draft(cohort, first_short_text="Old", second_short_text="Only before")
    Application.objects.filter(pk=earlier.pk).update(updated_at=timezone.now() - timedelta(days=1))
    answer = prove_address(written, "spring")
    assert "It now holds both" in written.get(answer["Location"]).text
    own = Application.objects.get(status="draft")
    assert own.pk == earlier.pk
    assert (own.answers["first_short_text"], own.answers["second_short_text"]) == ("Ana", "Only before")
    aside = Application.objects.get(status="duplicate")
    assert aside.answers == {"first_short_text": "Old"}
    assert "Old" in written.get(f"/my/{aside.public_id}/answers/").text
    assert "/receipt/" in written.post("/apply/spring/review/")["Location"]


def test_an_earlier_draft_that_was_saved_later_wins(written: Client, cohort: Cohort) -> None:
    Application.objects.update(updated_at=timezone.now() - timedelta(days=1))
    earlier = an_earlier_draft(cohort, first_short_text="Newer")
    prove_address(written, "spring")
    own = Application.objects.get(status="draft")
    assert (own.pk, own.answers["first_short_text"], own.answers["first_one_of"]) == (earlier.pk, "Newer", "b")
    assert Application.objects.get(status="duplicate").answers == {"first_short_text": "Ana"}


def test_two_drafts_that_agree_leave_one(written: Client, cohort: Cohort) -> None:
    an_earlier_draft(cohort, first_short_text="Ana")
    prove_address(written, "spring")
    assert (Application.objects.count(), Applicant.objects.count()) == (1, 1)


def test_who_has_sent_one_is_led_to_it(written: Client, cohort: Cohort) -> None:
    earlier = an_earlier_draft(cohort, **GOOD)
    save_details(earlier, name="Ana", phone="", by=earlier.applicant.user)
    submit(earlier, by=earlier.applicant.user)
    answer = prove_address(written, "spring")
    assert answer["Location"] == f"/my/{earlier.public_id}/"
    assert "You have sent an application to this class already" in written.get(answer["Location"]).text
    assert sorted(Application.objects.values_list("status", flat=True)) == ["duplicate", "submitted"]


def test_one_that_was_withdrawn_is_taken_up_again(written: Client, cohort: Cohort) -> None:
    earlier = an_earlier_draft(cohort, second_short_text="Before")
    withdraw(earlier, by=earlier.applicant.user)
    prove_address(written, "spring")
    own = Application.objects.get(pk=earlier.pk)
    assert (own.status, own.answers["second_short_text"], own.answers["first_short_text"]) == ("draft", "Before", "Ana")


def test_signed_in_there_is_nothing_to_prove(signed_in: Any, cohort: Cohort) -> None:
    browser = signed_in(make_verified_user(ADDRESS))
    browser.post("/apply/spring/first/", sent(GOOD))
    page = browser.get("/apply/spring/email/").text
    assert ADDRESS in page
    assert 'name="email"' not in page
    assert browser.get(CODE)["Location"] == "/apply/spring/email/"
    assert Application.objects.get().applicant.user.email == ADDRESS


def test_a_draft_begun_before_signing_in_is_taken_over_only_if_they_say_so(written: Client, cohort: Cohort) -> None:
    user = make_verified_user(ADDRESS)
    written.force_login(user)
    assert "without signing in" in written.get("/apply/spring/email/").text
    assert Application.objects.get().applicant.user is None
    written.post("/apply/spring/email/", {"stray": "mine"})
    assert Application.objects.get().applicant.user == user


def test_somebody_elses_draft_in_this_browser_is_left_alone(written: Client, cohort: Cohort) -> None:
    written.force_login(make_verified_user(ADDRESS))
    written.post("/apply/spring/email/", {"stray": "not-mine"})
    assert Application.objects.get().applicant.user is None
    assert written.cookies[draft_cookie("spring")].value == ""


def test_who_signs_in_with_a_draft_of_their_own_is_asked_about_the_one_in_the_browser(
    written: Client, cohort: Cohort
) -> None:
    earlier = an_earlier_draft(cohort, second_short_text="Before")
    written.force_login(earlier.applicant.user)
    assert written.get("/apply/spring/")["Location"] == "/apply/spring/email/"
    written.post("/apply/spring/email/", {"stray": "mine"})
    assert Application.objects.get().answers["first_short_text"] == "Ana"


@pytest.mark.parametrize(
    "address", ["", "no", "a@b", "a\x00@example.org", "x" * 250 + "@example.org", "a@example.org\nBcc: b@example.org"]
)
def test_what_is_no_address_gets_no_code(written: Client, address: str) -> None:
    assert written.post("/apply/spring/email/", {"email": address}).status_code == 422
    assert (EmailProof.objects.count(), Notice.objects.count()) == (0, 0)


def test_no_code_after_the_grace(cohort: Cohort, written: Client) -> None:
    with clock.at(cohort.drafts_until + timedelta(seconds=1)):
        assert written.post("/apply/spring/email/", {"email": ADDRESS}).status_code == 409
    with clock.at(cohort.drafts_until):
        assert written.post("/apply/spring/email/", {"email": ADDRESS}).status_code == 302
