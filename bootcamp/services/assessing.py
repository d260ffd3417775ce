"""Marking one piece of work by its rubric: one assessor, or two who do not see each other's marks until both are in."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from bootcamp.lifecycle import IN_CLASS
from bootcamp.models import (
    Assessment,
    AssessorBar,
    Enrolment,
    Grade,
    GradeState,
    GradingCriterion,
    GradingRubric,
    MarkingSheet,
    Settlement,
    SheetLevel,
)
from bootcamp.progress.marks import written
from bootcamp.progress.rubrics import mean_of, percent_of_levels, points_of, within
from bootcamp.selectors.people import teaches
from bootcamp.services.grading import check_comment, lock_gradebook, record_class_grades, record_comments
from careerpath.accounts.models import User
from careerpath.pipeline import clock


class AssessingRefused(ValueError):
    """Marking that cannot be. The message says why, and what can be done; `errors` has words for single criteria."""

    def __init__(self, message: str, errors: Mapping[int, str] | None = None) -> None:
        super().__init__(message)
        self.errors = dict(errors or {})


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an assessor says to one criterion: the level (None: not yet), and words for the learner."""

    level: int | None
    comment: str = ""


def is_own_work(enrolment: Enrolment, user: User) -> bool:
    """Whether the work is the assessor's own."""
    return Enrolment.objects.filter(pk=enrolment.pk, application__applicant__user=user).exists()


def given_sheets(assessment: Assessment, enrolment: Enrolment) -> list[MarkingSheet]:
    """The sheets that count, in the order of the assessors' accounts, with their levels."""
    return list(
        MarkingSheet.objects.filter(
            assessment=assessment, enrolment=enrolment, given_at__isnull=False, replaced_at__isnull=True
        )
        .select_related("assessor")
        .prefetch_related("levels__criterion")
        .order_by("assessor_id")
    )


def percent_of(sheet: MarkingSheet) -> Fraction:
    """What a given sheet comes to, exactly."""
    return percent_of_levels((each.criterion.weight, each.level) for each in sheet.levels.all() if each.level)


def check_can_assess(assessment: Assessment, enrolment: Enrolment, *, by: User) -> None:
    """Raise AssessingRefused where somebody must not or need not mark this piece of work. A constant number of queries."""
    check_may_judge(assessment, enrolment, by=by)
    if not GradingCriterion.objects.filter(rubric__assessment=assessment).exists():
        raise AssessingRefused("This assessment has no rubric with criteria yet. A programme manager adds one.")
    if Grade.objects.filter(assessment=assessment, enrolment=enrolment, state=GradeState.EXCUSED).exists():
        raise AssessingRefused("This is excused. Take that back in the gradebook before you mark it.")
    if assessment.assessors < 2:
        return
    given = set(
        MarkingSheet.objects.filter(
            assessment=assessment, enrolment=enrolment, given_at__isnull=False, replaced_at__isnull=True
        ).values_list("assessor_id", flat=True)
    )
    if len(given) >= 2:
        raise AssessingRefused(
            "Both assessors have given their marks, and have seen each other's. They stay as they are."
            if by.pk in given
            else "Two others have assessed this already."
        )


def check_may_judge(assessment: Assessment, enrolment: Enrolment, *, by: User) -> None:
    """Raise AssessingRefused for somebody who does not teach the class, who is barred, or whose own work it is."""
    if not teaches(by, enrolment.cohort):
        raise AssessingRefused("Only the instructors of this class assess its work.")
    if enrolment.status not in IN_CLASS or assessment.module.programme_id != enrolment.cohort_id:
        raise AssessingRefused("This person is not in the class of this assessment.")
    if is_own_work(enrolment, by):
        raise AssessingRefused("This is your own work. Somebody else assesses it.")
    bar = AssessorBar.objects.filter(enrolment=enrolment, assessor=by).first()
    if bar is not None:
        raise AssessingRefused(f"You do not assess this person: {bar.reason}")


def can_assess(assessment: Assessment, enrolment: Enrolment, *, by: User) -> bool:
    """Whether somebody may mark this piece of work now."""
    try:
        check_can_assess(assessment, enrolment, by=by)
    except AssessingRefused:
        return False
    return True


@transaction.atomic
def save_sheet(
    assessment: Assessment,
    enrolment: Enrolment,
    opinions: Mapping[int, Opinion],
    *,
    comment: str = "",
    give: bool,
    by: User,
) -> MarkingSheet:
    """Keep what an assessor filled in: criterion id -> opinion. `give`: final; needs every level, and makes or moves the mark.

    A sheet given before is kept, replaced by the new one. Raises AssessingRefused, with words by criterion where some are wrong.
    """
    lock_gradebook(assessment.module.programme_id)
    check_can_assess(assessment, enrolment, by=by)
    criteria = list(GradingCriterion.objects.filter(rubric__assessment=assessment).order_by("position"))
    check_opinions(criteria, opinions, comment, give=give)
    now = clock.now()
    own = MarkingSheet.objects.filter(assessment=assessment, enrolment=enrolment, assessor=by, replaced_at=None).first()
    if own is not None and own.given_at is not None:
        if not give:
            raise AssessingRefused("You have given this mark already. Give it again to change it.")
        MarkingSheet.objects.filter(pk=own.pk).update(replaced_at=now)
        own = None
    if own is None:
        own = MarkingSheet(assessment=assessment, enrolment=enrolment, assessor=by)
    own.comment, own.saved_at, own.given_at = comment.strip(), now, now if give else None
    own.save()
    own.levels.all().delete()
    SheetLevel.objects.bulk_create(
        [
            SheetLevel(sheet=own, criterion=each, level=said.level, comment=said.comment.strip())
            for each in criteria
            if (said := opinions.get(each.pk)) is not None
        ]
    )
    if give:
        count_it(assessment, enrolment, own, by=by)
    return own


def check_opinions(
    criteria: list[GradingCriterion], opinions: Mapping[int, Opinion], comment: str, *, give: bool
) -> None:
    """Raise AssessingRefused with words by criterion where a level is missing or wrong, or a comment too long."""
    errors: dict[int, str] = {}
    for each in criteria:
        said = opinions.get(each.pk, Opinion(None))
        if said.level is None and give:
            errors[each.pk] = "Choose a level."
        elif said.level is not None and not 1 <= said.level <= 4:
            errors[each.pk] = "Choose a level from 1 to 4."
        elif len(said.comment) > 1000:
            errors[each.pk] = "A comment to a criterion has 1,000 characters at most."
    if errors:
        raise AssessingRefused("Some criteria need another look.", errors)
    try:
        check_comment(comment)
    except ValueError as error:
        raise AssessingRefused(str(error)) from None


def count_it(assessment: Assessment, enrolment: Enrolment, sheet: MarkingSheet, *, by: User) -> None:
    """Let a sheet that was just given count: alone, or with the other assessor's."""
    if assessment.assessors < 2:
        others = MarkingSheet.objects.filter(assessment=assessment, enrolment=enrolment, replaced_at=None)
        others.filter(given_at__isnull=False).exclude(pk=sheet.pk).update(replaced_at=clock.now())
        sheet = given_sheets(assessment, enrolment)[0]
        write_mark(
            assessment,
            enrolment,
            points_of(percent_of(sheet), assessment.out_of),
            [sheet],
            by=by,
            reason="Marked by the rubric.",
        )
        return
    both = given_sheets(assessment, enrolment)
    if len(both) < 2:
        return
    first, second = (percent_of(each) for each in both)
    tolerance = GradingRubric.objects.values_list("tolerance", flat=True).get(assessment=assessment)
    if not within(first, second, tolerance):
        return
    points = points_of(mean_of([first, second]), assessment.out_of)
    Settlement.objects.create(
        assessment=assessment, enrolment=enrolment, how=Settlement.How.MEAN, points=points, at=clock.now()
    )
    reason = f"Mean of two assessors: {written(first)}% and {written(second)}%."
    write_mark(assessment, enrolment, points, both, by=by, reason=reason)


def write_mark(
    assessment: Assessment,
    enrolment: Enrolment,
    points: Decimal,
    sheets: list[MarkingSheet],
    *,
    by: User,
    reason: str,
) -> None:
    """The grade, and the assessors' words to the learner, into the gradebook."""
    cell = (enrolment.pk, assessment.pk)
    cohort_id = assessment.module.programme_id
    mark = {cell: (GradeState.GRADED.value, points)}
    record_class_grades(cohort_id, mark, by=by, reason=reason, settled=True)
    words = "\n\n".join(sheet.comment for sheet in sheets if sheet.comment)
    if words or assessment.assessors < 2:
        record_comments(cohort_id, {cell: words[:4000]}, by=by, reason=reason)
