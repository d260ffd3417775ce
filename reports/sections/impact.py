"""Adverse impact at every stage and on the bottom line: each group beside the benchmark, with what may be said of it."""

from collections.abc import Sequence
from typing import Final

from reports.groupings import BOTTOM, CONSIDERED, MINORITY, NOT_WOMEN, REACHED, SELECTION, WHITE, WITHDREW, WOMEN
from reports.impact import Group, Verdict, compare, holm
from reports.sections.comparing import FOCAL, MERGED, NOT_ANSWERED, WHOLE, Line, View, forest, say_line, say_step, views
from reports.sections.figures import as_interval, as_percent, as_probability, rounded, shown
from reports.sections.shares import Releases
from reports.shares import percent
from reports.stages import BY_KEY, POOL
from reports.tables import HIDDEN, Column, Kind, Section, Table, Value
from reports.tallies import Tally, count

METHOD: Final = "impact"
NOBODY_YET: Final = "Nobody has been screened yet. Each step will stand here as soon as it selects."


def impact_section(found: Releases, tallies: Sequence[Tally]) -> Section:
    """Every view: a forest plot of its ratios, and all figures beneath."""
    shown_views = views(found)
    family = holm(
        {
            f"{view.key}:{line.key}": line.comparison.p
            for view in shown_views
            for line in view.lines
            if line.comparison and line.is_test
        }
    )
    return Section(
        "impact",
        "Adverse impact, stage by stage",
        METHOD,
        lead=(
            *_first(shown_views),
            "Prepared for review by counsel or an independent auditor; it is not a finding.",
        ),
        charts=tuple(chart for view in shown_views if (chart := forest(view))),
        tables=(
            *(_table(view, family) for view in shown_views if view.steps),
            *(table for table in (_sensitivity(found),) if table),
            *(table for table in (_waiting(found, tallies),) if table),
        ),
        empty=""
        if any(view.steps for view in shown_views)
        else "Nobody has been screened yet. Each step will stand here as soon as it selects.",
    )


def _first(shown_views: Sequence[View]) -> list[str]:
    """What to read first: every flag, then every watch, in words; or that there is none."""
    found = [
        (verdict, view, line)
        for verdict in (Verdict.FLAG, Verdict.WATCH)
        for view in shown_views
        for line in view.lines
        if line.comparison is not None and line.comparison.verdict == verdict
    ]
    if not found:
        return ["No step and no bottom line that can be shown reads “flag” or “watch”."]
    return [f"{str(verdict).capitalize()}: {say_line(line)}" for verdict, _, line in found]


def summary_section(found: Releases) -> Section:
    """The short form for the page of a cohort: women and minority members at every step, drawn, with the figures to read first."""
    pairs = [
        View(view.key, view.title, {step: lines for step, lines in view.steps.items() if step in FIRST_PAGE})
        for view in views(found)
        if view.key in ("gender", "minority")
    ]
    rows = [
        _short_row(line)
        for view in pairs
        for line in view.lines
        if line.label in FOCAL or (line.comparison is not None and line.verdict != Verdict.BENCHMARK)
    ]
    columns = tuple(column for column in COLUMNS if column.key in SHORT)
    table = Table("impact-summary", "Women and minority members at every step", columns, tuple(rows))
    return Section(
        "impact",
        "Adverse impact, stage by stage",
        METHOD,
        lead=(*_first(pairs), "Prepared for review by counsel or an independent auditor; it is not a finding."),
        charts=tuple(chart for view in pairs if (chart := forest(view))),
        tables=(table,) if rows else (),
        empty="" if rows else NOBODY_YET,
    )


FIRST_PAGE: Final = (*SELECTION, BOTTOM, WHOLE)
"""The steps of the short form: up to the class. What came after it stands on the page of groups."""
SHORT: Final = ("step", "group", "considered", "advanced", "rate", "ratio", "interval", "p", "reading")
"""The columns of the short form."""


def _short_row(line: Line) -> tuple[Value, ...]:
    row = dict(zip((column.key for column in COLUMNS), _row(line, None), strict=True))
    return tuple(row[key] for key in SHORT)


COLUMNS: Final = (
    Column("step", "Step", Kind.TEXT),
    Column("group", "Group", Kind.TEXT),
    Column("considered", "Considered"),
    Column("advanced", "Advanced"),
    Column("rate", "Rate", Kind.PERCENT),
    Column("ratio", "Ratio", Kind.NUMBER, "The rate as a part of the benchmark’s rate."),
    Column("interval", "95% interval", Kind.NUMBER),
    Column(
        "four_fifths",
        "Four fifths",
        Kind.TEXT,
        "Whether the rate is below four fifths of the benchmark’s, in whole numbers.",
    ),
    Column("test", "Test", Kind.TEXT),
    Column("p", "p", Kind.P),
    Column("holm", "Holm p", Kind.P, "Adjusted for every comparison of this report."),
    Column("shortfall", "Shortfall", Kind.NUMBER, "How many more would advance at the common rate."),
    Column("h", "Cohen’s h", Kind.NUMBER),
    Column("flip", "One person", Kind.TEXT, "Whether one person more here instead of one there reverses the order."),
    Column("reading", "Reading", Kind.BADGE),
)


def _table(view: View, family: dict[str, float]) -> Table:
    rows = tuple(_row(line, family.get(f"{view.key}:{line.key}")) for line in view.lines)
    notes = [
        "Benchmark: the highest rate of a group with at least 2% of the step, among those shown; never a sum of groups."
    ]
    if any(line.label == NOT_WOMEN for line in view.lines):
        notes.append(
            "Men cannot be shown apart, since too few are non-binary or another: women stand beside everybody else who answered."
        )
    if any(line.bounds for line in view.lines):
        notes.append("Where fewer than 80% answered, the rate is given as bounds and nothing is compared.")
    return Table(f"impact-{view.key}", f"{view.title}: every step, and both ends", COLUMNS, rows, tuple(notes))


def _row(line: Line, adjusted: float | None) -> tuple[Value, ...]:
    if line.group is None:
        return (say_step(line.step), line.label, *[HIDDEN] * 13)
    counts = say_step(line.step), line.label, line.group.considered, line.group.advanced
    if line.bounds is not None:
        rate: Value = f"{percent(line.bounds[0], 2)}% to {percent(line.bounds[1], 2)}%"
        return (*counts, rate, *[None] * 9, NOT_ANSWERED)
    rate = as_percent(line.group.rate, 2)
    one = line.comparison
    if one is None or one.is_benchmark:
        return (*counts, rate, None if one is None else rounded(one.ratio), *[None] * 8, line.verdict)
    return (
        *counts,
        rate,
        rounded(one.ratio),
        as_interval(one.interval),
        "below" if one.is_below else "not below",
        one.test if one.is_tested else None,
        as_probability(one.p) if one.is_tested else None,
        as_probability(adjusted),
        rounded(one.shortfall, 1),
        rounded(one.h),
        "reverses it" if one.one_person_reverses else "does not",
        line.verdict,
    )


def _sensitivity(found: Releases) -> Table | None:
    """The bottom line once more, with those who withdrew before an answer counted as considered and not selected."""
    rows: list[tuple[Value, ...]] = []
    for released, groups in ((found.gender, (WOMEN, NOT_WOMEN)), (found.race, (MINORITY, WHITE))):
        if (CONSIDERED, BOTTOM) not in released.everybody:
            return None
        if not released.everybody[WITHDREW, POOL]:
            continue
        together = []
        for label in groups:
            considered = released.shown(label, CONSIDERED, BOTTOM)
            withdrew = released.shown(label, WITHDREW, POOL)
            advanced = released.shown(label, REACHED, "offered")
            if considered is not None and withdrew is not None and advanced is not None:
                together.append(Group(label, considered + withdrew, advanced, merged=label in MERGED))
        beside = {each.focal.label: each for each in compare(together, pool=released.everybody[CONSIDERED, BOTTOM])}
        for label in groups:
            left = shown(released.shown(label, WITHDREW, POOL))
            ratio: Value = rounded(beside[label].ratio) if label in beside and len(together) == 2 else HIDDEN
            rows.append((label, left, ratio))
    if not rows:
        return None
    columns = (
        Column("group", "Group", Kind.TEXT),
        Column("withdrew", "Withdrew"),
        Column("ratio", "Ratio then", Kind.NUMBER),
    )
    return Table(
        "impact-withdrew",
        "The bottom line, if those who withdrew before an answer counted as not selected",
        columns,
        tuple(rows),
    )


def _waiting(found: Releases, tallies: Sequence[Tally]) -> Table | None:
    """Who is in no rate, step by step: waits for an answer, or withdrew before it. Everybody together, not by group."""
    steps = [BY_KEY[stage] for kind, stage in found.race.everybody if kind == CONSIDERED and stage != BOTTOM]
    rows = tuple(
        (
            say_step(stage.key),
            count(t for t in tallies if t.considered(stage)),
            count(t for t in tallies if t.has(stage)),
            count(t for t in tallies if t.undecided(stage)),
            count(t for t in tallies if t.withdrew_before(stage)),
        )
        for stage in steps
    )
    columns = (
        Column("step", "Step", Kind.TEXT),
        Column("considered", "Considered"),
        Column("advanced", "Advanced"),
        Column("undecided", "Wait for an answer"),
        Column("withdrew", "Withdrew before it"),
    )
    return Table("impact-waiting", "Everybody at each step, and who is in no rate", columns, rows) if rows else None
