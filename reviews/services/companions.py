"""Second interviewers: somebody joins a time that somebody else offers, leaves it again, or is put in by staff.

Locks are taken in the order of `services.interviews`, application, then the time; the person's own rows come last.
"""

from typing import Final

from django.db import transaction

from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from reviews.lifecycle import RoundStatus
from reviews.models import Assignment, InterviewSlot, RoundReader, SlotCompanion
from reviews.selectors.apart import pairs
from reviews.selectors.companions import MOST_COMPANIONS, has_another_time
from reviews.services import company
from reviews.services.slot_notices import tell_companion
from reviews.services.slots import STAFF, SlotRefused, hold

Outcome = InterviewSlot.Outcome
DID_NOT_TAKE_PLACE: Final = (Outcome.NO_SHOW, Outcome.NOT_HELD)


def check_can_join(slot: InterviewSlot, reader: RoundReader, *, by: User) -> None:
    """Raise SlotRefused where this interviewer cannot come to this time, said to them or to whoever puts them in.

    Reads the time's round and interviewer, and the reader's user; four queries at most.
    """
    own = reader.user_id == by.pk
    they, are, have, offer = ("You", "are", "have", "offer") if own else (str(reader.user), "is", "has", "offers")
    if not own and not has_role(by, *STAFF):
        raise SlotRefused("Only they themselves or a recruiter can say so.")
    if slot.round.status not in (RoundStatus.DRAFT, RoundStatus.OPEN):
        raise SlotRefused(f"The round is {slot.round.get_status_display()}. Times can be joined until it closes.")
    if reader.round_id != slot.round_id or reader.left_at is not None:
        raise SlotRefused(f"{they} {are} not an interviewer of this round.")
    if slot.withdrawn_at is not None or slot.interviewer.left_at is not None:
        raise SlotRefused("This time was withdrawn.")
    if slot.outcome or slot.starts_at <= clock.now():
        raise SlotRefused("It has begun, or is over.")
    if slot.interviewer_id == reader.pk:
        raise SlotRefused(f"{they} {offer} this time.")
    if len(company.standing(slot)) >= MOST_COMPANIONS:
        raise SlotRefused("Three others come to this time already. More than four people are too many for one talk.")
    if has_another_time(reader.user, slot):
        raise SlotRefused(f"{they} {have} another time then.")
    if slot.entry_id is None:
        return
    if any(who == reader.pk for _entry, who, _why in pairs(slot.round, entry_ids=[slot.entry_id])):
        raise SlotRefused(f"{they} {are} kept apart from whoever has this time.")


@transaction.atomic
def join(slot: InterviewSlot, *, reader: RoundReader, by: User) -> SlotCompanion:
    """Let an interviewer of the round come to a time beside whoever offers it. They are told where it is taken, or staff did it.

    Twice is once; who left comes back. Two who want the last place in the same second: one gets it. Raises SlotRefused.
    """
    held = hold(slot)
    # Whoever joins in two windows at once, or offers meanwhile, is not to be in two places at once.
    own = {each.pk: each for each in _rows_of(reader)}
    found = SlotCompanion.objects.filter(slot=held, reader=reader).first()
    if found is not None and found.left_at is None:
        return found
    reader = own[reader.pk]
    check_can_join(held, reader, by=by)
    found = found or SlotCompanion(slot=held, reader=reader)
    found.joined_at, found.joined_by, found.left_at, found.assignment = clock.now(), by, None, None
    company.fill_in(held, found)
    company.changed(found)
    if held.entry_id is not None or reader.user_id != by.pk:
        tell_companion(held, found, "joined")
    return found


def check_can_leave(slot: InterviewSlot, companion: SlotCompanion, *, by: User) -> None:
    """Raise SlotRefused where a second interviewer stays: somebody else's, over without them, or their scorecard is sent."""
    if companion.reader.user_id != by.pk and not has_role(by, *STAFF):
        raise SlotRefused("Only they themselves or a recruiter can say so.")
    if slot.withdrawn_at is not None or slot.outcome in DID_NOT_TAKE_PLACE:
        raise SlotRefused("It did not take place, so there is nothing to leave.")
    if companion.assignment is not None and companion.assignment.finished_at is not None:
        raise SlotRefused("The scorecard of it is sent already.")


@transaction.atomic
def leave(companion: SlotCompanion, *, by: User) -> SlotCompanion:
    """A second interviewer does not come, or was not there; whoever has the time keeps it. Twice is once. Raises SlotRefused."""
    held = hold(companion.slot)
    found = _now(companion)
    if found.left_at is not None:
        return found
    check_can_leave(held, found, by=by)
    return go(held, found, by=by, as_=Assignment.End.ABSTAINED, note="They do not come to this time.")


def go(held: InterviewSlot, companion: SlotCompanion, *, by: User, as_: str, note: str) -> SlotCompanion:
    """Take somebody out of a time that is held. Their scorecard is not waited for; the row keeps under which it would have been."""
    company.end_assignment(companion.assignment_id, as_, note)
    companion.left_at = clock.now()
    company.changed(companion)
    if held.entry_id is not None or companion.reader.user_id != by.pk:
        tell_companion(held, companion, "left")
    return companion


def _rows_of(reader: RoundReader) -> list[RoundReader]:
    rows = RoundReader.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    return list(rows.filter(user=reader.user_id).order_by("pk"))


def _now(companion: SlotCompanion) -> SlotCompanion:
    return SlotCompanion.objects.select_related("reader__user", "assignment").get(pk=companion.pk)
