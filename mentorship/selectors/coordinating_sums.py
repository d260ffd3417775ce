"""What a coordinator reads of all pairs together: when they last met, and goals reached."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Q
from django.db.models.functions import Coalesce, TruncMonth

from mentorship.lifecycle import MentorshipStatus
from mentorship.models import Goal, Mentorship

QUIET_STEPS: Final = (
    (0, 7, "up to a week ago"),
    (8, 14, "8 to 14 days ago"),
    (15, 21, "15 to 21 days ago"),
    (22, 30, "22 to 30 days ago"),
    (31, None, "more than 30 days ago"),
)


def last_contact(today: date) -> list[tuple[str, int]]:
    """How long ago active pairs last met (or began), in steps; one query."""
    quiet = Coalesce("last_met_on", "began_on")
    counts = {}
    for number, (low, high, _) in enumerate(QUIET_STEPS):
        step = Q(day__lte=today - timedelta(days=low)) if low else Q()
        step &= Q(day__gte=today - timedelta(days=high)) if high is not None else Q()
        counts[f"step{number}"] = Count("pk", filter=step)
    row = Mentorship.objects.filter(status=MentorshipStatus.ACTIVE).alias(day=quiet).aggregate(**counts)
    return [(label, row[f"step{number}"]) for number, (_, _, label) in enumerate(QUIET_STEPS)]


@dataclass(frozen=True, slots=True)
class Goals:
    """Goals of active pairs, and of all pairs by month in which they were reached."""

    met: int
    open: int
    overdue: int
    by_month: list[tuple[date, int]]

    @property
    def all(self) -> int:
        """Met and open together."""
        return self.met + self.open


def goals(today: date) -> Goals:
    """How many goals were reached, are open, and are open past their day; and reached in each of six months. Two queries."""
    now = Goal.objects.filter(mentorship__status=MentorshipStatus.ACTIVE, dropped_on=None).aggregate(
        met=Count("pk", filter=Q(met_on__isnull=False)),
        open=Count("pk", filter=Q(met_on=None)),
        overdue=Count("pk", filter=Q(met_on=None, due_on__lt=today)),
    )
    first = (today.replace(day=1) - timedelta(days=150)).replace(day=1)
    reached = dict(
        Goal.objects.filter(met_on__gte=first, met_on__lte=today)
        .annotate(month=TruncMonth("met_on"))
        .values("month")
        .annotate(n=Count("pk"))
        .order_by("month")
        .values_list("month", "n")
    )
    months, month = [], first
    while month <= today:
        months.append((month, reached.get(month, 0)))
        month = (month + timedelta(days=32)).replace(day=1)
    return Goals(now["met"], now["open"], now["overdue"], months)
