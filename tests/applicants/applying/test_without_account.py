"""Applying without an account: the draft of a browser, its key and its links, saving field by field."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applicants.models import Applicant, Application, DraftKey, EmailProof, Notice
from applicants.services.drafts import find_draft, mail_resume_link, new_secret, start_draft
from applicants.services.proving import code_of
from applicants.services.receipt import words_of_receipt
from applicants.services.sending import send_due
from applicants.views.visiting import draft_cookie
from careerpath.pipeline import clock
from cohorts.models import Cohort, QuestionSet
from cohorts.services import make_question_set as make
from cohorts.services import make_referral_link, publish
from tests.applicants.applying.factories import GOOD, all_kinds, prove_address, sent
from tests.factories import make_cohort, make_question_set, make_university

pytestmark = pytest.mark.django_db
SAVE = "/apply/spring/save/"


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort(slug="spring", name="Spring", question_set=all_kinds())


def secret_of(browser: Client, slug: str = "spring") -> str:
    return browser.cookies[draft_cookie(slug)].value


def a_draft(cohort: Cohort, **answers: Any) -> tuple[Application, str]:
    secret = new_secret()
    draft = start_draft(cohort=cohort, secret=secret)
    Application.objects.filter(pk=draft.pk).update(answers=answers)
    draft.refresh_from_db()
    return draft, secret


def browser_with(secret: str, slug: str = "spring") -> Client:
    browser = Client()
    browser.cookies[draft_cookie(slug)] = secret
    return browser


def test_reading_makes_nothing_and_the_first_save_makes_the_draft(client: Client, cohort: Cohort) -> None:
    for page in ("", "your-details/", "email/", "first/", "second/", "resume/"):
        assert client.get(f"/apply/spring/{page}").status_code == 200
    assert (Applicant.objects.count(), Application.objects.count(), DraftKey.objects.count()) == (0, 0, 0)
    assert "sessionid" not in client.cookies
    client.post("/apply/spring/first/", sent(GOOD))
    draft = Application.objects.get()
    assert (draft.applicant.user, draft.applicant.email, draft.status) == (None, None, "draft")
    assert list(draft.history.values_list("from_status", "to_status", "by")) == [("", "draft", None)]
    assert [bytes(digest) for digest in DraftKey.objects.values_list("digest", flat=True)] == [
        sha256(secret_of(client).encode()).digest()
    ]
    assert "8 of 8 questions answered" in client.get("/apply/spring/").text


def test_the_key_is_kept_long_and_out_of_reach_of_scripts(client: Client, cohort: Cohort, settings) -> None:
    client.get("/apply/spring/first/")
    kept = client.cookies["draft_spring"]
    assert (kept["httponly"], kept["samesite"], kept["path"], kept["secure"]) == (True, "Lax", "/", "")
    assert 96 * 24 * 3600 < kept["max-age"] <= 97 * 24 * 3600  # closes in a week, and 90 days
    settings.DEVELOPMENT = False
    client.get("/apply/spring/first/")
    assert client.cookies["__Host-draft_spring"]["secure"] is True


@pytest.mark.parametrize("secret", ["", "x", "a" * 43, "a" * 42 + "\x00", "é" * 43, "a" * 5000])
def test_a_forged_key_leads_to_nothing(cohort: Cohort, secret: str) -> None:
    a_draft(cohort, first_short_text="Secret words")
    assert find_draft(secret, slug="spring") is None
    if secret.isprintable() and secret.isascii():
        page = browser_with(secret).get("/apply/spring/first/")
        assert (page.status_code, "Secret words" in page.text) == (200, False)


def test_a_key_is_good_for_its_cohort_and_its_time(cohort: Cohort) -> None:
    draft, secret = a_draft(cohort)
    make_cohort(slug="autumn")
    last = cohort.closes_at + timedelta(days=90)
    assert find_draft(secret, slug="spring", at=last).pk == draft.pk
    assert find_draft(secret, slug="autumn") is None
    assert find_draft(secret, slug="spring", at=last + timedelta(microseconds=1)) is None


def test_saving_answers_as_the_script_of_the_page_expects(client: Client, cohort: Cohort) -> None:
    client.get("/apply/spring/first/")
    before = timezone.now()
    answer = client.post(
        SAVE, {"q_first_short_text": "Ana", "q_first_whole_number": "11", "only": "first_short_text,first_whole_number"}
    )
    assert answer.status_code == 200
    said = answer.json()
    assert said["errors"] == {"first_whole_number": "11 is above 10, the largest that fits."}
    assert said["saved_at"].endswith("Z")
    assert before.isoformat() <= said["saved_at"].replace("Z", "+00:00")
    client.post(SAVE, {"q_first_some_of": ["b", "a"], "only": "first_some_of"})
    client.post(SAVE, {"q_first_yes_no": "no"})
    assert Application.objects.get().answers == {
        "first_short_text": "Ana",
        "first_some_of": ["a", "b"],
        "first_yes_no": False,
    }
    client.post(SAVE, {"only": "first_some_of,first_short_text,unknown", "q_unknown": "x", "q_first_yes_no": "yes"})
    assert Application.objects.get().answers == {"first_yes_no": False}


def test_saving_details_keeps_what_fits(client: Client, cohort: Cohort) -> None:
    client.get("/apply/spring/your-details/")
    answer = client.post(SAVE, {"name": "Ana", "phone": "1" * 41, "language": "es"})
    assert set(answer.json()["errors"]) == {"phone"}
    person = Applicant.objects.get()
    assert (person.name, person.phone, person.language) == ("Ana", "", "es")
    client.post(SAVE, {"name": "", "only": "name"})
    assert Applicant.objects.get().name == ""


def test_two_devices_keep_what_the_other_wrote(client: Client, cohort: Cohort) -> None:
    draft, secret = a_draft(cohort)
    telephone, computer = browser_with(secret), browser_with(secret)
    telephone.post(SAVE, {"q_first_short_text": "Ana", "only": "first_short_text"})
    computer.post(SAVE, {"q_first_long_text": "Words.", "only": "first_long_text"})
    telephone.post(SAVE, {"q_first_short_text": "Eva", "only": "first_short_text"})
    draft.refresh_from_db()
    assert draft.answers == {"first_short_text": "Eva", "first_long_text": "Words."}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"q_first_short_text": "a\x00b"}, "It contains a character that cannot be stored (NUL)."),
        ({"q_first_long_text": "x" * 201}, "It has 201 characters; at most 200 fit."),
        ({"q_first_some_of": ["a", "\x00"]}, "“\x00” is not one of the choices."),
    ],
)
def test_what_cannot_be_stored_is_named(client: Client, cohort: Cohort, fields: dict[str, Any], words: str) -> None:
    assert list(client.post(SAVE, fields).json()["errors"].values()) == [words]
    assert Application.objects.get().answers == {}


def test_a_huge_save_is_refused_before_it_is_read(client: Client, cohort: Cohort) -> None:
    answer = client.post(SAVE, {"q_first_long_text": "x" * (2 * 1024 * 1024)})
    assert (answer.status_code, list(answer.json())) == (413, ["refused"])
    assert Application.objects.count() == 0


def test_saving_needs_the_token_against_forgery(cohort: Cohort) -> None:
    assert Client(enforce_csrf_checks=True).post(SAVE, {"q_first_short_text": "x"}).status_code == 403


def test_a_draft_begins_until_the_deadline_and_goes_on_through_the_grace(cohort: Cohort) -> None:
    closes, until = cohort.closes_at, cohort.closes_at + timedelta(minutes=30)
    tick = timedelta(microseconds=1)
    _draft, secret = a_draft(cohort)
    fields = {"q_first_short_text": "Ana", "only": "first_short_text"}
    with clock.at(closes):
        assert Client().post(SAVE, fields).status_code == 200
    with clock.at(closes + tick):
        late = Client().post(SAVE, fields)
        assert late.status_code == 409
        assert late.json()["refused"].startswith("Applications to Spring closed on ")
        assert "You began in time, so you can save and send until" in browser_with(secret).get("/apply/spring/").text
    with clock.at(until):
        assert browser_with(secret).post(SAVE, fields).status_code == 200
        assert browser_with(secret).get("/apply/spring/first/").status_code == 200
    with clock.at(until + tick):
        assert browser_with(secret).post(SAVE, fields).status_code == 409
        assert browser_with(secret).post("/apply/spring/first/", sent(GOOD)).status_code == 409
    with clock.at(cohort.opens_at - tick):
        assert Client().post(SAVE, fields).json()["refused"].startswith("Applications to Spring open on ")


def test_closed_while_somebody_writes(client: Client, cohort: Cohort) -> None:
    client.post("/apply/spring/first/", sent(GOOD))
    Cohort.objects.update(closes_at=timezone.now() - timedelta(minutes=31))
    answer = client.post(SAVE, {"q_first_short_text": "Late"})
    assert (answer.status_code, "refused" in answer.json()) == (409, True)
    assert Application.objects.get().answers["first_short_text"] == "Ana"


def test_what_was_sent_is_not_saved_into(client: Client, cohort: Cohort) -> None:
    client.post("/apply/spring/your-details/", {"name": "Ana"})
    client.post("/apply/spring/first/", sent(GOOD))
    prove_address(client, "spring")
    client.post("/apply/spring/review/")
    answer = client.post(SAVE, {"q_first_short_text": "Eva"})
    assert answer.status_code == 409
    assert answer.json()["refused"].startswith("This application was sent, so its answers no longer change.")


def test_a_link_goes_on_elsewhere(client: Client, cohort: Cohort) -> None:
    assert client.get("/apply/spring/link/")["Location"] == "/apply/spring/"
    assert client.post("/apply/spring/first/", sent(GOOD, then="later"))["Location"] == "/apply/spring/link/"
    assert client.post("/apply/spring/link/", {"email": "ana@example.org"})["Location"] == "/apply/spring/"
    mail = Notice.objects.get(kind="resume_link")
    assert mail.to == "ana@example.org"
    link = next(word for word in mail.body.split() if "/apply/resume/" in word)
    elsewhere = Client()
    path = link[link.index("/apply/") :]
    assert "If you did not ask for this link" in elsewhere.get(path).text
    assert not elsewhere.cookies.get(draft_cookie("spring")), "opening it alone gives nothing"
    opened = elsewhere.post(path, {"draft": "link"})
    assert (opened.status_code, opened["Location"], opened["Referrer-Policy"]) == (302, "/apply/spring/", "no-referrer")
    assert "8 of 8 questions answered" in elsewhere.get("/apply/spring/").text
    assert (Applicant.objects.get().email, EmailProof.objects.count()) == (None, 0)


@pytest.mark.parametrize("spoil", [lambda secret: secret[:-1], lambda secret: "x" * 43, lambda secret: "a'--"])
def test_a_link_that_is_not_good_says_so_and_how_to_get_a_new_one(cohort: Cohort, spoil: Callable[[str], str]) -> None:
    _draft, secret = a_draft(cohort)
    page = Client().get(f"/apply/resume/{spoil(secret)}/")
    assert (page.status_code, page["Referrer-Policy"]) == (404, "no-referrer")
    assert "This link leads nowhere any more" in page.text
    assert "have a new link sent" in page.text


def test_a_link_is_good_no_longer_than_the_draft(client: Client, cohort: Cohort) -> None:
    _draft, secret = a_draft(cohort)
    with clock.at(cohort.closes_at + timedelta(days=90, seconds=1)):
        assert client.get(f"/apply/resume/{secret}/").status_code == 404


def test_a_link_does_not_take_the_place_of_what_this_browser_holds(cohort: Cohort) -> None:
    _other, link = a_draft(cohort, first_short_text="Linked")
    _mine, held = a_draft(cohort, first_short_text="Held")
    browser = browser_with(held)
    assert "With which do you go on?" in browser.get(f"/apply/resume/{link}/").text
    assert secret_of(browser) == held
    browser.post(f"/apply/resume/{link}/", {"draft": "this-browser"})
    assert secret_of(browser) == held
    browser.post(f"/apply/resume/{link}/", {"draft": "link"})
    assert secret_of(browser) == link


def test_no_link_for_what_can_no_longer_be_sent(cohort: Cohort) -> None:
    from applicants.services.applying import ApplyingRefused

    draft, _secret = a_draft(cohort)
    with pytest.raises(ApplyingRefused, match="closed on"):
        mail_resume_link(draft, to="ana@example.org", at=cohort.drafts_until + timedelta(seconds=1))


def with_conditions() -> QuestionSet:
    only = [{"question": "course", "operator": "is", "values": ["yes"]}]
    questions = [
        {"key": "course", "label": "A course?", "kind": "yes_no", "required": True},
        {"key": "which", "label": "Which?", "kind": "short_text", "required": True, "show_if": only, "max_words": 3},
    ]
    more = {
        "slug": "two",
        "title": "Two",
        "show_if": only,
        "questions": [{"key": "end", "label": "End?", "kind": "date", "required": True}],
    }
    pages = [{"slug": "one", "title": "One", "questions": questions}, more]
    return publish(make(name="Conditions", sections=pages, by=None), by=None)


def test_what_is_not_asked_is_not_required_and_kept_but_not_sent(client: Client) -> None:
    cohort = make_cohort(slug="spring", question_set=with_conditions())
    client.post("/apply/spring/your-details/", {"name": "Ana"})
    client.post(SAVE, {"q_course": "yes", "q_which": "Health data"})
    assert "/apply/spring/two/" in client.get("/apply/spring/").text
    client.post(SAVE, {"q_course": "no"})
    assert Application.objects.get().answers == {"course": False, "which": "Health data"}
    assert "/apply/spring/two/" not in client.get("/apply/spring/").text
    prove_address(client, "spring")
    assert "/receipt/" in client.post("/apply/spring/review/")["Location"]
    assert Application.objects.get(cohort=cohort).answers == {"course": False}
    receipt = words_of_receipt(Notice.objects.get(kind="receipt"))
    assert receipt is not None
    assert "Which?" not in receipt.body


def test_a_receipt_says_what_was_sent_unless_it_was_taken_back(client: Client, mailoutbox: list) -> None:
    cohort = make_cohort(slug="spring", question_set=with_conditions())
    client.post("/apply/spring/your-details/", {"name": "Ana"})
    client.post(SAVE, {"q_course": "yes", "q_which": "Health data", "q_end": "2026-01-31"})
    prove_address(client, "spring")
    assert "/receipt/" in client.post("/apply/spring/review/")["Location"]
    notice = Notice.objects.get(kind="receipt")
    assert (notice.subject, notice.body) == ("", "")
    assert send_due().sent >= 1
    notice.refresh_from_db()
    assert "Health data" in notice.body
    assert mailoutbox[-1].body == notice.body
    Application.objects.filter(cohort=cohort).update(submitted_at=clock.now())
    Notice.objects.update(subject="", body="")
    notice.refresh_from_db()
    assert words_of_receipt(notice) is None


def test_words_are_counted(client: Client) -> None:
    make_cohort(slug="spring", question_set=with_conditions())
    answer = client.post(SAVE, {"q_course": "yes", "q_which": "one two three four"})
    assert answer.json()["errors"] == {"which": "It has 4 words; at most 3 fit."}


@pytest.mark.parametrize(
    ("resume", "shown", "sendable"), [("optional", 200, True), ("required", 200, False), ("not_asked", 404, True)]
)
def test_the_resume_is_asked_for_as_the_form_says(client: Client, resume: str, shown: int, sendable: bool) -> None:
    question_set = make_question_set()
    QuestionSet.objects.filter(pk=question_set.pk).update(resume=resume)
    make_cohort(slug="spring", question_set=QuestionSet.objects.get(pk=question_set.pk))
    client.post("/apply/spring/your-details/", {"name": "Ana"})
    prove_address(client, "spring")
    assert client.get("/apply/spring/resume/").status_code == shown
    assert ("/apply/spring/resume/" in client.get("/apply/spring/").text) is (shown == 200)
    answer = client.post("/apply/spring/review/")
    assert answer.status_code == (302 if sendable else 422)
    if not sendable:
        assert "Add your resume before you send your application." in answer.text


def test_what_a_session_that_ran_out_cut_off_is_put_together_again(client: Client, cohort: Cohort) -> None:
    client.post("/apply/spring/first/", sent(GOOD))
    prove_address(client, "spring")
    client.cookies.pop("sessionid")
    assert client.post("/apply/spring/second/", sent({"second_short_text": "Late words"})).status_code == 302
    assert Application.objects.count() == 2
    prove_address(client, "spring")
    assert Application.objects.get().answers["second_short_text"] == "Late words"
    assert Application.objects.get().answers["first_short_text"] == "Ana"


def test_without_redis_nothing_stops(client: Client, cohort: Cohort, settings) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    client.post("/apply/spring/your-details/", {"name": "Ana"})
    client.post("/apply/spring/first/", sent(GOOD))
    prove_address(client, "spring")
    assert "/receipt/" in client.post("/apply/spring/review/")["Location"]


def test_what_each_request_asks_the_database(client: Client, cohort: Cohort, django_assert_max_num_queries) -> None:
    client.post("/apply/spring/your-details/", {"name": "Ana"})
    client.post("/apply/spring/first/", sent(GOOD))
    with django_assert_max_num_queries(2):
        client.get("/apply/spring/first/")
    with django_assert_max_num_queries(2):
        client.post(SAVE, {"q_first_short_text": "Eva", "only": "first_short_text"})
    prove_address(client, "spring")
    with django_assert_max_num_queries(4):
        client.post(SAVE, {"q_first_short_text": "Eva", "only": "first_short_text"})
    with django_assert_max_num_queries(6):
        client.get("/apply/spring/first/")
    with django_assert_max_num_queries(7):
        assert "/receipt/" in client.post("/apply/spring/review/")["Location"]


def test_the_code_of_a_proof_is_its_own(cohort: Cohort, settings) -> None:
    draft, _secret = a_draft(cohort)
    made = {"application": draft, "nonce": b"n" * 16, "expires_at": timezone.now()}
    one, other = EmailProof(email="a@example.org", **made), EmailProof(email="b@example.org", **made)
    assert len(code_of(one)) == 6
    assert code_of(one) == code_of(one) != code_of(other)
    before = code_of(one)
    settings.SECRET_KEY = "y" * 50
    assert code_of(one) != before


def test_a_wrong_code_leaves_the_one_somebody_came_with(client: Client, cohort: Cohort) -> None:
    university = make_university()
    link = make_referral_link(cohort=cohort, university=university, by=None)
    for code in (link.code, "NOBODYS", "x" * 300):
        client.get(f"/apply/{cohort.slug}/", {"ref": code})
    client.post(f"/apply/{cohort.slug}/your-details/", {"name": "Ana"})
    assert Application.objects.get().university == university
