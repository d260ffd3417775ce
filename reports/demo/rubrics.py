"""The demo's marking by rubric: a capstone that two assess, and the newest work of a running class, half of it marked."""

import random
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from bootcamp.models import (
    Assessment,
    Enrolment,
    GradingCriterion,
    MarkingSheet,
    Session,
    Settlement,
    SheetLevel,
)
from bootcamp.progress.rubrics import mean_of, percent_of_levels, points_of, within
from bootcamp.services.grading import record_class_grades, record_comments
from bootcamp.services.rubrics import add_rubric
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort

WORDS = (
    "Your workflow drawings carried the whole case.",
    "Say the recommendation first; it came on page four.",
    "The risks were real ones, and each had an owner.",
    "Good answers to the hard questions.",
    "Check the figures in the second table again.",
)


def mark_by_rubric(cohort: Cohort, instructors: Sequence[User], *, by: User, seed: int) -> None:
    """A finished class has its capstone marked by two; in a running one the newest work waits to be marked, some of it done."""
    rng = random.Random(f"rubrics:{cohort.slug}:{seed}")  # noqa: S311  # a story, not a secret
    capstone = Assessment.objects.get(module__programme=cohort.pk, assessors=2)
    people = list(Enrolment.objects.filter(cohort=cohort).order_by("pk").values_list("pk", flat=True))
    if not Session.objects.filter(module__programme=cohort.pk, ends_at__gt=clock.now()).exists():
        _two(capstone, people, [*instructors, by][:2], rng)
        return
    due = Assessment.objects.filter(module__programme=cohort.pk, due_at__lt=clock.now(), rubric=None)
    newest = due.exclude(grades__state="graded").order_by("-due_at").first()
    if newest is not None:
        add_rubric(newest, by=by)
        _one(newest, people[: len(people) * 3 // 5], instructors[0], rng)


def _sheets(
    assessment: Assessment, people: Sequence[int], assessor: User, levels: Sequence[Sequence[int]], rng: random.Random
) -> list[MarkingSheet]:
    given = min(assessment.due_at + timedelta(days=2), clock.now())
    criteria = list(GradingCriterion.objects.filter(rubric__assessment=assessment).order_by("position"))
    sheets = MarkingSheet.objects.bulk_create(
        [
            MarkingSheet(
                assessment=assessment,
                enrolment_id=pk,
                assessor=assessor,
                comment=rng.choice(WORDS) if rng.random() < 0.5 else "",
                saved_at=given,
                given_at=given,
            )
            for pk in people
        ]
    )
    SheetLevel.objects.bulk_create(
        [
            SheetLevel(sheet=sheet, criterion=criterion, level=level)
            for sheet, own in zip(sheets, levels, strict=True)
            for criterion, level in zip(criteria, own, strict=True)
        ]
    )
    return sheets


def _levels(strength: float, number: int, rng: random.Random) -> list[int]:
    return [min(max(round(rng.gauss(3.3 + 0.35 * strength, 0.45)), 2), 4) for _ in range(number)]


def _one(assessment: Assessment, people: Sequence[int], assessor: User, rng: random.Random) -> None:
    weights = _weights(assessment)
    levels = [_levels(rng.gauss(0, 1), len(weights), rng) for _ in people]
    sheets = _sheets(assessment, people, assessor, levels, rng)
    marks = {
        (pk, assessment.pk): ("graded", points_of(_percent(weights, own), assessment.out_of))
        for pk, own in zip(people, levels, strict=True)
    }
    cohort_id = assessment.module.programme_id
    record_class_grades(cohort_id, marks, by=assessor, reason="Marked by the rubric.")
    words = {(sheet.enrolment_id, assessment.pk): sheet.comment for sheet in sheets if sheet.comment}
    record_comments(cohort_id, words, by=assessor)


def _two(assessment: Assessment, people: Sequence[int], assessors: Sequence[User], rng: random.Random) -> None:
    """Both mark everybody; where they are too far apart they settle, with a reason."""
    weights = _weights(assessment)
    first = [_levels(rng.gauss(0, 1), len(weights), rng) for _ in people]
    second = [
        [min(max(level + (-1 if place % 8 == 5 else rng.choice((0, 0, 0, 0, -1, 1))), 1), 4) for level in own]
        for place, own in enumerate(first)
    ]
    both = [_sheets(assessment, people, who, own, rng) for who, own in zip(assessors, (first, second), strict=True)]
    at = min(assessment.due_at + timedelta(days=3), clock.now())
    means: dict[tuple[int, int], tuple[str, Decimal]] = {}
    agreed: dict[tuple[int, int], tuple[str, Decimal]] = {}
    settlements = []
    for pk, one, two in zip(people, first, second, strict=True):
        percents = [_percent(weights, one), _percent(weights, two)]
        points = points_of(mean_of(percents), assessment.out_of)
        close = within(percents[0], percents[1], assessment.rubric.tolerance)
        (means if close else agreed)[pk, assessment.pk] = ("graded", points)
        settlements.append(
            Settlement(
                assessment=assessment,
                enrolment_id=pk,
                how="mean" if close else "agreed",
                points=points,
                reason="" if close else "We read the plan again together and met in the middle.",
                by=None if close else assessors[0],
                at=at,
                confirmed_by=None if close else assessors[1],
                confirmed_at=None if close else at,
            )
        )
    Settlement.objects.bulk_create(settlements)
    cohort_id = assessment.module.programme_id
    record_class_grades(cohort_id, means, by=assessors[1], at=at, reason="Mean of two assessors.", settled=True)
    record_class_grades(cohort_id, agreed, by=assessors[1], at=at, reason="The two assessors agreed.", settled=True)
    words = {
        (one.enrolment_id, assessment.pk): "\n\n".join(filter(None, (one.comment, two.comment)))
        for one, two in zip(*both, strict=True)
    }
    record_comments(cohort_id, {cell: text for cell, text in words.items() if text}, by=assessors[1], at=at)


def _weights(assessment: Assessment) -> list[Decimal]:
    criteria = GradingCriterion.objects.filter(rubric__assessment=assessment).order_by("position")
    return list(criteria.values_list("weight", flat=True))


def _percent(weights: Sequence[Decimal], levels: Sequence[int]) -> Fraction:
    return percent_of_levels(zip(weights, levels, strict=True))
