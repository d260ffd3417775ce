"""Grades of any number of people and assessments in one go."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bootcamp.lifecycle import IN_CLASS
from bootcamp.models import Assessment, Enrolment, GradeState, Module, Programme
from bootcamp.services.attending import WrongMarks
from bootcamp.services.looking_again import look_again_at
from careerpath.accounts.models import User

Mark = tuple[str, Decimal | None]
"""State (`GradeState`) and points; points only with "graded"."""

GIVE = """
    WITH given (assessment_id, enrolment_id, state, points) AS (
        SELECT * FROM unnest(%(assessments)s::bigint[], %(ids)s::bigint[], %(states)s::text[], %(points)s::numeric[])
    ),
    gave AS (
        INSERT INTO bootcamp_grade AS now (assessment_id, enrolment_id, state, points, days_late, comment, by_id, at)
        SELECT assessment_id, enrolment_id, state, points, 0, '', %(by)s, %(at)s
          FROM given
         WHERE state <> 'ungraded' OR EXISTS (
               SELECT FROM bootcamp_grade AS old
                WHERE old.assessment_id = given.assessment_id AND old.enrolment_id = given.enrolment_id)
         ORDER BY assessment_id, enrolment_id
        ON CONFLICT (assessment_id, enrolment_id) DO UPDATE
           SET state = excluded.state, points = excluded.points, by_id = excluded.by_id, at = excluded.at
         WHERE (now.state, now.points) IS DISTINCT FROM (excluded.state, excluded.points)
        RETURNING id, state, points, days_late, comment
    ),
    kept AS (
        INSERT INTO bootcamp_graderecord (grade_id, state, points, days_late, comment, by_id, at, reason)
        SELECT id, state, points, days_late, comment, %(by)s, %(at)s, %(reason)s FROM gave
        RETURNING 1
    )
    SELECT count(*) FROM kept
"""


def check_mark(state: str, points: Decimal | None, out_of: Decimal) -> None:
    """Raise ValueError in words where a mark does not fit an assessment of so many points."""
    if state not in GradeState.values:
        raise ValueError("A grade is points, missing or excused.")
    if state != GradeState.GRADED:
        if points is not None:
            raise ValueError("Missing and excused have no points.")
        return
    if points is None or not points.is_finite() or not 0 <= points <= out_of:
        raise ValueError(f"Points must be between 0 and {out_of.normalize():f}.")
    if points != points.quantize(Decimal("0.01")):
        raise ValueError("Points have two decimals at most.")


@transaction.atomic
def record_module_grades(
    module: Module,
    marks: Mapping[tuple[int, int], Mark],
    *,
    by: User | None,
    reason: str = "",
    at: datetime | None = None,
) -> int:
    """Give grades in the assessments of one module. As `record_class_grades`."""
    return record_class_grades(module.programme_id, marks, by=by, reason=reason, at=at, module=module)


def lock_gradebook(cohort_id: int) -> None:
    """Nobody else writes grades of this class until the transaction ends; what is read now still stands when it is written."""
    Programme.objects.select_for_update(no_key=True).filter(pk=cohort_id).values_list("pk").first()


@transaction.atomic
def record_class_grades(
    cohort_id: int,
    marks: Mapping[tuple[int, int], Mark],
    *,
    by: User | None,
    reason: str = "",
    at: datetime | None = None,
    module: Module | None = None,
) -> int:
    """Give grades in any assessments of a class (or of one module of it): (enrolment id, assessment id) -> (state, points).

    Returns how many are new or changed. Everything or nothing: raises WrongMarks with a reason by cell. A constant number of
    statements at any size.
    """
    lock_gradebook(cohort_id)
    assessments = Assessment.objects.filter(module__programme=cohort_id)
    if module is not None:
        assessments = assessments.filter(module=module)
    out_of = dict(assessments.values_list("pk", "out_of"))
    in_class = set(Enrolment.objects.filter(cohort_id=cohort_id, status__in=IN_CLASS).values_list("pk", flat=True))
    errors: dict[tuple[int, int], str] = {}
    for (enrolment_id, assessment_id), (state, points) in marks.items():
        try:
            if enrolment_id not in in_class or assessment_id not in out_of:
                raise ValueError("This person is not in the class of this assessment.")
            check_mark(state, points, out_of[assessment_id])
        except ValueError as error:
            errors[enrolment_id, assessment_id] = str(error)
    if errors:
        raise WrongMarks(errors)
    if not marks:
        return 0
    values: dict[str, Any] = {
        "ids": [enrolment_id for enrolment_id, _ in marks],
        "assessments": [assessment_id for _, assessment_id in marks],
        "states": [str(state) for state, _ in marks.values()],
        "points": [points for _, points in marks.values()],
        "by": by.pk if by else None,
        "at": at or timezone.now(),
        "reason": reason.strip(),
    }
    with connection.cursor() as cursor:
        cursor.execute(GIVE, values)
        changed = int(cursor.fetchone()[0])
    if changed:
        look_again_at({enrolment_id for enrolment_id, _ in marks})
    return changed


def record_grades(
    assessment: Assessment,
    marks: Mapping[int, Mark],
    *,
    by: User | None,
    reason: str = "",
    at: datetime | None = None,
) -> int:
    """Give grades in one assessment: enrolment id -> (state, points). As `record_module_grades`."""
    cells = {(pk, assessment.pk): mark for pk, mark in marks.items()}
    return record_module_grades(assessment.module, cells, by=by, reason=reason, at=at)


def record_grade(
    assessment: Assessment,
    enrolment: Enrolment,
    *,
    by: User | None,
    points: Decimal | None = None,
    state: str = GradeState.GRADED,
    reason: str = "",
) -> int:
    """Give one grade."""
    return record_grades(assessment, {enrolment.pk: (state, points)}, by=by, reason=reason)
