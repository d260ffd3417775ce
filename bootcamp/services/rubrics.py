"""Competencies that ship, and the rubric of an assessment."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from decimal import Decimal

from django.db import transaction

from bootcamp.competencies import CAPSTONE_ASKS, CAPSTONE_TITLE, CAPSTONE_WEIGHT, COMPETENCIES, CompetencyPlan
from bootcamp.models import (
    Assessment,
    Competency,
    Enrolment,
    GradingCriterion,
    GradingRubric,
    MarkingSheet,
    Module,
    TemplateAssessment,
)
from bootcamp.services.looking_again import look_again_at
from careerpath.accounts.models import User
from cohorts.models import Cohort

LEVELS = ("beginning", "developing", "proficient", "advanced")


class RubricRefused(ValueError):
    """A rubric that cannot be made or changed as asked. The message says why and what to do."""


@transaction.atomic
def shipped_competencies() -> list[Competency]:
    """The competencies that ship, made where they are not there yet; what was edited stays as it is. Two statements at most."""
    Competency.objects.bulk_create(
        [
            Competency(
                slug=plan.slug,
                name=plan.name,
                description=plan.description,
                position=position,
                **dict(zip(LEVELS, plan.anchors, strict=True)),
            )
            for position, plan in enumerate(COMPETENCIES, start=1)
        ],
        ignore_conflicts=True,
    )
    return list(Competency.objects.filter(slug__in=[plan.slug for plan in COMPETENCIES]))


ALWAYS = ("communication", "judgement")
"""What every piece of work shows, beside what its module teaches."""


def plans_for(module_slug: str, assessors: int) -> Sequence[CompetencyPlan]:
    """The competencies a rubric begins with: what two assess, and the examination, is about all; other work about its module."""
    own = [plan for plan in COMPETENCIES if plan.module == module_slug]
    if assessors > 1 or not own or module_slug == "examination":
        return COMPETENCIES
    return [plan for plan in COMPETENCIES if plan in own or plan.slug in ALWAYS]


@transaction.atomic
def add_rubric(assessment: Assessment, *, by: User | None) -> GradingRubric:
    """A rubric to begin with, from the shipped competencies; an assessment that has one keeps it. Constant statements."""
    rubric, is_new = GradingRubric.objects.get_or_create(assessment=assessment)
    if is_new:
        competencies = {each.slug: each for each in shipped_competencies()}
        GradingCriterion.objects.bulk_create(
            [
                GradingCriterion(
                    rubric=rubric,
                    position=position,
                    title=competencies[plan.slug].name,
                    competency=competencies[plan.slug],
                    weight=Decimal(plan.weight),
                )
                for position, plan in enumerate(plans_for(assessment.module.slug, assessment.assessors), start=1)
                if plan.slug in competencies
            ]
        )
    return rubric


@transaction.atomic
def add_capstone(cohort: Cohort, *, by: User | None) -> Assessment:
    """Give the examination of a class a capstone that two assess by a rubric; the weights of what is there make room for it.

    A class that has one keeps it. Raises RubricRefused without an examination.
    """
    module = Module.objects.filter(programme=cohort.pk, kind=Module.Kind.EXAMINATION).select_for_update().first()
    if module is None:
        raise RubricRefused("This programme has no examination that the capstone could be part of.")
    there = list(module.assessments.order_by("position"))
    if found := next((each for each in there if each.assessors > 1), None):
        return found
    left = Decimal(100 - CAPSTONE_WEIGHT)
    for each in there:
        each.weight = (each.weight * left / 100).quantize(Decimal("0.01"))
        each.position += 1
    if there:
        there[-1].weight = left - sum((each.weight for each in there[:-1]), Decimal(0))
    Assessment.objects.bulk_update(there, ["weight", "position"])
    capstone = Assessment.objects.create(
        module=module,
        kind=Assessment.Kind.PRESENTATION,
        position=1,
        title=CAPSTONE_TITLE,
        description=CAPSTONE_ASKS,
        weight=Decimal(CAPSTONE_WEIGHT) if there else Decimal(100),
        due_at=there[0].due_at if there else datetime.combine(cohort.bootcamp_ends, time(17), tzinfo=cohort.tz),
        may_drop=False,
        assessors=2,
    )
    add_rubric(capstone, by=by)
    look_again_at(Enrolment.objects.filter(cohort=cohort).values_list("pk", flat=True))
    return capstone


@transaction.atomic
def copy_rubrics(pairs: Iterable[tuple[TemplateAssessment, Assessment]]) -> int:
    """Give the assessments of a class the rubrics of the template's they were copied from; how many. Constant statements."""
    to = {source.pk: target for source, target in pairs}
    rubrics = list(GradingRubric.objects.filter(template__in=to).prefetch_related("criteria"))
    made = GradingRubric.objects.bulk_create(
        [
            GradingRubric(assessment=to[each.template_id], instructions=each.instructions, tolerance=each.tolerance)
            for each in rubrics
            if each.template_id is not None
        ]
    )
    GradingCriterion.objects.bulk_create(
        [
            GradingCriterion(
                rubric=fresh,
                position=each.position,
                title=each.title,
                competency_id=each.competency_id,
                weight=each.weight,
                **{name: getattr(each, name) for name in LEVELS},
            )
            for old, fresh in zip(rubrics, made, strict=True)
            for each in old.criteria.all()
        ]
    )
    return len(made)


def is_used(rubric: GradingRubric) -> bool:
    """Whether somebody has been marked by it, or marking has begun."""
    return MarkingSheet.objects.filter(assessment=rubric.assessment_id).exists()


def check_can_reshape(rubric: GradingRubric) -> None:
    """Raise RubricRefused where criteria and weights can no longer change; words still can."""
    if is_used(rubric):
        raise RubricRefused(
            "Marking by this rubric has begun, so its criteria, competencies and weights stay as they are. "
            "You can still change the words."
        )


def check_can_set_assessors(assessment: Assessment, number: int) -> None:
    """Raise RubricRefused where the number of assessors does not fit what is there."""
    if number == assessment.assessors:
        return
    if MarkingSheet.objects.filter(assessment=assessment).exists():
        raise RubricRefused(f"Marking has begun with {assessment.assessors} a piece of work, so that stays as it is.")
    if number > 1 and not GradingCriterion.objects.filter(rubric__assessment=assessment).exists():
        raise RubricRefused("Two people can assess only by a rubric. Give this assessment one first.")
