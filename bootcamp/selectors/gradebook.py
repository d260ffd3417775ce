"""The gradebook of a class: what stands in each cell, and what it comes to. Four queries at any size, and those of the plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Length, Substr

from bootcamp.models import (
    Assessment,
    Enrolment,
    Grade,
    GradeRecord,
    GradeState,
    MarkPublication,
    Module,
    Section,
    Teaching,
)
from bootcamp.progress import CourseMark, ModuleMark, course_mark
from bootcamp.selectors.people import in_class
from bootcamp.selectors.standing import Plan, module_mark_of
from careerpath.accounts.models import User
from cohorts.models import Cohort

Cell = tuple[int, int]
"""Enrolment id, assessment id."""


class Noted(NamedTuple):
    """What stands in a cell: the grade, whole days late, and whether something was written to the learner."""

    state: str
    points: Decimal | None
    days_late: int
    has_comment: bool


def is_graded(noted: Noted | None) -> bool:
    """Whether somebody said what it is: points, missing or excused."""
    return noted is not None and noted.state != GradeState.UNGRADED


@dataclass(frozen=True, slots=True)
class Marks:
    """What one person's grades come to: each part by its module's id, and the course."""

    parts: Mapping[int, ModuleMark]
    course: CourseMark


@dataclass(slots=True)
class Book:
    """A class's gradebook, or a part of it: who, which modules with which assessments, and what was noted."""

    plan: Plan
    people: list[Enrolment]
    modules: list[Module]
    noted: dict[int, dict[int, Noted]] = field(default_factory=dict)

    @property
    def assessments(self) -> list[Assessment]:
        """The columns, from left to right."""
        return [assessment for module in self.modules for assessment in self.plan.assessments.get(module.pk, ())]

    def of(self, enrolment_id: int) -> dict[int, Noted]:
        """One person's cells by assessment."""
        return self.noted.get(enrolment_id, {})

    def missing_in(self, assessment_id: int) -> int:
        """How many of the people have no mark yet in an assessment."""
        return sum(not is_graded(self.of(person.pk).get(assessment_id)) for person in self.people)


def people_of(cohort: Cohort, section: Section | None = None) -> QuerySet[Enrolment]:
    """The class by name, or one section of it."""
    people = in_class(cohort)
    return people.filter(section=section) if section is not None else people


def noted_of(plan: Plan, people: Iterable[Enrolment] | Iterable[int]) -> dict[int, dict[int, Noted]]:
    """What stands in the cells of some people, by person and assessment; one query. What was taken back is not there."""
    ids = [person.pk if isinstance(person, Enrolment) else person for person in people]
    noted: dict[int, dict[int, Noted]] = {}
    rows = (
        Grade.objects.filter(enrolment_id__in=ids, assessment__module__programme=plan.programme)
        .exclude(state=GradeState.UNGRADED, days_late=0, comment="")
        .values_list(
            "enrolment_id", "assessment_id", "state", "points", "days_late", Length(Substr("comment", Value(1), 1))
        )
    )
    for enrolment_id, assessment_id, state, points, days_late, commented in rows:
        noted.setdefault(enrolment_id, {})[assessment_id] = Noted(state, points, days_late, bool(commented))
    return noted


def book_of(plan: Plan, *, people: QuerySet[Enrolment] | None = None, module: Module | None = None) -> Book:
    """The gradebook of a class, of some of its people, or of one module (the marks of all are read: `marks_of`); two queries."""
    found = list(in_class(plan.programme.cohort) if people is None else people)
    return Book(plan, found, [module] if module else plan.modules, noted_of(plan, found))


def marks_of(plan: Plan, noted: Mapping[int, Noted]) -> Marks:
    """What one person's cells come to; asks the database nothing."""
    grades = {pk: (cell.state, cell.points, cell.days_late) for pk, cell in noted.items()}
    parts = {module.pk: module_mark_of(module, plan.assessments.get(module.pk, ()), grades) for module in plan.modules}
    return Marks(parts, course_mark(parts.values()))


class Written(NamedTuple):
    """What stands in a cell now, and who wrote it when."""

    state: str
    points: Decimal | None
    by: str
    at: datetime


def written_in(cells: Iterable[Cell]) -> dict[Cell, Written]:
    """What stands in some cells, with who wrote it and when; one query."""
    people, assessments = {cell[0] for cell in cells}, {cell[1] for cell in cells}
    rows = Grade.objects.filter(enrolment_id__in=people, assessment_id__in=assessments).values_list(
        "enrolment_id", "assessment_id", "state", "points", "by__name", "at", "by__email"
    )
    return {(row[0], row[1]): Written(row[2], row[3], row[4] or row[6] or "the programme", row[5]) for row in rows}


def sections_for(user: User, cohort: Cohort) -> list[tuple[Section, bool]]:
    """The sections of a class by name, and whether the reader looks after each; one query."""
    mine = Exists(Teaching.objects.filter(section=OuterRef("pk"), instructor=user))
    return [(section, section.mine) for section in Section.objects.filter(cohort=cohort).annotate(mine=mine)]


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the history of a mark: what it was, what it became, and what is written beside it."""

    record: GradeRecord
    before: GradeRecord | None

    @property
    def wrote(self) -> bool:
        """Whether the comment changed in it."""
        return self.record.comment != (self.before.comment if self.before else "")


def history_of(grade: Grade | None) -> list[Step]:
    """Every value a mark had, the latest first; one query."""
    if grade is None:
        return []
    records = list(grade.records.select_related("by").order_by("at", "pk"))
    befores: Sequence[GradeRecord | None] = [None, *records[:-1]]
    return [Step(record, before) for record, before in zip(records, befores, strict=True)][::-1]


def publications_of(plan: Plan) -> list[MarkPublication]:
    """What was published and taken back in a class, the latest first; one query."""
    steps = MarkPublication.objects.filter(assessment__module__programme=plan.programme)
    return list(steps.select_related("assessment__module", "by").order_by("-at", "-pk")[:60])
