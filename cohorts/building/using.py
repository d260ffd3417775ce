"""A cohort asks another version: what that means for the people who have begun, and doing it."""

from dataclasses import dataclass

from django.db import transaction

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts import form_changes
from cohorts.building.changing import Refused, form_digest
from cohorts.building.differences import CHANGED, REMOVED, Change, Differences, differences
from cohorts.building.reading import shape_of
from cohorts.form_changes import Answered, Touched
from cohorts.models import Cohort, FormUse, QuestionSet
from cohorts.selectors import question_specs
from cohorts.services import publish


class Outdated(Refused):
    """What was confirmed is not what would be done now: somebody changed the draft or the cohort's form meanwhile."""


@dataclass(frozen=True)
class Effect:
    """One question that differs, with what that means for the drafts there are."""

    change: Change
    touched: Touched
    drafts: int

    @property
    def say(self) -> str:
        """What it means for those who have begun, in words; empty where it means nothing."""
        kept = f"{self.touched.answers:,} {'draft has' if self.touched.answers == 1 else 'drafts have'} an answer"
        match self.change.kind:
            case _ if not self.drafts:
                return ""
            case "asked newly":
                if any(line.what == "must be answered" for line in self.change.lines):
                    return "Everybody who has begun must answer it before they send."
                return "Everybody who has begun finds it unanswered, and may leave it so."
            case "no longer asked":
                return (
                    f"{kept}. It is kept, and shown again if the question comes back." if self.touched.answers else ""
                )
            case _ if self.touched.unfit:
                unfit = f"{self.touched.unfit:,} {'does' if self.touched.unfit == 1 else 'do'} not fit any more"
                return f"{kept}; {unfit}. Nothing is deleted: its writer sees what to change, in words."
            case _ if self.change.narrows and self.touched.answers:
                return f"{kept}; every one still fits."
        return ""


@dataclass(frozen=True)
class Consequences:
    """Everything to know before a cohort asks another version."""

    cohort: Cohort
    before: QuestionSet
    after: QuestionSet
    differences: Differences
    effects: list[Effect]
    counts: Answered
    complaints: list[str]
    base: str
    """Names exactly what is about to be done; `use_form` refuses where it is not that any more."""


def consequences(question_set: QuestionSet, cohort: Cohort) -> Consequences:
    """What would happen if this cohort asked this version now. A constant number of queries, and one pass over the drafts."""
    before = cohort.question_set
    found = differences(shape_of(before), shape_of(question_set))
    specs = question_specs(question_set)
    counts = sum(
        (count for (pk, _), count in form_changes.answered([cohort]).items() if pk == cohort.pk), start=Answered()
    )
    narrowed = {change.key for change in found.questions if change.kind == CHANGED and change.narrows}
    keys = [change.key for change in found.questions if change.kind in (REMOVED, CHANGED)]
    touched = (
        form_changes.touched(cohort, keys=keys, narrowed=[spec for spec in specs if spec.key in narrowed])
        if counts.drafts and keys
        else {}
    )
    return Consequences(
        cohort,
        before,
        question_set,
        found,
        [Effect(change, touched.get(change.key, Touched()), counts.drafts) for change in found.questions],
        counts,
        form_changes.complaints(cohort, question_specs(before), specs),
        base_of(question_set, cohort),
    )


def check_can_use(cohort: Cohort) -> None:
    """Raise Refused where nobody can answer the form of a cohort any more."""
    if clock.now() > cohort.drafts_until:
        raise Refused(f"Applications to {cohort} are closed. Nobody answers its form any more, so it stays as it was.")


def base_of(question_set: QuestionSet, cohort: Cohort) -> str:
    """Names a version as it is now, and the version that the cohort asks now."""
    return f"{form_digest(question_set)}-{cohort.question_set_id}"


@transaction.atomic
def use_form(question_set: QuestionSet, *, cohort: Cohort, by: User, base: str) -> FormUse:
    """Let a cohort ask this version from now on, published if it is not; its drafts go along, in one statement.

    No answer is touched: what the new version does not ask stays where it is, and what does not fit is shown to its writer. What
    was sent keeps the version that was answered. Raises FormFrozen (the version cannot be published), Refused or Outdated.
    """
    locked = Cohort.objects.select_for_update(of=("self",)).select_related("question_set").get(pk=cohort.pk)
    if locked.question_set_id == question_set.pk:
        raise Refused(f"{locked} asks {question_set} already.")
    check_can_use(locked)
    if base != base_of(question_set, locked):
        raise Outdated("Something changed since you opened this page. Look at it once more; nothing was done.")
    published = publish(question_set, by=by)
    before, locked.question_set = locked.question_set, published
    locked.save(update_fields=["question_set"])
    moved = form_changes.move_drafts(locked, published, by=by)
    return FormUse.objects.create(cohort=locked, question_set=published, before=before, by=by, drafts_moved=moved)
