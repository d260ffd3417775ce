"""Who may have a document, who had it, and what a reader gets of its words."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from applicants.documents.redacting import redact
from applicants.models import Application, Document, DocumentDownload, DocumentText
from applicants.selectors.applying import records_of
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from cohorts.models import University

READ = 30_000
"""Characters of a resume that a reader gets: ten close pages."""


@dataclass(frozen=True)
class Reach:
    """A document that somebody may have (once it is clean), and whether it is their own."""

    document: Document
    own: bool


def document_in_reach(public_id: UUID, *, user: User | None, draft: Application | None = None) -> Reach | None:
    """The document, for its owner (by account, or by the draft this browser has the key to) and for a recruiter; else None."""
    document = Document.objects.select_related("application__cohort").filter(public_id=public_id).first()
    if document is None:
        return None
    if draft is not None and draft.pk == document.application_id:
        return Reach(document, own=True)
    if user is None:
        return None
    if records_of(user).filter(pk=document.application.applicant_id).exists():
        return Reach(document, own=True)
    return Reach(document, own=False) if has_role(user, Role.RECRUITER) else None


def slug_of(public_id: UUID) -> str | None:
    """The cohort's slug of a document's application: under it a browser keeps the key to a draft."""
    return Document.objects.filter(public_id=public_id).values_list("application__cohort__slug", flat=True).first()


def downloads_of() -> QuerySet[DocumentDownload]:
    """Who had documents, the latest first; for prefetching beside applications."""
    return DocumentDownload.objects.select_related("by").order_by("-at", "-pk")


def readable_resume(application: Application) -> str:
    """The words of the application's clean resume without what says whose it is; the empty text where there are none.


    Needs `application.applicant`. One query, two with words. This is the only way from a document's words to a page of a reader.
    """
    words = (
        DocumentText.objects.filter(
            document__application=application,
            document__kind=Document.Kind.RESUME,
            document__state=Document.State.CLEAN,
        )
        .values_list("text", flat=True)
        .first()
    )
    if not words:
        return ""
    who = application.applicant
    schools = University.objects.values_list("name", flat=True)
    return redact(words[:READ], name=who.name, email=who.email or "", phone=who.phone, schools=schools)
