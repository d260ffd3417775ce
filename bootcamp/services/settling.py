"""How the marks of two assessors become one: they settle on it, or a third decides; and who assesses whom not."""

from decimal import Decimal

from django.db import transaction

from bootcamp.models import Assessment, AssessorBar, Enrolment, GradeState, MarkingSheet, Settlement
from bootcamp.progress.marks import written
from bootcamp.progress.rubrics import points_of
from bootcamp.services.assessing import AssessingRefused, check_may_judge, given_sheets, percent_of, write_mark
from bootcamp.services.grading import check_mark, lock_gradebook
from careerpath.accounts.models import User
from careerpath.pipeline import clock


def check_points(points: Decimal, out_of: Decimal, reason: str) -> None:
    """Raise AssessingRefused where a mark to settle on does not fit, or has no reason."""
    try:
        check_mark(GradeState.GRADED.value, points, out_of)
    except ValueError as error:
        raise AssessingRefused(str(error)) from None
    if not reason.strip():
        raise AssessingRefused("Say why this is the mark; both assessors and whoever reviews it will read it.")


def two_sheets(assessment: Assessment, enrolment: Enrolment) -> list[MarkingSheet]:
    """Both assessors' sheets; raises AssessingRefused while one is not in."""
    both = given_sheets(assessment, enrolment)
    if len(both) < 2:
        raise AssessingRefused("Both assessors give their marks first.")
    return both


@transaction.atomic
def propose_mark(assessment: Assessment, enrolment: Enrolment, *, points: Decimal, reason: str, by: User) -> Settlement:
    """One of the two proposes what they settle on, between their two marks; it counts when the other confirms it."""
    lock_gradebook(assessment.module.programme_id)
    check_may_judge(assessment, enrolment, by=by)
    both = two_sheets(assessment, enrolment)
    if by.pk not in {sheet.assessor_id for sheet in both}:
        raise AssessingRefused("Only the two assessors settle on a mark. You may decide as the third.")
    check_points(points, assessment.out_of, reason)
    low, high = sorted(points_of(percent_of(sheet), assessment.out_of) for sheet in both)
    if not low <= points <= high:
        raise AssessingRefused(f"Settle on a mark between yours: {written(low)} to {written(high)} points.")
    found = Settlement.objects.filter(assessment=assessment, enrolment=enrolment).first()
    if found is not None and found.stands:
        raise AssessingRefused("The two marks have become one already.")
    return Settlement.objects.update_or_create(
        assessment=assessment,
        enrolment=enrolment,
        defaults={
            "how": Settlement.How.AGREED,
            "points": points,
            "reason": reason.strip(),
            "by": by,
            "at": clock.now(),
        },
    )[0]


@transaction.atomic
def confirm_mark(assessment: Assessment, enrolment: Enrolment, *, by: User) -> Settlement:
    """The other of the two confirms what was proposed: it is the mark now."""
    lock_gradebook(assessment.module.programme_id)
    check_may_judge(assessment, enrolment, by=by)
    both = two_sheets(assessment, enrolment)
    found = Settlement.objects.filter(assessment=assessment, enrolment=enrolment).first()
    if found is None or found.stands:
        raise AssessingRefused("Nothing waits to be confirmed here.")
    if by.pk not in {sheet.assessor_id for sheet in both} - {found.by_id}:
        raise AssessingRefused("The other of the two assessors confirms it.")
    found.confirmed_by, found.confirmed_at = by, clock.now()
    found.save(update_fields=["confirmed_by", "confirmed_at"])
    write_mark(assessment, enrolment, found.points, both, by=by, reason=f"The two assessors agreed: {found.reason}")
    return found


@transaction.atomic
def decide_mark(assessment: Assessment, enrolment: Enrolment, *, points: Decimal, reason: str, by: User) -> Settlement:
    """A third instructor, who is neither of the two, decides; also over what was settled before, on appeal."""
    lock_gradebook(assessment.module.programme_id)
    check_may_judge(assessment, enrolment, by=by)
    both = two_sheets(assessment, enrolment)
    if by.pk in {sheet.assessor_id for sheet in both}:
        raise AssessingRefused("You are one of the two. Propose a mark to the other, or ask a third to decide.")
    check_points(points, assessment.out_of, reason)
    found, _ = Settlement.objects.update_or_create(
        assessment=assessment,
        enrolment=enrolment,
        defaults={
            "how": Settlement.How.THIRD,
            "points": points,
            "reason": reason.strip(),
            "by": by,
            "at": clock.now(),
            "confirmed_by": None,
            "confirmed_at": None,
        },
    )
    write_mark(assessment, enrolment, points, both, by=by, reason=f"A third assessor decided: {found.reason}")
    return found


@transaction.atomic
def bar_assessor(enrolment: Enrolment, assessor: User, *, reason: str, by: User) -> AssessorBar:
    """Note that somebody does not assess a person. What they gave and did not count yet is set aside."""
    if not reason.strip():
        raise AssessingRefused("Say why, in a few words: related, a former colleague, worked on it together.")
    lock_gradebook(enrolment.cohort_id)
    given = MarkingSheet.objects.filter(enrolment=enrolment, assessor=assessor, replaced_at=None).values("assessment")
    open_ones = Settlement.objects.filter(enrolment=enrolment, assessment__in=given, confirmed_by=None)
    open_ones.filter(how=Settlement.How.AGREED).delete()
    settled = Settlement.objects.filter(enrolment=enrolment).values("assessment")
    sheets = MarkingSheet.objects.filter(enrolment=enrolment, assessor=assessor, replaced_at=None)
    sheets.filter(given_at=None).delete()
    sheets.filter(assessment__assessors=2).exclude(assessment__in=settled).update(replaced_at=clock.now())
    return AssessorBar.objects.get_or_create(
        enrolment=enrolment, assessor=assessor, defaults={"reason": reason.strip(), "noted_by": by, "at": clock.now()}
    )[0]
