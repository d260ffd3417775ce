"""Whoever proves an address gets what was imported under it, and nobody else does."""

import re
import time

import pytest
from django.core import mail
from django.test import Client

from applicants.models import Applicant, Application
from applicants.services import claiming
from applicants.services.applying import ApplyingRefused, start_application
from applicants.services.claiming import ClaimRefused, applicant_of, claim, claim_token, invite_to_claim
from careerpath.accounts.models import User
from tests.applicants.applying.factories import make_verified_user
from tests.factories import make_applicant, make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db


def imported(email: str | None = None, **fields: object) -> Application:
    return make_application(applicant=make_applicant(email=email, name=""), **fields)


def test_invite_to_claim_mails_a_link_that_claims() -> None:
    application, recruiter = imported(), make_user()
    invite_to_claim(application, email="Ana@Example.org", by=recruiter)
    [letter] = mail.outbox
    assert letter.to == ["Ana@Example.org"]
    path = re.search(r"https?://[^/]+(/claim/\S+)", letter.body).group(1)
    user = make_verified_user("ana@example.org", name="Ana")
    browser = Client()
    browser.force_login(user)
    assert browser.get(path).status_code == 200
    response = browser.post(path)
    assert (response.status_code, response["Location"]) == (302, f"/my/{application.public_id}/")
    holder = Applicant.objects.get()
    assert (holder.user, holder.email, holder.name) == (user, "ana@example.org", "Ana")


def test_invite_to_claim_refuses_in_words() -> None:
    owned = make_application(applicant=make_applicant(make_user()))
    with pytest.raises(ClaimRefused, match="already belongs to an account"):
        invite_to_claim(owned, email="ana@example.org", by=None)
    with pytest.raises(ClaimRefused, match="“ana” is not an e-mail address"):
        invite_to_claim(imported(), email="ana", by=None)
    assert mail.outbox == []


def test_claim_is_only_for_the_owner_of_the_address() -> None:
    application = imported()
    token = claim_token(application, "ana@example.org")
    unproved = make_user(email="ana@example.org")
    other = make_verified_user("eva@example.org")
    for user in (unproved, other):
        with pytest.raises(ClaimRefused, match=r"was sent to ana@example\.org"):
            claim(token, user=user)
    assert Applicant.objects.get().user is None


def test_claim_twice_is_fine_for_the_same_person_and_refused_for_another() -> None:
    application = imported()
    ana, eva = make_verified_user("ana@example.org"), make_verified_user("eva@example.org")
    token = claim_token(application, "ana@example.org")
    assert claim(token, user=ana).pk == application.pk
    assert claim(token, user=ana).pk == application.pk
    with pytest.raises(ClaimRefused, match="used before, by another account"):
        claim(claim_token(application, "eva@example.org"), user=eva)


def test_claim_refuses_a_token_that_is_forged_or_cut() -> None:
    application, user = imported(), make_verified_user("ana@example.org")
    token = claim_token(application, "ana@example.org")
    for wrong in (token[:-2], "x" + token, "nonsense"):
        with pytest.raises(ClaimRefused, match="This link is not complete"):
            claim(wrong, user=user)


def test_claim_moves_the_application_to_the_applicant_there_is() -> None:
    user = make_verified_user("ana@example.org")
    mine = make_applicant(user)
    application = imported()
    claim(claim_token(application, "ana@example.org"), user=user)
    assert list(Applicant.objects.values_list("pk", flat=True)) == [mine.pk]
    assert Application.objects.get().applicant_id == mine.pk


def test_claim_refuses_a_second_application_to_the_same_cohort() -> None:
    user, cohort = make_verified_user("ana@example.org"), make_cohort(name="Spring")
    make_application(cohort, make_applicant(user))
    application = imported(cohort=cohort)
    with pytest.raises(ClaimRefused, match="You have already applied to Spring"):
        claim(claim_token(application, "ana@example.org"), user=user)
    assert Applicant.objects.count() == 2


def test_claim_of_something_erased_says_so() -> None:
    application, user = imported(), make_verified_user("ana@example.org")
    token = claim_token(application, "ana@example.org")
    application.delete()
    with pytest.raises(ClaimRefused, match="no longer here"):
        claim(token, user=user)


def test_imported_under_a_verified_address_becomes_theirs_when_they_look(signed_in) -> None:
    application = imported("Ana@Example.org")
    user = make_verified_user("ana@example.org")
    response = signed_in(user).get("/my/")
    assert application.cohort.name in response.text
    assert Applicant.objects.get().user == user


def test_start_application_takes_over_what_was_imported() -> None:
    application = imported("ana@example.org")
    user = make_verified_user("ana@example.org")
    assert start_application(cohort=application.cohort, user=user).pk == application.pk


def test_an_unproved_address_takes_over_nothing() -> None:
    imported("ana@example.org")
    user: User = make_user(email="ana@example.org")
    assert applicant_of(user) is None
    with pytest.raises(ApplyingRefused, match=r"already an application under ana@example\.org"):
        start_application(cohort=make_cohort(), user=user)


def test_claim_page_refuses_in_words_with_the_right_status(signed_in) -> None:
    browser = signed_in(make_verified_user("ana@example.org"))
    response = browser.post("/claim/made-up/")
    assert response.status_code == 409
    assert "This link is not complete" in response.text


def test_claim_page_asks_to_sign_in_first(client) -> None:
    response = client.get("/claim/abc/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/claim/abc/")


def test_claim_after_two_weeks_is_too_late(monkeypatch) -> None:
    application, user = imported(), make_verified_user("ana@example.org")
    token = claim_token(application, "ana@example.org")
    later = time.time() + claiming.VALID_FOR.total_seconds() + 60
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(ClaimRefused, match="older than 14 days"):
        claim(token, user=user)
