"""Somebody says one word wherever they can, is erased, and every table of every app and every file is searched for it."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Applicant, Application, Document, Review
from applicants.services import correcting, next_class
from applicants.services.applying import attach_resume, save_answers, submit
from applicants.services.consents import give
from applicants.services.documents.checking import check as check_documents
from applicants.services.documents.handing_over import note_download
from applicants.services.drafts import mail_resume_link, new_secret, start_draft
from applicants.services.duplicates import make_keys
from applicants.services.erasing import erase_due
from applicants.services.facts import make_facts
from applicants.services.indexing import make_words
from applicants.services.keeping import delete
from applicants.services.preferences import set_preferences
from applicants.services.proving import ask_for_code
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from reports.services.self_identification import Answers, self_identify
from reports.wall import open_demographics
from tests.applicants.own.conftest import put
from tests.factories import GOOD_ANSWERS, make_applicant, make_application, make_cohort, make_university, make_user

pytestmark = pytest.mark.django_db
SENTINEL = "quokkathirteen"


def traces(text: str = SENTINEL) -> list[str]:
    """The tables of the schema in which any row, as text, holds it."""
    with open_demographics(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        found = []
        for (table,) in cursor.fetchall():
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {name} AS row WHERE row::text ILIKE %s)", [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


@pytest.fixture
def everywhere(django_capture_on_commit_callbacks: Any) -> tuple[Application, User, list[str]]:
    """Somebody who has said the word wherever they can; the application, the account, and the names of the files."""
    user = make_user(email=f"ana.{SENTINEL}@example.org", name=f"Ana {SENTINEL}")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    university, recruiter = make_university(), make_user(Role.RECRUITER)
    person = make_applicant(user, phone=f"+1 {SENTINEL}")
    answers = {**GOOD_ANSWERS, "why_health": f"Because of {SENTINEL}."}
    application = make_application(make_cohort(), person, draft=True, answers=answers, university=university)
    attach_resume(application, file=SimpleUploadedFile(f"{SENTINEL}.txt", f"I am {SENTINEL}.".encode()), by=user)
    document = Document.objects.get()
    check_documents([document.pk])
    document.refresh_from_db()
    ask_for_code(application, email=user.email)
    application = submit(application, by=user, receipt=True)
    make_facts([application.pk])
    make_words()
    make_keys([person.pk])
    note_download(document, by=user, own=True)
    give(application, by=user)
    self_identify(application, answers=Answers(gender="another", gender_words=SENTINEL), by=user)
    put(application, S.SCREENED, S.IN_REVIEW, reason=f"Of {SENTINEL}.")
    Review.objects.create(application=application, reviewer=recruiter, mark=2, comment=f"Says {SENTINEL}.")
    asked = correcting.ask(application, key="why_health", wrong=SENTINEL, right=f"For {SENTINEL}.", by=user)
    correcting.answer(asked, outcome="accepted", words=f"Yes, {SENTINEL}.", by=recruiter)
    correcting.change_details(person, name=f"Ana M. {SENTINEL}", phone="", language="es", by=user)
    next_class.ask(email=user.email, language="en")
    set_preferences(person, {"deadline_near": False}, by=user)
    put(application, S.INTERVIEW)
    return application, user, [document.file.name or ""]


def test_no_row_of_any_table_and_no_file_holds_a_word_of_somebody_who_was_erased(
    everywhere: tuple[Application, User, list[str]], django_capture_on_commit_callbacks: Any
) -> None:
    application, user, files = everywhere
    assert {
        "accounts_user",
        "account_emailaddress",
        "applicants_applicant",
        "applicants_application",
        "applicants_documentdownload",
        "applicants_emailproof",
        "applicants_nextclassinterest",
        "applicants_notice",
        "reports_selfidentification",
    } <= set(traces())
    assert all(default_storage.exists(name) for name in files)
    delete(application, by=user)
    with clock.at(timezone.now() + timedelta(days=400)), django_capture_on_commit_callbacks(execute=True):
        assert erase_due()["asked"] == 1
    assert traces() == []
    assert not [name for name in files if default_storage.exists(name)]


def test_no_row_of_any_table_holds_a_word_of_a_draft_that_was_erased(django_capture_on_commit_callbacks: Any) -> None:
    draft = start_draft(cohort=make_cohort(), secret=new_secret())
    save_answers(draft, raw={"why_health": SENTINEL}, by=None)
    Applicant.objects.filter(pk=draft.applicant_id).update(name=SENTINEL)
    ask_for_code(draft, email=f"{SENTINEL}@example.org")
    mail_resume_link(draft, to=f"{SENTINEL}@example.org")
    assert {"applicants_applicant", "applicants_application", "applicants_emailproof", "applicants_notice"} <= set(
        traces()
    )
    with clock.at(draft.cohort.closes_at + timedelta(days=91)):
        assert erase_due()["drafts"] == 1
    assert traces() == []
