"""What applicants are told that a class is assessed by: the public words of its rubric, and never a threshold."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from applicants.models import AnnouncedRubric, RubricVersion, ScreeningRun
from applicants.screening.document import from_document
from applicants.screening.facts import definitions_of
from applicants.screening.rubric import BoundCriterion, RubricError, bind
from cohorts.assessed import Assessed, AssessedBy
from cohorts.models import Cohort
from cohorts.selectors import question_specs

ICONS: Final = {
    "Drive": "gauge",
    "Persistence": "calendar-days",
    "Initiative": "route",
    "Follow-through": "check-check",
    "Motivation for health care": "heart-pulse",
    "Learning agility": "book-open",
}
SHARES: Final = (
    (1 / 20, _("counts for about a twentieth of all points")),
    (1 / 10, _("counts for about a tenth of all points")),
    (1 / 5, _("counts for about a fifth of all points")),
    (1 / 4, _("counts for about a quarter of all points")),
    (1 / 3, _("counts for about a third of all points")),
    (1 / 2, _("counts for about half of all points")),
    (2 / 3, _("counts for about two thirds of all points")),
    (3 / 4, _("counts for about three quarters of all points")),
    (1.0, _("counts for nearly all points")),
)


def share_in_words(share: float) -> str:
    """A share of one in words: 0.21 is "about a fifth". Nothing and almost nothing say so."""
    if share <= 0:
        return gettext("adds no points")
    if share < 1 / 30:
        return gettext("counts for very few points")
    return str(min(SHARES, key=lambda each: abs(each[0] - share))[1])


def version_for(cohort: Cohort) -> RubricVersion | None:
    """The rubric that a class is screened by: of the run that sorted it last, else the one that was announced; two queries."""
    runs = ScreeningRun.objects.filter(cohort=cohort, applied_at__isnull=False).order_by("-applied_at")
    run = runs.select_related("rubric_version").first()
    if run is not None:
        return run.rubric_version
    announced = AnnouncedRubric.objects.select_related("rubric_version").filter(cohort=cohort).first()
    return announced.rubric_version if announced else None


def announced_by_rubric(cohort: Cohort) -> AssessedBy | None:
    """What a class is assessed by, in public words; None where no rubric is known, or where it cannot be read."""
    version = version_for(cohort)
    return public_words(version, cohort) if version else None


def public_words(version: RubricVersion, cohort: Cohort) -> AssessedBy | None:
    """The names, reasons and shares of a rubric's criteria on the form of a class, by group; one query. No threshold, no points."""
    try:
        rubric = from_document(version.document)
    except RubricError:
        return None
    bound = bind(rubric, definitions_of(question_specs(cohort.question_set)))
    groups: dict[str, list[BoundCriterion]] = defaultdict(list)
    for each in bound.criteria:
        if each.most:  # what gives no points on this form is not assessed
            groups[each.criterion.group or each.criterion.name].append(each)
    things = tuple(_thing(group, criteria, bound.most) for group, criteria in groups.items())
    read = frozenset(each.criterion.fact.partition(".")[0] for each in bound.criteria if each.most)
    return AssessedBy(things, tuple(_said(rule.reason)[0] for rule in rubric.rules), is_own=True, read=read)


def _thing(group: str, criteria: list[BoundCriterion], most: int) -> Assessed:
    title, is_said = _said(group)
    parts = []
    for each in criteria:
        name, name_is_said = _said(each.criterion.name)
        why, why_is_said = _said(each.criterion.why)
        parts.append(("" if name == title and why else name, why))
        is_said = is_said and name_is_said and why_is_said
    share = share_in_words(sum(each.most for each in criteria) / most if most else 0)
    return Assessed(
        title, icon=ICONS.get(group, "check"), share=share, parts=tuple(parts), language="" if is_said else "en"
    )


def _said(words: str) -> tuple[str, bool]:
    """Words of a rubric in the reader's language, and whether they are: what staff wrote stays as they wrote it."""
    if not words:
        return "", True
    said = gettext(words)
    return said, said != words or (get_language() or "en").startswith("en")


def announced() -> QuerySet[AnnouncedRubric]:
    """What was announced, with its rubric and who did it."""
    return AnnouncedRubric.objects.select_related("rubric_version__rubric", "announced_by")


def sorted_by(cohorts: Sequence[Cohort]) -> dict[int, RubricVersion]:
    """The rubric that sorted each of these classes last, by cohort; one query."""
    runs = ScreeningRun.objects.filter(cohort__in=cohorts, applied_at__isnull=False).order_by("applied_at")
    return {run.cohort_id: run.rubric_version for run in runs.select_related("rubric_version__rubric")}
