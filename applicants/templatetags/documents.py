"""Documents on pages: `{% document_line resume %}` and `{{ resume|refusal }}`."""

from typing import Any

from django import template

from applicants.lifecycle import ApplicationStatus
from applicants.models import Document
from applicants.services.documents.words import words_of

register = template.Library()


@register.filter
def refusal(document: Document) -> str:
    """Why a document was not taken, in words; the empty text for one that was."""
    return words_of(document.reason, document.size) if document.is_refused else ""


@register.inclusion_tag("applicants/_document.html")
def document_line(document: Document) -> dict[str, Any]:
    """A document as its owner or a recruiter sees it: a link once it is clean, before that where its check stands."""
    return {"document": document, "is_sent": document.application.status != ApplicationStatus.DRAFT}
