"""The list of forms: which cohort asks which version, how many have begun and sent, and what else there is."""

from dataclasses import dataclass, field
from typing import Final

from django.utils import timezone

from cohorts.form_changes import Answered, answered
from cohorts.models import Cohort, FormUse, QuestionSet

AT_ONCE: Final = 10
"""Cohorts on a page: their applications are counted."""


@dataclass(frozen=True)
class VersionLine:
    """A version as a cohort has it: how many stand on it, and whether the cohort asks it now."""

    form: QuestionSet
    counts: Answered
    is_asked: bool


@dataclass
class CohortForms:
    """A cohort with the versions of its form, and any other that its applications stand on; the newest first."""

    cohort: Cohort
    lines: list[VersionLine] = field(default_factory=list)
    since: FormUse | None = None

    @property
    def can_change(self) -> bool:
        """Whether anybody may still answer, so that another version makes sense."""
        return self.cohort.drafts_until >= timezone.now()


@dataclass(frozen=True)
class Listing:
    """A page of cohorts, where the next begins (empty on the last), and the forms that no cohort asks."""

    cohorts: list[CohortForms]
    older: str
    others: list[QuestionSet]


def by_cohort(*, before: str = "") -> Listing:
    """The cohorts, newest first, from the one after `before` (an id) on. A constant number of queries."""
    cohorts = list(Cohort.objects.select_related("question_set").order_by("-opens_at", "-pk"))
    start = next((place + 1 for place, each in enumerate(cohorts) if str(each.pk) == before), 0)
    shown, more = cohorts[start : start + AT_ONCE], cohorts[start + AT_ONCE :]
    forms = list(QuestionSet.objects.order_by("name", "-version"))
    counts = answered(shown)
    since = {
        use.cohort_id: use for use in FormUse.objects.filter(cohort__in=shown).select_related("by").order_by("at", "pk")
    }
    names = {cohort.question_set.name for cohort in cohorts}
    return Listing(
        [_cohort(cohort, forms, counts, since.get(cohort.pk)) for cohort in shown],
        str(shown[-1].pk) if more else "",
        [form for form in forms if form.name not in names],
    )


def _cohort(
    cohort: Cohort, forms: list[QuestionSet], counts: dict[tuple[int, int], Answered], since: FormUse | None
) -> CohortForms:
    own = [form for form in forms if form.name == cohort.question_set.name or (cohort.pk, form.pk) in counts]
    return CohortForms(
        cohort,
        [
            VersionLine(form, counts.get((cohort.pk, form.pk), Answered()), form.pk == cohort.question_set_id)
            for form in own
        ],
        since,
    )


def cohorts_to_use(form: QuestionSet) -> list[Cohort]:
    """The cohorts that could ask this version: those that do not yet and whose deadline is still to come; one query."""
    return list(
        Cohort.objects.exclude(question_set=form)
        .filter(closes_at__gte=timezone.now())
        .select_related("question_set")
        .order_by("closes_at", "pk")
    )


def sources() -> list[QuestionSet]:
    """The versions that a form can be copied from; the newest of each form first."""
    return list(QuestionSet.objects.order_by("name", "-version"))
