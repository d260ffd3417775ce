"""Letters put into words: a template, and what its placeholders become for one person."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import override

from applicants.letters.phrases import PHRASES
from applicants.letters.placeholders import one_line, prepared
from applicants.letters.reasons import LookedAt, data_in_words, missed_most, reasons_in_words
from applicants.letters.shipped import Words
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_day, say_moment
from cohorts.models import Cohort

OFFER_LINK_IN_A_PREVIEW: Final = "the-link-that-only-they-get"
LONGEST_SUBJECT: Final = 300
_NOBODY: Final = str(UUID(int=0))


def in_the_language_of_letters(language: str = settings.LANGUAGE_CODE) -> Any:
    """Dates and words of a letter are in its own language, whatever language the person at the screen reads."""
    return override(language)


def values_of_cohort(cohort: Cohort) -> dict[str, str]:
    """What is the same in every letter of a cohort."""
    return {
        "cohort": one_line(cohort.said("name")),
        "programme": settings.SITE_NAME,
        "boot_camp_starts": say_day(cohort.bootcamp_starts),
        "boot_camp_ends": say_day(cohort.bootcamp_ends),
        "contact": settings.CONTACT_EMAIL,
    }


def values_of_person(name: str, public_id: UUID, language: str = "en") -> dict[str, str]:
    """What belongs to one person. A name that we do not know becomes a greeting without one."""
    status, look_again = _pages_of(settings.SITE_URL)
    return {
        "name": one_line(name, 200) or PHRASES[language].nobody,
        "status_link": status.replace(_NOBODY, str(public_id)),
        "reconsider_link": look_again.replace(_NOBODY, str(public_id)),
    }


def values_of_offer(answer_by: datetime | None, token: str, cohort: Cohort, language: str = "en") -> dict[str, str]:
    """Until when an offer stands, and the page that answers it."""
    return {
        "answer_by": say_moment(answer_by, cohort.tz) if answer_by else PHRASES[language].no_day,
        "offer_link": site_link("applicants:offer", token),
    }


def values_of_refusal(
    reason: str, criteria: Sequence[LookedAt], points: Sequence[int], language: str = "en"
) -> dict[str, str]:
    """The main reasons and the data used. `criteria` and `points` are in the rubric's order; both empty without a score."""
    return {
        "reasons": reasons_in_words(reason, missed_most(criteria, points), language),
        "data_used": _data_in_words(tuple(criteria), language),
    }


def composer(words: Words, common: Mapping[str, str]) -> Callable[[Mapping[str, str]], Words]:
    """`compose` for many letters with the same words; `common` are the values that all share."""
    subject, body = prepared(words.subject, common), prepared(words.body, common)
    return lambda values: Words(one_line(subject(values), LONGEST_SUBJECT), body(values).strip() + "\n")


def compose(words: Words, values: Mapping[str, str]) -> Words:
    """Subject (one line, fit for a header) and text for one person."""
    return composer(words, values)({})


@cache
def _pages_of(_site: str) -> tuple[str, str]:
    """The addresses of somebody's status page and of asking for another look, with the id of nobody in them: made once."""
    return (
        site_link("applicants:status", _NOBODY),
        site_link("applicants:reconsider", _NOBODY),
    )


@lru_cache(maxsize=64)
def _data_in_words(criteria: tuple[LookedAt, ...], language: str) -> str:
    return data_in_words(criteria, language)
