"""The same criteria as SQL expressions over `values bigint[]`, so that a batch is scored where its facts lie.

Text holds only fixed words, `%s` and the names of columns that this module is given by our own code; everything that comes from a
rubric is a parameter, and a whole number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from applicants.screening.rubric import (
    ABOVE,
    BELOW,
    BORDERLINE,
    Bands,
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


def array_sql(position: int | None) -> Sql:
    """The fact at a position (0 is the first) of the row's array; PostgreSQL counts from 1."""
    return Sql("NULL::bigint") if position is None else Sql("facts.values[%s]", (position + 1,))


def kind_sql(kind: Kind, weight: int, fact: str) -> Sql:
    """Weighted points of a kind of criterion over a column; 0 where it is NULL. The other face of `Kind.points`."""
    match kind:
        case Bands():
            return _bands_sql(kind, weight, fact)
        case ByOption():
            if not kind.by_position:
                return Sql("0")
            whens = " ".join("WHEN %s THEN %s" for _ in kind.by_position)
            params = tuple(value for place, points in kind.by_position for value in (place, points * weight))
            return Sql(f"CASE {fact} {whens} ELSE 0 END", params)
        case PerItem():
            return Sql(
                f"CASE WHEN {fact} IS NULL THEN 0 ELSE least(%s, %s * bit_count(({fact} & %s)::bit(64))) END",
                (kind.cap * weight, kind.each * weight, kind.mask),
            )
        case YesNo():
            return Sql(
                f"CASE WHEN {fact} IS NULL THEN 0 WHEN {fact} <> 0 THEN %s ELSE %s END",
                (kind.yes * weight, kind.no * weight),
            )


def _bands_sql(kind: Bands, weight: int, fact: str) -> Sql:
    whens: list[str] = []
    params: list[int] = []
    for band in kind.bands:
        tests = []
        if band.low is not None:
            tests.append(f"{fact} >= %s")
            params.append(band.low)
        if band.high is not None:
            tests.append(f"{fact} <= %s")
            params.append(band.high)
        whens.append(f"WHEN {' AND '.join(tests) or 'true'} THEN %s")
        params.append(band.points * weight)
    return Sql(f"CASE WHEN {fact} IS NULL THEN 0 {' '.join(whens)} ELSE 0 END", tuple(params))


def rule_failed_sql(bound: BoundRule, fact: str) -> Sql:
    """True where the minimum is not met; never NULL."""
    unanswered = "false" if bound.rule.unanswered == "pass" else "true"
    if bound.rule.test == "is":
        wanted = Sql(f"{fact} = ANY(%s::bigint[])", (tuple(bound.values),))
    else:
        wanted = Sql(f"{fact} {'>=' if bound.rule.test == 'at_least' else '<='} %s", (bound.limit,))
    return Sql(f"CASE WHEN {fact} IS NULL THEN {unanswered} ELSE NOT ({wanted.text}) END", wanted.params)


def first_failed_sql(bound: BoundRubric, columns: Mapping[str, str]) -> Sql:
    """The position of the first rule not met, NULL where all are met. `columns` names the column of each fact."""
    if not bound.rules:
        return Sql("NULL::smallint")
    failed = [rule_failed_sql(rule, columns[rule.rule.fact]) for rule in bound.rules]
    whens = " ".join(f"WHEN {piece.text} THEN {place}" for place, piece in enumerate(failed))
    return Sql(f"(CASE {whens} END)::smallint", tuple(value for piece in failed for value in piece.params))


def band_sql(rubric: Rubric, score: str) -> Sql:
    """The band of a score, given as the name of a column."""
    text = f"CASE WHEN {score} >= %s THEN {ABOVE} WHEN {score} >= %s THEN {BORDERLINE} ELSE {BELOW} END"
    return Sql(text, (rubric.above, rubric.borderline))


def by_form(pieces: Mapping[str, Sql]) -> Sql:
    """One expression for rows of several forms: which piece counts is told by the row's digest. One form needs no question."""
    if len(set(pieces.values())) == 1:
        return next(iter(pieces.values()))
    whens = " ".join(f"WHEN %s THEN {piece.text}" for piece in pieces.values())
    params = tuple(value for digest, piece in pieces.items() for value in (digest, *piece.params))
    return Sql(f"(CASE facts.digest {whens} END)", params)


def scored_sql(forms: Mapping[str, BoundRubric]) -> Sql:
    """SELECT over `facts` (columns application_id, digest, values, problem) of application_id, score, band, points, rule, error.

    `forms` maps the digest of a form's facts to the rubric bound to it; the caller makes `facts` a CTE or a table in scope. The two
    inner queries are fenced by OFFSET 0, or the planner would copy every array access into each comparison, and every criterion
    into the sum, the array and the band.
    """
    rubric = next(iter(forms.values())).rubric
    laid = _laid_out(forms)
    columns = {key: f"f{number}" for number, key in enumerate(laid)}
    read = [f"{piece.text} AS {columns[key]}" for key, piece in laid.items()]
    points = [
        by_form(
            {
                digest: kind_sql(bound.criteria[place].kind, criterion.weight, columns[criterion.fact])
                for digest, bound in forms.items()
            }
        )
        for place, criterion in enumerate(rubric.criteria)
    ]
    names = [f"p{place}" for place in range(len(points))]
    listed = [f"({piece.text})::int AS {name}" for piece, name in zip(points, names, strict=True)]
    rule = by_form({digest: first_failed_sql(bound, columns) for digest, bound in forms.items()})
    band = band_sql(rubric, "total")
    text = f"""
        SELECT application_id,
               CASE WHEN problem = '' THEN total END AS score,
               CASE WHEN problem <> '' THEN -1 WHEN rule IS NOT NULL THEN 0 ELSE {band.text} END AS band,
               CASE WHEN problem = '' THEN ARRAY[{", ".join(names)}]::int[] ELSE ARRAY[]::int[] END AS points,
               CASE WHEN problem = '' THEN rule END AS rule,
               problem AS error
          FROM (SELECT pointed.*, {" + ".join(names) or "0"} AS total
                  FROM (SELECT {", ".join(["application_id, problem", f"{rule.text} AS rule", *listed])}
                          FROM (SELECT {", ".join(["application_id, digest, problem", *read])} FROM facts OFFSET 0) AS facts
                        OFFSET 0) AS pointed) AS scored
    """  # noqa: S608  # fixed words and column names of our own; every value is a parameter
    pieces = (band, rule, *points, *laid.values())
    params = (value for piece in pieces for value in piece.params)
    return Sql(
        text, tuple(list(value) if isinstance(value, tuple) else value for value in params)
    )  # psycopg: a list is an array


def _laid_out(forms: Mapping[str, BoundRubric]) -> dict[str, Sql]:
    """Each fact that the rubric reads, by its key: where it stands in the array of each form."""
    places: dict[str, dict[str, Sql]] = {}
    for digest, bound in forms.items():
        for each in bound.criteria:
            places.setdefault(each.criterion.fact, {})[digest] = array_sql(each.position)
        for minimum in bound.rules:
            places.setdefault(minimum.rule.fact, {})[digest] = array_sql(minimum.position)
    return {key: by_form(pieces) for key, pieces in places.items()}
