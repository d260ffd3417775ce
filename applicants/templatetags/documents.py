"""Documents on pages: `{% document_line resume %}` and `{{ resume|refusal }}`."""

from typing import Any

from django import template

from applicants.lifecycle import ApplicationStatus
from applicants.models import CheckedFile, Document
from applicants.services.documents.words import words_of

register = template.Library()


@register.filter
def refusal(document: CheckedFile) -> str:
    """Why a file was not taken, in words; the empty text for one that was."""
    return words_of(document.reason, document.size) if document.is_refused else ""


@register.inclusion_tag("applicants/_document.html")
def document_line(document: CheckedFile) -> dict[str, Any]:
    """A file as who may have it sees it: a link once it is clean, before that where its check stands."""
    of = document.application if isinstance(document, Document) else None
    is_sent = of is not None and of.status != ApplicationStatus.DRAFT
    return {"document": document, "of_application": of is not None, "is_sent": is_sent}
