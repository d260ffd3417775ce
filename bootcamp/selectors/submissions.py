"""Work that is handed in: how each piece stands for its learner, and for those who mark it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from bootcamp.lifecycle import LEARNING
from bootcamp.models import AskedAgain, Assessment, Enrolment, Grade, GradeState, Submission
from bootcamp.progress.marks import started_days_late

MOST_VERSIONS = 20
LOCKING = (GradeState.GRADED, GradeState.EXCUSED)
TAKES_PART = LEARNING


def why_not_open(
    assessment: Assessment, enrolment: Enrolment, *, state: str | None, asked_again: bool, versions: int
) -> str:
    """Why nothing can be handed in now, in words; empty where it can. `state`: of the grade that there is, shown or not."""
    if assessment.module.programme_id != enrolment.cohort_id or not assessment.hand_in:
        return _("Nothing is handed in here for this one.")
    if enrolment.status not in TAKES_PART:
        return _("You are not in the class at the moment, so nothing can be handed in.")
    if state in LOCKING and not asked_again:
        if assessment.published_at is None:
            return _("It is being marked, so it is closed. Your mark stands here once your instructors publish it.")
        return _("It has been marked, so it is closed. Your instructor can ask for it again.")
    if versions >= MOST_VERSIONS:
        return _("You have handed in %(most)s versions. Please write to your instructor.") % {"most": MOST_VERSIONS}
    return ""


@dataclass(frozen=True)
class Work:
    """One assessment as its learner sees it. `grade` is None until it is published."""

    assessment: Assessment
    versions: list[Submission]
    grade: Grade | None
    asked: AskedAgain | None
    closed_because: str
    now: datetime

    @property
    def last(self) -> Submission | None:
        """The version that counts, as it stands."""
        return self.versions[-1] if self.versions else None

    @property
    def is_open(self) -> bool:
        """Whether something can be handed in."""
        return not self.closed_because

    @property
    def is_overdue(self) -> bool:
        """Whether it should be there and is not."""
        return self.is_open and not self.versions and self.assessment.due_at < self.now

    @property
    def days_late_now(self) -> int:
        """Started days late, would it come now."""
        return started_days_late(self.assessment.due_at, self.now)

    @property
    def state(self) -> tuple[str, str, str]:
        """How it stands, in words, with the tone and the icon of its badge."""
        if self.asked:
            return _("Asked for again"), "watch", "rotate-ccw"
        if self.grade and self.grade.state == GradeState.GRADED:
            return _("Marked"), "good", "check"
        if self.grade and self.grade.state == GradeState.EXCUSED:
            return _("Excused"), "muted", "circle-dashed"
        if self.versions:
            return _("Handed in"), "info", "check"
        if self.assessment.hand_in and self.is_open:
            return (_("Overdue"), "stop", "circle-alert") if self.is_overdue else (_("To hand in"), "muted", "pencil")
        if self.assessment.due_at > self.now:
            return _("Still to come"), "muted", "calendar"
        return _("Not marked yet"), "muted", "circle-dashed"


def work_of(own: Enrolment, assessments: Iterable[Assessment], now: datetime) -> list[Work]:
    """The work of one learner in these assessments, in the order of its day; three queries."""
    assessments = sorted(assessments, key=lambda each: (each.due_at, each.pk))
    ids = [each.pk for each in assessments]
    versions: defaultdict[int, list[Submission]] = defaultdict(list)
    mine = Submission.objects.filter(enrolment=own, assessment__in=ids).select_related("document").order_by("number")
    for version in mine:
        versions[version.assessment_id].append(version)
    grades = {grade.assessment_id: grade for grade in Grade.objects.filter(enrolment=own, assessment__in=ids)}
    asked = {
        each.assessment_id: each
        for each in AskedAgain.objects.filter(enrolment=own, assessment__in=ids, answered_at__isnull=True)
    }
    found = []
    for each in assessments:
        grade = grades.get(each.pk)
        why = why_not_open(
            each,
            own,
            state=grade.state if grade else None,
            asked_again=each.pk in asked,
            versions=len(versions[each.pk]),
        )
        shown = grade if grade and each.published_at and each.published_at <= now else None
        found.append(Work(each, versions[each.pk], shown, asked.get(each.pk), why, now))
    return found
