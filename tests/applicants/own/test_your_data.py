"""Everything about a person: for them alone, complete, without what is others' or internal, at a constant price."""

import io
import json
import zipfile
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Application, Decision, Document, DocumentDownload, EmailProof, Notice, Review, Tag
from applicants.services import next_class
from applicants.services.applying import withdraw
from applicants.services.consents import give
from applicants.services.tagging import put_tag
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from tests.applicants.own.conftest import put
from tests.factories import make_application, make_university, make_user

pytestmark = pytest.mark.django_db


def parts_of(browser: Client) -> dict[str, list[dict[str, Any]]]:
    response = browser.get("/my/data/everything.json")
    assert response["Content-Disposition"] == 'attachment; filename="your-data.json"'
    found = json.loads(response.content)
    assert found["format"] == 1
    return found["parts"]


def test_json_holds_what_is_theirs(application: Application, browser: Client) -> None:
    parts = parts_of(browser)
    assert parts["account"][0]["email"] == "ana@example.org"
    assert parts["applications"][0]["status"] == "submitted"
    answers = {row["question"]: row["answer"] for row in parts["answers"]}
    assert {key: answers[key] for key in application.answers} == application.answers
    assert [row["status"] for row in parts["history"]] == ["draft", "submitted"]


def test_neither_others_nor_what_is_internal_is_in_it(application: Application, browser: Client) -> None:
    make_application(answers={"why_health": "A stranger's secret."})
    recruiter = make_user(Role.RECRUITER, name="Rita Recruiter")
    put(application, S.SCREENED)
    put(application, S.IN_REVIEW, reason="Weak, says Rita.")
    put_tag(application, name="maybe-not", by=recruiter)
    Review.objects.create(application=application, reviewer=recruiter, mark=2, comment="Too vague for me.")
    Decision.objects.create(
        application=application, cohort=application.cohort, kind="rejected", reason="Staged only.", staged_by=recruiter
    )
    for page in ("everything.json", "everything/"):
        shown = browser.get(f"/my/data/{page}").content.decode()
        for hidden in ("stranger", "Rita", "maybe-not", "Too vague", "Staged only.", "Weak"):
            assert hidden not in shown
    assert Tag.objects.count() == 1


def test_a_question_the_form_no_longer_asks_is_given_too(application: Application, browser: Client) -> None:
    application.answers["old_one"] = "kept"
    application.save()
    rows = [row for row in parts_of(browser)["answers"] if row["question"] == "old_one"]
    assert [row["answer"] for row in rows] == ["kept"]


def test_zip_holds_the_json_and_the_documents(application: Application, browser: Client) -> None:
    document = Document(
        application=application, original_name="resume.pdf", content_type="application/pdf", size=4, sha256="0" * 64
    )
    document.file.save("x", ContentFile(b"%PDF"), save=False)
    for name, value in (("state", "clean"), ("settled_at", application.started_at), ("next_try_at", None)):
        setattr(document, name, value)
    document.save()
    response = browser.get("/my/data/everything.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as archive:  # type: ignore[call-overload]
        assert archive.namelist() == ["your-data.json", f"documents/{document.pk} resume.pdf"]
        assert archive.read(archive.namelist()[1]) == b"%PDF"
        assert json.loads(archive.read("your-data.json"))["parts"]["documents"][0]["name"] == "resume.pdf"


def test_everything_costs_the_same_for_three_as_for_one(application: Application, browser: Client) -> None:
    browser.get("/my/data/everything.json")
    with CaptureQueriesContext(connection) as one:
        browser.get("/my/data/everything.json")
    for _ in range(2):
        put(make_application(applicant=application.applicant), S.SCREENED, S.IN_REVIEW)
    with CaptureQueriesContext(connection) as three:
        browser.get("/my/data/everything.json")
    assert len(three) == len(one)


def test_somebody_without_an_application_has_an_account(signed_in: Any) -> None:
    browser = signed_in(make_user(email="new@example.org"))
    assert browser.get("/my/data/").status_code == 200
    assert parts_of(browser)["account"][0]["email"] == "new@example.org"


def test_details_change_and_what_stood_there_is_kept(application: Application, browser: Client, ana: User) -> None:
    url = "/my/data/details/"
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"name": " ", "phone": "", "language": "en"}).status_code == 400
    browser.post(url, {"name": "Ana María", "phone": "+1 555", "language": "es"})
    application.applicant.refresh_from_db()
    ana.refresh_from_db()
    assert (application.applicant.name, application.applicant.phone, ana.name) == ("Ana María", "+1 555", "Ana María")
    changes = {row["what"]: (row["before"], row["after"]) for row in parts_of(browser)["changes"]}
    assert changes == {"name": ("Ana", "Ana María"), "phone": ("", "+1 555"), "language": ("", "es")}


def test_mail_is_chosen(application: Application, browser: Client) -> None:
    assert "Remind me when the deadline is near" in browser.get("/my/data/").text
    browser.post("/my/data/mail/", {"draft_unfinished": "on"})
    chosen = {row["kind"]: row["wanted"] for row in parts_of(browser)["choices"]}
    assert chosen["draft_unfinished"] is True
    assert chosen["deadline_near"] is False


def test_consent_to_later_classes_is_given_shown_and_taken_back(
    application: Application, browser: Client, ana: User, signed_in: Any
) -> None:
    page, pool = f"/my/{application.public_id}/later-classes/", "/admin/talent-pool/"
    recruiter = signed_in(Role.RECRUITER)
    assert browser.get(page).status_code == 302
    withdraw(application, by=ana)
    assert "Say yes to later classes" in browser.get(f"/my/{application.public_id}/").text
    assert browser.post(page, {"until": "2001-01-01"}).status_code == 400
    until = browser.get(page).context["form"].initial["until"]
    browser.post(page, {"until": until.isoformat()})
    assert "ana@example.org" in recruiter.get(pool).text
    browser.post("/my/data/later-classes/leave/")
    assert "ana@example.org" not in recruiter.get(pool).text


def test_what_was_passed_on_proved_and_listed_is_in_it(application: Application, browser: Client, ana: User) -> None:
    """And of the list and the notices only what is of an address that they have proved."""
    EmailAddress.objects.create(user=ana, email=ana.email, verified=True, primary=True)
    recruiter = make_user(Role.RECRUITER, name="Rita Recruiter")
    Application.objects.filter(pk=application.pk).update(university=make_university(name="Plains"), flags=["too_quick"])
    application.refresh_from_db()
    give(application, by=ana)
    EmailProof.objects.create(
        application=application, email=ana.email, nonce=b"0" * 16, expires_at=timezone.now(), proved_at=timezone.now()
    )
    DocumentDownload.objects.create(application=application, name="resume.pdf", by=recruiter, own=False)
    for email in (ana.email, "stranger@example.org"):
        next_class.ask(email=email, language="en")
    Notice.objects.update(sent_at=timezone.now(), next_try_at=None, body="")
    parts = parts_of(browser)
    assert parts["applications"][0]["flags"] == ["too_quick"]
    assert [(row["name"], row["by"]) for row in parts["downloads"]] == [("resume.pdf", "staff")]
    assert [(row["university"], row["allowed"]) for row in parts["university_consents"]] == [("Plains", True)]
    assert [row["email"] for row in parts["proved_addresses"]] == [ana.email]
    assert [row["email"] for row in parts["next_class"]] == [ana.email]
    assert [row["to"] for row in parts["notices"]] == [ana.email]
    assert "Rita" not in browser.get("/my/data/everything/").text
