"""Gender and race together, on the bottom line: whether two groups that look fine apart look fine where they meet."""

from collections.abc import Sequence
from typing import Final

from reports.cross import Crossed, Meeting, cross
from reports.groupings import BOTTOM, CONSIDERED, GENDER, MEN, MINORITY, NOT_WOMEN, RACE, RACES, REACHED, WHITE, WOMEN
from reports.impact import Group, compare
from reports.release import Protect
from reports.sections.figures import as_interval, as_percent, as_probability, rounded
from reports.sections.shares import Releases
from reports.shares import FULL_RESPONSE
from reports.tables import HIDDEN, Chart, Column, Kind, Mark, Section, Table, Value
from reports.tallies import Tally

METHOD: Final = "intersections"
TITLE: Final = "Where gender and race meet"
PLACES: Final = ((CONSIDERED, BOTTOM), (REACHED, "offered"))


def _meeting(gender: str, race: str, cost: float) -> Meeting:
    return Meeting((gender, race), GENDER.groups[gender], RACE.groups[race], cost)


COARSE: Final = tuple(_meeting(gender, race, 4.0) for gender in (WOMEN, NOT_WOMEN) for race in (MINORITY, WHITE))
FINE: Final = tuple(
    _meeting(gender, race, 1.0) for gender in (WOMEN, MEN) for race in RACES if (gender, race) != (WOMEN, WHITE)
)
"""Women who are White stand among the coarse ones already."""


def intersections_section(found: Releases, tallies: Sequence[Tally], protect: Protect) -> Section:
    """Women and others by minority, then women and men by race; protected with the counts that the other sections show."""
    if any(place not in found.race.everybody for place in PLACES):
        return Section("intersections", TITLE, METHOD, empty="Nobody has been offered a seat yet.")
    crossed = cross(
        tallies,
        (*COARSE, *FINE),
        PLACES,
        beside=(found.gender, found.race),
        minimum=found.rules.minimum,
        protect=protect,
    )
    everybody = found.race.everybody[PLACES[0]]
    known = sum(crossed.counts[*meeting.label, *PLACES[0]] for meeting in COARSE)
    enough = everybody > 0 and known * FULL_RESPONSE.denominator >= everybody * FULL_RESPONSE.numerator
    women = [meeting for meeting in (*COARSE, *FINE) if meeting.label[0] == WOMEN and meeting.label[1] in RACES]
    fine = sorted(women, key=lambda one: RACES.index(one.label[1])) + [one for one in FINE if one.label[0] == MEN]
    tables = (
        _table("intersections-minority", "Women and others, by minority", COARSE, crossed, everybody, enough=enough),
        _table("intersections-race", "Women and men, by race and ethnicity", fine, crossed, everybody, enough=enough),
    )
    chart = _chart(tables[0])
    return Section(
        "intersections",
        TITLE,
        METHOD,
        lead=("Only people whose gender and race are both known stand here.",),
        charts=(chart,) if chart else (),
        tables=tables,
    )


def _table(
    key: str, caption: str, meetings: Sequence[Meeting], crossed: Crossed, everybody: int, *, enough: bool
) -> Table:
    counts = {meeting.label: crossed.both(meeting, PLACES) for meeting in meetings}
    known = [Group(", ".join(label), *both) for label, both in counts.items() if both is not None]
    beside = {each.focal.label: each for each in compare(known, pool=everybody)} if enough else {}
    rows: list[tuple[Value, ...]] = []
    for label, both in counts.items():
        if both is None:
            rows.append((*label, *[HIDDEN] * 7))
            continue
        one = beside.get(", ".join(label))
        figures: tuple[Value, ...] = (None, None, None, None)
        if one is not None:
            interval, p = (as_interval(one.interval), as_probability(one.p)) if one.is_tested else (None, None)
            figures = rounded(one.ratio), interval, p, str(one.verdict)
        rows.append((*label, *both, as_percent(Group("", *both).rate, 2) if enough else None, *figures))
    columns = (
        Column("gender", "Gender", Kind.TEXT),
        Column("race", "Race and ethnicity", Kind.TEXT),
        Column("considered", "Got an answer"),
        Column("offered", "Offered a seat"),
        Column("rate", "Rate", Kind.PERCENT),
        Column("ratio", "Ratio", Kind.NUMBER),
        Column("interval", "95% interval", Kind.NUMBER),
        Column("p", "p", Kind.P),
        Column("reading", "Reading", Kind.BADGE),
    )
    notes = () if enough else ("Fewer than 80% answered both questions, so no rate is given.",)
    return Table(key, caption, columns, tuple(rows), notes)


def _chart(table: Table) -> Chart | None:
    """The ratios of a table, from the table's own values."""
    marks = [
        _mark(f"{gender}, {race}", ratio, interval, reading)
        for gender, race, *_, ratio, interval, _, reading in table.rows
        if reading != "benchmark"
    ]
    if not any(mark.middle is not None for mark in marks):
        return None
    said = "; ".join(f"{mark.label}: {mark.text}" for mark in marks)
    title = "Impact ratios where gender and race meet"
    return Chart("forest", title, f"{said}.", unit="ratio", marks=tuple(marks), guide=0.8)


def _mark(label: str, ratio: Value, interval: Value, reading: Value) -> Mark:
    if ratio is HIDDEN:
        return Mark(label, None, text="hidden")
    if ratio is None or not isinstance(interval, str):
        return Mark(label, None, text=str(reading or "–"))
    low, high = (float(end) for end in interval.split(" to "))
    return Mark(label, float(str(ratio)), low, high, f"{ratio} ({interval}), {reading}", str(reading))
