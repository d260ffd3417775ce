"""The demo's gradebook: some work came late, some marks were corrected or say why, and what is graded by all is published."""

import random
from datetime import timedelta

from bootcamp.models import Assessment, Grade, GradeState
from bootcamp.services.gradebook import save_cells
from bootcamp.services.grading import record_comments, record_days_late
from bootcamp.services.publishing import graded_counts, publish_marks
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort

COMMENTS = (
    "Clear and complete. Say next time which source each figure is from.",
    "The analysis is good; the summary promises more than it shows.",
    "Well argued. Have a look at the sample solution for question 3.",
    "You know the terms. Come to office hours and we go through the workflow together.",
)


def show_marks(cohort: Cohort, *, by: User, seed: int) -> None:
    """Days late, comments and a few corrections in what one instructor graded; then all but the newest is published."""
    rng = random.Random(f"gradebook:{cohort.slug}:{seed}")  # noqa: S311  # a story, not a secret
    given = list(
        Grade.objects.filter(assessment__module__programme=cohort.pk, assessment__assessors=1, state=GradeState.GRADED)
        .order_by("pk")
        .values_list("enrolment_id", "assessment_id", "points")
    )
    cells = [(row[0], row[1]) for row in given]
    some = len(cells) // 40
    record_days_late(cohort.pk, {cell: rng.randint(1, 3) for cell in rng.sample(cells, some)}, by=by)
    record_comments(cohort.pk, {cell: rng.choice(COMMENTS) for cell in rng.sample(cells, some)}, by=by)
    corrected = [(row[0], row[1], row[2]) for row in rng.sample(given, some // 4) if row[2] is not None and row[2] > 10]
    save_cells(
        cohort.pk,
        sent={(row[0], row[1]): (GradeState.GRADED.value, row[2] - 2) for row in corrected},
        seen={(row[0], row[1]): (GradeState.GRADED.value, row[2]) for row in corrected},
        by=by,
        reason="Question 4 was counted twice",
    )
    counts = graded_counts(cohort)
    graded = [
        each
        for each in Assessment.objects.filter(module__programme=cohort.pk, due_at__lt=clock.now()).order_by("due_at")
        if counts.get(each.pk)
    ]
    running = cohort.bootcamp_ends > clock.now().astimezone(cohort.tz).date()
    shown = graded[:-1] if running else graded
    if shown:
        with clock.at(min(clock.now(), shown[-1].due_at + timedelta(days=4))):
            publish_marks(cohort, [each.pk for each in shown], by=by)
