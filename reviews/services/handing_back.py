"""A reader gives one back: they know the person, or cannot judge it. Somebody else gets it at once."""

from django.db import transaction

from careerpath.accounts.models import User
from reviews.models import Assignment
from reviews.services import assigning, conflicts
from reviews.services.keeping_apart import give_to_others
from reviews.services.scoring import ScoringRefused, check_can_score


def abstain(assignment: Assignment, *, by: User, note: str) -> Assignment | None:
    """Leave one to somebody else, with a reason; the new assignment, or None where nobody is free. Raises ScoringRefused."""
    note = note.replace("\x00", "").strip()[:300]
    if not note:
        raise ScoringRefused("Write why you abstain: a few words are enough.", {"abstain_note": "Write why."})
    with transaction.atomic():
        return _end(_held(assignment, by), as_=Assignment.End.ABSTAINED, note=note)


def recuse(assignment: Assignment, *, by: User, why: str = "") -> Assignment | None:
    """This reader knows the person: never again, in any round, and somebody else reads it. Raises ScoringRefused.

    What they were given of the same person in other rounds goes to others as well: else it would wait for nobody.
    """
    why = why.replace("\x00", "").strip()[:300]
    with transaction.atomic():
        held = _held(assignment, by)
        conflict = conflicts.declare(by, held.entry.application.applicant, why=why, by=by)
        given = _end(held, as_=Assignment.End.RECUSED, note=why)
        give_to_others(by, [conflict.applicant_id], why)
        return given


def _held(assignment: Assignment, by: User) -> Assignment:
    """The assignment as it is now, held until the end of the transaction: what is being sent meanwhile is waited for."""
    held = (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round", "entry__application__applicant", "reader")
        .get(pk=assignment.pk)
    )
    check_can_score(held, by=by)
    if held.finished_at is not None:
        raise ScoringRefused("You sent this one already.")
    return held


def _end(held: Assignment, *, as_: Assignment.End, note: str) -> Assignment | None:
    if held.ended_at is not None:  # a checkout that ran out: it is back in the queue, and now for the others alone
        Assignment.objects.filter(pk=held.pk).update(ended_as=as_, ended_note=note, draft={}, draft_saved_at=None)
        return None
    return assigning.replace(held, as_=as_, note=note)
