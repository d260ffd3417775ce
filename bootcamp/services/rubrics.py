"""Competencies that ship, and the rubric of an assessment."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from bootcamp.competencies import COMPETENCIES, CompetencyPlan
from bootcamp.models import (
    Assessment,
    Competency,
    GradingCriterion,
    GradingRubric,
    MarkingSheet,
    TemplateAssessment,
)
from careerpath.accounts.models import User

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
def copy_rubrics(pairs: Iterable[tuple[TemplateAssessment, Assessment | TemplateAssessment]]) -> int:
    """Give assessments (of a class, or of another template) the rubrics of those they were copied from; how many.

    Constant statements.
    """
    to = {source.pk: target for source, target in pairs}
    rubrics = list(GradingRubric.objects.filter(template__in=to).prefetch_related("criteria"))
    made = GradingRubric.objects.bulk_create(
        [
            GradingRubric(instructions=each.instructions, tolerance=each.tolerance, **place_of(to[each.template_id]))
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


def place_of(target: Assessment | TemplateAssessment) -> dict[str, Any]:
    """Where a rubric hangs: at an assessment of a class, or at one of a template."""
    return {"assessment": target} if isinstance(target, Assessment) else {"template": target}


def is_used(rubric: GradingRubric) -> bool:
    """Whether somebody has been marked by it, or marking has begun."""
    return MarkingSheet.objects.filter(assessment=rubric.assessment_id).exists()


def check_can_set_assessors(assessment: Assessment, number: int) -> None:
    """Raise RubricRefused where the number of assessors does not fit what is there."""
    if number == assessment.assessors:
        return
    if MarkingSheet.objects.filter(assessment=assessment).exists():
        raise RubricRefused(f"Marking has begun with {assessment.assessors} a piece of work, so that stays as it is.")
    if number > 1 and not GradingCriterion.objects.filter(rubric__assessment=assessment).exists():
        raise RubricRefused("Two people can assess only by a rubric. Give this assessment one first.")
