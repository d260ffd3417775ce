"""Programme templates: the one that ships, and copies of one."""

from decimal import Decimal
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.text import slugify

from bootcamp import default_programme as shipped
from bootcamp.models import (
    ProgrammeTemplate,
    TemplateAssessment,
    TemplateModule,
    TemplateSession,
    TemplateTask,
)
from bootcamp.selectors.templates import whole
from bootcamp.services.rubrics import copy_rubrics
from careerpath.accounts.models import User

Row = TypeVar("Row", bound=Model)


class TemplateRefused(ValueError):
    """A template that cannot be made or used as asked. The message says why."""


@transaction.atomic
def shipped_template() -> ProgrammeTemplate:
    """The template that ships, made where it is not there yet; what was edited is left as it is. Constant statements."""
    found, is_new = ProgrammeTemplate.objects.get_or_create(
        slug=shipped.SLUG,
        defaults={
            "name": shipped.NAME,
            "description": shipped.DESCRIPTION,
            "starts": shipped.STARTS,
            "ends": shipped.ENDS,
            "due": shipped.DUE,
        },
    )
    if not is_new:
        return found
    modules = TemplateModule.objects.bulk_create(
        [
            TemplateModule(
                template=found,
                position=position,
                kind=plan.kind,
                slug=plan.slug,
                title=plan.title,
                description=plan.description,
                weight=plan.weight,
                pass_mark=plan.pass_mark,
            )
            for position, plan in enumerate(shipped.MODULES, start=1)
        ]
    )
    of_plan = list(zip(modules, shipped.MODULES, strict=True))
    TemplateSession.objects.bulk_create(
        [
            TemplateSession(module=module, position=position, title=topic)
            for module, plan in of_plan
            for position, topic in enumerate(plan.topics, start=1)
        ]
    )
    TemplateAssessment.objects.bulk_create(
        [
            TemplateAssessment(
                module=module,
                position=position,
                kind=item.kind,
                title=item.title,
                description=item.description,
                weight=item.weight,
                after_session=item.topic,
                hand_in=item.hand_in,
                may_drop=item.assessors == 1,
                assessors=item.assessors,
                late_per_day=Decimal(shipped.LATE_PER_DAY if item.hand_in else 0),
                late_most=Decimal(shipped.LATE_MOST if item.hand_in else 100),
            )
            for module, plan in of_plan
            for position, item in enumerate(plan.assessments, start=1)
        ]
    )
    TemplateTask.objects.bulk_create(
        [
            TemplateTask(
                template=found,
                position=position,
                title=task.title,
                title_es=task.title_es,
                description=task.description,
                description_es=task.description_es,
                days_before=task.days_before,
                whose=task.whose,
            )
            for position, task in enumerate(shipped.TASKS, start=1)
        ]
    )
    return found


def free_slug(name: str) -> str:
    """A short name in addresses that no template has."""
    base = slugify(name)[:44].strip("-") or "programme"
    taken = set(ProgrammeTemplate.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if slug not in taken)


@transaction.atomic
def copy_template(template: ProgrammeTemplate, *, name: str, by: User | None) -> ProgrammeTemplate:
    """A template of another name with the same content; constant statements. Raises TemplateRefused where the name is taken."""
    if not (name := name.strip()):
        raise TemplateRefused("Give the copy a name.")
    full = whole(template)
    fresh = ProgrammeTemplate.objects.get(pk=template.pk)
    fresh.pk, fresh.name, fresh.slug = None, name, free_slug(name)
    fresh._state.adding = True
    try:
        with transaction.atomic():
            fresh.save()
    except IntegrityError:
        raise TemplateRefused(f"There is a template “{name}” already. Choose another name.") from None
    of_old = {module.pk: fresh_copy(module, template=fresh) for module in full.modules}
    TemplateModule.objects.bulk_create(of_old.values())
    TemplateSession.objects.bulk_create(
        [fresh_copy(each, module=of_old[old]) for old, own in full.sessions.items() for each in own]
    )
    assessments = [
        (each, fresh_copy(each, module=of_old[old])) for old, own in full.assessments.items() for each in own
    ]
    TemplateAssessment.objects.bulk_create([copied for _, copied in assessments])
    copy_rubrics(assessments)
    TemplateTask.objects.bulk_create([fresh_copy(each, template=fresh) for each in full.tasks])
    return fresh


def fresh_copy(row: Row, **changed: object) -> Row:
    """The same row again, unsaved, with some fields set otherwise."""
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    for name in changed:
        values.pop(f"{name}_id", None)
    return type(row)(**values, **changed)
