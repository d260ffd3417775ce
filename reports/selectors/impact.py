"""The impact of the cut on groups, stage by stage, with what is pending counted as if it were released.

Only views guarded for the report roles call this, and each call of theirs is logged. All of it is aggregates, small cells hidden.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Application, ApplicationStatusChange, Decision, DecisionRelease
from cohorts.models import Cohort
from reports.cutting import STAGES, Answered, Impact, Pool, adjust, views_of
from reports.models import SelfIdentificationKey
from reports.wall import check_open


def in_pool(prefix: str = "") -> Q:
    """Who applied: submitted some time, and not merged into another application."""
    return ~Q(**{f"{prefix}status__in": [S.DRAFT, S.DUPLICATE]})


def offered_now(cohort: Cohort, prefix: str = "") -> Q:
    """Who was offered a seat, whatever they answered, or is staged to be; on an application, or on a row that leads to it."""
    status = f"{prefix}status"
    staged = Decision.objects.filter(Decision.PENDING, cohort=cohort, kind=Decision.Kind.OFFERED)
    return (
        Q(**{f"{status}__in": [S.OFFERED, S.ADMITTED, S.DECLINED]})
        | Q(**{status: S.WITHDRAWN, f"{prefix}pk__in": _was(cohort, S.OFFERED)})
        | Q(**{f"{status}__in": [S.SCREENED, S.IN_REVIEW, S.INTERVIEW, S.WAITLISTED]})
        & Q(**{f"{prefix}pk__in": staged.values("application")})
    )


def _was(cohort: Cohort, *statuses: str) -> QuerySet[Any, Any]:
    """The ids of who ever had one of these statuses, but by a release that was undone. One scan, whoever asks of how many."""
    undone = DecisionRelease.objects.filter(cohort=cohort, undone_at__isnull=False).values("batch")
    rows = ApplicationStatusChange.objects.filter(subject__cohort=cohort, to_status__in=statuses)
    return rows.exclude(batch__in=undone).values("subject")


@dataclass
class _Tally:
    """How many of some people reached each stage, and how many are in none."""

    reached: tuple[int, ...] = (0,) * len(STAGES)
    withdrew: int = 0
    unsorted: int = 0
    pending: int = 0

    def add(self, status: str, was_read: bool, is_offered: bool, n: int) -> None:
        """Count so many people who stand there."""
        if status == S.SUBMITTED:
            self.unsorted += n
        elif status == S.WITHDRAWN and not is_offered:
            self.withdrew += n
        else:
            eligible = status != S.INELIGIBLE
            flags = (True, eligible, eligible and (was_read or is_offered), eligible and is_offered)
            self.reached = tuple(count + n * flag for count, flag in zip(self.reached, flags, strict=True))
            self.pending += n * (is_offered and status not in (S.OFFERED, S.ADMITTED, S.DECLINED, S.WITHDRAWN))


def _tallies(cohort: Cohort, records: QuerySet[Any], prefix: str, *by: str) -> dict[tuple[Any, ...], _Tally]:
    """The tally of each combination of the fields in `by`; one query."""
    flags: dict[str, Any] = {
        "was_read": ExpressionWrapper(
            Q(**{f"{prefix}pk__in": _was(cohort, S.IN_REVIEW, S.INTERVIEW)}), output_field=BooleanField()
        ),
        "is_offered": ExpressionWrapper(offered_now(cohort, prefix), output_field=BooleanField()),
    }
    rows = records.filter(in_pool(prefix)).annotate(**flags).values_list(*by, f"{prefix}status", *flags)
    found: dict[tuple[Any, ...], _Tally] = defaultdict(_Tally)
    for *key, status, was_read, is_offered, n in rows.annotate(n=Count("pk")).order_by():
        found[tuple(tuple(part) if isinstance(part, list) else part for part in key)].add(
            status, was_read, is_offered, n
        )
    return found


def impact(cohort: Cohort) -> Impact:
    """What the cut of a cohort does, as it stands with everything pending. Two queries at any size."""
    check_open()
    everybody = _tallies(cohort, Application.objects.filter(cohort=cohort), "")[()]
    keys = SelfIdentificationKey.objects.filter(application__cohort=cohort)
    answers = [
        Answered(frozenset(races), gender, tally.reached, tally.withdrew)
        for (races, gender), tally in _tallies(
            cohort, keys, "application__", "answers__races", "answers__gender"
        ).items()
    ]
    pool = Pool(everybody.reached, everybody.withdrew, everybody.unsorted, everybody.pending)
    return Impact(pool, adjust(views_of(answers, pool)))
