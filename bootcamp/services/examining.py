"""Examination attempts: recorded for any number of people of a class in one go, and the best of them written as the grade."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from bootcamp.models import Assessment, ExaminationAttempt, GradeState, Module
from bootcamp.progress.examination import Attempt, AttemptRefused, counting, next_number, passes
from bootcamp.services.attending import WrongMarks
from bootcamp.services.grading import check_mark, lock_gradebook, record_class_grades
from careerpath.accounts.models import User
from careerpath.pipeline import clock


class AttemptsRefused(ValueError):
    """Attempts that may not be: the reason in words, by enrolment id. Nothing was recorded."""

    def __init__(self, errors: dict[int, str]) -> None:
        self.errors = errors
        super().__init__("; ".join(errors.values()))


def attempts_of(assessment: Assessment, enrolment_ids: Iterable[int]) -> dict[int, list[Attempt]]:
    """The attempts of people at one examination, by enrolment id, in order; one query."""
    found: defaultdict[int, list[Attempt]] = defaultdict(list)
    rows = ExaminationAttempt.objects.filter(assessment=assessment, enrolment_id__in=list(enrolment_ids))
    for each in rows.order_by("number"):
        found[each.enrolment_id].append(Attempt(each.number, each.held_on, each.points, each.passed))
    return found


@transaction.atomic
def record_examination(
    assessment: Assessment, results: Mapping[int, Decimal | None], *, held_on: date, by: User | None
) -> int:
    """Record an attempt of each person (enrolment id -> points; None: did not come) and write the best as their grade.

    Everything or nothing: raises AttemptsRefused with a reason by person. Constant statements. Returns how many were recorded.
    """
    module = Module.objects.select_related("programme__cohort").get(pk=assessment.module_id)
    programme = module.programme
    if module.kind != Module.Kind.EXAMINATION:
        raise ValueError(f"{assessment} is not an examination.")
    if held_on > clock.now().astimezone(programme.cohort.tz).date():
        raise ValueError("This day is still to come. Record an examination when it was held.")
    lock_gradebook(programme.pk)  # two people who record at once take turns: their numbers are 1 and 2, never 1 and 1
    there = attempts_of(assessment, results)
    made: list[ExaminationAttempt] = []
    errors: dict[int, str] = {}
    for pk, points in results.items():
        try:
            if points is not None:
                check_mark(GradeState.GRADED, points, assessment.out_of)
            number = next_number(
                there.get(pk, []),
                most=programme.examination_attempts,
                waiting_days=programme.examination_waiting_days,
                on=held_on,
            )
        except ValueError as refused:
            errors[pk] = str(refused)
            continue
        passed = passes(points, out_of=assessment.out_of, pass_mark=module.pass_mark)
        made.append(
            ExaminationAttempt(
                enrolment_id=pk,
                assessment=assessment,
                number=number,
                held_on=held_on,
                points=points,
                passed=passed,
                recorded_by=by,
                recorded_at=clock.now(),
            )
        )
        there[pk] = [*there.get(pk, []), Attempt(number, held_on, points, passed)]
    if errors:
        raise AttemptsRefused(errors)
    if made:
        reason = f"Best attempt at “{assessment}”; the latest was held on {held_on:%d %B %Y}."
        _write_grades(assessment, there, by=by, reason=reason)
        ExaminationAttempt.objects.bulk_create(made)
    return len(made)


@transaction.atomic
def correct_attempt(attempt: ExaminationAttempt, *, points: Decimal | None, reason: str, by: User | None) -> None:
    """Put right what was recorded of somebody's latest attempt; the grade keeps the history with the reason.

    Raises AttemptRefused in words.
    """
    if not reason.strip():
        raise AttemptRefused("Say why the attempt is corrected.")
    assessment = Assessment.objects.select_related("module").get(pk=attempt.assessment_id)
    lock_gradebook(assessment.module.programme_id)
    mine = attempts_of(assessment, [attempt.enrolment_id])[attempt.enrolment_id]
    if mine[-1].number != attempt.number:
        raise AttemptRefused("Only the latest attempt can be corrected: the one after it stands on this one.")
    if points is not None:
        check_mark(GradeState.GRADED, points, assessment.out_of)
    passed = passes(points, out_of=assessment.out_of, pass_mark=assessment.module.pass_mark)
    mine[-1] = Attempt(attempt.number, attempt.held_on, points, passed)
    why = f"Attempt {attempt.number} was corrected: {reason.strip()}"
    _write_grades(assessment, {attempt.enrolment_id: mine}, by=by, reason=why)
    ExaminationAttempt.objects.filter(pk=attempt.pk).update(points=points, passed=passed)


def _write_grades(
    assessment: Assessment, attempts: Mapping[int, list[Attempt]], *, by: User | None, reason: str
) -> None:
    marks = {}
    for pk, theirs in attempts.items():
        best = counting(theirs)
        state = GradeState.MISSING if best is None else GradeState.GRADED
        marks[pk, assessment.pk] = (str(state), best)
    try:
        record_class_grades(
            assessment.module.programme_id, marks, by=by, reason=reason, module=assessment.module, settled=True
        )
    except WrongMarks as wrong:
        raise AttemptsRefused({pk: words for (pk, _), words in wrong.errors.items()}) from wrong


def examination_of(cohort_id: int) -> Assessment | None:
    """What is sat for: the assessment of the examination with the most weight; None where there is no examination."""
    found = Assessment.objects.filter(module__programme=cohort_id, module__kind=Module.Kind.EXAMINATION)
    return found.select_related("module").order_by("-weight", "position").first()
