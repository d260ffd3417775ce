"""The application form in templates: `{% load applying %}`."""

import json
from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applicants.selectors.applying import Page, in_words, pages_of
from applicants.selectors.effort import minutes_for, questions_left
from applicants.selectors.forms import form_of
from cohorts.models import Cohort, Question, Translated

register = template.Library()


@register.simple_tag
def answer_words(question: Question, answers: dict[str, Any]) -> str:
    """The answer to a question as a person reads it; empty where there is none."""
    return in_words(question, answers.get(question.key))


@register.simple_tag
def said(thing: Translated, field: str) -> str:
    """A field in the language of the reader: `{% said page.section "title" %}`."""
    return thing.said(field)


@register.simple_tag
def lang_of(thing: Translated, field: str) -> SafeString | str:
    """` lang="en"` where words are shown as they were first written because the reader's language has none; else nothing."""
    reader = (get_language() or "").partition("-")[0]
    written = settings.LANGUAGE_CODE.partition("-")[0]
    if reader == written or thing.translations.get(reader, {}).get(field):
        return ""
    return format_html('lang="{}" dir="auto"', written)


@register.simple_tag
def minutes_left(pages: Sequence[Page]) -> int:
    """About how many minutes the questions without an answer take."""
    return minutes_for(questions_left(pages))


@register.simple_tag
def parts_done(steps: Sequence[Any]) -> dict[str, int]:
    """How many parts are done, of those that must be or are: one that may be left out counts when it is there."""
    counted = [step for step in steps if step.state != "optional"]
    return {"done": sum(step.is_done for step in counted), "all": len(counted)}


@register.simple_tag
def minutes_of(cohort: Cohort) -> int:
    """About how many minutes the form of a cohort takes."""
    return minutes_for(questions_left(pages_of(form_of(cohort.question_set), {})))


@register.simple_tag
def saving_words() -> str:
    """What the browser says while it saves, as JSON for a data attribute: {n} is a number, {time} a span of time."""
    return json.dumps(
        {
            "idle": _("What you write is saved as you go."),
            "saving": _("Saving"),
            "now": _("Saved just now"),
            "ago": _("Saved {time} ago"),
            "s": _("{n} s"),
            "min": _("{n} min"),
            "h": _("{n} h"),
            "partly": _("Saved, except what is marked"),
            "away": _("Not saved yet, we keep trying"),
            "offline": _("Not saved yet: no connection. We keep trying, and this tab keeps what you wrote."),
            "stay": _("There is no connection just now. Stay on this page: it is saved as soon as there is one."),
            "back": _("Saved again."),
            "out": _(
                "Not saved: this tab is no longer signed in. Open your application in another tab; what you wrote is kept here."
            ),
            "restored": _("What you wrote before is back."),
            "more": _("A question was added below."),
            "characters": _("{n} of {most} characters"),
            "words": _("{n} of {most} words"),
            "left": _("{n} characters left"),
            "wordsLeft": _("{n} words left"),
            "over": _("{n} characters too many"),
            "wordsOver": _("{n} words too many"),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
