"""A rubric as data, and what it says of one application. Plain Python; knows no database.

Criteria give whole points, weights are whole numbers, so a score is a sum of whole numbers and there is nothing to round. The same
criteria stand as SQL in `applicants.screening.sql`; a property test holds the two equal.

A rubric names facts and options by their keys. `bind` ties it to the facts of one form, where facts and options are positions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from applicants.screening.facts import FactDefinition, chosen_labels

BELOW, BORDERLINE, ABOVE, INELIGIBLE = 1, 2, 3, 0
"""Bands, as the results store them."""

MOST_POINTS: Final = 1_000
MOST_WEIGHT: Final = 1_000
MOST_CRITERIA: Final = 100
"""Together they keep every score far inside 32 bits."""


class RubricError(ValueError):
    """A document that is not a rubric; the message says where and why, in words."""


@dataclass(frozen=True)
class Band:
    """From `low` to `high`, both included; None is open. `points` for a fact inside."""

    low: int | None
    high: int | None
    points: int

    def holds(self, fact: int) -> bool:
        """Whether the fact lies in this band."""
        return (self.low is None or fact >= self.low) and (self.high is None or fact <= self.high)

    def __str__(self) -> str:
        if self.low is None:
            return "any" if self.high is None else f"{self.high:,} or less"
        if self.high is None:
            return f"{self.low:,} or more"
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"


@dataclass(frozen=True)
class Bands:
    """Points by the band a number lies in: the first that holds it. Outside all bands: 0."""

    bands: tuple[Band, ...]

    @property
    def most(self) -> int:
        """The most points it can give."""
        return max((band.points for band in self.bands), default=0)

    def points(self, fact: int | None) -> tuple[int, str]:
        """Points and the reason in words."""
        if fact is None:
            return 0, "Not answered."
        for band in self.bands:
            if band.holds(fact):
                return band.points, f"{fact:,} is in the band “{band}”."
        return 0, f"{fact:,} is in none of the bands."


@dataclass(frozen=True)
class ByOption:
    """Points by the option chosen. `by_position` maps the position in the form (1 is the first) to points."""

    by_position: tuple[tuple[int, int], ...]

    @property
    def most(self) -> int:
        """The most points it can give."""
        return max((points for _, points in self.by_position), default=0)

    def points(self, fact: int | None) -> tuple[int, str]:
        """Points and the reason in words."""
        if fact is None:
            return 0, "Not answered."
        points = dict(self.by_position).get(fact, 0)
        return points, "This answer counts." if points else "This answer adds nothing."


@dataclass(frozen=True)
class PerItem:
    """`each` points for every chosen item of those that count, up to `cap` points. `mask` has a bit for each that counts."""

    mask: int
    each: int
    cap: int

    @property
    def most(self) -> int:
        """The most points it can give."""
        return min(self.cap, self.each * self.mask.bit_count())

    def points(self, fact: int | None) -> tuple[int, str]:
        """Points and the reason in words."""
        if fact is None:
            return 0, "Not answered."
        chosen = (fact & self.mask).bit_count()
        points = min(self.cap, self.each * chosen)
        words = f"{chosen} of them {'counts' if chosen == 1 else 'count'}"
        return (
            points,
            f"{words}; more than these points cannot be had." if self.each * chosen > self.cap else f"{words}.",
        )


@dataclass(frozen=True)
class YesNo:
    """Points for yes, points for no."""

    yes: int
    no: int

    @property
    def most(self) -> int:
        """The most points it can give."""
        return max(self.yes, self.no, 0)

    def points(self, fact: int | None) -> tuple[int, str]:
        """Points and the reason in words."""
        if fact is None:
            return 0, "Not answered."
        return (self.yes, "Answered yes.") if fact else (self.no, "Answered no.")


Kind = Bands | ByOption | PerItem | YesNo


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
        return Bands(tuple(Band(band.get("from"), band.get("to"), band["points"]) for band in rule["bands"]))
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
    if isinstance(bound.kind, PerItem) and fact is not None:
        counted = chosen_labels(bound.definition.question, fact & bound.kind.mask)
        others = chosen_labels(bound.definition.question, fact & ~bound.kind.mask)
        told = ", ".join(counted) or "none that count here"
        return f"{told} (not counted here: {', '.join(others)})" if others else told
    return bound.definition.say(fact)
