"""Moving placements along. One set of rules for one placement and for many."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from bootcamp.models import Enrolment
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import MoveResult, move_many
from careerpath.ui.moments import say_day
from placements.lifecycle import COMMITTED, ENDED, PLACEMENT, PlacementStatus
from placements.models import EndReason, Opening, Placement
from placements.selectors.openings import seats_taken
from placements.selectors.starting import start_refusals
from placements.sensitive import SSN_REFUSAL, looks_like_ssn
from placements.services.checklists import make_checklists
from placements.services.onboarding import today_at
from placements.services.telling import TOLD, tell


class CannotAdvance(ValueError):
    """A placement cannot make this move. The message is the reason, in words for people."""


def _people(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    return placements.select_related("opening__client", "enrolment__application__applicant")


def _loaded(ids: Sequence[int]) -> QuerySet[Placement]:
    return _people(Placement.objects.filter(pk__in=ids))


def refusals(
    placements: Sequence[Placement], *, to: str, on: date | None = None, end_reason: str = "", reason: str = ""
) -> dict[int, str]:
    """Why each placement cannot move to `to` on a day (default today at the client); those that can are left out.

    Placements must have `opening.client` and `enrolment.application.applicant` selected. Constant queries.
    """
    if looks_like_ssn(reason):
        return dict.fromkeys((one.pk for one in placements), SSN_REFUSAL)
    why = {one.pk: said for one in placements if (said := PLACEMENT.refusal(one.status, to))}
    left = [one for one in placements if one.pk not in why]
    match to:
        case PlacementStatus.ACCEPTED:
            why |= _accept_refusals(left)
        case PlacementStatus.ACTIVE:
            why |= _start_refusals(left, on)
        case PlacementStatus.ENDED_EARLY if end_reason not in EndReason.values:
            why |= {one.pk: "Say why it ended early." for one in left}
    if to in ENDED:
        why |= {one.pk: said for one in left if one.pk not in why and (said := _last_day_refusal(one, on))}
    return why


def _last_day_refusal(placement: Placement, on: date | None) -> str:
    if on is None:
        return ""
    if on > today_at(placement):
        return "The last day is still ahead. Record the end when it has come."
    started = placement.status == PlacementStatus.ACTIVE
    return (
        "The last day cannot lie before the first."
        if started and placement.starts_on and on < placement.starts_on
        else ""
    )


def _accept_refusals(placements: Sequence[Placement]) -> dict[int, str]:
    """One commitment a person, and never more people than seats: those first in the list get the seats that are left."""
    people = Counter(one.enrolment_id for one in placements)
    committed = set(
        Placement.objects.filter(enrolment__in=people, status__in=COMMITTED).values_list("enrolment_id", flat=True)
    )
    taken = Counter(seats_taken({one.opening_id for one in placements}))
    why: dict[int, str] = {}
    for one in placements:
        if one.enrolment_id in committed:
            why[one.pk] = "This person already has a placement."
        elif taken[one.opening_id] >= one.opening.seats:
            why[one.pk] = f"Every seat of this opening is taken ({one.opening.seats} of {one.opening.seats})."
        else:
            taken[one.opening_id] += 1
            committed.add(one.enrolment_id)
    return why


def _start_refusals(placements: Sequence[Placement], on: date | None) -> dict[int, str]:
    why = start_refusals(placements)
    for one in placements:
        if one.pk not in why and one.starts_on is not None and (on or today_at(one)) < one.starts_on:
            why[one.pk] = f"The first day is {say_day(one.starts_on)}. Record the start on that day."
    return why


def check_can_advance(placement: Placement, *, to: str, on: date | None = None, end_reason: str = "") -> None:
    """Raise CannotAdvance with the reason, if there is one."""
    for reason in refusals(list(_loaded([placement.pk])), to=to, on=on, end_reason=end_reason).values():
        raise CannotAdvance(reason)


def can_advance(placement: Placement, *, to: str, on: date | None = None, end_reason: str = "") -> bool:
    """Whether this placement may move to `to`."""
    return not refusals(list(_loaded([placement.pk])), to=to, on=on, end_reason=end_reason)


@transaction.atomic
def advance_many(
    placements: Sequence[Placement],
    *,
    to: str,
    by: User | None,
    on: date | None = None,
    reason: str = "",
    end_reason: str = "",
    at: datetime | None = None,
) -> MoveResult:
    """Move placements on, in a constant number of statements; those that may not are skipped with the reason in words.

    `on` is the day it counts from: the first day agreed (accepted; default the opening's) or the last day (completed,
    converted, ended early; default today at the client). Accepting gives the planned last day, onboarding makes the checklist.
    """
    ids = [one.pk for one in placements]
    if to == PlacementStatus.ACCEPTED:
        # Seats are counted and people are checked under these locks, always in this order.
        mine = Placement.objects.filter(pk__in=ids)
        list(Opening.objects.select_for_update(no_key=True).filter(pk__in=mine.values("opening")).order_by("pk"))
        list(Enrolment.objects.select_for_update(no_key=True).filter(pk__in=mine.values("enrolment")).order_by("pk"))
    rows = list(_loaded(ids).select_for_update(of=("self",), no_key=True).order_by("pk"))
    why = refusals(rows, to=to, on=on, end_reason=end_reason, reason=reason)
    going = [one for one in rows if one.pk not in why]
    moment = at or clock.now()
    if to == PlacementStatus.ACCEPTED:
        for one in going:
            one.starts_on = on or one.starts_on or one.opening.starts_on
            one.ends_on = one.starts_on + timedelta(weeks=one.opening.weeks)
        Placement.objects.bulk_update(going, ["starts_on", "ends_on"], batch_size=500)
    elif to == PlacementStatus.ONBOARDING:
        make_checklists(going)
    elif to in ENDED:
        for one in going:
            one.ended_on, one.end_reason = on or today_at(one), end_reason if to == PlacementStatus.ENDED_EARLY else ""
        Placement.objects.bulk_update(going, ["ended_on", "end_reason"], batch_size=500)
    result = move_many(
        Placement.objects.filter(pk__in=[one.pk for one in going]), to=to, by=by, reason=reason, at=moment
    )
    moved = {one.pk: one for one in going}
    if to in TOLD:
        tell(going, to, key=to, at=at)
    for given in placements:
        if (now := moved.get(given.pk)) is not None:
            given.status, given.status_changed_at = to, moment
            given.starts_on, given.ends_on = now.starts_on, now.ends_on
            given.ended_on, given.end_reason = now.ended_on, now.end_reason
    return MoveResult(result.batch, result.moved, why | result.skipped)


def advance(
    placement: Placement,
    *,
    to: str,
    by: User | None,
    on: date | None = None,
    reason: str = "",
    end_reason: str = "",
    at: datetime | None = None,
) -> Placement:
    """Move one placement on (see `advance_many`). Raises CannotAdvance with the reason in words."""
    result = advance_many([placement], to=to, by=by, on=on, reason=reason, end_reason=end_reason, at=at)
    for why in result.skipped.values():
        raise CannotAdvance(why)
    return placement


def ready_on(*, client: int | None = None, most: int = 500) -> list[Placement]:
    """Those in onboarding whose first day has come where their client is, the earliest first, at most so many; one query."""
    tomorrow = clock.now().date() + timedelta(days=1)  # nowhere is it later than that
    rows = _people(Placement.objects.filter(status=PlacementStatus.ONBOARDING, starts_on__lte=tomorrow))
    if client is not None:
        rows = rows.filter(opening__client=client)
    return [one for one in rows.order_by("starts_on", "pk")[:most] if one.starts_on and one.starts_on <= today_at(one)]


def start_everybody_ready(
    *, by: User | None, client: int | None = None, reason: str = ""
) -> tuple[list[Placement], MoveResult]:
    """Begin everybody whose first day has come and whom nothing blocks; who was tried, and what became of it, with each reason."""
    due = ready_on(client=client)
    return due, advance_many(due, to=PlacementStatus.ACTIVE, by=by, reason=reason)
