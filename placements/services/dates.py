"""The days of a placement change after they were agreed: another first day before the start, another last day. With a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.moments import say_day
from placements.lifecycle import COMMITTED, PlacementStatus
from placements.models import OnboardingItem, Placement, PlacementDates
from placements.selectors.starting import start_reasons
from placements.sensitive import SSN_REFUSAL, looks_like_ssn
from placements.services.checklists import due_on
from placements.services.onboarding import today_at
from placements.services.telling import tell

Field = PlacementDates.Field
NOT_STARTED = (PlacementStatus.ACCEPTED, PlacementStatus.ONBOARDING)


class CannotChangeDates(ValueError):
    """The days cannot be changed like this. The message is the reason, in words for people."""


@dataclass(frozen=True, slots=True)
class NewDates:
    """What a change means: the days, what then still blocks the first day, and how many due days move."""

    starts_on: date
    ends_on: date
    still_blocks: Sequence[str]
    moved: int


def check_dates(
    placement: Placement, *, starts_on: date | None = None, ends_on: date | None = None
) -> tuple[date, date]:
    """The first and the last day as they would be. Raises CannotChangeDates with the reason in words.

    Without `ends_on` the last day moves along with the first: the placement stays as long as it was.
    """
    if placement.status not in COMMITTED or placement.starts_on is None:
        raise CannotChangeDates("Days are changed from the acceptance to the last day. This placement is not there.")
    first, last = starts_on or placement.starts_on, ends_on
    if first != placement.starts_on:
        if placement.status not in NOT_STARTED:
            raise CannotChangeDates("They work there already: the first day stays as it was.")
        if first < placement.presented_at.date():
            raise CannotChangeDates("The first day cannot lie before the day on which they were presented.")
    if last is None:
        length = (
            placement.ends_on or placement.starts_on + timedelta(weeks=placement.opening.weeks)
        ) - placement.starts_on
        last = first + length
    if last < first:
        raise CannotChangeDates("The last day cannot lie before the first.")
    if last != placement.ends_on and placement.status == PlacementStatus.ACTIVE and last < today_at(placement):
        raise CannotChangeDates("The last day planned cannot lie in the past. If it has ended, record the end.")
    if (first, last) == (placement.starts_on, placement.ends_on):
        raise CannotChangeDates("These are the days already agreed.")
    return first, last


def preview_dates(placement: Placement, *, starts_on: date | None = None, ends_on: date | None = None) -> NewDates:
    """What a change would mean, without making it. Needs what `selectors.board.one_placement` selects. Raises CannotChangeDates."""
    first, last = check_dates(placement, starts_on=starts_on, ends_on=ends_on)
    waits = placement.status in NOT_STARTED
    reasons = start_reasons([placement], days={placement.pk: first}).get(placement.pk, []) if waits else []
    return NewDates(first, last, reasons, len(_moved_items(placement, first)))


def _moved_items(placement: Placement, first: date) -> list[OnboardingItem]:
    """The items whose due day is another once the first day is; those that are done keep theirs."""
    if first == placement.starts_on:
        return []
    left = placement.onboarding.filter(verified_on__isnull=True, waived_on__isnull=True).select_related("requirement")
    placement.starts_on, before = first, placement.starts_on
    try:
        moved = [(item, due_on(item.requirement, placement)) for item in left.order_by("pk")]
    finally:
        placement.starts_on = before
    for item, day in moved:
        item.due_on = day
    return [item for item, _day in moved]


@transaction.atomic
def change_dates(
    placement: Placement,
    *,
    by: User | None,
    reason: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> NewDates:
    """Change the first day (before the start) or the last day planned; each change is kept with its reason, and the person is told.

    Due days of what is open are worked back again. The result says what blocks the new first day, if anything: items that are open
    or expire, and credentials. It does not undo the change; it will refuse the start. Raises CannotChangeDates.
    """
    reason = reason.strip()
    if not reason:
        raise CannotChangeDates("Say why the days change.")
    if looks_like_ssn(reason):
        raise CannotChangeDates(SSN_REFUSAL)
    locked = (
        Placement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("opening__client", "enrolment__application__applicant")
        .get(pk=placement.pk)
    )
    first, last = check_dates(locked, starts_on=starts_on, ends_on=ends_on)
    items = _moved_items(locked, first)
    OnboardingItem.objects.bulk_update(items, ["due_on"])
    now = clock.now()
    rows = [
        PlacementDates(placement=locked, field=field, was=was, becomes=becomes, reason=reason, by=by, at=now)
        for field, was, becomes in (
            (Field.STARTS_ON, locked.starts_on, first),
            (Field.ENDS_ON, locked.ends_on, last),
        )
        if was != becomes
    ]
    PlacementDates.objects.bulk_create(rows)
    locked.starts_on, locked.ends_on = first, last
    locked.save(update_fields=["starts_on", "ends_on"])
    placement.starts_on, placement.ends_on = first, last
    tell([locked], "dates", key=f"dates:{rows[0].pk}", started=locked.status == PlacementStatus.ACTIVE)
    waits = locked.status in NOT_STARTED
    reasons = start_reasons([locked]).get(locked.pk, []) if waits else []
    return NewDates(first, last, reasons, len(items))


def words_of(changed: NewDates) -> str:
    """What was recorded, in a sentence."""
    return f"From {say_day(changed.starts_on)} to {say_day(changed.ends_on)}."
