"""What a table of selections shows: every group beside the reference and, with strata, one group against it in each.

From a `TableFile` to figures, and from the figures to the object that others read. Numbers are rounded nowhere here.
"""

from dataclasses import dataclass
from typing import Any, Final

from reports.impact.comparing import Comparison, adjusted, compare
from reports.impact.groups import Group, benchmark
from reports.impact.strata import Strata, Stratum
from reports.impact.tablefile import TableError, TableFile

Json = dict[str, Any]
EVERYBODY: Final = 10_000_000_000
SHOWN_GROUPS: Final = 12
"""So many groups are named where a name is not found."""


@dataclass(frozen=True)
class Statement:
    """All groups beside the reference, in the order of the file; `strata` where the file has them."""

    reference: Group
    comparisons: list[Comparison]
    holm: dict[str, float]
    is_chosen: bool
    """Whether the reader chose the reference; else it is the benchmark of 29 CFR 1607.4D."""
    focal: str | None = None
    strata: Strata | None = None


def state(table: TableFile, *, reference: str | None = None, focal: str | None = None) -> Statement:
    """Work out a table. Strata need both `focal` and `reference`. Raises TableError, in words, where that cannot be done."""
    _check(table, reference, focal)
    groups = _totals(table)
    everybody = sum(group.considered for group in groups.values())
    if everybody > EVERYBODY:
        raise TableError(f"the table counts {everybody:,} people, more than there are")
    best = benchmark([*groups.values()]) if reference is None else groups[reference]
    if best is None:
        raise TableError(
            "nobody was considered in any group, so there is nothing to compare"
            if not everybody
            else "no group has 2% of everybody, so none can be the benchmark; name one with --reference"
        )
    if not best.considered:
        raise TableError(f'nobody was considered in "{best.label}", so nothing can be compared with it')
    comparisons = compare([*groups.values()], reference=best)
    holm = {label: p for (_, label), p in adjusted({"": comparisons}).items()}
    strata = _strata(table, focal, best.label) if table.has_strata and focal is not None else None
    return Statement(best, comparisons, holm, reference is not None, focal, strata)


def _check(table: TableFile, reference: str | None, focal: str | None) -> None:
    known = ", ".join(table.groups[:SHOWN_GROUPS]) + (", ..." if len(table.groups) > SHOWN_GROUPS else "")
    for option, name in (("--reference", reference), ("--focal", focal)):
        if name is not None and name not in table.groups:
            raise TableError(f'{option}: there is no group "{name}" in the table; its groups are {known}')
    if reference is not None and reference == focal:
        raise TableError(f'--focal and --reference are both "{focal}"; they must be two groups')
    if table.has_strata and (reference is None or focal is None):
        raise TableError(
            "a table with strata compares two groups inside each: name them with --focal GROUP --reference GROUP"
            f" (its groups are {known})"
        )


def _totals(table: TableFile) -> dict[str, Group]:
    """Each group over all strata."""
    sums: dict[str, tuple[int, int]] = {}
    for row in table.rows:
        total, selected = sums.get(row.group, (0, 0))
        sums[row.group] = total + row.total, selected + row.selected
    return {name: Group(name, *counts) for name, counts in sums.items()}


def _strata(table: TableFile, focal: str, reference: str) -> Strata:
    cells = {(row.stratum, row.group): (row.total, row.selected) for row in table.rows}
    return Strata(
        [
            Stratum(
                name,
                Group(focal, *cells.get((name, focal), (0, 0))),
                Group(reference, *cells.get((name, reference), (0, 0))),
            )
            for name in table.strata
        ]
    )


def to_json(statement: Statement) -> Json:
    """The object of `manage.py adverse_impact --json`: floats in full, None where a figure is undefined. docs/adverse-impact.md."""
    found: Json = {
        "reference": statement.reference.label,
        "groups": [group_json(one, statement.holm.get(one.focal.label)) for one in statement.comparisons],
    }
    if statement.strata is not None:
        found |= {"focal": statement.focal, **strata_json(statement.strata)}
    return found


def group_json(one: Comparison, holm_p: float | None) -> Json:
    """One group against the reference.

    The reference's own row has a ratio of 1, no shortfall, no effect and no test: nothing is tested against itself. Where nobody of
    a group was considered everything but its counts is None.
    """
    defined, tested = not one.is_empty, one.is_tested
    interval = one.interval if tested else None
    return {
        "group": one.focal.label,
        "n": one.focal.considered,
        "selected": one.focal.advanced,
        "rate": _float(one.focal.rate),
        "impact_ratio": _float(one.ratio),
        "four_fifths_flag": one.is_below if defined else None,
        "z": one.z if tested else None,
        "z_p": one.z_p if tested else None,
        "fisher_p": one.fisher_p if tested else None,
        "mid_p": one.mid_p if tested else None,
        "test": one.test.lower() if tested else None,
        "shortfall": float(one.shortfall) if defined else None,
        "cohens_h": one.h,
        "ratio_low": interval[0] if interval else None,
        "ratio_high": interval[1] if interval else None,
        "flip": one.one_person_reverses if tested else None,
        "holm_p": holm_p,
        "verdict": one.verdict.word,
    }


def strata_json(strata: Strata) -> Json:
    """The focal group against the reference over all strata: `breslow_day` with Tarone's correction, `cmh` without one."""
    same, test, interval = strata.homogeneity, strata.cmh, strata.odds_interval
    return {
        "breslow_day": same.statistic if same else None,
        "breslow_day_df": same.df if same else None,
        "breslow_day_p": same.p if same else None,
        "mh_odds_ratio": strata.odds_ratio,
        "mh_low": interval[0] if interval else None,
        "mh_high": interval[1] if interval else None,
        "cmh": test.statistic if test else None,
        "cmh_p": test.p if test else None,
        "pooled_allowed": strata.pooled_allowed,
        "why": strata.why,
        "reversed": strata.is_reversed,
        "strata": [_stratum_json(stratum) for stratum in strata.strata],
    }


def _stratum_json(stratum: Stratum) -> Json:
    one = stratum.comparison
    return {
        "stratum": stratum.label,
        "focal_n": stratum.focal.considered,
        "focal_selected": stratum.focal.advanced,
        "focal_rate": _float(stratum.focal.rate),
        "reference_n": stratum.reference.considered,
        "reference_selected": stratum.reference.advanced,
        "reference_rate": _float(stratum.reference.rate),
        "impact_ratio": _float(one.ratio),
        "odds_ratio": _float(stratum.odds_ratio),
        "z": one.z,
        "fisher_p": one.fisher_p if not one.is_empty else None,
        "left_out": stratum.left_out or None,
    }


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
