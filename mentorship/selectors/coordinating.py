"""What a coordinator reads: that people met, when, and what is due. The texts of sessions are never fetched.

Each kind of pair that stands out is a condition on the live pairs, found by an index or by a look at few rows beside each pair, so
that a page costs the same at 100,000 pairs; counts stop at `MOST_COUNTED`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.db.models import Case, Count, DateField, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest, TruncDate
from django.utils import timezone

from mentorship.cadence import CHECK_IN_DAYS, Contact
from mentorship.lifecycle import MentorshipStatus
from mentorship.models import AnotherMentor, CheckIn, Escalation, Mentorship
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

FEW: Final = frozenset({"low", "asked", "concern"})
"""Kinds of few pairs, found before the page: else the planner walks all pairs in the order of the page to come upon these."""


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


def _days(*parts: Any, template: str = "(%(expressions)s)") -> Func:
    """Days between dates, or less than them."""
    return Func(*parts, template=template, arg_joiner=" - ", output_field=IntegerField())


def _late(pairs: QuerySet[Mentorship], side: str, today: date) -> QuerySet[Mentorship]:
    """Pairs in which a side has not answered a check-in that is late; the client's is the evaluation of the placement.

    Answers count for the placement, so that a new pair does not ask again for what was answered in the one before. Of each pair the
    days that are asked for now lie from `_from` to before `_to`: more of them than answers among them, counted by one look.
    """
    age = _days(Cast(Value(today), DateField()), F("placement__starts_on"))
    since_first_day = _days(F("began_on"), F("placement__starts_on"))
    asked: Any = sum(
        (Case(When(_from__lte=day, _to__gt=day, then=1), default=0) for day in CHECK_IN_DAYS[1:]),
        start=Case(When(_from__lte=CHECK_IN_DAYS[0], _to__gt=CHECK_IN_DAYS[0], then=1), default=0),
    )
    late = (
        pairs.filter(
            placement__starts_on__lt=today - timedelta(days=min(CHECK_IN_DAYS) + LATE_AFTER),
            placement__starts_on__gte=today - timedelta(days=max(CHECK_IN_DAYS) + FORGOTTEN_AFTER),
        )
        .alias(
            _from=Greatest(_days(age, Value(FORGOTTEN_AFTER)), _days(since_first_day, Value(LATE_AFTER))),
            _to=_days(age, Value(LATE_AFTER)),
        )
        .alias(_asked=asked)
    )
    if side == "client":
        given = Evaluation.objects.filter(placement=OuterRef("placement"))
        return late.filter(_asked__gt=_answered(given, Count("day")))
    said = CheckIn.objects.filter(side=side)
    # Nearly all have answered within their own pair, which one index says. Of the others alone the pairs before are read.
    within, all_ = said.filter(mentorship=OuterRef("pk")), said.filter(mentorship__placement=OuterRef("placement"))
    return late.filter(_asked__gt=_answered(within, Count("day"))).filter(
        _asked__gt=_answered(all_, Count("day", distinct=True))
    )


def _answered(given: QuerySet[Any], number: Count) -> Coalesce:
    """How many of the days that are asked for now have an answer."""
    asked = given.filter(day__in=CHECK_IN_DAYS, day__gte=OuterRef("_from"), day__lt=OuterRef("_to"))
    return Coalesce(Subquery(asked.order_by().annotate(all=Value(1)).values("all").annotate(n=number).values("n")), 0)


def _in_doubt(pairs: QuerySet[Mentorship]) -> QuerySet[Mentorship]:
    """Pairs whose mentee said last that staying is not likely, or less likely by two than the time before."""
    said = CheckIn.objects.filter(side=CheckIn.Side.MENTEE)
    levels = said.filter(mentorship=OuterRef("pk")).order_by("-day").values("intent_to_stay")
    # Nobody else can be among them, and these are found by an index.
    low = said.filter(intent_to_stay__lte=CheckIn.DOUBTFUL).values("mentorship")
    return (
        pairs.filter(pk__in=low)
        .annotate(said_last=Subquery(levels[:1]), said_before=Subquery(levels[1:2]))
        .filter(Q(said_last__lte=LOW_INTENT) | Q(said_last__lte=F("said_before") - FALLEN_BY))
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
        return _late(pairs, wanted.kind, today)
    if wanted.kind == "low":
        return _in_doubt(pairs)
    if wanted.kind == "asked":
        return pairs.filter(pk__in=AnotherMentor.objects.filter(closed_at=None).values("mentorship"))
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
    pairs = wanted_pairs(choice, today)
    if choice.kind in FEW:
        pairs = Mentorship.objects.filter(pk__in=list(pairs.values_list("pk", flat=True)))
    pairs = pairs.annotate(since=since)
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
