"""Letters put into words: a template, and what its placeholders become for one person."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from applicants.letters.placeholders import fill, one_line
from applicants.letters.reasons import LookedAt, data_in_words, missed_most, reasons_in_words
from applicants.letters.shipped import Words
from careerpath.ui.moments import say_day, say_moment
from cohorts.models import Cohort

OFFER_LINK_IN_A_PREVIEW: Final = "the-link-that-only-they-get"
LONGEST_SUBJECT: Final = 300


def in_the_language_of_letters() -> Any:
    """Dates and words of a letter are in the language it ships in, whatever language the person at the screen reads."""
    return override(settings.LANGUAGE_CODE)


def site_link(path: str) -> str:
    """A whole address of ours: no request is at hand when a worker writes."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def values_of_cohort(cohort: Cohort) -> dict[str, str]:
    """What is the same in every letter of a cohort."""
    return {
        "cohort": one_line(cohort.name),
        "programme": settings.SITE_NAME,
        "boot_camp_starts": say_day(cohort.bootcamp_starts),
        "boot_camp_ends": say_day(cohort.bootcamp_ends),
        "contact": settings.CONTACT_EMAIL,
    }


def values_of_person(name: str, public_id: UUID) -> dict[str, str]:
    """What belongs to one person. A name that we do not know becomes a greeting without one."""
    return {
        "name": one_line(name, 200) or "there",
        "status_link": site_link(_page("applicants:status").format(public_id)),
        "reconsider_link": site_link(_page("applicants:reconsider").format(public_id)),
    }


def values_of_offer(answer_by: datetime | None, token: str, cohort: Cohort, public_id: UUID) -> dict[str, str]:
    """Until when an offer stands, and the page that answers it."""
    return {
        "answer_by": say_moment(answer_by, cohort.tz) if answer_by else "the first day of the boot camp",
        "offer_link": site_link(_path("applicants:offer", token, instead=public_id)),
    }


def values_of_refusal(reason: str, criteria: list[LookedAt], points: list[int]) -> dict[str, str]:
    """The main reasons and the data used. `criteria` and `points` are in the rubric's order; both empty without a score."""
    return {
        "reasons": reasons_in_words(reason, missed_most(criteria, points)),
        "data_used": data_in_words(criteria),
    }


def compose(words: Words, values: Mapping[str, str]) -> Words:
    """Subject (one line, fit for a header) and text for one person."""
    return Words(one_line(fill(words.subject, values), LONGEST_SUBJECT), fill(words.body, values).strip() + "\n")


def _path(name: str, argument: object, *, instead: UUID) -> str:
    """A page of ours; the status page, which leads on, where there is no page of that name."""
    try:
        return reverse(name, args=[argument])
    except NoReverseMatch:
        return reverse("applicants:status", args=[instead])


@cache
def _page(name: str) -> str:
    """The address of an application's page with {} for its number: asked once, for 19,000 reversals cost a second of a release."""
    nobody = UUID(int=0)
    return _path(name, nobody, instead=nobody).replace(str(nobody), "{}")
