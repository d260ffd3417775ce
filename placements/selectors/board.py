"""What staff read: who stands where, what waits for somebody, one placement with its checklist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import capfirst

from careerpath.accounts.models import User
from careerpath.ui.moments import say_day
from placements.lifecycle import PlacementStatus
from placements.models import InterviewRequest, OnboardingEvent, OnboardingEvidence, OnboardingItem, Placement

PAGE = 50


def _with_people(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    return placements.select_related("opening__client", "enrolment__application__applicant", "enrolment__cohort")


def of(*, client: int | None = None, cohort: int | None = None) -> QuerySet[Placement]:
    """The placements of a client, of a cohort, of both, or all."""
    found = Placement.objects.all()
    if client:
        found = found.filter(opening__client=client)
    if cohort:
        found = found.filter(enrolment__cohort=cohort)
    return found


def counts(*, client: int | None = None, cohort: int | None = None) -> dict[str, int]:
    """Status -> number of placements, in the order of the lifecycle; one query."""
    rows = of(client=client, cohort=cohort).values("status").order_by()
    found = dict(rows.annotate(n=Count("pk")).values_list("status", "n"))
    return {status: found.get(status, 0) for status in PlacementStatus.values}


def board(
    status: str,
    *,
    client: int | None = None,
    cohort: int | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = PAGE,
) -> list[Placement]:
    """One page of the placements in a status, those who have waited longest first; one row more than `limit` says there is more.

    Each has `open_items` (blocking items neither verified nor waived) and `asked` (an interview request is open).
    """
    found = _with_people(of(client=client, cohort=cohort).filter(status=status))
    if after is not None:
        moment, pk = after
        found = found.filter(
            Q(status_changed_at__gt=moment) | Q(status_changed_at=moment, pk__gt=pk), status_changed_at__gte=moment
        )
    # Counted for the rows of the page alone: joined, everybody of the status would be counted before the first was shown.
    still_open = (
        OnboardingItem.objects.filter(
            placement=OuterRef("pk"), verified_on__isnull=True, waived_on__isnull=True, requirement__is_blocking=True
        )
        .order_by()
        .values("placement")
        .annotate(n=Count("pk"))
        .values("n")
    )
    asked = InterviewRequest.objects.filter(
        placement=OuterRef("pk"), arranged_at__isnull=True, cancelled_at__isnull=True
    )
    found = found.annotate(open_items=Coalesce(Subquery(still_open), 0), asked=Exists(asked))
    return list(found.order_by("status_changed_at", "pk")[: limit + 1])


def open_requests() -> QuerySet[InterviewRequest]:
    """Interviews that clients asked for and nobody has arranged, the oldest first."""
    return (
        InterviewRequest.objects.filter(arranged_at__isnull=True, cancelled_at__isnull=True)
        .select_related("asked_by", "placement__opening__client", "placement__enrolment__application__applicant")
        .order_by("asked_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist with its state today; `waiting` is the evidence that nobody has checked yet."""

    item: OnboardingItem
    state: OnboardingItem.State
    waiting: OnboardingEvidence | None = None
    sent_back: str = ""
    expires_soon: bool = False


def one_placement(public_id: str) -> Placement | None:
    """One placement with its people, or None."""
    return (
        _with_people(Placement.objects.filter(public_id=public_id))
        .select_related("supervisor", "follows__opening__client", "followed_by__opening__client")
        .first()
    )


def checklist(placement: Placement, today: date) -> Sequence[Item]:
    """The items of a placement with their state, what waits to be checked and why the last was sent back; two queries."""
    items = placement.onboarding.select_related("requirement", "verified_by", "waived_by", "taken_from").order_by(
        "due_on", "pk"
    )
    latest: dict[int, OnboardingEvidence] = {}
    shown = OnboardingEvidence.objects.filter(item__placement=placement).select_related("given_by", "document")
    for each in shown.order_by("given_at", "pk"):
        latest[each.item_id] = each
    return [_line(item, latest.get(item.pk), today) for item in items]


def _line(item: OnboardingItem, last: OnboardingEvidence | None, today: date) -> Item:
    waiting = last if last is not None and last.checked_at is None else None
    state = item.state_on(today)
    if waiting is not None and state in (OnboardingItem.State.OPEN, OnboardingItem.State.EXPIRED):
        state = OnboardingItem.State.GIVEN
    soon = item.flagged_from is not None and item.flagged_from <= today
    back = last.sent_back_because if last is not None and item.waived_on is None and item.verified_on is None else ""
    return Item(item, state, waiting, back, soon)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history, in words. `to_status` is empty where it is no step of the lifecycle."""

    to_status: str
    label: str
    at: datetime
    by: User | None
    reason: str


def history(placement: Placement) -> list[Step]:
    """How a placement moved, in order; one query."""
    labels = placement.LIFECYCLE.labels
    changes = placement.history.select_related("by")
    return [Step(one.to_status, labels[one.to_status], one.at, one.by, one.reason) for one in changes]


def whole_history(placement: Placement) -> list[Step]:
    """What happened to a placement, who and why, in order: its steps, its days, its checklist; three queries."""
    steps = history(placement)
    for moved in placement.date_changes.select_related("by"):
        was = f", not {say_day(moved.was)}" if moved.was else ""
        label = f"{capfirst(moved.get_field_display())}: {say_day(moved.becomes)}{was}"
        steps.append(Step("", label, moved.at, moved.by, moved.reason))
    events = OnboardingEvent.objects.filter(item__placement=placement).select_related("by", "item__requirement")
    steps += [
        Step("", f"{one.item.requirement.name}: {one.get_what_display()}", one.at, one.by, one.note) for one in events
    ]
    return sorted(steps, key=lambda one: one.at)
