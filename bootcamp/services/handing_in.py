"""What handing in does to a grade: the days late are worked out, and what was missing waits for its mark again."""

from datetime import datetime

from django.db import transaction

from bootcamp.models import Assessment, Enrolment, Grade, GradeState
from bootcamp.progress.marks import started_days_late
from bootcamp.services.grading import lock_gradebook, record_days_late, record_module_grades
from careerpath.accounts.models import User


@transaction.atomic
def note_handed_in(assessment: Assessment, enrolment: Enrolment, at: datetime, *, by: User | None = None) -> int:
    """Work came in at this moment: note the started days late, and take back a “missing”. Returns the days late that stand.

    Call it with each hand-in, in the same transaction: the last one before the work is graded counts. Once it is graded the days
    late stay as they are; an instructor changes them with `set_days_late`. Raises WrongMarks where somebody is not in the class.
    """
    days = started_days_late(assessment.due_at, at)
    lock_gradebook(assessment.module.programme_id)  # before the grade's row, as whoever writes marks
    cell = (enrolment.pk, assessment.pk)
    now = Grade.objects.filter(assessment=assessment, enrolment=enrolment).select_for_update(no_key=True).first()
    if now is not None and now.state in (GradeState.GRADED, GradeState.EXCUSED):
        return now.days_late
    if now is not None and now.state == GradeState.MISSING:
        record_module_grades(
            assessment.module, {cell: (GradeState.UNGRADED.value, None)}, by=by, reason="Handed in.", at=at
        )
    record_days_late(assessment.module.programme_id, {cell: days}, by=by, reason="Handed in.", at=at)
    return days
