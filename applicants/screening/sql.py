"""The same criteria as SQL expressions over `values bigint[]`, so that a batch is scored where its facts lie.

Text holds only fixed words, `%s` and the names of columns that this module is given by our own code; everything that comes from a
rubric is a parameter, and a whole number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from applicants.screening.rubric import (
    ABOVE,
    BELOW,
    BORDERLINE,
    Bands,
    BoundCriterion,
    BoundRubric,
    BoundRule,
    ByOption,
    Kind,
    PerItem,
    Rubric,
    YesNo,
)


@dataclass(frozen=True)
class Sql:
    """A piece of SQL with its parameters, in order."""

    text: str
    params: tuple[Any, ...] = field(default=())


def fact_sql(position: int | None) -> Sql:
    """The fact at a position (0 is the first) of the row's array; PostgreSQL counts from 1."""
    return Sql("NULL::bigint") if position is None else Sql("facts.values[%s]", (position + 1,))


def kind_sql(kind: Kind, fact: Sql) -> Sql:
    """Points of a kind of criterion over a fact; 0 where the fact is NULL. The other face of `Kind.points`."""
    match kind:
        case Bands():
            whens, params = [], []
            for band in kind.bands:
                tests, values = ["true"], []
                if band.low is not None:
                    tests.append("fact >= %s")
                    values.append(band.low)
                if band.high is not None:
                    tests.append("fact <= %s")
                    values.append(band.high)
                whens.append(f"WHEN {' AND '.join(tests)} THEN %s")
                params += [*values, band.points]
            body = f"CASE WHEN fact IS NULL THEN 0 {' '.join(whens)} ELSE 0 END"
        case ByOption():
            body = (
                f"CASE fact {' '.join('WHEN %s THEN %s' for _ in kind.by_position)} ELSE 0 END"
                if kind.by_position
                else "0"
            )
            params = [value for pair in kind.by_position for value in pair]
        case PerItem():
            body = "CASE WHEN fact IS NULL THEN 0 ELSE least(%s, %s * bit_count((fact & %s)::bit(64))) END"
            params = [kind.cap, kind.each, kind.mask]
        case YesNo():
            body = "CASE WHEN fact IS NULL THEN 0 WHEN fact <> 0 THEN %s ELSE %s END"
            params = [kind.yes, kind.no]
    return _over(fact, body, params)


def _over(fact: Sql, body: str, params: Sequence[object]) -> Sql:
    """Put a fact in the place of the word `fact`, its parameters where they then stand."""
    pieces = body.split("fact")
    rest, merged = iter(params), list[object]()
    for number, piece in enumerate(pieces):
        if number:
            merged += fact.params
        merged += [next(rest) for _ in range(piece.count("%s"))]
    return Sql(fact.text.join(pieces), tuple(merged))


def criterion_sql(bound: BoundCriterion) -> Sql:
    """Weighted points of a criterion, an integer."""
    points = kind_sql(bound.kind, fact_sql(bound.position))
    return Sql(f"(({points.text}) * %s)::int", (*points.params, bound.criterion.weight))


def rule_failed_sql(bound: BoundRule) -> Sql:
    """True where the minimum is not met; never NULL."""
    fact = fact_sql(bound.position)
    unanswered = "false" if bound.rule.unanswered == "pass" else "true"
    if bound.rule.test == "is":
        wanted = "fact = ANY(%s::bigint[])"
        params: list[object] = [list(bound.values)]
    else:
        wanted = "fact >= %s" if bound.rule.test == "at_least" else "fact <= %s"
        params = [bound.limit]
    return _over(fact, f"CASE WHEN fact IS NULL THEN {unanswered} ELSE NOT ({wanted}) END", params)


def band_sql(rubric: Rubric, score: str) -> Sql:
    """The band of a score, given as the name of a column."""
    text = f"CASE WHEN {score} >= %s THEN {ABOVE} WHEN {score} >= %s THEN {BORDERLINE} ELSE {BELOW} END"
    return Sql(text, (rubric.above, rubric.borderline))


def first_failed_sql(bound: BoundRubric) -> Sql:
    """The position of the first rule not met, NULL where all are met."""
    if not bound.rules:
        return Sql("NULL::smallint")
    failed = [rule_failed_sql(rule) for rule in bound.rules]
    whens = " ".join(f"WHEN {piece.text} THEN {place}" for place, piece in enumerate(failed))
    return Sql(f"(CASE {whens} END)::smallint", tuple(value for piece in failed for value in piece.params))


def by_form(pieces: Mapping[str, Sql]) -> Sql:
    """One expression for rows of several forms: which piece counts is told by the row's digest. One form needs no question."""
    if len(pieces) == 1:
        return next(iter(pieces.values()))
    whens = " ".join(f"WHEN %s THEN {piece.text}" for piece in pieces.values())
    params = tuple(value for digest, piece in pieces.items() for value in (digest, *piece.params))
    return Sql(f"(CASE facts.digest {whens} END)", params)


def scored_sql(forms: Mapping[str, BoundRubric]) -> Sql:
    """SELECT over `facts` (columns application_id, digest, values, problem) of application_id, score, band, points, rule, error.

    `forms` maps the digest of a form's facts to the rubric bound to it; the caller makes `facts` a CTE or a table in scope.
    The inner query is fenced by OFFSET 0: without it the planner copies every expression into the sum, the array and the band.
    """
    rubric = next(iter(forms.values())).rubric
    columns = [
        by_form({digest: criterion_sql(bound.criteria[place]) for digest, bound in forms.items()})
        for place in range(len(rubric.criteria))
    ]
    rule = by_form({digest: first_failed_sql(bound) for digest, bound in forms.items()})
    band = band_sql(rubric, "total")
    names = [f"p{place}" for place in range(len(columns))]
    listed = ", ".join(f"{column.text} AS {name}" for column, name in zip(columns, names, strict=True))
    text = f"""
        SELECT application_id,
               CASE WHEN problem = '' THEN total END AS score,
               CASE WHEN problem <> '' THEN -1 WHEN rule IS NOT NULL THEN 0 ELSE {band.text} END AS band,
               CASE WHEN problem = '' THEN ARRAY[{", ".join(names)}] ELSE ARRAY[]::int[] END AS points,
               CASE WHEN problem = '' THEN rule END AS rule,
               problem AS error
          FROM (SELECT pointed.*, {" + ".join(names)} AS total
                  FROM (SELECT facts.application_id, facts.problem, {rule.text} AS rule, {listed}
                          FROM facts OFFSET 0) AS pointed) AS scored
    """  # noqa: S608  # fixed words and column names of our own; every value is a parameter
    params = (*band.params, *rule.params, *(value for column in columns for value in column.params))
    return Sql(text, params)
