"""Reading a rubric as people read it: a table of criteria, rules and thresholds."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch

from applicants.models import Rubric as RubricModel
from applicants.models import RubricVersion
from applicants.screening.differences import TESTS, Difference, differences, say_value
from applicants.screening.document import from_document
from applicants.screening.facts import FactDefinition, definitions_of
from applicants.screening.rubric import Bands, BoundCriterion, Families, PerItem, Rubric, YesNo, bind
from cohorts.models import QuestionSet
from cohorts.selectors import question_specs
from cohorts.services import default_question_set


@dataclass(frozen=True)
class CriterionRow:
    """A criterion as a row: `scale` lists (which answers, weighted points)."""

    name: str
    group: str
    why: str
    question: str
    scale: list[tuple[str, int]]
    weight: int
    most: int


@dataclass(frozen=True)
class RuleRow:
    """A minimum in words."""

    question: str
    must: str
    unanswered: str
    reason: str


@dataclass(frozen=True)
class RubricTable:
    """What a version says, and the highest score that can be reached."""

    rubric: Rubric
    criteria: list[CriterionRow]
    rules: list[RuleRow]
    most: int


def rubric_table(version: RubricVersion, form: QuestionSet | None = None) -> RubricTable:
    """A version of a rubric as a table, on a form (without one: the default form); one query."""
    rubric = from_document(version.document)
    bound = bind(rubric, definitions_of(question_specs(form or default_question_set())))
    criteria = [
        CriterionRow(
            each.criterion.name,
            each.criterion.group,
            each.criterion.why,
            _label(each.definition, each.criterion.fact),
            _scale(each),
            each.criterion.weight,
            each.most,
        )
        for each in bound.criteria
    ]
    rules = [
        RuleRow(
            _label(each.definition, each.rule.fact),
            f"{TESTS[each.rule.test]} {say_value(each)}",
            "passes, and a person asks" if each.rule.unanswered == "pass" else "is not enough",
            each.rule.reason,
        )
        for each in bound.rules
    ]
    return RubricTable(rubric, criteria, rules, bound.most)


def _label(definition: FactDefinition | None, key: str) -> str:
    return definition.label if definition else f"{key} (this form does not ask it)"


def _scale(bound: BoundCriterion) -> list[tuple[str, int]]:
    weight, kind = bound.criterion.weight, bound.kind
    options = bound.definition.question.options if bound.definition else ()
    if isinstance(kind, Bands):
        return [(kind.said(band), band.points * weight) for band in kind.bands]
    if isinstance(kind, Families):
        return [(f"each of: {', '.join(kind.names)}", kind.each * weight), ("at most", kind.cap * weight)]
    if isinstance(kind, PerItem):
        labels = [label for place, (_, label) in enumerate(options) if kind.mask >> place & 1]
        return [(f"each of: {'; '.join(labels)}", kind.each * weight), ("at most", kind.cap * weight)]
    if isinstance(kind, YesNo):
        return [("yes", kind.yes * weight), ("no", kind.no * weight)]
    return [(options[place - 1][1], points * weight) for place, points in kind.by_position if place <= len(options)]


def rubrics() -> list[RubricModel]:
    """Every rubric by name with its versions (`versions.all()`), the newest first, each with its runs (`uses`); two queries."""
    versions = RubricVersion.objects.select_related("created_by").annotate(uses=Count("runs")).order_by("-number")
    return list(RubricModel.objects.order_by("name").prefetch_related(Prefetch("versions", versions)))


def compared(before: RubricVersion, after: RubricVersion, form: QuestionSet) -> Difference:
    """What tells one version from another, on a form; one query."""
    definitions = definitions_of(question_specs(form))
    return differences(from_document(before.document), from_document(after.document), definitions)
