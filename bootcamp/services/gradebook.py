"""The gradebook as several people write in it at once: any number of cells in one operation, and nobody's mark is lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from bootcamp.models import Assessment, Enrolment
from bootcamp.selectors.gradebook import Cell, Written, written_in
from bootcamp.services.attending import WrongMarks
from bootcamp.services.grading import Mark, lock_gradebook, record_class_grades, record_comments, record_days_late
from bootcamp.services.grids import NOT_GRADED, merge
from careerpath.accounts.models import User


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of each cell that was sent.

    `taken`: what stands there now is what was sent. `errors`: why it does not fit, in words. `conflicts`: somebody wrote
    something else since the sender looked; it stays, with who and when. `changed`: how many marks are new or different.
    """

    changed: int = 0
    taken: frozenset[Cell] = frozenset()
    errors: Mapping[Cell, str] = field(default_factory=dict)
    conflicts: Mapping[Cell, Written | None] = field(default_factory=dict)
    kept: Mapping[Cell, Mark] = field(default_factory=dict)
    """Sent as it was seen, while somebody else changed it: what they wrote stays."""


@transaction.atomic
def save_cells(
    cohort_id: int, *, sent: Mapping[Cell, Mark], seen: Mapping[Cell, Mark], by: User, reason: str = ""
) -> Saved:
    """Write any cells of a class's gradebook: compare-and-set against what the sender saw. What fits goes in.

    A cell without an entry in `seen` was empty when it was looked at. Sending the same again changes nothing, so that a
    request whose answer was lost can be repeated. A constant number of statements at any size.
    """
    lock_gradebook(cohort_id)
    written = written_in(sent)
    now: dict[Cell, Mark] = {cell: (mark.state, mark.points) for cell, mark in written.items() if cell in sent}
    full_now = {cell: now.get(cell, NOT_GRADED) for cell in sent}
    full_seen = {cell: seen.get(cell, NOT_GRADED) for cell in sent}
    changed, conflicts = merge(sent, full_seen, full_now)
    errors: Mapping[Cell, str] = {}
    try:
        count = record_class_grades(cohort_id, changed, by=by, reason=reason)
    except WrongMarks as wrong:
        errors = wrong.errors
        changed = {cell: mark for cell, mark in changed.items() if cell not in errors}
        count = record_class_grades(cohort_id, changed, by=by, reason=reason)
    apart = errors.keys() | conflicts.keys()
    calm = {cell for cell in sent if cell not in changed and cell not in apart}
    same = {cell for cell in calm if sent[cell] == full_now[cell]}
    return Saved(
        count,
        frozenset(changed.keys() | same),
        errors,
        {cell: written.get(cell) for cell in conflicts},
        {cell: full_now[cell] for cell in calm - same},
    )


@dataclass(frozen=True, slots=True)
class MarkChange:
    """What somebody wants a cell to say, and the mark that stood there when they looked."""

    mark: Mark
    seen: Mark
    days_late: int
    comment: str


@transaction.atomic
def save_mark(assessment: Assessment, enrolment: Enrolment, change: MarkChange, *, by: User, reason: str = "") -> Saved:
    """Write one cell with the days it came late and the comment to the learner.

    Where somebody else wrote another mark meanwhile nothing is written, and the conflict is said. Raises WrongMarks in words.
    """
    cell, cohort_id = (enrolment.pk, assessment.pk), assessment.module.programme_id
    saved = save_cells(cohort_id, sent={cell: change.mark}, seen={cell: change.seen}, by=by, reason=reason)
    if saved.errors:
        raise WrongMarks(saved.errors)
    if saved.conflicts:
        return saved
    record_days_late(cohort_id, {cell: change.days_late}, by=by, reason=reason)
    record_comments(cohort_id, {cell: change.comment}, by=by, reason=reason)
    return saved
