"""All cohorts side by side: shares of pool and class over time, and the same comparison in every cohort before any sum of them."""

from collections.abc import Sequence
from typing import Final

from reports.groupings import MINORITY, NOT_WOMEN, WHITE, WOMEN
from reports.impact import Group
from reports.impact.strata import Strata, Stratum
from reports.release import Released
from reports.sections.comparing import WHOLE, ends_of
from reports.sections.figures import as_interval, as_percent, as_probability, rounded, share_values
from reports.sections.shares import Releases, share_of
from reports.shares import FULL_RESPONSE
from reports.stages import CLASS, POOL
from reports.tables import HIDDEN, Chart, Column, Curve, Kind, Section, Table, Value

METHOD: Final = "trend"
Cohorts = Sequence[tuple[str, Releases]]
"""The name of each cohort and what may be shown of it, oldest first."""


def trend_section(cohorts: Cohorts) -> Section:
    """Women and minority members of pool and class, cohort by cohort."""
    if not cohorts:
        return Section(
            "trend", "From cohort to cohort", METHOD, empty="When people have applied to a cohort, it stands here."
        )
    rows: list[tuple[Value, ...]] = []
    for name, found in cohorts:
        row: list[Value] = [name]
        for released, group in ((found.gender, WOMEN), (found.race, found.minority)):
            for stage in (POOL, CLASS):
                has = released.has(group, "reached", stage)
                figure, _, known, _ = (
                    share_values(share_of(released, group, stage)) if has else (None, None, None, None)
                )
                row += [figure, known]
        rows.append(tuple(row))
    columns = [Column("cohort", "Cohort", Kind.TEXT)]
    for key, label in (("women", "Women"), ("minority", "Minority")):
        for words in ("pool", "class"):
            columns += [
                Column(f"{key}_{words}", f"{label}, {words}", Kind.PERCENT),
                Column(f"{key}_{words}_known", "Answered"),
            ]
    table = Table("trend", "Shares of those who answered, pool and class of each cohort", tuple(columns), tuple(rows))
    lead = (cohorts[-1][1].basis, "A share below 80% response is given as bounds and not drawn.")
    return Section("trend", "From cohort to cohort", METHOD, lead=lead, charts=_charts(table), tables=(table,))


def _charts(table: Table) -> tuple[Chart, ...]:
    """One chart for women and one for minority members: pool and class as lines, from the table's own values."""
    ticks = tuple(str(row[0]) for row in table.rows)
    charts = []
    for title, place in (("Women", 1), ("Minority members", 5)):
        curves = tuple(
            Curve(
                label,
                tuple(
                    (float(at), float(str(row[column]))) for at, row in enumerate(table.rows) if _is_point(row[column])
                ),
            )
            for label, column in (("Pool", place), ("Class", place + 2))
        )
        if not any(curve.points for curve in curves):
            continue
        said = "; ".join(
            f"{curve.label}: " + ", ".join(f"{ticks[int(at)]} {share}%" for at, share in curve.points)
            for curve in curves
            if curve.points
        )
        charts.append(
            Chart("lines", f"{title}, share of pool and class", f"{said}.", unit="%", curves=curves, ticks=ticks)
        )
    return tuple(charts)


def _is_point(value: Value) -> bool:
    return value is not None and value is not HIDDEN and not isinstance(value, str)


def strata_section(cohorts: Cohorts) -> Section:
    """Women beside others, and minority beside not, in each cohort; one figure for all only where the cohorts allow it."""
    pairs = (("women", WOMEN, NOT_WOMEN), ("minority", MINORITY, WHITE))
    tables, lead = [], []
    for key, focal, reference in pairs:
        strata = [
            stratum
            for name, found in cohorts
            if (stratum := _stratum(name, found.gender if key == "women" else found.race, focal, reference))
        ]
        if len(strata) < 2:
            continue
        together = Strata(strata)
        tables.append(_table(key, focal, reference, together))
        lead.append(_say(focal, together))
    empty = "Two cohorts whose figures can be shown are needed before they can be compared."
    return Section(
        "strata",
        "The same question in every cohort",
        "strata",
        lead=tuple(lead),
        tables=tuple(tables),
        empty="" if tables else empty,
    )


def _stratum(name: str, released: Released, focal: str, reference: str) -> Stratum | None:
    """One cohort, from the pool to the class; None where something of it is hidden, or too few answered."""
    first, last = ends_of(WHOLE)
    if not all(released.has(group, *place) for group in (focal, reference) for place in (first, last)):
        return None
    known, everybody = released.known(*first), released.everybody[first]
    if known is None or not everybody or known * FULL_RESPONSE.denominator < everybody * FULL_RESPONSE.numerator:
        return None
    groups = []
    for label in (focal, reference):
        considered, advanced = released.shown(label, *first), released.shown(label, *last)
        if considered is None or advanced is None:
            return None
        groups.append(Group(label, considered, advanced))
    return Stratum(name, *groups)


def _say(focal: str, strata: Strata) -> str:
    words = f"{focal}: {strata.why}"
    if strata.pooled_allowed and strata.odds_ratio is not None and strata.cmh is not None:
        ends = as_interval(strata.odds_interval)
        p = as_probability(strata.cmh.p)
        words += f" Common odds ratio {rounded(strata.odds_ratio)} ({ends}), Cochran-Mantel-Haenszel p {p}."
    if strata.is_reversed:
        words += " The total points the other way than the cohorts do (Simpson): read the cohorts."
    return words


def _table(key: str, focal: str, reference: str, strata: Strata) -> Table:
    rows: list[tuple[Value, ...]] = []
    for name, one in [*((s.label, s.comparison) for s in strata.strata), ("All cohorts", strata.total)]:
        a, b = one.focal, one.reference
        rows.append(
            (
                name,
                a.considered,
                a.advanced,
                as_percent(a.rate, 2),
                b.considered,
                b.advanced,
                as_percent(b.rate, 2),
                rounded(one.ratio),
                as_probability(one.p) if one.is_tested else None,
                str(one.verdict),
            )
        )
    columns = (
        Column("cohort", "Cohort", Kind.TEXT),
        Column("focal_n", f"{focal}, got an answer"),
        Column("focal_x", "in the class"),
        Column("focal_rate", "Rate", Kind.PERCENT),
        Column("reference_n", f"{reference}, got an answer"),
        Column("reference_x", "in the class"),
        Column("reference_rate", "Rate", Kind.PERCENT),
        Column("ratio", "Ratio", Kind.NUMBER),
        Column("p", "p", Kind.P),
        Column("reading", "Reading", Kind.BADGE),
    )
    same = strata.homogeneity
    notes = (
        ()
        if same is None
        else (f"Breslow-Day (Tarone): {rounded(same.statistic)} on {same.df}, p {as_probability(same.p)}.",)
    )
    return Table(
        f"strata-{key}",
        f"{focal} beside {reference.lower()}, cohort by cohort and together",
        columns,
        tuple(rows),
        notes,
    )
