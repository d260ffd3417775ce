"""What staff read: who stands where, what waits for somebody, one placement with its checklist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from careerpath.accounts.models import User
from placements.lifecycle import PlacementStatus
from placements.models import InterviewRequest, OnboardingItem, Placement

PAGE = 50


def _with_people(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    return placements.select_related("opening__client", "enrolment__application__applicant", "enrolment__cohort")


def counts(*, client: int | None = None) -> dict[str, int]:
    """Status -> number of placements, in the order of the lifecycle; one query."""
    rows = Placement.objects.filter(**({"opening__client": client} if client else {})).values("status").order_by()
    found = dict(rows.annotate(n=Count("pk")).values_list("status", "n"))
    return {status: found.get(status, 0) for status in PlacementStatus.values}


def board(
    status: str, *, client: int | None = None, after: tuple[datetime, int] | None = None, limit: int = PAGE
) -> list[Placement]:
    """One page of the placements in a status, those who have waited longest first; one row more than `limit` says there is more.

    Each has `open_items` (blocking items neither verified nor waived) and `asked` (an interview request is open).
    """
    found = _with_people(Placement.objects.filter(status=status))
    if client:
        found = found.filter(opening__client=client)
    if after is not None:
        moment, pk = after
        found = found.filter(Q(status_changed_at__gt=moment) | Q(status_changed_at=moment, pk__gt=pk))
    still_open = Q(
        onboarding__verified_on__isnull=True,
        onboarding__waived_on__isnull=True,
        onboarding__requirement__is_blocking=True,
    )
    asked = InterviewRequest.objects.filter(placement=OuterRef("pk"), arranged_at__isnull=True)
    found = found.annotate(open_items=Count("onboarding", filter=still_open), asked=Exists(asked))
    return list(found.order_by("status_changed_at", "pk")[: limit + 1])


def open_requests() -> QuerySet[InterviewRequest]:
    """Interviews that clients asked for and nobody has arranged, the oldest first."""
    return (
        InterviewRequest.objects.filter(arranged_at__isnull=True)
        .select_related("asked_by", "placement__opening__client", "placement__enrolment__application__applicant")
        .order_by("asked_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist with its state today."""

    item: OnboardingItem
    state: OnboardingItem.State


def one_placement(public_id: str) -> Placement | None:
    """One placement with its people, or None."""
    return _with_people(Placement.objects.filter(public_id=public_id)).select_related("supervisor").first()


def checklist(placement: Placement, today: date) -> Sequence[Item]:
    """The onboarding items of a placement with their state; one query."""
    items = placement.onboarding.select_related("requirement", "verified_by", "waived_by").order_by("due_on", "pk")
    return [Item(item, item.state_on(today)) for item in items]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history, with the status in words."""

    to_status: str
    label: str
    at: datetime
    by: User | None
    reason: str


def history(placement: Placement) -> list[Step]:
    """What happened to a placement, in order; one query."""
    labels = placement.LIFECYCLE.labels
    changes = placement.history.select_related("by")
    return [Step(one.to_status, labels[one.to_status], one.at, one.by, one.reason) for one in changes]
