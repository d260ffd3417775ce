"""What a class handed in, for those who mark it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Q

from bootcamp.lifecycle import IN_CLASS
from bootcamp.models import AskedAgain, Assessment, Enrolment, Grade, GradeState, Submission
from bootcamp.selectors.people import in_class
from bootcamp.selectors.submissions import LOCKING
from cohorts.models import Cohort


@dataclass(frozen=True)
class Counted:
    """One assessment: of how many it is here, and how many have been marked."""

    assessment: Assessment
    handed_in: int
    marked: int
    asked: int


@dataclass(frozen=True)
class Row:
    """One learner: their versions, the one that counts, and whether it is marked."""

    enrolment: Enrolment
    versions: list[Submission] = field(default_factory=list)
    grade: Grade | None = None
    asked: AskedAgain | None = None

    @property
    def is_marked(self) -> bool:
        """Whether it is closed for the learner, unless asked again."""
        return self.grade is not None and self.grade.state in LOCKING

    @property
    def counts(self) -> Submission | None:
        """The last version; once it is marked, the last that was in before the marking."""
        if self.is_marked and self.grade is not None:
            before = [version for version in self.versions if version.at <= self.grade.at]
            return before[-1] if before else None
        return self.versions[-1] if self.versions else None

    @property
    def newer(self) -> Submission | None:
        """A version that came after the marking: it was asked for again, and waits to be marked."""
        last = self.versions[-1] if self.versions else None
        return last if last is not None and last != self.counts else None

    @property
    def others(self) -> list[Submission]:
        """The versions beside the one that counts, the newest first."""
        return [version for version in reversed(self.versions) if version != self.counts]


def counted_work(cohort: Cohort) -> list[Counted]:
    """Every assessment of a class with how far it is, in the order of the programme; four queries."""
    here = {"enrolment__status__in": IN_CLASS, "enrolment__cohort": cohort}

    def by_assessment(rows: object) -> dict[int, int]:
        return dict(rows)  # type: ignore[call-overload]

    of_class = Q(assessment__module__programme=cohort.pk)
    handed_in = by_assessment(
        Submission.objects.filter(of_class, **here)
        .values_list("assessment")
        .annotate(n=Count("enrolment", distinct=True))
    )
    marked = by_assessment(
        Grade.objects.filter(of_class, state=GradeState.GRADED, **here)
        .values_list("assessment")
        .annotate(n=Count("pk"))
    )
    asked = by_assessment(
        AskedAgain.objects.filter(of_class, answered_at__isnull=True, **here)
        .values_list("assessment")
        .annotate(n=Count("pk"))
    )
    rows = Assessment.objects.filter(module__programme=cohort.pk, hand_in=True).select_related("module")
    return [
        Counted(each, handed_in.get(each.pk, 0), marked.get(each.pk, 0), asked.get(each.pk, 0))
        for each in rows.order_by("due_at", "pk")
    ]


def rows_of(assessment: Assessment, cohort: Cohort) -> list[Row]:
    """Everybody in the class with what they handed in, by name; four queries."""
    versions: defaultdict[int, list[Submission]] = defaultdict(list)
    for version in Submission.objects.filter(assessment=assessment).select_related("document").order_by("number"):
        versions[version.enrolment_id].append(version)
    grades = {grade.enrolment_id: grade for grade in Grade.objects.filter(assessment=assessment)}
    asked = {
        each.enrolment_id: each for each in AskedAgain.objects.filter(assessment=assessment, answered_at__isnull=True)
    }
    return [Row(each, versions[each.pk], grades.get(each.pk), asked.get(each.pk)) for each in in_class(cohort)]


def counting_versions(rows: list[Row]) -> Iterator[tuple[Row, Submission]]:
    """The version of each that is to be read now: a newer one where it was asked for again, else the one that counts."""
    for row in rows:
        if (version := row.newer or row.counts) is not None:
            yield row, version
