"""Reading yearly surveys: a person their own, everybody else only totals."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from bootcamp.selectors.people import was_enrolled
from careerpath.accounts.models import User
from placements.models import YearlySurvey


def own_survey(user: User) -> YearlySurvey | None:
    """Somebody's latest survey; None where they were never asked. One query."""
    mine = YearlySurvey.objects.filter(enrolment__application__applicant__user=user)
    return mine.select_related("enrolment__cohort").order_by("-opened_at", "-pk").first()


def has_survey(user: User) -> bool:
    """Whether somebody was ever asked, for the menu."""
    return was_enrolled(user) and YearlySurvey.objects.filter(enrolment__application__applicant__user=user).exists()


@dataclass(frozen=True, slots=True)
class Totals:
    """How often each answer was given to each question; nothing of one person."""

    asked: int
    answered: int
    waiting: int
    """Not answered, and still open."""
    counts: dict[str, dict[str, int]]


QUESTIONS = ("work", "role", "at_client", "pay", "recommend")


def totals_of(cohorts: Collection[int] | None = None) -> Totals:
    """The latest survey of each person that is over or answered, of some cohorts (None: all), counted; one query."""
    rows: QuerySet[YearlySurvey] = YearlySurvey.objects.order_by("enrolment_id", "-year").distinct("enrolment_id")
    if cohorts is not None:
        rows = rows.filter(Q(enrolment__application__cohort__in=cohorts))
    found = list(rows.values("answered_at", "closes_at", "helped", *QUESTIONS))
    answered = [row for row in found if row["answered_at"] is not None]
    now = timezone.now()
    counts = {name: dict(Counter(str(row[name]) for row in answered)) for name in QUESTIONS}
    counts["helped"] = dict(Counter(each for row in answered for each in row["helped"]))
    waiting = sum(row["answered_at"] is None and row["closes_at"] > now for row in found)
    return Totals(len(found), len(answered), waiting, counts)
