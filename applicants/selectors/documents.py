"""Who may have a document, and who had it. What a reader gets of its words makes `applicants.selectors.masking`."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from applicants.models import Application, Document, DocumentDownload
from applicants.selectors.applying import records_of
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role


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
