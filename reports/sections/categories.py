"""Race, ethnicity and gender of pool and class, category by category, and the EEO-1 roll-up."""

from collections.abc import Mapping, Sequence
from typing import Final

from reports.groupings import (
    ANOTHER,
    EEO1_ROWS,
    KNOWN,
    MEN,
    RACES,
    REACHED,
    STAYED,
    WOMEN,
    Place,
)
from reports.release import Released
from reports.sections.figures import as_percent, shown
from reports.sections.shares import Releases
from reports.shares import Share
from reports.stages import CLASS, POOL
from reports.tables import HIDDEN, Chart, Column, Kind, Mark, Section, Table, Value, say

METHOD: Final = "categories"
NOTE: Final = "Pool: everybody who applied and did not withdraw before an answer."
ENDS: Final = {"pool": (STAYED, POOL), "class": (REACHED, CLASS)}


def categories_section(found: Releases, *, more: Sequence[Released] = (), combination: Table | None = None) -> Section:
    """Race, gender and the EEO-1 roll-up of race; `more` are the questions that the programme has switched on besides."""
    if POOL not in found.race.stages:
        return Section("categories", "Race, ethnicity and gender", METHOD, empty="Nobody has applied yet.")
    race = _table("race", "Race and ethnicity, one category a person", {label: label for label in RACES}, found.race)
    gender = _table("gender", "Gender", {label: label for label in (WOMEN, MEN, ANOTHER)}, found.gender)
    eeo = _table("eeo1", "Race and ethnicity as the EEO-1 report rolls them up", EEO1_ROWS, found.race)
    return Section(
        "categories",
        "Race, ethnicity and gender",
        METHOD,
        lead=(
            "Two or more selections count as multiracial. In the EEO-1 roll-up Hispanic comes first, then two or more.",
        ),
        charts=tuple(chart for chart in (_chart("Race and ethnicity", race), _chart("Gender", gender)) if chart),
        tables=(race, *((combination,) if combination else ()), eeo, gender, *(_more(one) for one in more)),
    )


def _more(released: Released) -> Table:
    question = released.question
    return _table(question.key, question.title, {group: group for group in question.groups}, released)


def _table(key: str, caption: str, labels: Mapping[str, str], released: Released) -> Table:
    rows: list[tuple[Value, ...]] = []
    for label, group in labels.items():
        row: list[Value] = [label]
        for place in ENDS.values():
            row += _count_and_share(released, group, place)
        rows.append(tuple(row))
    unknown: list[Value] = ["Not known"]
    for place in ENDS.values():
        known = released.known(*place) if released.has(KNOWN, *place) else 0
        everybody = released.everybody.get(place, 0)
        unknown += [HIDDEN if known is None else everybody - known, None]
    columns = (
        Column("category", "Category", Kind.TEXT),
        Column("pool", "Pool"),
        Column("pool_share", "of those who answered", Kind.PERCENT),
        Column("class", "Class"),
        Column("class_share", "of those who answered", Kind.PERCENT),
    )
    return Table(f"categories-{key}", caption, columns, (*rows, tuple(unknown)), notes=(NOTE,))


def _count_and_share(released: Released, group: str, place: Place) -> list[Value]:
    if not released.has(group, *place):
        return [None, None]
    members, known = released.shown(group, *place), released.known(*place)
    if members is None or known is None:
        return [shown(members), HIDDEN]
    share = Share(members, known, released.everybody[place] - known)
    return [members, as_percent(share.point)]


def _chart(title: str, table: Table) -> Chart | None:
    """The shares of the class beside the pool's, from the table's own values."""
    marks = []
    for label, _, pool, _, chosen in table.rows[:-1]:
        middle = None if chosen is None or chosen is HIDDEN else float(str(chosen))
        beside = None if pool is None or pool is HIDDEN else float(str(pool))
        words = f"{say(chosen, Kind.PERCENT)}, pool {say(pool, Kind.PERCENT)}"
        marks.append(Mark(str(label), middle, text=words, second=beside))
    if all(mark.middle is None for mark in marks):
        return None
    said = "; ".join(f"{mark.label}: class {mark.text}" for mark in marks)
    return Chart(
        "dots",
        f"{title}: class and pool",
        f"{said}.",
        unit="%",
        marks=tuple(marks),
        first_label="Class",
        second_label="Pool",
    )
