"""A reader's queue: what comes next, how far they are, and what they have read."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from applicants.services.reviewing import READ_IN
from careerpath.accounts.models import User
from reviews.lifecycle import RoundStatus
from reviews.models import Assignment, ReviewRound, RoundReader, ScoresheetChange

IN_ROUND = Q(entry__left_at__isnull=True) & (Q(entry__is_calibration=True) | Q(entry__application__status__in=READ_IN))
TO_READ = Assignment.OPEN & IN_ROUND
"""Waits for its reader: neither it nor its application went out of the round, and nothing was decided meanwhile."""
PAGE = 50


@dataclass(frozen=True)
class Standing:
    """How far a reader is in one open round."""

    reader: RoundReader
    read: int
    waiting: int
    skipped: int

    @property
    def round(self) -> ReviewRound:
        """The round."""
        return self.reader.round

    @property
    def total(self) -> int:
        """Read and to be read."""
        return self.read + self.waiting


def standings(user: User) -> list[Standing]:
    """The open rounds in which somebody reads, those that close first in front; one query."""
    waits = Q(assignments__finished_at__isnull=True, assignments__ended_at__isnull=True)
    waits &= Q(assignments__entry__left_at__isnull=True)
    waits &= Q(assignments__entry__is_calibration=True) | Q(assignments__entry__application__status__in=READ_IN)
    found = (
        RoundReader.objects.filter(
            user=user, left_at__isnull=True, round__status=RoundStatus.OPEN, round__kind=ReviewRound.Kind.READING
        )
        .select_related("round__cohort")
        .annotate(
            n_read=Count("assignments", filter=Q(assignments__finished_at__isnull=False)),
            n_waiting=Count("assignments", filter=waits),
            n_skipped=Count("assignments", filter=waits & Q(assignments__skipped_at__isnull=False)),
        )
        .order_by(F("round__closes_at").asc(nulls_last=True), "pk")
    )
    return [Standing(each, each.n_read, each.n_waiting, each.n_skipped) for each in found]


def next_to_read(user: User, *, round: ReviewRound | None = None, blind: bool | None = None) -> Assignment | None:
    """The next one in this reader's order, what they put off last; in one round, or of all that are open. One query."""
    waiting = Assignment.objects.filter(
        TO_READ,
        reader__user=user,
        reader__left_at__isnull=True,
        round__status=RoundStatus.OPEN,
        round__kind=ReviewRound.Kind.READING,
    )
    if round is not None:
        waiting = waiting.filter(round=round)
    if blind is not None:
        waiting = waiting.filter(round__is_blind=blind)
    return (
        waiting.select_related("round", "reader")
        .order_by(
            F("skipped_at").asc(nulls_first=True), F("round__closes_at").asc(nulls_last=True), "reader_id", "lot", "pk"
        )
        .first()
    )


def assignments_of(user: User) -> QuerySet[Assignment]:
    """What was ever given to a reader in rounds of reading that began, with all that their page reads of it.

    `n_changes`: how often the scoresheet was changed since it was sent.
    """
    found = Assignment.objects.filter(
        reader__user=user,
        round__kind=ReviewRound.Kind.READING,
        round__status__in=[RoundStatus.OPEN, RoundStatus.CLOSED],
    )
    changes = ScoresheetChange.objects.filter(scoresheet__assignment=OuterRef("pk")).order_by()
    counted = changes.values("scoresheet").annotate(n=Count("pk")).values("n")
    return found.annotate(n_changes=Coalesce(Subquery(counted), 0)).select_related(
        "round__cohort", "round__scorecard_version", "entry", "reader__user", "scoresheet"
    )


def read_by(user: User, *, after: UUID | None = None) -> tuple[Sequence[Assignment], bool]:
    """A page of what somebody has read, the latest first, and whether there is more; two queries at most."""
    done = assignments_of(user).filter(finished_at__isnull=False)
    if after is not None and (last := done.filter(public_id=after).values_list("finished_at", "pk").first()):
        moment, pk = last
        done = done.filter(Q(finished_at__lt=moment) | Q(finished_at=moment, pk__lt=pk))
    rows = list(done.order_by("-finished_at", "-pk")[: PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE
