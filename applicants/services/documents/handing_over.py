"""Who had a document, and when: written before the first byte leaves."""

from applicants.models import Document, DocumentDownload
from careerpath.accounts.models import User


def note_download(document: Document, *, by: User | None, own: bool) -> DocumentDownload:
    """Write down that somebody gets a document; `by` is None for the owner of a draft who has no account yet."""
    return DocumentDownload.objects.create(
        application_id=document.application_id, name=document.original_name, by=by, own=own
    )
