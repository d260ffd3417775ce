"""A rubric as data, and what it says of one application. Plain Python; knows no database.

Criteria give whole points, weights are whole numbers, so a score is a sum of whole numbers and there is nothing to round. The same
criteria stand as SQL in `applicants.screening.sql`; a property test holds the two equal.

A rubric names facts and options by their keys. `bind` ties it to the facts of one form, where facts and options are positions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from applicants.screening.facts import FactDefinition, chosen_labels
from applicants.screening.kinds import (
    FAMILY_NAMES,
    MOST_CRITERIA,
    MOST_POINTS,
    MOST_WEIGHT,
    Band,
    Bands,
    ByOption,
    Families,
    Kind,
    PerItem,
    YesNo,
    families_of,
)

__all__ = [
    "ABOVE",
    "BELOW",
    "BORDERLINE",
    "INELIGIBLE",
    "MOST_CRITERIA",
    "MOST_POINTS",
    "MOST_WEIGHT",
    "Band",
    "Bands",
    "BoundCriterion",
    "BoundRubric",
    "BoundRule",
    "ByOption",
    "Criterion",
    "Families",
    "Kind",
    "PerItem",
    "Rubric",
    "RubricError",
    "Rule",
    "Score",
    "YesNo",
    "bind",
    "in_words",
]

BELOW, BORDERLINE, ABOVE, INELIGIBLE = 1, 2, 3, 0
"""Bands, as the results store them."""


class RubricError(ValueError):
    """A document that is not a rubric; the message says where and why, in words."""


@dataclass(frozen=True)
class Criterion:
    """One thing a rubric looks at. `rule` is the part of its document that the kind reads (bands, options ...)."""

    key: str
    name: str
    fact: str
    kind: str
    weight: int
    rule: Mapping[str, Any]
    group: str = ""
    why: str = ""


@dataclass(frozen=True)
class Rule:
    """A minimum. `test` is "is", "at_least" or "at_most"; `unanswered` says whether no answer passes or fails: always stated.

    `reason` is what the applicant reads when it is not met.
    """

    key: str
    fact: str
    test: str
    value: Any
    unanswered: str
    reason: str


@dataclass(frozen=True)
class Rubric:
    """Criteria, eligibility rules, and the thresholds: a score of `borderline` or more is borderline, of `above` or more above."""

    criteria: tuple[Criterion, ...]
    rules: tuple[Rule, ...]
    borderline: int
    above: int

    def band(self, score: int) -> int:
        """BELOW, BORDERLINE or ABOVE."""
        return ABOVE if score >= self.above else BORDERLINE if score >= self.borderline else BELOW


@dataclass(frozen=True)
class BoundCriterion:
    """A criterion tied to a form: `position` of its fact among the form's facts (0 is the first), None where it does not ask."""

    criterion: Criterion
    position: int | None
    definition: FactDefinition | None
    kind: Kind

    @property
    def most(self) -> int:
        """The most weighted points it can give on this form."""
        return self.kind.most * self.criterion.weight

    def fact(self, facts: Sequence[int | None]) -> int | None:
        """The fact it reads, out of a row of facts."""
        return None if self.position is None else facts[self.position]

    def points(self, facts: Sequence[int | None]) -> tuple[int, str]:
        """Weighted points and the reason in words."""
        if self.position is None:
            return 0, "Not asked in this form."
        points, reason = self.kind.points(facts[self.position])
        return points * self.criterion.weight, reason


@dataclass(frozen=True)
class BoundRule:
    """A rule tied to a form. `values` are the facts that meet "is"; `limit` bounds the others."""

    rule: Rule
    position: int | None
    definition: FactDefinition | None
    values: tuple[int, ...]
    limit: int

    def met(self, facts: Sequence[int | None]) -> bool:
        """Whether the minimum is met; no answer (or not asked) is what the rule says it is."""
        fact = None if self.position is None else facts[self.position]
        if fact is None:
            return self.rule.unanswered == "pass"
        if self.rule.test == "is":
            return fact in self.values
        return fact >= self.limit if self.rule.test == "at_least" else fact <= self.limit


@dataclass(frozen=True)
class BoundRubric:
    """A rubric tied to the facts of one form."""

    rubric: Rubric
    criteria: tuple[BoundCriterion, ...]
    rules: tuple[BoundRule, ...]

    @property
    def most(self) -> int:
        """The highest score that can be reached on this form."""
        return sum(criterion.most for criterion in self.criteria)

    def score(self, facts: Sequence[int | None]) -> "Score":
        """What the rubric says of one row of facts."""
        points = [criterion.points(facts)[0] for criterion in self.criteria]
        total = sum(points)
        failed = next((place for place, rule in enumerate(self.rules) if not rule.met(facts)), None)
        return Score(total, INELIGIBLE if failed is not None else self.rubric.band(total), points, failed)


@dataclass(frozen=True)
class Score:
    """A score: the total, the band, the weighted points of each criterion, and the position of the first rule not met."""

    total: int
    band: int
    points: list[int]
    rule: int | None


def bind(rubric: Rubric, definitions: Sequence[FactDefinition]) -> BoundRubric:
    """Tie a rubric to the facts of a form. What the form does not ask gives no points; `problems` says so beforehand."""
    places = {definition.key: place for place, definition in enumerate(definitions)}
    criteria, rules = [], []
    for criterion in rubric.criteria:
        place = places.get(criterion.fact)
        definition = None if place is None else definitions[place]
        criteria.append(BoundCriterion(criterion, place, definition, _kind(criterion, definition)))
    for rule in rubric.rules:
        place = places.get(rule.fact)
        definition = None if place is None else definitions[place]
        rules.append(BoundRule(rule, place, definition, *_wanted(rule, definition)))
    return BoundRubric(rubric, tuple(criteria), tuple(rules))


def _kind(criterion: Criterion, definition: FactDefinition | None) -> Kind:
    rule = criterion.rule
    values = definition.question.values if definition else ()
    if criterion.kind == "bands":
        bands = tuple(Band(band.get("from"), band.get("to"), band["points"]) for band in rule["bands"])
        return Bands(bands, definition.function) if definition else Bands(bands)
    if criterion.kind == "options":
        return ByOption(
            tuple(
                (place, rule["options"][value])
                for place, value in enumerate(values, start=1)
                if value in rule["options"]
            )
        )
    if criterion.kind == "per_item":
        mask = sum(1 << place for place, value in enumerate(values) if value in rule["items"])
        return PerItem(mask, rule["each"], rule["cap"])
    if criterion.kind == "families":
        mask = sum(1 << place for place, name in enumerate(FAMILY_NAMES) if name in rule["families"])
        return Families(mask, rule["each"], rule["cap"])
    return YesNo(rule["yes"], rule["no"])


def _wanted(rule: Rule, definition: FactDefinition | None) -> tuple[tuple[int, ...], int]:
    if rule.test != "is":
        return (), int(rule.value)
    if isinstance(rule.value, bool):
        return (int(rule.value),), 0
    if isinstance(rule.value, int):
        return (rule.value,), 0
    wanted = rule.value if isinstance(rule.value, list) else [rule.value]
    values = definition.question.values if definition else ()
    return tuple(place for place, value in enumerate(values, start=1) if value in wanted), 0


def in_words(bound: BoundCriterion, fact: int | None) -> str:
    """The fact a criterion read, as people read it."""
    if bound.definition is None:
        return "not asked in this form"
    if isinstance(bound.kind, Families) and fact is not None:
        others = ", ".join(families_of(fact & ~bound.kind.mask))
        told = ", ".join(families_of(fact & bound.kind.mask)) or "none that count here"
        return f"{told} (not counted here: {others})" if others else told
    if isinstance(bound.kind, PerItem) and fact is not None:
        counted = chosen_labels(bound.definition.question, fact & bound.kind.mask)
        uncounted = chosen_labels(bound.definition.question, fact & ~bound.kind.mask)
        told = ", ".join(counted) or "none that count here"
        return f"{told} (not counted here: {', '.join(uncounted)})" if uncounted else told
    return bound.definition.say(fact)
