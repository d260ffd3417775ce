"""The form by HTTP: the whole way to the receipt, and each way it can go wrong."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applicants.models import Application, Document, EmailProof
from applicants.services.proving import code_of
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from cohorts.models import Cohort
from cohorts.services import make_referral_link
from tests.applicants.applying.factories import GOOD, PDF, a_file, all_kinds, make_verified_user, sent
from tests.factories import make_applicant, make_application, make_cohort, make_question_set, make_university, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort(slug="spring", name="Spring", question_set=all_kinds())


@pytest.fixture
def ana() -> User:
    return make_verified_user("ana@example.org", name="")


@pytest.fixture
def browser(signed_in: Any, ana: User) -> Client:
    return signed_in(ana)


def test_the_whole_way_from_the_front_page_to_the_receipt(client: Client) -> None:
    cohort = make_cohort(slug="spring", name="Spring", question_set=all_kinds())
    link = make_referral_link(cohort=cohort, university=make_university(name="State"), by=None)
    assert 'href="/apply/spring/"' in client.get("/").text
    before = client.get(f"/apply/spring/?ref={link.code}").text
    assert "What is assessed" in before
    assert "Ask for an accommodation" in before
    assert 'href="/apply/spring/your-details/"' in before
    for page in ("your-details", "email", "first", "resume"):
        assert client.get(f"/apply/spring/{page}/").status_code == 200
    assert client.get("/apply/spring/review/")["Location"] == "/apply/spring/"
    assert Application.objects.count() == 0

    assert client.post("/apply/spring/your-details/", {"name": "Ana Ñandú"})["Location"] == "/apply/spring/email/"
    assert "0 of 8 questions answered" in client.get("/apply/spring/").text
    asked = client.post("/apply/spring/email/", {"email": "Ana@Example.org"})
    assert asked["Location"] == "/apply/spring/email/code/"
    assert "ana@example.org" in client.get("/apply/spring/email/code/").text
    proved = client.post("/apply/spring/email/code/", {"code": code_of(EmailProof.objects.get())})
    assert proved["Location"] == "/apply/spring/first/"
    assert client.post("/apply/spring/first/", sent(GOOD))["Location"] == "/apply/spring/second/"
    assert client.post("/apply/spring/second/", sent({}))["Location"] == "/apply/spring/resume/"
    assert (
        client.post("/apply/spring/resume/", {"resume": a_file(PDF, "cv.pdf")})["Location"] == "/apply/spring/review/"
    )
    review = client.get("/apply/spring/review/").text
    for words in ("Ana Ñandú", "I learned<br>by doing.", "-1.25", "Beta", "Tuesday 31 March 2026", "cv.pdf"):
        assert words in review
    application = Application.objects.get()
    receipt = f"/my/{application.public_id}/receipt/"
    assert client.post("/apply/spring/review/")["Location"] == receipt
    shown = client.get(receipt).text
    assert "We have your application" in shown
    assert str(application.public_id) in shown

    application.refresh_from_db()
    assert (application.status, application.university.name, application.applicant.email) == (
        "submitted",
        "State",
        "ana@example.org",
    )
    assert "We are reading applications" in client.get(f"/my/{application.public_id}/").text
    assert client.get("/apply/spring/")["Location"] == f"/my/{application.public_id}/"


def test_a_page_with_an_error_saves_the_rest_and_says_what_is_wrong_where(browser: Client, cohort: Cohort) -> None:
    response = browser.post(
        "/apply/spring/first/", sent({**GOOD, "first_whole_number": "eleven", "first_date": "soon"})
    )
    assert response.status_code == 422
    page = response.text
    assert "2 answers need another look" in page
    assert (
        '<a href="#id_q_first_whole_number">first whole_number?</a> “eleven” is not a number. Write digits, like 12.'
        in page
    )
    assert 'value="eleven"' in page
    assert 'aria-describedby="id_q_first_whole_number_hint id_q_first_whole_number_error"' in page
    assert "“soon” is not a date" in page
    assert set(Application.objects.get().answers) == set(GOOD) - {"first_whole_number", "first_date"}


def test_what_is_missing_is_asked_for_on_continue_but_not_on_coming_back_later(browser: Client, cohort: Cohort) -> None:
    half = {"first_short_text": "Ana"}
    assert browser.post("/apply/spring/first/", sent(half, then="next")).status_code == 422
    assert browser.post("/apply/spring/first/", sent(half, then="later"))["Location"] == "/apply/spring/"
    task_list = browser.get("/apply/spring/").text
    assert "1 of 8 questions answered" in task_list
    assert "7 answers to go" in task_list


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"first_short_text": "x" * 21}, "It has 21 characters; at most 20 fit."),
        ({"first_short_text": "a\x00b"}, "It contains a character that cannot be stored (NUL)."),
        ({"first_whole_number": "1.5"}, "1.5 is not a whole number."),
        ({"first_whole_number": "-1"}, "-1 is below 0, the smallest that fits."),
        ({"first_whole_number": "9" * 400}, "above 10, the largest that fits."),
        ({"first_decimal": "NaN"}, "It must be a number that can be counted."),
        ({"first_decimal": "1e999999"}, "That number is too large."),
        ({"first_yes_no": "perhaps"}, "“perhaps” is neither yes nor no."),
        ({"first_one_of": "z"}, "“z” is not one of the choices."),
        ({"first_some_of": ["a", "z"]}, "“z” is not one of the choices."),
        ({"first_date": "2026-02-30"}, "“2026-02-30” is not a date. Write it as 2026-03-31."),
        ({"first_one_of": ""}, "Choose one."),
        ({"first_some_of": []}, "Choose at least one."),
        ({"first_long_text": "   "}, "Write an answer. A few sentences are enough."),
    ],
)
def test_bad_answers_each_get_their_words(browser: Client, cohort: Cohort, answers: dict[str, Any], words: str) -> None:
    response = browser.post("/apply/spring/first/", sent({**GOOD, **answers}))
    assert response.status_code == 422
    assert words in response.text
    assert len(Application.objects.get().answers) == 7


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"name": "  "}, "Write your name."),
        ({"name": "x" * 201}, "This name has 201 characters; at most 200 fit."),
        ({"name": "Ana\nBcc: all@example.org"}, "Use letters, digits and signs on one line."),
        ({"name": "Ana", "phone": "1" * 41}, "This number has 41 characters; at most 40 fit."),
    ],
)
def test_bad_details_each_get_their_words(browser: Client, cohort: Cohort, details: dict[str, str], words: str) -> None:
    response = browser.post("/apply/spring/your-details/", details)
    assert response.status_code == 422
    assert words in response.text


def test_sending_too_early_lists_what_is_missing_with_links(browser: Client, cohort: Cohort) -> None:
    assert browser.get("/apply/spring/review/")["Location"] == "/apply/spring/"
    browser.post("/apply/spring/first/", sent({**GOOD, "first_date": ""}, then="later"))
    response = browser.post("/apply/spring/review/")
    assert response.status_code == 422
    assert "2 answers are missing before you can send your application." in response.text
    assert 'href="/apply/spring/your-details/?from=review#id_name"' in response.text
    assert 'href="/apply/spring/first/?from=review#id_q_first_date"' in response.text
    assert Application.objects.get().status == "draft"
    assert browser.post("/apply/spring/first/?from=review", sent(GOOD))["Location"] == "/apply/spring/review/"


def test_an_executable_named_pdf_is_refused_and_nothing_is_kept(browser: Client, cohort: Cohort) -> None:
    response = browser.post("/apply/spring/resume/", {"resume": a_file(b"MZ\x90\x00" + b"\x00" * 200, "cv.pdf")})
    assert response.status_code == 422
    assert "This is a program, whatever its name says." in response.text
    assert not Document.objects.exists()


def test_an_upload_of_50_mb_is_refused_before_it_is_parsed(browser: Client, cohort: Cohort, monkeypatch) -> None:
    from django.http.request import HttpRequest

    def never(*_args: Any) -> None:
        raise AssertionError("the body was parsed")

    monkeypatch.setattr(HttpRequest, "parse_file_upload", never)
    response = browser.post("/apply/spring/resume/", {"resume": a_file(b"%PDF-1.7" + b"x" * (50 * 1024 * 1024))})
    assert response.status_code == 413
    assert "This file has 50.0 MB; at most 5 MB fit." in response.text
    assert not Document.objects.exists()


def test_an_upload_needs_the_token_against_forgery(cohort: Cohort, ana: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ana)
    assert browser.post("/apply/spring/resume/", {"resume": a_file(PDF)}).status_code == 403
    assert not Document.objects.exists()


def test_a_resume_is_downloaded_only_by_its_owner_and_recruiters(
    browser: Client, cohort: Cohort, signed_in: Any
) -> None:
    browser.post("/apply/spring/resume/", {"resume": a_file(PDF, 'my "cv".pdf')})
    Document.objects.update(state="clean", settled_at=timezone.now(), next_try_at=None)
    path = f"/documents/{Document.objects.get().public_id}/"
    for reader in (browser, signed_in(Role.RECRUITER)):
        response = reader.get(path)
        assert b"".join(response.streaming_content) == PDF
        assert response["Content-Disposition"] == 'attachment; filename="my cv.pdf"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Type"] == "application/pdf"
    others = [Role.REVIEWER, Role.INSTRUCTOR, Role.CLIENT, Role.MENTOR, Role.MANAGER]
    assert [signed_in(role).get(path).status_code for role in others] == [404] * 5
    assert signed_in(make_user()).get(path).status_code == 404
    assert Client().get(path).status_code == 302
    browser.post("/apply/spring/resume/remove/")
    assert browser.get(path).status_code == 404


def test_a_closed_cohort_says_so_and_keeps_the_draft(browser: Client, cohort: Cohort) -> None:
    browser.post("/apply/spring/first/", sent(GOOD))
    Cohort.objects.update(closes_at=timezone.now() - timedelta(minutes=31))
    for method, page, status in (
        ("get", "", 200),
        ("get", "first/", 200),
        ("post", "first/", 409),
        ("post", "review/", 409),
    ):
        response = getattr(browser, method)(f"/apply/spring/{page}", sent({}))
        assert response.status_code == status
        assert "Applications to Spring are closed" in response.text
        assert "Your draft was not sent. It is kept for 90 days" in response.text
    application = Application.objects.get()
    assert (application.status, application.answers["first_whole_number"]) == ("draft", 7)
    assert "Beta" in browser.get(f"/my/{application.public_id}/answers/").text


def test_a_cohort_that_is_not_open_yet_says_when(client: Client, cohort: Cohort) -> None:
    Cohort.objects.update(opens_at=timezone.now() + timedelta(days=1))
    assert "Spring is not open yet" in client.get("/apply/spring/").text


def test_unknown_cohorts_and_sections_are_not_found(browser: Client, cohort: Cohort) -> None:
    assert browser.get("/apply/nowhere/").status_code == 404
    assert browser.get("/apply/spring/nowhere/").status_code == 404


def test_what_was_sent_is_not_changed_by_an_old_tab(browser: Client, cohort: Cohort, ana: User) -> None:
    application = make_application(cohort, applicant=None, answers={})
    application.applicant.user = ana
    application.applicant.save()
    response = browser.post("/apply/spring/first/", sent(GOOD), follow=True)
    assert "You have sent this application already. Nothing was changed." in response.text
    application.refresh_from_db()
    assert application.answers == {}


def test_markup_in_an_answer_is_shown_as_text(browser: Client, cohort: Cohort) -> None:
    browser.post("/apply/spring/first/", sent({**GOOD, "first_long_text": "<script>alert(1)</script>"}))
    review = browser.get("/apply/spring/review/").text
    assert "<script>alert(1)</script>" not in review
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in review


@pytest.mark.parametrize(
    "path", ["/apply/spring/", "/apply/spring/first/", "/apply/spring/review/", "/apply/spring/resume/"]
)
def test_pages_ask_the_database_as_often_for_a_long_form_as_for_a_short_one(signed_in: Any, path: str) -> None:
    user = make_verified_user("long@example.org")
    applicant = make_applicant(user)
    counts = []
    for number in (1, 30):
        questions = [{"key": f"k{place}", "label": f"{place}?", "kind": "short_text"} for place in range(number)]
        form = make_question_set(f"Form {number}", questions)
        name = f"spring{number}"
        make_application(make_cohort(slug=name, question_set=form), applicant, draft=True, answers={})
        browser = signed_in(user)
        page = path.replace("/spring/", f"/{name}/").replace("/first/", "/one/")
        browser.get(page)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(page).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 6
