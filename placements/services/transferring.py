"""Somebody moves to another opening: the old placement ends as moved, the new one follows it, in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction

from bootcamp.models import Enrolment
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import begin, move
from placements.lifecycle import CANDIDATE, COMMITTED, PlacementStatus
from placements.models import EndReason, OnboardingEvent, OnboardingItem, Opening, Placement, RequirementKind
from placements.selectors.openings import seats_taken
from placements.selectors.starting import start_refusals
from placements.sensitive import SSN_REFUSAL, looks_like_ssn
from placements.services.checklists import make_checklists
from placements.services.onboarding import expiry_of, record, today_at
from placements.services.telling import tell

S = PlacementStatus
HOLDS_ANYWHERE: Final = (
    RequirementKind.EXCLUSION,
    RequirementKind.HIPAA,
    RequirementKind.IMMUNISATION,
    RequirementKind.I9,
)
"""What one client saw in order holds at another. A background check or a drug screen follows each client's own rules, an agreement
and an access are the client's own: those are done again, unless the client stays the same."""
FOLLOWED: Final[list[Callable[[Placement, Placement, User | None], None]]] = []
"""What else follows, in the same transaction: functions of the old placement, the new one and who did it, put in by apps above."""


class CannotTransfer(ValueError):
    """Somebody cannot be transferred like this. The message is the reason, in words for people."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a transfer did: the new placement and the items it took over."""

    placement: Placement
    taken_over: Sequence[OnboardingItem]


def refusal(placement: Placement, opening: Opening) -> str:
    """Why a placement cannot be transferred to an opening, in words; empty where it can. Three queries."""
    if placement.status not in COMMITTED:
        return "Only somebody with a placement is transferred. Present them instead."
    if opening.pk == placement.opening_id:
        return "They are at this opening already."
    if opening.closed_on is not None or not opening.client.is_active:
        return "This opening is closed."
    if seats_taken([opening.pk]).get(opening.pk, 0) >= opening.seats:
        return f"Every seat of this opening is taken ({opening.seats} of {opening.seats})."
    there = Placement.objects.filter(enrolment=placement.enrolment_id, opening=opening).first()
    if there is not None and there.status not in CANDIDATE:
        return f"They were at this opening before ({there.get_status_display()}). Choose another."
    return ""


def carries_over(item: OnboardingItem, *, same_client: bool, first_day: date) -> bool:
    """Whether an item that was signed off holds at the new opening too: its kind does, and it lasts beyond the first day."""
    if item.verified_on is None or item.waived_on is not None or not item.lasts_beyond(first_day):
        return False
    return same_client or item.kind in HOLDS_ANYWHERE


@transaction.atomic
def transfer(
    placement: Placement,
    *,
    opening: Opening,
    by: User | None,
    reason: str,
    on: date | None = None,
    starts_on: date | None = None,
    start_now: bool = False,
) -> Transfer:
    """End a placement as moved, and begin the one that follows it: accepted and onboarding, or at work at once with `start_now`.

    `on` is the last day of the old one (default today at its client, or the day before the new first day where that is earlier),
    `starts_on` the first of the new one (default the opening's, or today where that has been). All of it happens or nothing:
    seats and the one placement of a person are checked under locks, in the order in which everybody takes them. Raises
    CannotTransfer.
    """
    reason = reason.strip()
    if not reason:
        raise CannotTransfer("Say why they move.")
    if looks_like_ssn(reason):
        raise CannotTransfer(SSN_REFUSAL)
    both = sorted({placement.opening_id, opening.pk})
    list(Opening.objects.select_for_update(no_key=True).filter(pk__in=both).order_by("pk"))
    list(Enrolment.objects.select_for_update(no_key=True).filter(pk=placement.enrolment_id))
    rows = Placement.objects.select_related("opening__client", "enrolment__application__applicant")
    old = rows.select_for_update(of=("self",), no_key=True).get(pk=placement.pk)
    target = Opening.objects.select_related("client").get(pk=opening.pk)
    if why := refusal(old, target):
        raise CannotTransfer(why)
    today = today_at(old)
    first = starts_on or max(target.starts_on, today)
    last = on or min(today, first - timedelta(days=1))
    _check_days(old, last=last, first=first, today=today)
    move(old, to=S.ENDED_EARLY, by=by, reason=reason, also={"ended_on": last, "end_reason": EndReason.MOVED})
    new = _begin(
        old, target, first=first, by=by, reason=f"Transferred from {old.opening} at {old.opening.client}. {reason}"
    )
    taken = _take_over(old, new, make_checklists([new]), by=by)
    if start_now:
        _start(new, by=by)
    for follow in FOLLOWED:
        follow(old, new, by)
    tell([new], "transferred", key="transferred", before=old.opening.client.name)
    placement.status, placement.ended_on, placement.end_reason = old.status, last, EndReason.MOVED
    return Transfer(new, taken)


def _check_days(old: Placement, *, last: date, first: date, today: date) -> None:
    if last > today:
        raise CannotTransfer("The last day is still ahead. Transfer them when it has come.")
    if old.status == S.ACTIVE and old.starts_on is not None and last < old.starts_on:
        raise CannotTransfer("The last day cannot lie before the first.")
    if first <= last and old.status == S.ACTIVE:
        raise CannotTransfer("The new first day has to come after the last day at the opening before.")


def _begin(old: Placement, opening: Opening, *, first: date, by: User | None, reason: str) -> Placement:
    """The new placement, up to onboarding; one that the client was looking at already goes on from where it is."""
    now = clock.now()
    new = Placement.objects.filter(enrolment=old.enrolment_id, opening=opening).first()
    if new is None:
        new = Placement.objects.create(
            enrolment=old.enrolment, opening=opening, presented_at=now, status_changed_at=now, follows=old
        )
        begin(new, by=by, reason=reason)
    new.opening, new.enrolment, new.follows = opening, old.enrolment, old
    new.starts_on, new.ends_on = first, first + timedelta(weeks=opening.weeks)
    new.save(update_fields=["follows", "starts_on", "ends_on"])
    path = [S.PRESENTED, S.INTERVIEWING, S.OFFERED, S.ACCEPTED, S.ONBOARDING]
    for step in path[path.index(S(new.status)) + 1 :]:
        move(new, to=step, by=by, reason=reason)
    return new


def _take_over(
    old: Placement, new: Placement, items: Sequence[OnboardingItem], *, by: User | None
) -> list[OnboardingItem]:
    """Sign off at the new placement what was signed off at the old one and holds there; by whom and when stays."""
    same_client = old.opening.client_id == new.opening.client_id
    first = new.starts_on or new.opening.starts_on
    done = {
        (item.kind, str(item.requirement.line) if item.kind == RequirementKind.OTHER else ""): item
        for item in old.onboarding.select_related("requirement")
        if carries_over(item, same_client=same_client, first_day=first)
    }
    taken = []
    for item in items:
        before = done.get((item.kind, str(item.requirement.line) if item.kind == RequirementKind.OTHER else ""))
        if before is None or before.verified_on is None:
            continue
        here = expiry_of(item.requirement, before.verified_on)
        ends = min((day for day in (here, before.expires_on) if day is not None), default=None)
        if ends is not None and ends <= first:
            continue
        item.verified_on, item.verified_by, item.evidence_by = (
            before.verified_on,
            before.verified_by,
            before.evidence_by,
        )
        item.expires_on, item.taken_from = ends, before
        taken.append(item)
    OnboardingItem.objects.bulk_update(taken, ["verified_on", "verified_by", "evidence_by", "expires_on", "taken_from"])
    OnboardingEvent.objects.bulk_create(
        record(item, OnboardingEvent.What.TAKEN_OVER, by=by, note=f"From {old.opening.client}.") for item in taken
    )
    return taken


def _start(new: Placement, *, by: User | None) -> None:
    today = today_at(new)
    if new.starts_on is not None and new.starts_on > today:
        raise CannotTransfer("The new first day is still ahead: they cannot begin at once.")
    for why in start_refusals([new]).values():
        raise CannotTransfer(f"They cannot begin at once. {why}")
    move(new, to=S.ACTIVE, by=by, reason="Began at once.")
