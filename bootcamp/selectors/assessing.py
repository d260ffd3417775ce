"""The marking of one assessment as an assessor sees it: nobody sees another's levels before two have given theirs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count

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
)
from bootcamp.progress.agreement import Agreement, agreement_of
from bootcamp.progress.rubrics import percent_of_levels, points_of, within
from bootcamp.selectors.people import in_class
from careerpath.accounts.models import User
from cohorts.models import Cohort

STATES = {
    "settle": ("To settle", "stop", "scale"),
    "confirm": ("Waits for your yes", "watch", "circle-help"),
    "to_do": ("To mark", "info", "pencil"),
    "started": ("Started", "info", "pencil"),
    "proposed": ("Waits for the other's yes", "muted", "clock"),
    "waiting": ("Waits for the second", "muted", "clock"),
    "barred": ("You do not assess", "muted", "ban"),
    "excused": ("Excused", "muted", "circle-dashed"),
    "done": ("Marked", "good", "check"),
}
"""What can be with a piece of work, the most urgent first: words, tone, icon."""


@dataclass(slots=True)
class Work:
    """One person's piece of work, to one reader. `given` holds the sheets that count; show their levels only if `open_to_read`."""

    person: Enrolment
    assessors: int
    grade: Grade | None = None
    own: MarkingSheet | None = None
    given: list[MarkingSheet] = field(default_factory=list)
    settlement: Settlement | None = None
    bar: AssessorBar | None = None
    reader_id: int = 0

    @property
    def open_to_read(self) -> bool:
        """Whether the given levels may be shown: all assessors have given theirs."""
        return len(self.given) >= self.assessors

    @property
    def is_two(self) -> bool:
        """Whether two assess it and both are in."""
        return self.assessors > 1 and len(self.given) >= 2

    @property
    def state(self) -> str:
        """One of STATES."""
        mine = any(sheet.assessor_id == self.reader_id for sheet in self.given)
        if self.is_two:
            if self.settlement is None:
                return "settle"
            if self.settlement.stands:
                return "done"
            return "confirm" if mine and self.settlement.by_id != self.reader_id else "proposed"
        if self.grade is not None and self.grade.state == GradeState.EXCUSED:
            return "excused"
        if self.assessors == 1 and self.given:
            return "done"
        if self.bar is not None:
            return "barred"
        if mine:
            return "waiting"
        return "started" if self.own is not None else "to_do"

    @property
    def can_mark(self) -> bool:
        """Whether the reader can fill in a sheet now."""
        return self.state in ("to_do", "started", "waiting") or (
            self.state == "done" and self.assessors == 1 and self.bar is None
        )

    @property
    def percents(self) -> list[Fraction]:
        """What each given sheet comes to, exactly."""
        return [
            percent_of_levels((each.criterion.weight, each.level) for each in sheet.levels.all() if each.level)
            for sheet in self.given
        ]

    def points(self, out_of: Decimal) -> list[Decimal]:
        """The points of each given sheet."""
        return [points_of(percent, out_of) for percent in self.percents]


@dataclass(frozen=True, slots=True)
class Compared:
    """One criterion of a piece of work that two have marked: both levels, and how far apart."""

    criterion: GradingCriterion
    first: int
    second: int
    comments: tuple[str, str]

    @property
    def apart(self) -> int:
        """Levels between the two."""
        return abs(self.first - self.second)


def criteria_of(assessment: Assessment) -> list[GradingCriterion]:
    """The criteria in order, with their competencies; none without a rubric."""
    return list(
        GradingCriterion.objects.filter(rubric__assessment=assessment).select_related("competency").order_by("position")
    )


def work_of_class(assessment: Assessment, people: Sequence[Enrolment], *, reader: User) -> list[Work]:
    """The work of these people in their order; six queries at any size."""
    ids = [person.pk for person in people]
    works = {person.pk: Work(person, assessment.assessors, reader_id=reader.pk) for person in people}
    for grade in Grade.objects.filter(assessment=assessment, enrolment__in=ids):
        works[grade.enrolment_id].grade = grade
    sheets = MarkingSheet.objects.filter(assessment=assessment, enrolment__in=ids, replaced_at__isnull=True)
    for sheet in sheets.select_related("assessor").prefetch_related("levels__criterion").order_by("assessor_id"):
        if sheet.given_at is not None:
            works[sheet.enrolment_id].given.append(sheet)
        if sheet.assessor_id == reader.pk:
            works[sheet.enrolment_id].own = sheet
    settlements = Settlement.objects.filter(assessment=assessment, enrolment__in=ids)
    for settlement in settlements.select_related("by", "confirmed_by"):
        works[settlement.enrolment_id].settlement = settlement
    for bar in AssessorBar.objects.filter(enrolment__in=ids, assessor=reader):
        works[bar.enrolment_id].bar = bar
    return list(works.values())


def work_of(assessment: Assessment, person: Enrolment, *, reader: User) -> Work:
    """One person's work."""
    return work_of_class(assessment, [person], reader=reader)[0]


def next_to_mark(works: Sequence[Work], after: Enrolment | None = None) -> Work | None:
    """The next piece of work that waits for this reader, from somebody on in the list and round; None when none does."""
    place = next((index for index, work in enumerate(works) if after is not None and work.person.pk == after.pk), -1)
    waiting = [work for work in [*works[place + 1 :], *works[: place + 1]] if work.state in ("to_do", "started")]
    return next((work for work in waiting if after is None or work.person.pk != after.pk), None)


def compared(work: Work, criteria: Sequence[GradingCriterion]) -> list[Compared]:
    """Both assessors' levels side by side; nothing before both are in."""
    if not work.is_two:
        return []
    first, second = ({each.criterion_id: each for each in sheet.levels.all()} for sheet in work.given[:2])
    return [
        Compared(
            each,
            first[each.pk].level or 0,
            second[each.pk].level or 0,
            (first[each.pk].comment, second[each.pk].comment),
        )
        for each in criteria
        if each.pk in first and each.pk in second
    ]


def agreement_in(works: Sequence[Work], criteria: Sequence[GradingCriterion]) -> Agreement:
    """How far the two assessors agree over a class, one pair for each criterion. The first of a pair has the older account."""
    return agreement_of((each.first, each.second) for work in works for each in compared(work, criteria))


def is_within(work: Work, rubric: GradingRubric) -> bool:
    """Whether the two marks lie within the rubric's tolerance."""
    first, second = work.percents[:2]
    return within(first, second, rubric.tolerance)


def rubric_of(assessment: Assessment) -> GradingRubric | None:
    """The rubric of an assessment, if it has one."""
    return GradingRubric.objects.filter(assessment=assessment).first()


def class_work(assessment: Assessment, cohort: Cohort, *, reader: User) -> list[Work]:
    """The whole class, by name."""
    return work_of_class(assessment, list(in_class(cohort)), reader=reader)


@dataclass(frozen=True, slots=True)
class Counts:
    """How far the marking of an assessment is: its criteria, and how many sheets were given."""

    criteria: int
    given: int


def marked_counts(cohort: Cohort) -> dict[int, Counts]:
    """The assessments of a class that have a rubric, by id; two queries."""
    rubrics = GradingRubric.objects.filter(assessment__module__programme=cohort.pk)
    criteria = dict(rubrics.values_list("assessment_id").annotate(n=Count("criteria")))
    sheets = MarkingSheet.objects.filter(
        assessment__module__programme=cohort.pk, given_at__isnull=False, replaced_at__isnull=True
    )
    given = dict(sheets.values_list("assessment_id").annotate(n=Count("pk")).order_by())
    return {pk: Counts(number, given.get(pk, 0)) for pk, number in criteria.items() if pk is not None}
