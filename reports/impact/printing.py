"""A statement of adverse impact as plain text: the table, and beside it what may be said of it in words."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from reports.impact.comparing import Comparison, Verdict
from reports.impact.statement import Statement
from reports.impact.strata import Strata, Stratum
from reports.shares import percent

CAVEAT: Final = (
    "Prepared for review by counsel or an independent auditor. It is not a finding: a ratio alone proves nothing, and no sign of "
    "impact does not prove fairness."
)
MEANINGS: Final = {
    Verdict.FLAG: "below four fifths of the reference's rate, and chance alone is unlikely (headline p below 0.05)",
    Verdict.WATCH: "one of the two: below four fifths, or unlikely to be chance",
    Verdict.TOO_FEW: "there is such a sign, but selecting one different person would reverse the order of the rates",
    Verdict.NO_SIGN: "neither",
}


def to_text(statement: Statement) -> str:
    """The statement to be read in a terminal."""
    return "\n".join(_paragraphs(statement))


def _paragraphs(statement: Statement) -> Iterator[str]:
    how = "chosen by you" if statement.is_chosen else "the highest rate of the groups with at least 2% of everybody"
    yield f"Reference: {statement.reference.label} ({how})."
    yield ""
    head = ("Group", "Selected", "Rate", "Ratio", "95% interval", "p", "Test", "Holm p", "Shortfall", "h", "Verdict")
    rows = [_cells(one, statement.holm.get(one.focal.label)) for one in statement.comparisons]
    yield from _aligned([head, *rows])
    said = [sentence for one in statement.comparisons if (sentence := _sentence(one))]
    if said:
        yield ""
        yield from said
    if statement.strata is not None:
        yield ""
        yield from _strata(statement.strata)
    yield ""
    shown = {one.verdict for one in statement.comparisons}
    yield from (f"{verdict.word}: {meaning}." for verdict, meaning in MEANINGS.items() if verdict in shown)
    yield "Ratio: the group's rate to the reference's. Test: pooled Z, or Fisher's exact test where people or selections are few."
    yield "Holm p: adjusted for all groups of the table. Shortfall: how many more would be selected at the common rate."
    yield CAVEAT


def _cells(one: Comparison, holm_p: float | None) -> tuple[str, ...]:
    interval = one.interval if one.is_tested else None
    return (
        one.focal.label,
        f"{one.focal.advanced:,} of {one.focal.considered:,}",
        _rate(one.focal.rate),
        "-" if one.ratio is None else f"{float(one.ratio):.3f}",
        "-" if interval is None else f"{interval[0]:.3f} to {interval[1]:.3f}",
        _p(one.p) if one.is_tested else "-",
        one.test if one.is_tested else "-",
        "-" if holm_p is None else _p(holm_p),
        "-" if one.is_empty else f"{float(one.shortfall):.1f}",
        "-" if one.h is None else f"{one.h:.2f}",
        "reference" if one.is_benchmark else "undefined" if one.verdict == Verdict.UNDEFINED else one.verdict.word,
    )


def _sentence(one: Comparison) -> str:
    """What is to be said of a group beside the figures; nothing where there is no sign."""
    if one.is_benchmark or one.verdict == Verdict.NO_SIGN:
        return ""
    name, counts = one.focal.label, f"{one.focal.advanced:,} of {one.focal.considered:,}"
    if one.verdict == Verdict.UNDEFINED:
        why = "nobody was considered" if one.is_empty else "nobody of the reference was selected"
        return f"{name}: {why}, so the ratio is undefined."
    below = "below four fifths" if one.is_below else "not below four fifths"
    chance = "unlikely by chance" if one.p < 0.05 else "chance can explain it"
    few = " One different person selected would reverse the order." if one.one_person_reverses else ""
    return (
        f"{name}: {counts} selected against {one.reference.advanced:,} of {one.reference.considered:,}: {below}, {chance}"
        f" ({one.test}, {_said(one.p)}).{few} {one.verdict.word.capitalize()}."
    )


def _strata(strata: Strata) -> Iterator[str]:
    total = strata.total
    yield f"{total.focal.label} against {total.reference.label}, stratum by stratum and in total:"
    yield ""
    head = ("Stratum", total.focal.label, "Rate", total.reference.label, "Rate", "Ratio", "Odds ratio", "Note")
    whole = Stratum("Total", total.focal, total.reference)
    yield from _aligned([head, *(_stratum(stratum) for stratum in [*strata.strata, whole])])
    yield ""
    same, test, interval = strata.homogeneity, strata.cmh, strata.odds_interval
    if same is not None:
        yield f"Do the strata agree? Breslow-Day with Tarone's correction: {same.statistic:.3f}, df {same.df}, {_said(same.p)}."
    yield strata.why
    if strata.pooled_allowed and strata.odds_ratio is not None and interval is not None and test is not None:
        yield (
            f"Common odds ratio (Mantel-Haenszel): {strata.odds_ratio:.3f}, 95% interval {interval[0]:.3f} to {interval[1]:.3f}. "
            f"Cochran-Mantel-Haenszel, no continuity correction: {test.statistic:.3f}, df 1, {_said(test.p)}."
        )
    if strata.is_reversed:
        yield "The total points the other way than the strata do together (Simpson): it must not be read alone."


def _stratum(stratum: Stratum) -> tuple[str, ...]:
    ratio, odds = stratum.comparison.ratio, stratum.odds_ratio
    return (
        stratum.label,
        f"{stratum.focal.advanced:,} of {stratum.focal.considered:,}",
        _rate(stratum.focal.rate),
        f"{stratum.reference.advanced:,} of {stratum.reference.considered:,}",
        _rate(stratum.reference.rate),
        "-" if ratio is None else f"{float(ratio):.3f}",
        "-" if odds is None else f"{float(odds):.3f}",
        f"tells nothing: {stratum.left_out}" if stratum.left_out else "",
    )


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as columns of equal width: the first column to the left, figures to the right, the last as it is."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    last = len(widths) - 1
    return [
        "  ".join(
            cell.ljust(width) if place == 0 else cell if place == last else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _rate(rate: Fraction | None) -> str:
    return "-" if rate is None else f"{percent(rate, 2)}%"


def _p(p: float) -> str:
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _said(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
