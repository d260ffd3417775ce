"""What a coordinator reads: that people met, when, and what is due. The texts of sessions are never fetched.

Each kind of pair that stands out is a condition on the live pairs, found by an index or by a look at few rows beside each pair, so
that a page costs the same at 100,000 pairs; counts stop at `MOST_COUNTED`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, DateField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate, TruncMonth
from django.utils import timezone

from mentorship.cadence import CHECK_IN_DAYS, Contact
from mentorship.lifecycle import MentorshipStatus
from mentorship.models import AnotherMentor, CheckIn, Escalation, Goal, Mentorship
from mentorship.selectors.mentoring import rows
from placements.models import Evaluation

LATE_AFTER: Final = 7
"""A check-in is late so many days after its day."""
FORGOTTEN_AFTER: Final = 180
"""And nobody asks for it any more so many days after its day."""
MOST_COUNTED: Final = 1000
LOW_INTENT: Final = 2
FALLEN_BY: Final = 2
KINDS: Final[Mapping[str, str]] = {
    "": "All pairs",
    "quiet": "No contact for days",
    "overdue": "Next contact overdue",
    "mentee": "Check-in late: mentee",
    "mentor": "Check-in late: mentor",
    "client": "Evaluation late: client",
    "low": "Staying in doubt",
    "asked": "Another mentor asked for",
    "concern": "Concern open",
    "proposed": "Proposed, not yet answered",
}


@dataclass(frozen=True, slots=True)
class Overview:
    """A pair as a coordinator sees it."""

    pk: int
    key: str
    """Where it stands in the order of `pairs_page`."""
    mentor: str
    mentee: str
    client: str
    status: str
    status_label: str
    last: date | None
    sessions: int
    due: date | None
    state: Contact | None
    late_check_ins: int
    low_intent: bool
    asked: bool = False
    waits_for: str = ""
    """Of a proposal: who has not answered."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of pairs; `next_after` is where the next begins, empty for none."""

    pairs: list[Overview]
    next_after: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pairs somebody wants to see."""

    kind: str = ""
    days: int = 21
    mentor: int | None = None
    client: str = ""


def _after_first_day(days: int) -> Func:
    return Func(F("placement__starts_on"), template=f"(%(expressions)s + {days})", output_field=DateField())


def _late(side: str, today: date) -> Q:
    """Active pairs in which a side has not answered a check-in that is late; the client's is the evaluation of the placement.

    Answers count for the placement, so that a new pair does not ask again for what was answered in the one before.
    """
    found = Q(pk__in=[])
    for day in CHECK_IN_DAYS:
        answered: QuerySet[Any] = (
            Evaluation.objects.filter(placement=OuterRef("placement"), day=day)
            if side == "client"
            else CheckIn.objects.filter(mentorship__placement=OuterRef("placement"), side=side, day=day)
        )
        found |= Q(
            ~Exists(answered),
            placement__starts_on__lt=today - timedelta(days=day + LATE_AFTER),
            placement__starts_on__gte=today - timedelta(days=day + FORGOTTEN_AFTER),
            began_on__lte=_after_first_day(day + LATE_AFTER),
        )
    return found


def _in_doubt(pairs: QuerySet[Mentorship]) -> QuerySet[Mentorship]:
    """Pairs whose mentee said last that staying is not likely, or less likely by two than the time before."""
    said = CheckIn.objects.filter(mentorship=OuterRef("pk"), side=CheckIn.Side.MENTEE).order_by("-day")
    levels = said.values("intent_to_stay")
    return pairs.annotate(said_last=Subquery(levels[:1]), said_before=Subquery(levels[1:2])).filter(
        Q(said_last__lte=LOW_INTENT) | Q(said_last__lte=F("said_before") - FALLEN_BY)
    )


def wanted_pairs(wanted: Wanted, today: date) -> QuerySet[Mentorship]:
    """The pairs of a kind, without an order."""
    status = MentorshipStatus.PROPOSED if wanted.kind == "proposed" else MentorshipStatus.ACTIVE
    pairs = Mentorship.objects.filter(status=status)
    if wanted.mentor is not None:
        pairs = pairs.filter(mentor=wanted.mentor)
    if wanted.client:
        pairs = pairs.filter(placement__opening__client__slug=wanted.client)
    if wanted.kind == "quiet":
        return pairs.alias(quiet=Coalesce("last_met_on", "began_on")).filter(
            quiet__lt=today - timedelta(days=wanted.days)
        )
    if wanted.kind == "overdue":
        return pairs.filter(due_on__lt=today)
    if wanted.kind in ("mentee", "mentor", "client"):
        return pairs.filter(_late(wanted.kind, today))
    if wanted.kind == "low":
        return _in_doubt(pairs)
    if wanted.kind == "asked":
        asking = AnotherMentor.objects.filter(closed_at=None).values("mentorship")
        return pairs.filter(pk__in=asking)
    if wanted.kind == "concern":
        return pairs.filter(pk__in=Escalation.objects.filter(closed_at=None).values("mentorship"))
    return pairs


def overview(mentorships: QuerySet[Mentorship], now: datetime | None = None) -> list[Overview]:
    """Pairs for a coordinator, in the order of the queryset. Five queries at any number."""
    found = rows(mentorships, side=CheckIn.Side.MENTEE, now=now)
    ids = [row.mentorship.pk for row in found]
    low = set(_in_doubt(Mentorship.objects.filter(pk__in=ids)).values_list("pk", flat=True))
    asked = set(AnotherMentor.objects.filter(mentorship__in=ids, closed_at=None).values_list("mentorship", flat=True))
    return [
        Overview(
            row.mentorship.pk,
            f"{getattr(row.mentorship, 'since', '')},{row.mentorship.pk}",
            row.mentorship.mentor.user.name or "Name not given",
            row.mentee,
            row.mentorship.placement.opening.client.name,
            row.mentorship.status,
            row.mentorship.get_status_display(),
            row.last,
            row.sessions,
            row.due,
            row.state,
            sum(one.is_late for one in row.check_ins),
            row.mentorship.pk in low,
            row.mentorship.pk in asked,
            _waits_for(row.mentorship),
        )
        for row in found
    ]


def _waits_for(one: Mentorship) -> str:
    if one.status != MentorshipStatus.PROPOSED:
        return ""
    waiting = [
        side for side, at in (("mentor", one.mentor_confirmed_at), ("mentee", one.mentee_confirmed_at)) if at is None
    ]
    return " and ".join(waiting)


def pairs_page(
    after: tuple[date, int] | None, limit: int, now: datetime | None = None, wanted: Wanted | None = None
) -> Page:
    """One page of pairs, those who met longest ago first (who never met: from the day it began; a proposal from its day)."""
    choice = wanted or Wanted()
    today = (now or timezone.now()).date()
    since = TruncDate("proposed_at", tzinfo=UTC) if choice.kind == "proposed" else Coalesce("last_met_on", "began_on")
    pairs = wanted_pairs(choice, today).annotate(since=since)
    if after is not None:
        day, pk = after
        pairs = pairs.filter(since__gte=day).filter(Q(since__gt=day) | Q(pk__gt=pk))
    found = overview(pairs.order_by("since", "pk")[: limit + 1], now)
    return Page(found[:limit], found[limit - 1].key if len(found) > limit else "")


@dataclass(frozen=True, slots=True)
class Figure:
    """How many pairs of a kind there are; `more` where counting stopped."""

    kind: str
    label: str
    number: int
    more: bool


def figures(wanted: Wanted, today: date) -> list[Figure]:
    """How many pairs of each kind, one query each, counted up to `MOST_COUNTED`."""
    found = []
    for kind, label in KINDS.items():
        if kind:
            pairs = wanted_pairs(replace(wanted, kind=kind), today).order_by().values("pk")
            number = pairs[: MOST_COUNTED + 1].count()
            found.append(Figure(kind, label, min(number, MOST_COUNTED), number > MOST_COUNTED))
    return found


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
