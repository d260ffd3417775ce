"""Why a result is what it is: worked out when read, from the frozen rubric and the facts, never stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from applicants.models import Application, ApplicationFacts, RubricVersion, ScreeningResult
from applicants.screening.document import from_document
from applicants.screening.facts import FactDefinition, definitions_of, digest_of
from applicants.screening.rubric import BoundCriterion, BoundRubric, BoundRule, Families, Rubric, bind, in_words
from applicants.screening.words import families_in
from cohorts.selectors import question_specs

CHANGED = "The answer has changed since this run; these are the points it had then."


@dataclass(frozen=True)
class Line:
    """One criterion: what it looks for, the fact it read in words, the points it gave of the most it can give, and why.

    `words` are those of a text that told its subjects, as they stand in it: the only part that is not a fact.
    """

    name: str
    group: str
    why: str
    question: str
    fact: str
    points: int
    most: int
    reason: str
    words: str = ""


@dataclass(frozen=True)
class Minimum:
    """One eligibility rule: the question, the fact it read in words, and whether it was met."""

    question: str
    fact: str
    met: bool
    unanswered: bool
    reason: str


@dataclass(frozen=True)
class Explanation:
    """Everything a person needs to understand one result. The points of the lines add up to the total."""

    application: Application
    rubric_version: RubricVersion
    rubric: Rubric
    lines: list[Line]
    minimums: list[Minimum]
    total: int | None
    most: int
    band: ScreeningResult.Band
    error: str
    changed: bool
    """Whether answers changed after the run, so that some facts shown are not those that were scored."""
    scored_at: datetime | None

    @property
    def not_met(self) -> Minimum | None:
        """The minimum that made the application ineligible."""
        return next((minimum for minimum in self.minimums if not minimum.met), None)

    @property
    def band_name(self) -> str:
        """The band as badges know it: above, borderline, below, ineligible, error."""
        return self.band.name.lower()


def explain(result: ScreeningResult) -> Explanation:
    """The explanation of one result. Three queries at most where run, rubric version and application were selected with it."""
    application, version = result.application, result.run.rubric_version
    rubric = from_document(version.document)
    definitions = definitions_of(question_specs(application.question_set))
    bound = bind(rubric, definitions)
    facts = _facts(application, definitions)
    stopped = result.rule
    lines, changed = [], False
    for place, criterion in enumerate(bound.criteria):
        points, reason = criterion.points(facts)
        then = result.points[place] if place < len(result.points) else 0
        if then != points and not result.error:
            changed, points, reason = True, then, CHANGED
        told = "" if reason == CHANGED or result.error else matched_words(criterion, application.answers)
        lines.append(_line(criterion, facts, then if result.error else points, reason, told))
    minimums = [
        _minimum(rule, facts, met=place != stopped and (rule.met(facts) or (stopped is not None and place > stopped)))
        for place, rule in enumerate(bound.rules)
    ]
    return Explanation(
        application,
        version,
        rubric,
        [] if result.error else lines,
        [] if result.error else minimums,
        result.score,
        bound.most,
        ScreeningResult.Band(result.band),
        result.error,
        changed,
        result.run.finished_at,
    )


def _facts(application: Application, definitions: Sequence[FactDefinition]) -> list[int | None]:
    """The facts as they stand now; a row made by other definitions, or none, counts as unanswered throughout."""
    row = ApplicationFacts.objects.filter(application=application, digest=digest_of(definitions), problem="").first()
    return list(row.values) if row else [None] * len(definitions)


def matched_words(bound: BoundCriterion, answers: Mapping[str, Any]) -> str:
    """The words by which a text speaks of the subjects that a criterion counts; empty for other criteria.

    Facts hold only which subjects there are, so the words are read from the answer itself.
    """
    if bound.definition is None or bound.definition.function not in ("health", "families"):
        return ""
    found = families_in(str(answers.get(bound.definition.question.key) or ""))
    counted = bound.kind.names if isinstance(bound.kind, Families) else list(found)
    return "; ".join(f"{name}: {', '.join(found[name])}" for name in counted if name in found)


def explain_facts(bound: BoundRubric, facts: Sequence[int | None], answers: Mapping[str, Any]) -> list[Line]:
    """One line for each criterion, for a rubric that no run has used yet. The points add up to the score."""
    return [
        _line(criterion, facts, *criterion.points(facts), matched_words(criterion, answers))
        for criterion in bound.criteria
    ]


def _line(bound: BoundCriterion, facts: Sequence[int | None], points: int, reason: str, words: str) -> Line:
    criterion = bound.criterion
    question = bound.definition.label if bound.definition else ""
    return Line(
        criterion.name,
        criterion.group,
        criterion.why,
        question,
        in_words(bound, bound.fact(facts)),
        points,
        bound.most,
        reason,
        words,
    )


def _minimum(bound: BoundRule, facts: Sequence[int | None], *, met: bool) -> Minimum:
    fact = None if bound.position is None else facts[bound.position]
    question = bound.definition.question.label if bound.definition else bound.rule.key.replace("_", " ").capitalize()
    said = bound.definition.say(fact) if bound.definition else "not asked in this form"
    return Minimum(question, said, met, fact is None, bound.rule.reason)
