"""Who stays at work: the curve with its interval, its height at 3, 6, 12 and 24 months, and how placements ended.

Plain Python. A last day is one person's, so the curve is worked out by days and drawn by months, and ends where fewer than the
minimum are watched; reasons pass through `reports.suppression`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from reports import survival
from reports.impact import SIGNIFICANT
from reports.sections.figures import as_percent, as_probability, rounded, shown
from reports.stages import GAP_DAYS
from reports.suppression import suppress
from reports.survival import LANDMARKS, At, kaplan_meier, log_rank
from reports.tables import HIDDEN, Chart, Column, Curve, Kind, Section, Table, Tile, Value

METHOD: Final = "retention"
TITLE: Final = "Who stays at work"
STILL, PLANNED, HIRED, BETWEEN, EARLY = "still", "planned", "hired", "between", "early"
HOW: Final[dict[str, str]] = {
    STILL: "Still at work",
    PLANNED: "Stayed to the planned end",
    HIRED: "Hired by the client",
    BETWEEN: f"Ended less than {GAP_DAYS} days ago, may begin elsewhere",
    EARLY: "Left: ended early",
}
COUNTED: Final = (
    "From each person’s first day at a client. Leaving is an end before the planned one, whatever the reason, unless they begin at "
    f"another client within {GAP_DAYS} days. Whoever is still at work, stayed to the planned end or was hired by the client has "
    "stayed as long as we saw them; from then on they are not followed (right-censored), and do not count as gone."
)
DRAWN: Final = "Worked out from exact days and drawn by whole months, so that nobody’s last day can be read from it."


@dataclass(frozen=True)
class Stayed:
    """One person's first stay: days watched, how it stands (a key of HOW), of an early end the reason.

    `possible`: the days from the first one until today, which they could have been watched.
    """

    days: int
    how: str
    reason: str = ""
    possible: int = 0

    @property
    def stay(self) -> survival.Stay:
        """As survival analysis counts it."""
        return self.days, self.how == EARLY


def retention_section(people: Sequence[Stayed], *, reasons: Mapping[str, str], minimum: int) -> Section:
    """One cohort. `reasons`: every reason of an early end by its key, in the order of the table."""
    if not people:
        return Section(
            "retention", TITLE, METHOD, empty="When people have begun work at clients, this shows who stays."
        )
    if len(people) < minimum:
        words = f"Fewer than {minimum} people have begun work, which is too few to say anything about staying."
        return Section("retention", TITLE, METHOD, empty=words)
    curve = kaplan_meier(one.stay for one in people)
    return Section(
        "retention",
        TITLE,
        METHOD,
        lead=(COUNTED,),
        tiles=_tiles(curve, minimum),
        charts=(_chart({"Still there": curve}, minimum),),
        tables=(
            Table(
                "retention-months",
                "How many of a hundred are still there",
                _LANDMARK_COLUMNS,
                tuple(_landmark(curve, name, day, minimum) for name, day in LANDMARKS),
                (DRAWN,),
            ),
            _endings(people, minimum),
            *_reasons(people, reasons, minimum),
        ),
    )


def compared_section(cohorts: Mapping[str, Sequence[Stayed]], *, minimum: int) -> Section:
    """The cohorts beside each other. One of whom fewer than the minimum began is nowhere in it, so that nothing gives it away."""
    shown_ones = {name: people for name, people in cohorts.items() if len(people) >= minimum}
    if not shown_ones:
        empty = f"When {minimum} people or more of a cohort have begun work at clients, its curve stands here."
        return Section("retention", TITLE, METHOD, empty=empty)
    curves = {name: kaplan_meier(one.stay for one in people) for name, people in shown_ones.items()}
    rows = tuple(
        (name, curve.n, *_landmark(curve, after, day, minimum))
        for name, curve in curves.items()
        for after, day in LANDMARKS
    )
    columns = (Column("cohort", "Cohort", Kind.TEXT), Column("began", "Began work"), *_LANDMARK_COLUMNS)
    left_out = sum(bool(people) for people in cohorts.values()) > len(shown_ones)
    notes = [DRAWN, *([f"A cohort of whom fewer than {minimum} began work is left out."] if left_out else [])]
    return Section(
        "retention",
        TITLE,
        METHOD,
        lead=(COUNTED, say_log_rank({name: [one.stay for one in people] for name, people in shown_ones.items()})),
        charts=(_chart(curves, minimum),),
        tables=(Table("retention-cohorts", "Still there, by cohort", columns, rows, tuple(notes)),),
    )


def say_log_rank(cohorts: Mapping[str, Sequence[survival.Stay]]) -> str:
    """Whether cohorts leave differently, in words with the figures behind them."""
    if len(cohorts) < 2:
        return "With one cohort at work there is nothing to compare yet."
    found = log_rank(cohorts)
    if found is None:
        return "Nobody has left while people of two cohorts could have, so the cohorts cannot be compared yet."
    plural = "s" if found.df > 1 else ""
    figures = (
        f"chi-square {rounded(found.chi_square)} with {found.df} degree{plural} of freedom, p {as_probability(found.p)}"
    )
    if found.p < SIGNIFICANT:
        return f"Cohorts leave at different rates (log-rank test: {figures})."
    return f"The cohorts do not differ by more than chance would give (log-rank test: {figures}); with few who left, that is weak."


def _tiles(curve: survival.Curve, minimum: int) -> tuple[Tile, ...]:
    name, day = LANDMARKS[1]
    six = curve.at(day)
    figure, ends, at_risk = _estimate(six, minimum)
    notes = [f"of {curve.n:,} who began work"]
    if figure is HIDDEN or figure is None:
        words = "too early to say"
    else:
        words = f"{figure}%"
        notes += [f"95% interval {ends}" if isinstance(ends, str) else "", f"{at_risk:,} watched so long"]
    median = curve.median
    months = 0 if median is None else max(-(-median * 12 // 365), 1)
    half = "not reached" if median is None else f"within {months} month{'s' if months > 1 else ''}"
    about = "more than half are still there" if median is None else "half had left by then"
    return (
        Tile(f"Still there after {name}", words, tuple(filter(None, notes))),
        Tile("Until half have left", half, (about,)),
    )


_LANDMARK_COLUMNS: Final = (
    Column("after", "After", Kind.TEXT),
    Column("stayed", "Still there", Kind.PERCENT, "Estimate of Kaplan and Meier."),
    Column("interval", "95% interval", Kind.TEXT, "Greenwood’s variance on the log(-log) scale."),
    Column("at_risk", "At risk", Kind.COUNT, "People still there, and watched, so long after their first day."),
)


def _landmark(curve: survival.Curve, name: str, day: int, minimum: int) -> tuple[Value, ...]:
    return (name, *_estimate(curve.at(day), minimum))


def _estimate(found: At, minimum: int) -> tuple[Value, Value, Value]:
    """Share, interval and number at risk; of fewer people than the minimum nothing is said. None: nobody was watched so long."""
    if found.survival is None:
        return None, None, found.at_risk
    if 0 < found.at_risk < minimum:
        return HIDDEN, HIDDEN, HIDDEN
    ends = None if found.low is None or found.high is None else (found.low * 100, found.high * 100)
    sure = "nobody had left" if found.survival == 1 else None
    return as_percent(Fraction(found.survival)), as_percents(ends) or sure, found.at_risk


def as_percents(ends: tuple[float, float] | None) -> str | None:
    """Two ends as "69.5% to 99.3%"."""
    return None if ends is None else f"{rounded(ends[0], 1)}% to {rounded(ends[1], 1)}%"


def _chart(curves: Mapping[str, survival.Curve], minimum: int) -> Chart:
    drawn = tuple(_drawn(name, curve, minimum, band=len(curves) == 1) for name, curve in curves.items())
    ends = "; ".join(
        f"{curve.label}: {as_percent(Fraction(curve.points[-1][1]))}% after {round(curve.points[-1][0])} months"
        for curve in drawn
    )
    return Chart(
        "steps",
        "People still at work" + (", with the 95% interval" if len(curves) == 1 else ", by cohort"),
        f"How many of a hundred are still there, month by month. {ends}.",
        unit="%",
        curves=drawn,
        first_label="Months since the first day",
    )


def _drawn(name: str, curve: survival.Curve, minimum: int, *, band: bool) -> Curve:
    """Whole months from 0, as long as enough people are watched."""
    months = range((curve.last_day or 0) * 12 // 365 + 1)
    points = [(month, curve.at(month * 365 // 12)) for month in months]
    told = [(month, at) for month, at in points if at.at_risk >= minimum and at.survival is not None]
    line = tuple((float(month), at.survival) for month, at in told if at.survival is not None)
    ends = tuple((float(month), at.low, at.high) for month, at in told if at.low is not None and at.high is not None)
    return Curve(name, line, ends if band else ())


def safe_endings(people: Sequence[Stayed], minimum: int) -> dict[str, int | None]:
    """How many stand how, but for who ended early; None is hidden. Whatever else shows one of them takes it from here."""
    counts = Counter(one.how for one in people)
    others = [key for key in HOW if key != EARLY]
    return dict(zip(others, suppress([counts[key] for key in others], minimum), strict=True))


def _endings(people: Sequence[Stayed], minimum: int) -> Table:
    """How placements stand. How many ended early the curve tells, so the others are protected among themselves."""
    counts = Counter(one.how for one in people)
    safe = safe_endings(people, minimum)
    rows: list[tuple[Value, ...]] = [(HOW[key], shown(number)) for key, number in safe.items()]
    rows += [(HOW[EARLY], counts[EARLY]), ("All who began", len(people))]
    columns = (Column("how", "How it stands", Kind.TEXT), Column("n", "People"))
    few = 0 < counts[EARLY] < minimum
    notes = (f"Fewer than {minimum} have left, so their reasons are not told.",) if few else ()
    return Table("retention-endings", "How it stands now", columns, tuple(rows), notes)


def _reasons(people: Sequence[Stayed], reasons: Mapping[str, str], minimum: int) -> list[Table]:
    counts = Counter(one.reason for one in people if one.how == EARLY)
    if counts.total() < minimum:
        return []
    safe = suppress([counts[key] for key in reasons], minimum)
    rows = tuple((label, shown(n)) for label, n in zip(reasons.values(), safe, strict=True))
    columns = (Column("reason", "Why", Kind.TEXT), Column("n", "People"))
    return [Table("retention-reasons", "Why they left", columns, rows)]
