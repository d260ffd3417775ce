"""How far people are in each competency, read from the work that was marked by a rubric."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Exists, OuterRef, Q, QuerySet

from bootcamp.models import Assessment, Competency, Enrolment, Level, Settlement, SheetLevel
from bootcamp.progress.rubrics import Given, Reading, mean_of, read_competencies
from careerpath.pipeline import clock

SETTLED = Settlement.objects.filter(
    Q(confirmed_by__isnull=False) | ~Q(how=Settlement.How.AGREED),
    assessment=OuterRef("sheet__assessment"),
    enrolment=OuterRef("sheet__enrolment"),
)
"""Whether two assessors' marks have become one; before that nobody reads what either gave."""


@dataclass(frozen=True, slots=True)
class Attained:
    """One competency of one person: what counts is the level of the latest piece of work; the mean of all stands beside it."""

    competency: Competency
    reading: Reading

    @property
    def level(self) -> Level:
        """The level that counts, with its word (`label`)."""
        return Level(self.reading.level)

    @property
    def anchor(self) -> str:
        """What that level means, in words."""
        return self.competency.anchor(self.reading.level)

    @property
    def latest_piece(self) -> str:
        """The piece of work that it was read from."""
        return self.reading.pieces[-1][0]


def competencies_of_class(enrolment_ids: Iterable[int], *, published: bool = False) -> Mapping[int, list[Attained]]:
    """The competencies of any number of people, by enrolment id, in the order of the catalogue; two queries.

    Only marks that count: of two assessors both, once theirs have become one mark. `published`: only of assessments that learners
    may see by now, for a learner's own page.
    """
    rows = SheetLevel.objects.filter(
        Q(sheet__assessment__assessors=1) | Exists(SETTLED),
        sheet__enrolment__in=list(enrolment_ids),
        sheet__given_at__isnull=False,
        sheet__replaced_at__isnull=True,
        level__isnull=False,
    )
    if published:
        rows = rows.filter(sheet__assessment__published_at__lte=clock.now())
    levels: defaultdict[tuple[int, int], list[Fraction]] = defaultdict(list)
    about: dict[tuple[int, int], tuple[str, str, Decimal]] = {}
    order = ("sheet__assessment__due_at", "sheet__assessment_id", "criterion__position")
    for person, criterion, title, competency, weight, level in rows.order_by(*order).values_list(
        "sheet__enrolment_id",
        "criterion_id",
        "sheet__assessment__title",
        "criterion__competency_id",
        "criterion__weight",
        "level",
    ):
        levels[person, criterion].append(Fraction(level or 0))
        about[person, criterion] = (str(competency), title, weight)
    given: defaultdict[int, list[Given]] = defaultdict(list)
    for (person, criterion), opinions in levels.items():
        given[person].append((*about[person, criterion], mean_of(opinions)))
    catalogue = list(Competency.objects.all())
    found: dict[int, list[Attained]] = {}
    for person, said in given.items():
        readings = read_competencies(said)
        found[person] = [Attained(each, readings[str(each.pk)]) for each in catalogue if str(each.pk) in readings]
    return found


def competencies_of(enrolment: Enrolment, *, published: bool = False) -> list[Attained]:
    """The competencies of one person, empty while nothing was marked by a rubric; two queries. As `competencies_of_class`."""
    return list(competencies_of_class([enrolment.pk], published=published).get(enrolment.pk, []))


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one assessor gave for one criterion of a learner's work."""

    title: str
    level: Level
    words: str
    comment: str


def feedback_on(assessment: Assessment, enrolment: Enrolment) -> list[list[Feedback]]:
    """What a learner reads of the marking of their work: for each assessor the criteria in order, without names; three queries.

    With two assessors empty until theirs have become one. Show it only where the marks are published; the caller knows that.
    """
    if assessment.assessors > 1:
        settled = Settlement.objects.filter(assessment=assessment, enrolment=enrolment)
        if not any(each.stands for each in settled):
            return []
    rows = SheetLevel.objects.filter(
        sheet__assessment=assessment,
        sheet__enrolment=enrolment,
        sheet__given_at__isnull=False,
        sheet__replaced_at__isnull=True,
        level__isnull=False,
    ).select_related("criterion__competency")
    sheets: defaultdict[int, list[Feedback]] = defaultdict(list)
    for each in rows.order_by("sheet_id", "criterion__position"):
        level = Level(each.level or 1)
        sheets[each.sheet_id].append(
            Feedback(each.criterion.title, level, each.criterion.words(level.value), each.comment)
        )
    return list(sheets.values())


def criteria_given(applications: Collection[int]) -> QuerySet[SheetLevel]:
    """What was given to a person for each criterion, as far as it counts; for their own file."""
    return (
        SheetLevel.objects.filter(
            Q(sheet__assessment__assessors=1) | Exists(SETTLED),
            sheet__enrolment__application__in=applications,
            sheet__given_at__isnull=False,
            sheet__replaced_at__isnull=True,
        )
        .select_related("sheet__assessment", "criterion")
        .order_by("sheet_id", "criterion__position")
    )
