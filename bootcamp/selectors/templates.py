"""Reading programme templates: whole, in a constant number of queries, and laid on the dates of a cohort."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, QuerySet

from bootcamp import timetable
from bootcamp.models import (
    Programme,
    ProgrammeTemplate,
    TemplateAssessment,
    TemplateModule,
    TemplateSession,
    TemplateTask,
)
from bootcamp.timetable import Laid, Planned
from cohorts.models import Cohort


@dataclass(frozen=True, slots=True)
class Whole:
    """A template with everything in it: sessions and assessments by module, in their order."""

    template: ProgrammeTemplate
    modules: list[TemplateModule]
    sessions: dict[int, list[TemplateSession]]
    assessments: dict[int, list[TemplateAssessment]]
    tasks: list[TemplateTask]

    def planned(self, module: TemplateModule) -> list[Planned]:
        """The sessions of a module as the timetable knows them, each with its time of day."""
        return [
            Planned(
                each.title,
                each.starts or self.template.starts,
                each.ends or self.template.ends,
                each.same_day,
                each.mode,
                each.place,
            )
            for each in self.sessions.get(module.pk, [])
        ]

    @property
    def days(self) -> int:
        """How many days it takes."""
        return sum(len(timetable.blocks(self.planned(module))) for module in self.modules)

    @property
    def problems(self) -> list[str]:
        """Why it cannot be copied into a class as it is, in words; empty where it can."""
        if not self.modules:
            return ["The template has no module yet."]
        wrong = []
        if (total := sum(each.weight for each in self.modules)) != 100:
            wrong.append(sums_to("the modules", total))
        for module in self.modules:
            if not self.sessions.get(module.pk):
                wrong.append(f"“{module.title}” has no session yet.")
            own = self.assessments.get(module.pk, [])
            if not own:
                wrong.append(f"“{module.title}” has no assessment yet.")
            elif (total := sum(each.weight for each in own)) != 100:
                wrong.append(sums_to(f"“{module.title}”", total))
        return wrong


@dataclass(frozen=True, slots=True)
class Due:
    """An assessment on the dates of a cohort."""

    assessment: TemplateAssessment
    module: TemplateModule
    at: datetime


@dataclass(frozen=True, slots=True)
class Dated:
    """A template on the dates of a cohort, with what becomes of it in words."""

    laid: list[Laid]
    due: list[Due]
    words: str


def sums_to(of_what: str, total: Decimal | int) -> str:
    """Weights that do not sum to 100, in words."""
    return f"The weights of {of_what} sum to {Decimal(total).normalize():f}. Change them so that they sum to 100."


def templates() -> QuerySet[ProgrammeTemplate]:
    """All templates with how many modules each has (`module_count`) and how many classes were made from it (`class_count`)."""
    return ProgrammeTemplate.objects.annotate(
        module_count=Count("modules", distinct=True), class_count=Count("programmes", distinct=True)
    ).order_by("name")


def whole(template: ProgrammeTemplate) -> Whole:
    """A template with everything in it; four queries."""
    sessions: defaultdict[int, list[TemplateSession]] = defaultdict(list)
    for session in TemplateSession.objects.filter(module__template=template).order_by("module__position", "position"):
        sessions[session.module_id].append(session)
    assessments: defaultdict[int, list[TemplateAssessment]] = defaultdict(list)
    for assessment in TemplateAssessment.objects.filter(module__template=template).order_by(
        "module__position", "position"
    ):
        assessments[assessment.module_id].append(assessment)
    return Whole(
        template,
        list(TemplateModule.objects.filter(template=template).order_by("position")),
        dict(sessions),
        dict(assessments),
        list(TemplateTask.objects.filter(template=template).order_by("position")),
    )


def suggested_holidays(cohort: Cohort, template: ProgrammeTemplate) -> dict[date, str]:
    """The federal holidays that fall on days the template teaches, between the dates of a cohort."""
    found = timetable.federal_holidays(cohort.bootcamp_starts, cohort.bootcamp_ends)
    return {day: name for day, name in found.items() if day.weekday() in template.weekdays}


def on_dates(full: Whole, cohort: Cohort, off: Mapping[date, str]) -> Dated:
    """A template on a cohort's dates, nothing on the days that are off. Raises `timetable.DoesNotFit`; asks no database."""
    template = full.template
    days = timetable.days_taught(
        cohort.bootcamp_starts, cohort.bootcamp_ends, weekdays=template.weekdays, off=frozenset(off)
    )
    laid = timetable.lay([full.planned(module) for module in full.modules], days)
    due = [
        Due(
            assessment,
            module,
            timetable.moment(timetable.day_of_session(laid, index, assessment.after_session), template.due, cohort.tz),
        )
        for index, module in enumerate(full.modules)
        for assessment in full.assessments.get(module.pk, [])
    ]
    within = {
        day: name
        for day, name in off.items()
        if cohort.bootcamp_starts <= day <= cohort.bootcamp_ends and day.weekday() in template.weekdays
    }
    return Dated(laid, due, timetable.how_it_fits(full.days, len(days), within))


def without_programme() -> QuerySet[Cohort]:
    """The cohorts that have no programme yet, the next to begin first."""
    return Cohort.objects.filter(programme__isnull=True).order_by("bootcamp_starts")


def holidays_of(programme: Programme) -> dict[date, str]:
    """The days of a class on which nothing is taught."""
    return dict(programme.holidays.order_by("day").values_list("day", "name"))
