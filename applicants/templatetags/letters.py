"""How letters look: `{% load letters %}`."""

import re
from typing import Any, Final

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from applicants.letters.as_html import as_html
from applicants.models import BulkOperation, Letter
from applicants.selectors.operations import chosen_of
from applicants.services.letters import MESSAGE
from applicants.services.operations.mail import words_of
from applicants.services.trying import preview
from careerpath.ui.templatetags.look import badge

register = template.Library()
S = Letter.State
_LOOKS: Final = {
    S.HELD: ("info", "clock"),
    S.WAITING: ("info", "send"),
    S.SENT: ("good", "mail-check"),
    S.UNSURE: ("watch", "circle-help"),
    S.FAILED: ("stop", "circle-alert"),
    S.BOUNCED: ("stop", "undo-2"),
    S.CANCELLED: ("muted", "circle-slash"),
}
_OFFER: Final = re.compile(r"(/offer/)[^/\s\"<]+")


@register.simple_tag
def letter_badge(state: str) -> SafeString:
    """The badge of a letter's state."""
    tone, icon = _LOOKS[S(state)]
    return badge(S(state).label, tone, icon)


@register.filter
def letter_html(body: str) -> SafeString:
    """A letter's text as the HTML beside it, escaped. Whoever looks at it gets no link with which an offer can be answered."""
    return mark_safe(_OFFER.sub(r"\1…", as_html(body, site=settings.SITE_URL)))  # noqa: S308  # `as_html` escapes


@register.filter
def letter_kind(kind: str) -> str:
    """A kind of letter in words."""
    return (
        "a message"
        if kind == MESSAGE
        else {"offered": "offer", "waitlisted": "waitlist", "rejected": "not admitted"}[kind]
    )


@register.inclusion_tag("admin/letters/_message_preview.html")
def message_preview(operation: BulkOperation, which: str = "") -> dict[str, Any]:
    """A prepared message as one of those who get it would read it; `which` counts from 1."""
    number = int(which) if which.isdecimal() and 0 < int(which[:6]) <= operation.total else 1
    chosen = chosen_of(operation).select_related("applicant", "cohort").order_by("pk")
    application = chosen[number - 1 : number].first()
    shown = preview(application, kind=MESSAGE, words=words_of(operation)) if application else None
    following = number + 1 if number < operation.total else 0
    return {
        "shown": shown,
        "application": application,
        "number": number,
        "total": operation.total,
        "following": following,
    }
