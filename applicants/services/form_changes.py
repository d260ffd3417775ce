"""Drafts go along when their cohort asks another version of its form."""

from collections.abc import Mapping, Sequence

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application
from applicants.selectors import form_changes as read
from applicants.selectors.masking import read_blind
from careerpath.accounts.models import User
from cohorts.answers import QuestionSpec
from cohorts.form_changes import Answered, ReadBlind, Touched
from cohorts.models import Cohort, QuestionSet


def move_drafts(cohort: Cohort, to: QuestionSet, *, by: User | None) -> int:
    """Every draft of a cohort answers this version; one statement, which touches no answer and no time. Returns how many.

    What was sent, and what was taken back, keeps its version.
    """
    drafts = Application.objects.filter(cohort=cohort, status=ApplicationStatus.DRAFT).exclude(question_set=to)
    return drafts.update(question_set=to)


def follow_form(application: Application) -> bool:
    """Let one draft answer what its cohort asks now, if that is another version; whether it was.

    For a draft that was begun in the very moment of the change, or that was taken back then and is taken up again. Costs nothing
    where it is the same version. Needs its cohort selected.
    """
    now = application.cohort.question_set_id
    if application.status != ApplicationStatus.DRAFT or application.question_set_id == now:
        return False
    Application.objects.filter(pk=application.pk, status=ApplicationStatus.DRAFT).update(question_set=now)
    application.question_set_id = now
    return True


class Applications:
    """What this app tells `cohorts.form_changes`."""

    def answered(self, cohorts: Sequence[Cohort]) -> Mapping[tuple[int, int], Answered]:
        """How many have begun and sent."""
        return read.answered(cohorts)

    def touched(
        self, cohort: Cohort, *, keys: Sequence[str], narrowed: Sequence[QuestionSpec]
    ) -> Mapping[str, Touched]:
        """What the drafts hold."""
        return read.touched(cohort, keys=keys, narrowed=narrowed)

    def complaints(
        self, cohort: Cohort, before: Sequence[QuestionSpec], after: Sequence[QuestionSpec]
    ) -> Sequence[str]:
        """Which rubrics would miss something."""
        return read.complaints(cohort, before, after)

    def move_drafts(self, cohort: Cohort, to: QuestionSet, *, by: User | None) -> int:
        """Drafts go along."""
        return move_drafts(cohort, to, by=by)

    def read_blind(self, question: QuestionSpec) -> ReadBlind:
        """As masking decides it."""
        return read_blind(question)
