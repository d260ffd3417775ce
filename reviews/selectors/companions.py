"""Reading second interviewers: who comes with whom, which times somebody can join, and what links interviewers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import numpy as np
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from reviews.measuring.severity import connected
from reviews.measuring.sheets import numbered
from reviews.models import InterviewSlot, ReviewRound, RoundReader, SlotCompanion
from reviews.selectors.apart import pairs

MOST_COMPANIONS: Final = 3
"""Beside the one who offers a time: four people at a table are a panel, more are a tribunal."""
PAGE: Final = 50
LONGEST: Final = timedelta(minutes=480)
Outcome = InterviewSlot.Outcome


def with_company(slots: QuerySet[InterviewSlot]) -> QuerySet[InterviewSlot]:
    """The same times with who else comes (`InterviewSlot.company`); one query more, at any number."""
    there = SlotCompanion.objects.filter(left_at__isnull=True).order_by("joined_at", "pk")
    there = there.select_related("reader__user", "assignment")
    return slots.prefetch_related(Prefetch("companions", queryset=there))


def n_joined() -> Combinable:
    """Of a query of `RoundReader`: how many interviews somebody comes to beside others, to come or held."""
    joined = SlotCompanion.objects.filter(
        reader=OuterRef("pk"), left_at__isnull=True, slot__withdrawn_at__isnull=True, slot__entry__isnull=False
    ).exclude(slot__outcome__in=[Outcome.NO_SHOW, Outcome.NOT_HELD])
    return Coalesce(Subquery(joined.order_by().values("reader").annotate(n=Count("pk")).values("n")), 0)


def theirs(user: User) -> Q:
    """The times at which somebody talks with people: those they offer and those they joined."""
    joined = SlotCompanion.objects.filter(reader__user=user, left_at__isnull=True)
    return Q(interviewer__user=user) | Q(pk__in=joined.values("slot"))


def busy(user: User, since: datetime) -> list[tuple[datetime, datetime]]:
    """When somebody has a time, offered or joined, in any round: from and until; of those that end after `since`. One query."""
    found = InterviewSlot.objects.filter(theirs(user), withdrawn_at__isnull=True, starts_at__gt=since - LONGEST)
    return [(each.starts_at, each.ends_at) for each in found]


def has_another_time(user: User, slot: InterviewSlot) -> bool:
    """Whether somebody has a time, offered or joined, that overlaps this one; one query."""
    found = InterviewSlot.objects.filter(
        theirs(user), withdrawn_at__isnull=True, starts_at__gt=slot.starts_at - LONGEST, starts_at__lt=slot.ends_at
    ).exclude(pk=slot.pk)
    return any(each.ends_at > slot.starts_at for each in found)


@dataclass(frozen=True)
class Joinable:
    """A time of somebody else, and whether this interviewer can come to it."""

    slot: InterviewSlot
    is_busy: bool
    """They have another time then."""
    is_full: bool


def to_join(reader: RoundReader, *, after: UUID | None = None) -> tuple[Sequence[Joinable], UUID | None]:
    """A page of the times to come of others in a round, in order, and the key of the next one; five queries at most.

    A time of somebody from whom they are kept apart is not there.
    """
    now = clock.now()
    coming = (
        InterviewSlot.objects.filter(
            round=reader.round_id,
            withdrawn_at__isnull=True,
            outcome="",
            interviewer__left_at__isnull=True,
            starts_at__gt=now,
        )
        .exclude(theirs(reader.user))
        .order_by("starts_at", "pk")
    )
    if after is not None and (last := coming.filter(public_id=after).values_list("starts_at", "pk").first()):
        moment, pk = last
        coming = coming.filter(Q(starts_at__gt=moment) | Q(starts_at=moment, pk__gt=pk))
    rows = list(with_company(coming.select_related("round__cohort", "interviewer__user"))[: PAGE + 1])
    taken = [each.entry_id for each in rows if each.entry_id is not None]
    apart = {entry for entry, who, _why in pairs(reader.round, entry_ids=taken) if who == reader.pk}
    own = busy(reader.user, now)
    return [
        Joinable(
            each,
            any(start < each.ends_at and each.starts_at < end for start, end in own),
            len(each.company) >= MOST_COMPANIONS,
        )
        for each in rows[:PAGE]
        if each.entry_id not in apart
    ], rows[PAGE - 1].public_id if len(rows) > PAGE else None


@dataclass(frozen=True)
class Links:
    """How far interviews that are taken link the interviewers of a round."""

    interviews: int
    """To come, or held."""
    by_two: int
    """Of these, with two interviewers or more."""
    interviewers: int
    """Who has one of them."""
    groups: int
    """So many groups of interviewers who share nobody with another group."""


def links(round: ReviewRound) -> Links:
    """How many interviews link interviewers; two queries.

    Who shares no interview with anybody is a group alone: nothing tells how strict they are from whom they met.
    """
    found = with_company(
        InterviewSlot.objects.filter(
            round=round, entry__isnull=False, withdrawn_at__isnull=True, outcome__in=["", Outcome.HELD]
        ).only("pk", "interviewer")
    )
    tables = [[each.interviewer_id, *(one.reader_id for one in each.company)] for each in found]
    return Links(
        interviews=len(tables),
        by_two=sum(len(each) > 1 for each in tables),
        interviewers=len({who for each in tables for who in each}),
        groups=groups_of(tables),
    )


def groups_of(tables: Iterable[Sequence[int]]) -> int:
    """In how many groups people stand who sat at these tables: whoever sat at one is in one group, and so on through others.

    >>> groups_of([[1, 2], [2, 3], [4], [5, 4], [6]])
    3
    """
    seats = [(table, who) for table, sat in enumerate(tables) for who in sat]
    people, places = numbered(np.array([who for _table, who in seats], dtype=np.int64))
    block = np.array([table for table, _who in seats], dtype=np.int64)
    return len(set(connected(block, places, len(people)).tolist()))
