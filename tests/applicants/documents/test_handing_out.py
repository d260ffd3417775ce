"""Who gets a document, when, how it is sent, and what is written down of it."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.test import Client

from applicants.models import Application, Document, DocumentDownload
from applicants.services import drafts
from applicants.services.documents import checking
from applicants.services.documents.keeping import attach_resume
from applicants.views.visiting import draft_cookie
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from tests.applicants.documents.making import pdf
from tests.factories import make_applicant, make_application, make_cohort, make_user
from tests.reviews.factories import make_assignment, make_entry, make_reader, make_round

pytestmark = pytest.mark.django_db
BEING_CHECKED = "This file is being checked"


@pytest.fixture
def owner() -> User:
    return make_user(email="ana@example.org")


@pytest.fixture
def resume(settings: Any, tmp_path: Path, owner: User) -> Document:
    settings.MEDIA_ROOT, settings.CLAMD_ADDRESS = str(tmp_path), ""
    application = make_application(applicant=make_applicant(user=owner), draft=True)
    return attach_resume(application, file=File(io.BytesIO(pdf()), name="Currículo Ana.pdf"), by=owner)


@pytest.fixture
def clean(resume: Document) -> Document:
    checking.check([resume.pk])
    return Document.objects.get()


def path_of(document: Document) -> str:
    return f"/documents/{document.public_id}/"


def got(browser: Client, document: Document) -> int:
    """The status of the answer, which is read to its end: that closes the file."""
    response = browser.get(path_of(document))
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def test_owner_gets_it_as_a_download_that_does_nothing(clean: Document, signed_in: Any, owner: User) -> None:
    response = signed_in(owner).get(path_of(clean))
    assert (response.status_code, b"".join(response.streaming_content)) == (200, pdf())
    assert {
        name: response[name]
        for name in (
            "Content-Disposition",
            "Content-Type",
            "X-Content-Type-Options",
            "Cache-Control",
            "Content-Security-Policy",
        )
    } == {
        "Content-Disposition": "attachment; filename*=utf-8''Curr%C3%ADculo%20Ana.pdf",
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store, max-age=0, no-cache, must-revalidate",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    assert list(DocumentDownload.objects.values_list("application", "name", "by", "own")) == [
        (clean.application_id, "Currículo Ana.pdf", owner.pk, True)
    ]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.RECRUITER])
def test_no_other_role_gets_it(clean: Document, signed_in: Any, role: Role) -> None:
    assert signed_in(role).get(path_of(clean)).status_code == 404
    assert not DocumentDownload.objects.exists()


def test_other_applicants_superusers_and_strangers_do_not_get_it(
    clean: Document, signed_in: Any, client: Client
) -> None:
    stranger, technical = make_user(), make_user(is_superuser=True, is_staff=True)
    make_application(applicant=make_applicant(user=stranger), draft=True)
    assert [signed_in(who).get(path_of(clean)).status_code for who in (stranger, technical)] == [404, 404]
    assert client.get(path_of(clean)).headers["Location"] == f"/accounts/login/?next={path_of(clean)}"
    assert client.post(path_of(clean)).status_code == 405
    assert not DocumentDownload.objects.exists()


def test_recruiter_gets_it_and_sees_who_had_it(signed_in: Any, clean: Document, owner: User) -> None:
    sent = make_application()
    Document.objects.update(application=sent)
    recruiter = make_user(Role.RECRUITER, name="Rita Recruiter")
    browser = signed_in(recruiter)
    assert got(browser, clean) == 200
    page = browser.get(f"/admin/applications/{sent.pk}/")
    assert b"Who downloaded them" in page.content
    assert b"checked without a malware scanner" in page.content
    assert [(each.by, each.own) for each in DocumentDownload.objects.all()] == [(recruiter, False)]


def test_nobody_gets_it_before_it_is_clean(resume: Document, signed_in: Any, owner: User) -> None:
    for who in (owner, Role.RECRUITER):
        response = signed_in(who).get(path_of(resume))
        assert (response.status_code, BEING_CHECKED in response.content.decode()) == (409, True)
    assert not DocumentDownload.objects.exists()


def test_refused_document_says_why(resume: Document, signed_in: Any, owner: User) -> None:
    checking.settle(resume, checking.Verdict(reason=checking.Reason.PDF_ACTIVE))
    page = signed_in(owner).get(path_of(resume))
    assert page.status_code == 409
    assert "This PDF holds a program, a form or a film." in page.content.decode()


def test_browser_with_the_key_to_a_draft_gets_its_document(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.CLAMD_ADDRESS = str(tmp_path), ""
    cohort = make_cohort()
    secret, other = drafts.new_secret(), drafts.new_secret()
    draft = drafts.start_draft(cohort=cohort, secret=secret)
    drafts.start_draft(cohort=cohort, secret=other)
    document = attach_resume(draft, file=File(io.BytesIO(b"Ana built a rota."), name="a.txt"), by=None)
    checking.check([document.pk])
    assert client.get(path_of(document)).status_code == 302
    for key, status in ((other, 302), (secret, 200)):
        client.cookies[draft_cookie(cohort.slug)] = key
        assert got(client, document) == status
    assert list(DocumentDownload.objects.values_list("application", "by", "own")) == [(draft.pk, None, True)]


def test_who_had_a_document_is_written_once(clean: Document, signed_in: Any, owner: User) -> None:
    assert got(signed_in(owner), clean) == 200
    for change in ({"name": "other"}, {"own": False}, {"by": make_user()}):
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            DocumentDownload.objects.update(**change)
    DocumentDownload.objects.update(by=None)  # the account is gone
    Application.objects.filter(pk=clean.application_id).delete()
    assert not DocumentDownload.objects.exists()


def test_reader_gets_the_words_redacted_and_only_of_a_clean_resume(
    signed_in: Any, settings: Any, tmp_path: Path
) -> None:
    from careerpath.pipeline.history import move

    settings.MEDIA_ROOT, settings.CLAMD_ADDRESS = str(tmp_path), ""
    application = make_application(applicant=make_applicant(name="Ana García", email="ana@example.org"), draft=True)
    words = "Ana Garcia, <b>nurse</b>, ana@example.org, graduated 2021 from Ohio State University. Built a rota."
    document = attach_resume(application, file=File(io.BytesIO(words.encode()), name="a.txt"), by=None)
    Application.objects.filter(pk=application.pk).update(submitted_at=application.started_at)
    for status in ("submitted", "screened", "in_review"):
        move(application, to=status, by=None)
    round = make_round(application.cohort, sees=["resume"])
    reader = make_reader(round)
    browser = signed_in(reader.user)
    page = f"/reading/{make_assignment(make_entry(round, application), reader).public_id}/"
    assert "Read the resume" not in browser.get(page).content.decode()
    checking.check([document.pk])
    shown = browser.get(page).content.decode()
    assert "[name], &lt;b&gt;nurse&lt;/b&gt;, [e-mail], graduated [year] from [school]. Built a rota." in shown
    assert "García" not in shown
    assert path_of(document) not in shown
