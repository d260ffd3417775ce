"""Who is in the pool, at each stage and in the class: shares with numerator, denominator and response rate, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from reports.groupings import EEO_MINORITY, MINORITY, REACHED, WOMEN
from reports.release import Released
from reports.rules import RuleSet
from reports.sections.figures import share_values
from reports.shares import Share
from reports.stages import BY_KEY, CLASS, POOL, STAGES
from reports.tables import Chart, Column, Kind, Mark, Section, Table, Tile, Value, say
from reports.tallies import Tally, count

METHOD: Final = "shares"


@dataclass(frozen=True)
class Releases:
    """What may be shown of one cohort: the counts of each question, and the rules they were released under."""

    race: Released
    gender: Released
    rules: RuleSet

    @property
    def minority(self) -> str:
        """The group that counts as minority on this basis."""
        return MINORITY if self.rules.mena_counts else EEO_MINORITY

    @property
    def basis(self) -> str:
        """The basis in words."""
        if self.rules.mena_counts:
            return "Minority: any selection other than White alone; Middle Eastern or North African alone counts (SPD 15, 2024)."
        return "Minority: any selection other than White; Middle Eastern or North African counts as White (EEO-1)."


def share_of(released: Released, group: str, stage: str) -> Share | None:
    """The share of a group among those of a stage who answered; None where it may not be shown."""
    if not released.has(group, REACHED, stage):
        return None
    members, known = released.shown(group, REACHED, stage), released.known(REACHED, stage)
    if members is None or known is None:
        return None
    return Share(members, known, released.everybody[REACHED, stage] - known)


def shares_section(found: Releases) -> Section:
    """Women and minority members: the class beside the pool, then every stage."""
    both = (("Minority members", found.race, found.minority), ("Women", found.gender, WOMEN))
    tiles = tuple(_tile(label, released, group) for label, released, group in both if CLASS in found.race.stages)
    return Section(
        "shares",
        "The class beside the pool",
        METHOD,
        lead=(
            "Outcomes, not targets: no step of screening or deciding can see these answers.",
            found.basis,
        ),
        tiles=tiles,
        charts=(_chart(both),) if tiles else (),
        tables=(_stages(found),) if found.race.stages else (),
        empty=""
        if found.race.stages
        else "Nobody has applied yet. The class will stand here beside everybody who applied.",
    )


def _tile(label: str, released: Released, group: str) -> Tile:
    chosen, pool = share_of(released, group, CLASS), share_of(released, group, POOL)
    return Tile(
        f"{label} of the class", _figure(chosen), (_counted(chosen), f"Pool: {_figure(pool)}, {_counted(pool)}")
    )


def _figure(share: Share | None) -> str:
    return say(share_values(share)[0], Kind.PERCENT)


def _counted(share: Share | None) -> str:
    """Numerator, denominator and response rate in words."""
    _, members, known, response = share_values(share)
    if not isinstance(members, int):
        return "the counts are hidden"
    return f"{members:,} of {known:,} who answered, response {say(response, Kind.PERCENT)}"


def _mark(label: str, released: Released, group: str) -> Mark:
    chosen, pool = share_of(released, group, CLASS), share_of(released, group, POOL)
    point = None if chosen is None else chosen.point
    beside = None if pool is None else pool.point
    low, high = (chosen.low, chosen.high) if chosen is not None and point is None else (None, None)
    return Mark(
        label,
        _float(point),
        low=_float(low),
        high=_float(high),
        text=f"{_figure(chosen)}, pool {_figure(pool)}",
        second=_float(beside),
    )


def _float(share: Fraction | None) -> float | None:
    """A share as percent with one place: no more than is printed."""
    return None if share is None else round(float(share) * 100, 1)


def _chart(both: Sequence[tuple[str, Released, str]]) -> Chart:
    marks = tuple(_mark(label, released, group) for label, released, group in both)
    said = "; ".join(f"{mark.label}: class {mark.text}" for mark in marks)
    return Chart(
        "dots",
        "Share of the class and of the pool",
        f"{said}.",
        unit="%",
        marks=marks,
        first_label="Class",
        second_label="Pool",
    )


def _stages(found: Releases) -> Table:
    rows: list[tuple[Value, ...]] = []
    for stage in STAGES:
        if stage.key not in found.race.stages:
            continue
        women = share_values(share_of(found.gender, WOMEN, stage.key))
        minority = share_values(share_of(found.race, found.minority, stage.key))
        rows.append((stage.label, found.race.everybody[REACHED, stage.key], *women, *minority))
    return Table(
        "shares-by-stage",
        "Women and minority members of those who reached each stage",
        (
            Column("stage", "Stage", Kind.TEXT),
            Column("people", "People"),
            Column("women", "Women", Kind.PERCENT),
            Column("women_count", "Counted"),
            Column("women_known", "Answered"),
            Column("women_response", "Response", Kind.PERCENT),
            Column("minority", "Minority", Kind.PERCENT),
            Column("minority_count", "Counted"),
            Column("minority_known", "Answered"),
            Column("minority_response", "Response", Kind.PERCENT),
        ),
        tuple(rows),
        notes=("Below 80% response the two bounds stand instead of one figure.",),
    )


def asked_section(tallies: Sequence[Tally]) -> Section:
    """How the question was met: answered, skipped, declined and not asked are four different things."""
    words = {
        "answered": "Answered at least one question",
        "skipped": "Skipped",
        "declined": "Declined or withdrew",
        "not_asked": "Not asked",
    }
    pool = [tally for tally in tallies if tally.has(POOL)]
    chosen = [tally for tally in tallies if tally.has(CLASS)]
    rows = tuple(
        (label, count(t for t in pool if t.state == state), count(t for t in chosen if t.state == state))
        for state, label in words.items()
    )
    table = Table(
        "asked",
        f"How the question about oneself was met, {BY_KEY[POOL].label.lower()} and class",
        (Column("state", "The question was", Kind.TEXT), Column("pool", "Pool"), Column("class", "Class")),
        rows,
        notes=("Skipped, declined and not asked are all unknown in every share; none of them is taken for any group.",),
    )
    return Section("asked", "How the question was met", METHOD, tables=(table,))
