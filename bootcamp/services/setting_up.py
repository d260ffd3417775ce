"""Setting up: a cohort's programme from a template, and its instructors."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import transaction

from bootcamp.models import (
    Assessment,
    Holiday,
    Module,
    OnboardingTask,
    Programme,
    ProgrammeTemplate,
    Session,
    Teaching,
)
from bootcamp.models.onboarding import TaskTerms
from bootcamp.models.programme import AssessmentTerms, CompletionRule, ModuleTerms
from bootcamp.selectors.templates import Whole, on_dates, sums_to, whole
from bootcamp.services.rubrics import add_rubric, copy_rubrics
from bootcamp.services.templates import shipped_template
from bootcamp.timetable import DoesNotFit, moment
from careerpath.accounts.models import User
from cohorts.models import Cohort

RULE_FIELDS: Final = CompletionRule._meta.get_fields()
MODULE_FIELDS: Final = ModuleTerms._meta.get_fields()
ASSESSMENT_FIELDS: Final = AssessmentTerms._meta.get_fields()
TASK_FIELDS: Final = TaskTerms._meta.get_fields()
"""What a template and a class have in common, and a copy takes over as it is."""


class ProgrammeRefused(ValueError):
    """A programme that does not fit together. The message says what is wrong and how to put it right."""


def check_weights(weights: Iterable[Decimal | int], of_what: str) -> None:
    """Raise ProgrammeRefused where weights (in per cent) do not sum to 100."""
    if (total := sum((Decimal(weight) for weight in weights), Decimal(0))) != 100:
        raise ProgrammeRefused(sums_to(of_what, total))


def check_template(full: Whole) -> None:
    """Raise ProgrammeRefused where a template cannot be copied as it is, with everything that is wrong."""
    if full.problems:
        raise ProgrammeRefused(" ".join(full.problems))


@transaction.atomic
def set_up_bootcamp(
    cohort: Cohort,
    *,
    by: User | None,
    template: ProgrammeTemplate | None = None,
    off: Mapping[date, str] | None = None,
) -> Programme:
    """Copy a template (the shipped one where none is named) into a cohort, laid on its dates. Times are the cohort's own.

    `off`: days between its dates on which nothing is taught, with the name of each. A constant number of statements. A cohort that
    has a programme keeps it as it is: the same one is returned. Raises ProgrammeRefused where dates and template do not fit.
    """
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    if found := Programme.objects.filter(cohort=cohort).first():
        return found
    full, off = whole(template or shipped_template()), off or {}
    check_template(full)
    try:
        dated = on_dates(full, cohort, off)
    except DoesNotFit as refused:
        raise ProgrammeRefused(str(refused)) from None
    rule = {field.name: getattr(full.template, field.name) for field in RULE_FIELDS}
    programme = Programme.objects.create(cohort=cohort, template=full.template, weekdays=full.template.weekdays, **rule)
    Holiday.objects.bulk_create([Holiday(programme=programme, day=day, name=name) for day, name in off.items()])
    modules = Module.objects.bulk_create(
        [
            Module(programme=programme, **{field.name: getattr(each, field.name) for field in MODULE_FIELDS})
            for each in full.modules
        ]
    )
    Session.objects.bulk_create(
        [
            Session(
                module=modules[each.module],
                title=each.title,
                starts_at=moment(each.day, each.starts, cohort.tz),
                ends_at=moment(each.day, each.ends, cohort.tz),
                mode=each.mode,
                place=each.place,
            )
            for each in dated.laid
        ]
    )
    copy_of = {module.pk: copy for module, copy in zip(full.modules, modules, strict=True)}
    assessments = Assessment.objects.bulk_create(
        [
            Assessment(
                module=copy_of[each.module.pk],
                due_at=each.at,
                **{field.name: getattr(each.assessment, field.name) for field in ASSESSMENT_FIELDS},
            )
            for each in dated.due
        ]
    )
    copy_rubrics(zip((each.assessment for each in dated.due), assessments, strict=True))
    for assessment in assessments:
        if assessment.assessors > 1:  # two people assess by a rubric only; one that was copied is kept
            add_rubric(assessment, by=by)
    OnboardingTask.objects.bulk_create(
        [
            OnboardingTask(programme=programme, **{field.name: getattr(each, field.name) for field in TASK_FIELDS})
            for each in full.tasks
        ]
    )
    return programme


def assign_instructor(cohort: Cohort, *, instructor: User, by: User | None) -> Teaching:
    """Let an instructor teach a cohort; twice changes nothing."""
    return Teaching.objects.get_or_create(cohort=cohort, instructor=instructor, defaults={"assigned_by": by})[0]
