"""What becomes of the second interviewers of a time when it is chosen, free again, withdrawn or settled.

Called by whoever holds the time: their rows change only under its lock (`slots.hold`).
"""

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from reviews.models import Assignment, InterviewSlot, RoundEntry, RoundReader, SlotCompanion
from reviews.services.slot_notices import tell_companion


def open_assignment(entry: RoundEntry, reader: RoundReader, slot: InterviewSlot) -> Assignment:
    """What an interviewer's scoresheet is filled in under: one for each pair, opened again where it had ended."""
    assignment, new = Assignment.objects.get_or_create(
        entry=entry,
        reader=reader,
        defaults={"round_id": entry.round_id, "lot": int(slot.starts_at.timestamp()), "assigned_at": clock.now()},
    )
    if not new and assignment.ended_at is not None and assignment.finished_at is None:
        assignment.ended_at, assignment.ended_as, assignment.ended_note = None, "", ""
        assignment.save(update_fields=["ended_at", "ended_as", "ended_note"])
    return assignment


def end_assignment(assignment: int | None, as_: str, note: str) -> None:
    """The scoresheet of somebody who does not talk with the person after all is not waited for."""
    if assignment is not None:
        Assignment.objects.filter(Assignment.OPEN, pk=assignment).update(
            ended_at=clock.now(), ended_as=as_, ended_note=note
        )


def standing(slot: InterviewSlot) -> list[SlotCompanion]:
    """Who comes to a time beside the one who offers it, as it is now; one query."""
    return list(SlotCompanion.objects.filter(slot=slot, left_at=None).select_related("reader__user").order_by("pk"))


def companion_at(slot: InterviewSlot, user: User) -> SlotCompanion | None:
    """Somebody's own row at a time that they joined; None where they did not, or left."""
    return (
        SlotCompanion.objects.filter(slot=slot, left_at=None, reader__user=user).select_related("reader__user").first()
    )


def chosen(slot: InterviewSlot) -> None:
    """Somebody took the time: each is told, and fills in a scorecard of their own."""
    for each in standing(slot):
        fill_in(slot, each)
        changed(each)
        tell_companion(slot, each, "chosen")


def fill_in(slot: InterviewSlot, companion: SlotCompanion) -> None:
    """Give somebody the scorecard of a time that is taken; who left the round fills in none. Not saved."""
    if slot.entry is not None and companion.reader.left_at is None:
        companion.assignment = open_assignment(slot.entry, companion.reader, slot)


def held(slot: InterviewSlot) -> None:
    """It took place: scorecards that were not waited for are waited for again."""
    for each in standing(slot):
        fill_in(slot, each)
        each.save(update_fields=["assignment"])


def freed(slot: InterviewSlot, note: str) -> None:
    """Nobody has the time any more, and others can choose it."""
    for each in standing(slot):
        end_assignment(each.assignment_id, Assignment.End.MOVED, note)
        each.assignment = None
        changed(each)
        tell_companion(slot, each, "free")


def withdrawn(slot: InterviewSlot, note: str) -> None:
    """The time is gone. Told where somebody had it: else it stands in nobody's calendar."""
    for each in standing(slot):
        end_assignment(each.assignment_id, Assignment.End.MOVED, note)
        changed(each)
        if slot.entry_id is not None:
            tell_companion(slot, each, "withdrawn")


def not_held(slot: InterviewSlot, note: str) -> None:
    """It did not take place: no scorecard of it is waited for."""
    for each in standing(slot):
        end_assignment(each.assignment_id, Assignment.End.ABSTAINED, note)


def changed(companion: SlotCompanion) -> None:
    """Their calendar has to learn of it: saved with the next number of its SEQUENCE."""
    companion.sequence += 1
    companion.changed_at = clock.now()
    companion.save()
