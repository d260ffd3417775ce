"""Whether what the class was chosen by goes with what became of it: a rank correlation of each criterion with each outcome.

Plain Python.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from reports.impact import SIGNIFICANT, holm
from reports.sections.figures import as_probability, rounded
from reports.tables import HIDDEN, Chart, Column, Kind, Mark, Section, Table, Value
from reports.validity import FEWEST_PAIRS, NO_SPREAD, ONE_SIDED, TOO_FEW, Rho, spearman, spread_left

METHOD: Final = "validity"
WEAK: Final = 0.3
"""An interval that stays within so much of nought rules out more than a weak relation (Cohen 1988)."""

NOT_CORRECTED: Final = (
    "The figures are not corrected for that. The known correction (Thorndike’s case 2) is for another measure, and assumes that "
    "one score alone decided, along a straight line; where few are admitted it multiplies the figure and its error together."
)
READING: Final = (
    "The figure is Spearman’s rank correlation: 1 where more of the one always goes with more of the other, -1 where it always "
    "goes with less, 0 where neither shows. It says what goes together in this class, not what causes what."
)
WHY: Final[dict[str, str]] = {
    TOO_FEW: f"fewer than {FEWEST_PAIRS} people have both",
    NO_SPREAD: "undefined: everybody has the same value",
    ONE_SIDED: "not said: all but a few have the same value",
}


@dataclass(frozen=True)
class Predictor:
    """Something the class was chosen by: person -> figure. `pool_spread` is its standard deviation among all who were eligible."""

    key: str
    label: str
    values: Mapping[int, float]
    pool_spread: float | None = None
    group: str = ""


@dataclass(frozen=True)
class Outcome:
    """Something that became of people, more being better: person -> figure. `absent` is who has none, without a full stop."""

    key: str
    label: str
    meaning: str
    values: Mapping[int, float]
    absent: str


@dataclass(frozen=True)
class ClassOutcomes:
    """A class of `size` people of `applied`: what is known of them before and after. The first predictor is drawn."""

    size: int
    applied: int
    predictors: Sequence[Predictor]
    outcomes: Sequence[Outcome]
    notes: Sequence[str] = field(default=())
    """What the reader must know of where the figures come from."""


@dataclass(frozen=True)
class Line:
    """One predictor against one outcome."""

    predictor: Predictor
    outcome: Outcome
    found: Rho
    holm_p: float | None


def correlate(known: ClassOutcomes, *, minimum: int) -> list[Line]:
    """Every predictor against every outcome, over the people who have both; Holm's p over all that are defined."""
    found = {
        (first, second): _pair(predictor.values, outcome.values, minimum)
        for first, predictor in enumerate(known.predictors)
        for second, outcome in enumerate(known.outcomes)
    }
    together = holm({key: rho.p for key, rho in found.items() if rho.p is not None})
    return [
        Line(known.predictors[first], known.outcomes[second], rho, together.get((first, second)))
        for (first, second), rho in found.items()
    ]


def _pair(before: Mapping[int, float], after: Mapping[int, float], minimum: int) -> Rho:
    both = sorted(before.keys() & after.keys())
    return spearman([before[one] for one in both], [after[one] for one in both], aside=minimum)


def validity_section(known: ClassOutcomes, *, minimum: int) -> Section:
    """Chart of the first predictor, the whole table, how much spread the class has left, and who is missing."""
    if not known.size:
        empty = "When people are admitted, this shows whether the criteria that chose them go with how they did."
        return Section("validity", TITLE, METHOD, empty=empty)
    lines = correlate(known, minimum=minimum)
    return Section(
        "validity",
        TITLE,
        METHOD,
        lead=(READING, range_restriction(known), NOT_CORRECTED),
        charts=(_chart([line for line in lines if line.predictor is known.predictors[0]]),),
        tables=(_table(_told(known, lines), known.notes), _missing(known, lines, minimum), _spread(known)),
    )


def range_restriction(known: ClassOutcomes) -> str:
    """What it means that only those who were admitted can be looked at."""
    return (
        f"Only those who were admitted can be looked at, {known.size:,} of {known.applied:,} who applied, and they were admitted "
        "for having much of these very things. Among people who are so alike a criterion can hardly tell one from the other, so a "
        "small figure does not mean that it is useless. Where many criteria are added up, people who are low in one got in by "
        "being high in others, which can even turn a sign round. Read a criterion beside the others, and over several cohorts."
    )


TITLE: Final = "What the class was chosen by, and what became of it"


def _told(known: ClassOutcomes, lines: Sequence[Line]) -> list[Line]:
    """Without the outcomes of which nothing can be said whatever they are compared with: the table of who is missing says why."""
    said = {line.outcome.key for line in lines if line.found.rho is not None}
    return [line for line in lines if line.outcome.key in said]


def in_words(line: Line) -> str:
    """What one figure says."""
    rho = line.found
    if rho.rho is None:
        return WHY[rho.why]
    if line.holm_p is not None and line.holm_p < SIGNIFICANT:
        return f"more of it goes with {'better' if rho.rho > 0 else 'worse'}"
    if rho.low is not None and rho.high is not None and max(abs(rho.low), abs(rho.high)) < WEAK:
        return "at most weak"
    return "could be chance"


def _two_places(value: float | None) -> Decimal | None:
    """A correlation as printed: -0.00 is 0.00."""
    exact = rounded(value)
    return None if exact is None else exact + 0


def _interval(rho: Rho) -> str | None:
    return None if rho.low is None or rho.high is None else f"{_two_places(rho.low)} to {_two_places(rho.high)}"


def _chart(lines: Sequence[Line]) -> Chart:
    label = lines[0].predictor.label
    marks = tuple(
        Mark(
            line.outcome.label,
            line.found.rho,
            line.found.low,
            line.found.high,
            text=WHY[line.found.why] if line.found.rho is None else f"{_two_places(line.found.rho)}, n {line.found.n}",
        )
        for line in lines
    )
    said = "; ".join(f"{mark.label}: {mark.text}" for mark in marks)
    return Chart(
        "dots",
        f"{label} and each outcome: rank correlation with its 95% interval",
        f"Rank correlation of {label.lower()} with each outcome. {said}.",
        unit="Spearman’s rank correlation; 0: neither goes with the other",
        marks=marks,
        guide=0.0,
    )


def _table(lines: Sequence[Line], notes: Sequence[str]) -> Table:
    rows: list[tuple[Value, ...]] = [
        (
            line.predictor.label,
            line.outcome.label,
            _two_places(line.found.rho),
            _interval(line.found),
            HIDDEN if line.found.why == TOO_FEW and line.found.n else line.found.n,
            as_probability(line.found.p),
            as_probability(line.holm_p),
            in_words(line),
        )
        for line in lines
    ]
    columns = (
        Column("predictor", "Chosen by", Kind.TEXT),
        Column("outcome", "Outcome", Kind.TEXT),
        Column("rho", "Correlation", Kind.NUMBER, "Spearman’s rank correlation, from -1 to 1."),
        Column("interval", "95% interval", Kind.TEXT, "By Bonett and Wright (2000); approximate where many are equal."),
        Column("n", "People", Kind.COUNT, "Who have both figures."),
        Column("p", "p", Kind.P, "How often chance alone would give a figure as far from 0."),
        Column("holm_p", "p, Holm", Kind.P, "Adjusted for everything that this table compares."),
        Column("words", "In words", Kind.TEXT),
    )
    return Table("validity-table", "Every criterion against every outcome", columns, tuple(rows), tuple(notes))


def _missing(known: ClassOutcomes, lines: Sequence[Line], minimum: int) -> Table:
    """Who has no figure. Of fewer than the minimum who have one, not even that is said."""
    rows: list[tuple[Value, ...]] = []
    for outcome in known.outcomes:
        n = len(outcome.values)
        few = 0 < n < minimum
        mine = [line.found for line in lines if line.outcome is outcome]
        use = "yes" if any(rho.rho is not None for rho in mine) else f"no, {WHY[mine[0].why]}"
        rows.append((outcome.label, HIDDEN if few else n, HIDDEN if few else known.size - n, use))
    columns = (
        Column("outcome", "Outcome", Kind.TEXT),
        Column("with", "Have it"),
        Column("without", "Have not"),
        Column("compared", "In the table above", Kind.TEXT),
    )
    meanings = tuple(f"{one.label}: {one.meaning}. Without: {one.absent}." for one in known.outcomes)
    return Table("validity-missing", f"Who is missing, of a class of {known.size:,}", columns, tuple(rows), meanings)


def _spread(known: ClassOutcomes) -> Table:
    rows: list[tuple[Value, ...]] = []
    for predictor in known.predictors:
        left = spread_left(predictor.pool_spread, list(predictor.values.values()))
        told = len(predictor.values) >= FEWEST_PAIRS
        rows.append((predictor.label, rounded(None if left is None else left * 100, 0) if told else HIDDEN))
    columns = (
        Column("predictor", "Chosen by", Kind.TEXT),
        Column(
            "left", "Spread left in the class", Kind.PERCENT, "Standard deviation in the class, of that in the pool."
        ),
    )
    note = "100%: the class differs as much as everybody who was eligible. No figure: the pool has none (only some were read)."
    return Table("validity-spread", "How alike the class is", columns, tuple(rows), (note,))
