"""The tables of New York City Local Law 144: selection and scoring rates by sex, by race and ethnicity, and by both."""

from collections.abc import Sequence
from itertools import product
from typing import Final

from reports.cross import UNKNOWN, Crossed, Meeting, cross
from reports.groupings import ANOTHER, CONSIDERED, EEO1_ROWS, MEN, RACE, RACE_ATOMS, REACHED, WOMEN
from reports.impact.local_law import LawTable, law_table
from reports.release import Protect, Released, is_in
from reports.rules import RuleSet
from reports.sections.figures import as_percent, rounded, shown
from reports.tables import HIDDEN, Chart, Column, Kind, Mark, Section, Table, Value
from reports.tallies import Tally, count

METHOD: Final = "local-law-144"
PLACES: Final = ((CONSIDERED, "assessed"), (REACHED, "assessed"))
ANY: Final = "all"
SEXES: Final = {"Male": (MEN,), "Female": (WOMEN,)}
RACES: Final = {row: RACE.groups[group] for row, group in EEO1_ROWS.items()}
EVERY_GENDER, EVERY_RACE = (WOMEN, MEN, ANOTHER, UNKNOWN), (*RACE_ATOMS, UNKNOWN)

BY_SEX: Final = tuple(Meeting((sex, ANY), atoms, EVERY_RACE, 4.0) for sex, atoms in SEXES.items())
BY_RACE: Final = tuple(Meeting((ANY, race), EVERY_GENDER, atoms, 2.0) for race, atoms in RACES.items())
BY_BOTH: Final = tuple(Meeting((sex, race), SEXES[sex], RACES[race]) for sex, race in product(SEXES, RACES))
OTHERS: Final = Meeting(("Not in category", ANY), (ANOTHER,), EVERY_RACE, 0.5)
"""The rule's tables know two sexes. Who is neither is counted, visibly, and in no ratio."""
GENDERS: Final = (WOMEN, MEN, ANOTHER)
KNOWN: Final = {
    "sex": Meeting(("answered", "gender"), GENDERS, EVERY_RACE, 1000.0),
    "race": Meeting(("answered", "race"), EVERY_GENDER, RACE_ATOMS, 1000.0),
    "both": Meeting(("answered", "both"), GENDERS, RACE_ATOMS, 1000.0),
}
"""Everybody whose category is known; the rest is printed as unknown."""
VIEWS: Final = {"sex": BY_SEX, "race": BY_RACE, "both": BY_BOTH}
CAPTIONS: Final = {"sex": "by sex", "race": "by race and ethnicity", "both": "by sex, race and ethnicity together"}


def local_law_section(
    selected: Sequence[Tally], scored: Sequence[Tally], beside: Sequence[Released], rules: RuleSet, protect: Protect
) -> Section:
    """Selection rates (read by people, of those eligible) and scoring rates (above the median of everybody scored).

    `beside` are the releases of gender and race, which other pages print of the same people.
    """
    empty = "No run has sorted this cohort yet. When one has, its selection and scoring rates stand here."
    if not scored:
        return Section("local-law-144", "Local Law 144", METHOD, empty=empty)
    tables, charts = [], []
    for key, what, people, near in (
        ("selection", "Selection rate", selected, beside),
        ("scoring", "Scoring rate", scored, ()),
    ):
        meetings = (*BY_SEX, OTHERS, *BY_RACE, *BY_BOTH, *KNOWN.values())
        crossed = cross(people, meetings, PLACES, beside=near, minimum=rules.minimum, protect=protect)
        for view, members in VIEWS.items():
            table = _table(f"{key}-{view}", f"{what}, {CAPTIONS[view]}", view, members, crossed, people)
            tables.append(table)
            if view == "race":
                charts.append(_chart(f"{what}: impact ratios by race and ethnicity", table))
    return Section(
        "local-law-144",
        "Selection and scoring rates",
        METHOD,
        lead=(
            "Selected: read by people, of those eligible. Scored above the median: of everybody eligible whom the run scored.",
            "Prepared for an independent auditor; this is not a bias audit.",
        ),
        charts=tuple(charts),
        tables=tuple(tables),
    )


def _table(
    key: str, caption: str, view: str, members: Sequence[Meeting], crossed: Crossed, people: Sequence[Tally]
) -> Table:
    counts = {meeting.label: both for meeting in members if (both := crossed.both(meeting, PLACES)) is not None}
    law = law_table(counts)
    by_label = {row.category: row for row in law.rows}
    rows: list[tuple[Value, ...]] = []
    for meeting in members:
        row = by_label.get(meeting.label)
        names = [name for name in meeting.label if name != ANY]
        if row is None:
            rows.append((*names, *[HIDDEN] * 4))
        else:
            ratio: Value = "left out, below 2%" if row.left_out else rounded(row.ratio)
            rows.append((*names, row.n, row.selected, as_percent(row.rate), ratio))
    if view == "sex" and (others := crossed.shown(OTHERS, PLACES[0])) != 0:
        rows.append((OTHERS.label[0], shown(others), None, None, None))
    is_selection = key.startswith("selection")
    columns = (
        *((Column("sex", "Sex", Kind.TEXT),) if view != "race" else ()),
        *((Column("race", "Race and ethnicity", Kind.TEXT),) if view != "sex" else ()),
        Column("n", "Applicants"),
        Column("selected", "Selected" if is_selection else "Above the median"),
        Column("rate", "Selection rate" if is_selection else "Scoring rate", Kind.PERCENT),
        Column("ratio", "Impact ratio", Kind.NUMBER),
    )
    return Table(
        f"local-law-{key}", caption, columns, tuple(rows), _notes(law, crossed.shown(KNOWN[view], PLACES[0]), people)
    )


def _notes(law: LawTable[tuple[str, str]], known: int | None, people: Sequence[Tally]) -> tuple[str, ...]:
    """How many are unknown, and what the ratios are to."""
    total = count(tally for tally in people if is_in(tally, *PLACES[0]))
    unknown = "How many are unknown is hidden." if known is None else f"Unknown: {total - known:,} of {total:,}."
    if law.highest is None:
        return (unknown,)
    return unknown, f"Ratios are to the highest rate shown: {', '.join(part for part in law.highest if part != ANY)}."


def _chart(title: str, table: Table) -> Chart:
    """The ratios of a table as bars, from the table's own values."""
    marks = []
    for label, *_, ratio in table.rows:
        is_number = ratio is not None and ratio is not HIDDEN and not isinstance(ratio, str)
        words = "hidden" if ratio is HIDDEN else "–" if ratio is None else str(ratio)
        marks.append(Mark(str(label), float(str(ratio)) if is_number else None, text=words))
    said = "; ".join(f"{mark.label}: {mark.text}" for mark in marks)
    return Chart("bars", title, f"{said}.", unit="ratio", marks=tuple(marks), guide=0.8)
