"""Tags of the public pages: `{% load public %}`."""

from datetime import UTC, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from careerpath.ui.moments import say_moment
from cohorts.models import Cohort, Translated
from cohorts.public.timeline import bootcamp_in_words, closes_in_words, grace_in_words

register = template.Library()


@register.simple_tag
def moment(value: datetime, tz: str) -> SafeString:
    """A moment in the cohort's zone, with room for the same in the visitor's own, which js/site.js writes."""
    stamp = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return format_html(
        '<span class="moment"><time datetime="{}">{}</time>'
        '<span class="moment-here" data-zone="{}" data-words="{}" data-same="{}"></span></span>',
        stamp,
        say_moment(value, tz),
        tz,
        gettext("%(time)s where you are") % {"time": "{time}"},
        gettext("That is your time zone too."),
    )


@register.filter
def closes_in(cohort: Cohort) -> str:
    """`closes in 3 days`."""
    return closes_in_words(cohort)


@register.filter
def grace(cohort: Cohort) -> str:
    """What may still be done after the deadline, in words; empty without a grace."""
    return grace_in_words(cohort)


@register.filter
def safe_part(html: str) -> SafeString:
    """HTML that `cohorts.public.markdown` made: sanitised there, and only there."""
    return mark_safe(html)  # noqa: S308


@register.filter
def bootcamp_days(cohort: Cohort) -> str:
    """`Monday 1 February 2027 to Friday 12 March 2027`."""
    return bootcamp_in_words(cohort)


@register.filter
def said(thing: Translated, field: str) -> str:
    """A field in the reader's language: `{{ cohort|said:"name" }}`."""
    return thing.said(field)
