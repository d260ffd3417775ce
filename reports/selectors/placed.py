"""Those at work and a year on, read for the report: conversions, evaluations, credentials, the yearly survey. No demographics."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Q

from bootcamp.lifecycle import EnrolmentStatus
from bootcamp.models import CredentialAward, Enrolment
from cohorts.models import Cohort
from placements.models import Evaluation, YearlySurvey
from placements.models.evaluation import LEVELS
from placements.selectors.yearly import QUESTIONS, totals_of
from reports.rules import INTERNAL
from reports.sections.placed import (
    Learned,
    Rated,
    Said,
    conversion_section,
    credentials_section,
    rating_section,
    yearly_section,
)
from reports.sections.retention import Stayed
from reports.selectors.retention import begun, stays_by_cohort
from reports.tables import Section

DAYS = (30, 60, 90, 180, 270, 365)
"""The forms that the report tells of."""


def placed_sections(cohort: Cohort, stays: Mapping[int, Stayed], *, at: datetime) -> list[Section]:
    """Conversion, rating, credentials and the yearly survey of one cohort; a constant number of queries."""
    return [
        conversion_section({str(cohort): list(stays.values())}, minimum=INTERNAL.minimum),
        _rating(cohort, at=at),
        _credentials(cohort, at=at),
        yearly(cohort),
    ]


def placed_together(*, at: datetime) -> list[Section]:
    """Conversion by cohort, and the yearly survey of everybody."""
    return [conversion_section(stays_by_cohort(at=at), minimum=INTERNAL.minimum), yearly(None)]


def _rating(cohort: Cohort, *, at: datetime) -> Section:
    today, asked = at.astimezone(cohort.tz).date(), Counter[int]()
    for one in begun(at).filter(enrolment__application__cohort=cohort):
        if one.starts_on is not None:
            worked = (min(one.ended_on or today, today) - one.starts_on).days
            asked.update(day for day in DAYS if worked >= day)
    rows = Evaluation.objects.filter(
        placement__enrolment__application__cohort=cohort, answered_at__lte=at, day__in=DAYS
    ).values_list("day", "would_keep", *LEVELS)
    answers = [Rated(day, Fraction(sum(levels), len(LEVELS)), keep) for day, keep, *levels in rows]
    # Somebody may answer just before the day: who answered was asked.
    given = Counter(one.day for one in answers)
    return rating_section(answers, {day: max(asked[day], given[day]) for day in DAYS}, minimum=INTERNAL.minimum)


def _credentials(cohort: Cohort, *, at: datetime) -> Section:
    today = at.astimezone(cohort.tz).date()
    people = Enrolment.objects.filter(
        application__cohort=cohort, status=EnrolmentStatus.COMPLETED, status_changed_at__lte=at
    )
    completed = {
        pk: moment.astimezone(cohort.tz).date() for pk, moment in people.values_list("pk", "status_changed_at")
    }
    gained: defaultdict[int, dict[str, int]] = defaultdict(dict)
    rows = CredentialAward.objects.filter(
        Q(attempt__isnull=False), enrolment__in=completed, awarded_on__lte=today
    ).order_by("-awarded_on")
    for pk, name, day in rows.values_list("enrolment_id", "credential__name", "awarded_on"):
        gained[pk][name] = max((day - completed[pk]).days, 0)  # the earliest award of each comes last
    found = [
        Learned(
            frozenset(gained.get(pk, ())),
            (min(gained[pk].values()), True) if pk in gained else (max((today - day).days, 0), False),
        )
        for pk, day in completed.items()
    ]
    return credentials_section(found, minimum=INTERNAL.minimum)


def yearly(cohort: Cohort | None) -> Section:
    """The yearly survey of a cohort (None: of everybody) in totals; one query."""
    totals = totals_of(None if cohort is None else [cohort.pk])
    questions = []
    for name in (*QUESTIONS, "helped"):
        field: Any = YearlySurvey._meta.get_field(name)
        choices = YearlySurvey.Helped.choices if name == "helped" else field.choices or ()
        counts = {str(label): totals.counts[name].get(str(value), 0) for value, label in choices}
        questions.append(Said(name, str(field.verbose_name), counts, many=name == "helped"))
    return yearly_section(
        questions, asked=totals.asked, answered=totals.answered, waiting=totals.waiting, minimum=INTERNAL.minimum
    )
