"""Grades of any number of people and assessments in one go."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from django.db import connection, transaction

from bootcamp.lifecycle import IN_CLASS
from bootcamp.models import Assessment, Enrolment, ExaminationAttempt, GradeState, Module, Programme
from bootcamp.services.attending import WrongMarks
from bootcamp.services.looking_again import look_again_at
from careerpath.accounts.models import User
from careerpath.pipeline import clock

Mark = tuple[str, Decimal | None]
"""State (`GradeState`) and points; points only with "graded"."""

Cell = tuple[int, int]
"""Enrolment id, assessment id."""

T = TypeVar("T")


class Noted(NamedTuple):
    """Everything that stands in a cell. Points are as given, before lateness."""

    state: str = GradeState.UNGRADED.value
    points: Decimal | None = None
    days_late: int = 0
    comment: str = ""


COLUMNS = ("state", "points", "days_late", "comment")


def statement(*written: str) -> str:
    """The one statement that writes grades and their history; what is not among `written` stays as it stands.

    A row that nothing is said in is not made; a row that would not change is left, with its history.
    """
    values = ", ".join(f"excluded.{name}" if name in written else f"now.{name}" for name in COLUMNS)
    return f"""
    WITH given (assessment_id, enrolment_id, state, points, days_late, comment) AS (
        SELECT * FROM unnest(%(assessments)s::bigint[], %(ids)s::bigint[], %(states)s::text[], %(points)s::numeric[],
                             %(days_late)s::smallint[], %(comments)s::text[])
    ),
    gave AS (
        INSERT INTO bootcamp_grade AS now (assessment_id, enrolment_id, state, points, days_late, comment, by_id, at)
        SELECT assessment_id, enrolment_id, state, points, days_late, comment, %(by)s, %(at)s
          FROM given
         WHERE (state, days_late, comment) <> ('ungraded', 0, '') OR EXISTS (
               SELECT FROM bootcamp_grade AS old
                WHERE old.assessment_id = given.assessment_id AND old.enrolment_id = given.enrolment_id)
         ORDER BY assessment_id, enrolment_id
        ON CONFLICT (assessment_id, enrolment_id) DO UPDATE
           SET (state, points, days_late, comment, by_id, at) = ROW({values}, excluded.by_id, excluded.at)
         WHERE (now.state, now.points, now.days_late, now.comment) IS DISTINCT FROM ({values})
        RETURNING id, state, points, days_late, comment
    ),
    kept AS (
        INSERT INTO bootcamp_graderecord (grade_id, state, points, days_late, comment, by_id, at, reason)
        SELECT id, state, points, days_late, comment, %(by)s, %(at)s, %(reason)s FROM gave
        RETURNING 1
    )
    SELECT count(*) FROM kept
    """  # noqa: S608  # the names are the columns above


GIVE_MARKS = statement("state", "points")
SET_DAYS_LATE = statement("days_late")
COMMENT = statement("comment")

MOST_DAYS_LATE = 366
LONGEST_COMMENT = 4000


def check_days_late(days: int) -> None:
    """Raise ValueError in words where a number of days late cannot be."""
    if not 0 <= days <= MOST_DAYS_LATE:
        raise ValueError(f"Days late are a whole number between 0 and {MOST_DAYS_LATE}.")


def check_comment(text: str) -> None:
    """Raise ValueError in words where a comment is too long."""
    if len(text) > LONGEST_COMMENT:
        raise ValueError(f"A comment has {LONGEST_COMMENT:,} characters at most; this one has {len(text):,}.")


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


def check_given(mark: Mark, assessment: Assessment, *, sat: bool = False) -> None:
    """Raise ValueError in words where one instructor cannot give this mark by hand. `sat`: there are attempts at it."""
    if sat:
        raise ValueError(
            "This mark comes from the attempts at the examination. Record or correct an attempt under “Examination”."
        )
    if mark[0] == GradeState.GRADED and assessment.assessors > 1:
        raise ValueError("Two people assess this. Its points come from their marking; open it under “Marking”.")
    check_mark(*mark, assessment.out_of)


def sat_for(cells: Iterable[Cell]) -> set[Cell]:
    """Of these cells those whose mark comes from attempts at an examination; one query."""
    cells = set(cells)
    people, assessments = {pk for pk, _ in cells}, {pk for _, pk in cells}
    found = ExaminationAttempt.objects.filter(assessment__in=assessments, enrolment__in=people)
    return set(found.values_list("enrolment_id", "assessment_id").distinct()) & cells


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
    settled: bool = False,
) -> int:
    """Give grades in any assessments of a class (or of one module of it): (enrolment id, assessment id) -> (state, points).

    Points in what two assessors mark come from their marking alone, and an examination that somebody sat from their attempts
    (`settled`, which `services.assessing` and `services.examining` say).

    Returns how many are new or changed. Everything or nothing: raises WrongMarks with a reason by cell. A constant number of
    statements at any size.
    """
    lock_gradebook(cohort_id)
    sat = set() if settled else sat_for(marks.keys())

    def check(mark: Mark, assessment: Assessment, cell: Cell) -> None:
        if settled:
            check_mark(*mark, assessment.out_of)
        else:
            check_given(mark, assessment, sat=cell in sat)

    check_cells(cohort_id, marks, check, module=module)
    return write(GIVE_MARKS, {cell: Noted(*mark) for cell, mark in marks.items()}, by=by, reason=reason, at=at)


@transaction.atomic
def record_days_late(
    cohort_id: int,
    days: Mapping[Cell, int],
    *,
    by: User | None,
    reason: str = "",
    at: datetime | None = None,
) -> int:
    """Say how many started days late work came in: (enrolment id, assessment id) -> days. Points and comments stay as they are.

    Returns how many changed; raises WrongMarks as `record_class_grades`. What lateness takes off is worked out, never stored.
    """
    lock_gradebook(cohort_id)
    check_cells(cohort_id, days, lambda number, *_: check_days_late(number))
    noted = {cell: Noted(days_late=number) for cell, number in days.items()}
    return write(SET_DAYS_LATE, noted, by=by, reason=reason, at=at)


@transaction.atomic
def record_comments(
    cohort_id: int,
    comments: Mapping[Cell, str],
    *,
    by: User | None,
    reason: str = "",
    at: datetime | None = None,
) -> int:
    """Write comments to learners: (enrolment id, assessment id) -> text, empty to take it back. The grades stay as they are.

    Returns how many changed; raises WrongMarks as `record_class_grades`. Learners read them once the assessment is published.
    """
    lock_gradebook(cohort_id)
    texts = {cell: text.strip() for cell, text in comments.items()}
    check_cells(cohort_id, texts, lambda text, *_: check_comment(text))
    return write(COMMENT, {cell: Noted(comment=text) for cell, text in texts.items()}, by=by, reason=reason, at=at)


def check_cells(
    cohort_id: int,
    cells: Mapping[Cell, T],
    check: Callable[[T, Assessment, Cell], None],
    *,
    module: Module | None = None,
) -> None:
    """Raise WrongMarks with a reason for each cell that is not of this class, or that `check` refuses with words. Two queries."""
    assessments = Assessment.objects.filter(module__programme=cohort_id)
    if module is not None:
        assessments = assessments.filter(module=module)
    known = assessments.in_bulk()
    in_class = set(Enrolment.objects.filter(cohort_id=cohort_id, status__in=IN_CLASS).values_list("pk", flat=True))
    errors: dict[Cell, str] = {}
    for (enrolment_id, assessment_id), value in cells.items():
        try:
            if enrolment_id not in in_class or assessment_id not in known:
                raise ValueError("This person is not in the class of this assessment.")
            check(value, known[assessment_id], (enrolment_id, assessment_id))
        except ValueError as error:
            errors[enrolment_id, assessment_id] = str(error)
    if errors:
        raise WrongMarks(errors)


def write(
    sql: str, cells: Mapping[Cell, Noted], *, by: User | None, reason: str = "", at: datetime | None = None
) -> int:
    """Write checked cells with one of the statements above; how many changed. Whoever is among them is looked at again."""
    if not cells:
        return 0
    noted = list(cells.values())
    values: dict[str, Any] = {
        "ids": [enrolment_id for enrolment_id, _ in cells],
        "assessments": [assessment_id for _, assessment_id in cells],
        "states": [str(each.state) for each in noted],
        "points": [each.points for each in noted],
        "days_late": [each.days_late for each in noted],
        "comments": [each.comment for each in noted],
        "by": by.pk if by else None,
        "at": at or clock.now(),
        "reason": reason.strip(),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        changed = int(cursor.fetchone()[0])
    if changed:
        look_again_at({enrolment_id for enrolment_id, _ in cells})
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


def set_days_late(
    assessment: Assessment, enrolment: Enrolment, days: int, *, by: User | None, reason: str = ""
) -> bool:
    """Say how many started days late one piece of work came in; whether that is new."""
    cells = {(enrolment.pk, assessment.pk): days}
    return bool(record_days_late(assessment.module.programme_id, cells, by=by, reason=reason))


def comment_on_grade(assessment: Assessment, enrolment: Enrolment, comment: str, *, by: User | None) -> bool:
    """Write the comment to one learner on one assessment, also before there is a grade; whether that is new."""
    return bool(record_comments(assessment.module.programme_id, {(enrolment.pk, assessment.pk): comment}, by=by))
