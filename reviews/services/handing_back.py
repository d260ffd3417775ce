"""A reader gives one back: they know the person, or cannot judge it. Somebody else gets it at once."""

from django.db import transaction

from careerpath.accounts.models import User
from reviews.models import Assignment
from reviews.services import assigning, conflicts
from reviews.services.scoring import ScoringRefused, check_can_score


def abstain(assignment: Assignment, *, by: User, note: str) -> Assignment | None:
    """Leave one to somebody else, with a reason; the new assignment, or None where nobody is free. Raises ScoringRefused."""
    if not note.strip():
        raise ScoringRefused("Write why you abstain: a few words are enough.", {"abstain_note": "Write why."})
    with transaction.atomic():
        _check(assignment, by)
        return assigning.replace(assignment, as_=Assignment.End.ABSTAINED, note=note.strip()[:300])


def recuse(assignment: Assignment, *, by: User, why: str = "") -> Assignment | None:
    """This reader knows the person: never again, in any round, and somebody else reads it. Raises ScoringRefused."""
    with transaction.atomic():
        _check(assignment, by)
        conflicts.declare(by, assignment.entry.application.applicant, why=why.strip()[:300], by=by)
        return assigning.replace(assignment, as_=Assignment.End.RECUSED, note=why.strip()[:300])


def _check(assignment: Assignment, by: User) -> None:
    check_can_score(assignment, by=by)
    if assignment.finished_at is not None:
        raise ScoringRefused("You sent this one already.")
