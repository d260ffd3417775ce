"""What an application is assessed by and what it is not, in the words applicants read before they apply.

Who knows by which rules a class is assessed says so (`SOURCES`); the general words stand where nobody does. What is never assessed
holds for every rubric.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort


@dataclass(frozen=True)
class Assessed:
    """One thing that is looked for. `share` says in words how much it counts; `parts` are what it is read from, with why.

    `language` is that of the words where it may be another than the reader's: they were written by people.
    """

    title: str | Promise
    text: str | Promise = ""
    icon: str = "check"
    share: str | Promise = ""
    parts: tuple[tuple[str, str], ...] = ()
    language: str = ""


@dataclass(frozen=True)
class AssessedBy:
    """What one class is assessed by, out of its rubric. `closing` are the minimum requirements, as the reason that is given."""

    things: tuple[Assessed, ...]
    closing: tuple[str, ...] = ()
    is_own: bool = False
    """Whether it is this class's own rubric, and not the general words."""
    read: frozenset[str] = frozenset()
    """The keys of the questions that its criteria read."""


ASSESSED: Final = (
    Assessed(_("Drive"), _("How many hours a week you learn now."), "gauge"),
    Assessed(_("Persistence"), _("How many months you have been at it."), "calendar-days"),
    Assessed(_("Initiative"), _("What you used to teach yourself, and which events you took part in."), "route"),
    Assessed(_("Follow-through"), _("Whether you finished longer courses that you started."), "check-check"),
    Assessed(_("Motivation for health care"), _("What you write about why you want to work there."), "heart-pulse"),
    Assessed(_("Learning agility"), _("What you write about something that you taught yourself."), "book-open"),
)

NOT_ASSESSED: Final = (
    (_("years of work experience"), "experience_years"),
    (_("your school, your grades and the year you graduated"), ""),
    (_("your name, age, address or picture"), ""),
    (_("spelling and grammar"), ""),
    (_("how much money you spent on learning"), "money_spent"),
    (_("anything from the voluntary questions about race, ethnicity and gender, which are asked after you apply"), ""),
)
"""What never counts, and the key of the question that a programme could make count after all: then it is not promised."""

GENERAL: Final = AssessedBy(ASSESSED)

SOURCES: Final[list[Callable[[Cohort], AssessedBy | None]]] = []
"""An app adds, when it is ready, a function that says what a class is assessed by, or None where it does not know."""


def assessed_by(cohort: Cohort | None) -> AssessedBy:
    """What a class is assessed by; the general words without a class, and where no rubric is known yet."""
    if cohort is not None:
        for source in SOURCES:
            if (found := source(cohort)) is not None:
                return found
    return GENERAL


def never_counts(by: AssessedBy) -> list[str | Promise]:
    """What a class is not assessed by. A rubric that reads a question after all is not said never to."""
    return [words for words, question in NOT_ASSESSED if question not in by.read]
