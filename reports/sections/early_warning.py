"""Whom early warning named, by group: whether its rules speak of some groups more often than of others. Plain Python.

Who teaches a class knows by name whom it named, so the two totals are known to some readers and are taken as shown; so is what the
report of the cohort shows of the groups that began the boot camp, and what it hides stays unseen here.
"""

from collections.abc import Callable, Sequence
from typing import Final

from reports.categories import is_minority
from reports.groupings import KNOWN, MINORITY, NOT_WOMEN, REACHED, WHITE, WOMEN
from reports.impact import Comparison, Group
from reports.release import Protect, Released
from reports.sections.figures import as_percent, as_probability
from reports.sections.overturns import NOT_MINORITY, Judged, in_two
from reports.sections.shares import Releases
from reports.suppression import TOTAL, Key, System, Unprotectable, two_way
from reports.tables import HIDDEN, Column, Kind, Section, Table, Value
from reports.tallies import Tally, count

METHOD: Final = "early-warning"
TITLE: Final = "Whom early warning named, by group"
NAMED, NEVER = "named", "never"
UNKNOWN: Final = "Did not answer"
STAGE: Final = "enrolled"

GroupOf = Callable[[Tally], str | None]


def early_warning_section(judged: Sequence[Judged], beside: Releases, *, minimum: int, protect: Protect) -> Section:
    """Both tables. `judged`: everybody who began the boot camp by answers, and whether early warning ever named them."""
    people = count(one.who for one in judged)
    named = count(one.who for one in judged if one.said)
    if not people:
        return _empty(
            "When a class has begun, this shows whether early warning names some groups more often than others."
        )
    if named < minimum or people - named < minimum:
        return _empty(
            f"Fewer than {minimum} people were named, or fewer than {minimum} never were: too few to look at by group."
        )
    tables = [
        _table("gender", "women and others", judged, (WOMEN, NOT_WOMEN), in_two, beside.gender, (WOMEN, NOT_WOMEN),
               minimum, protect),
        _table("minority", "minority", judged, (MINORITY, NOT_MINORITY), _minority, beside.race, (MINORITY, WHITE),
               minimum, protect),
    ]  # fmt: skip
    shown = tuple(table for table in tables if table is not None)
    if not shown:
        return _empty("The counts of this cohort are being brought up to date. Look again in a minute.")
    return Section(
        "early-warning",
        TITLE,
        METHOD,
        lead=(
            "Early warning reads attendance and marks, and sees none of these answers. A difference here is a reason to look at"
            " how sessions and work are planned, not a finding.",
            f"{named:,} of {people:,} people who began were named at least once.",
        ),
        tables=shown,
    )


def _empty(words: str) -> Section:
    return Section("early-warning", TITLE, METHOD, empty=words)


def _minority(tally: Tally) -> str | None:
    return {None: None, True: MINORITY, False: NOT_MINORITY}[is_minority(tally.races, mena_counts=True)]


def _table(
    key: str,
    words: str,
    judged: Sequence[Judged],
    labels: tuple[str, str],
    group: GroupOf,
    released: Released,
    groups: tuple[str, str],
    minimum: int,
    protect: Protect,
) -> Table | None:
    """One table; None where the report of the cohort counts other people at the moment."""
    rows = (*labels, UNKNOWN)
    cells = [
        [
            count(one.who for one in judged if (group(one.who) or UNKNOWN) == label and one.said is yes)
            for yes in (True, False)
        ]
        for label in rows
    ]
    known = _known(dict(zip(rows, map(sum, cells), strict=True)), labels, released, groups)
    if known is None:
        return None
    system = two_way(rows, (NAMED, NEVER), cells)
    latent = frozenset((label, TOTAL) for label in rows if label not in known)
    shown: frozenset[Key] = frozenset((label, TOTAL) for label in known) | {
        (TOTAL, NAMED), (TOTAL, NEVER), (TOTAL, TOTAL),
    }  # fmt: skip
    hidden = _hidden(System(system.cells, system.sums, latent), cells, minimum, protect, shown)
    lines = [_line(label, line, hidden | latent) for label, line in zip(rows, cells, strict=True)]
    notes = []
    if all(HIDDEN not in line for line in lines[:2]) and all(sum(line) for line in cells[:2]):
        compared = Comparison(*(Group(label, sum(line), line[0]) for label, line in zip(labels, cells, strict=False)))
        notes.append(f"{compared.test}, of those who answered: p {as_probability(compared.p)}.")
    columns = (
        Column("group", "Group", Kind.TEXT),
        Column("began", "Began"),
        Column("named", "Named"),
        Column("rate", "Rate", Kind.PERCENT),
    )
    return Table(
        f"early-warning-{key}", f"Named by early warning at least once: {words}", columns, tuple(lines), tuple(notes)
    )


def _known(
    totals: dict[str, int], labels: tuple[str, str], released: Released, groups: tuple[str, str]
) -> set[str] | None:
    """The rows whose totals the report of the cohort shows; None where it counts other people than these."""
    place = (REACHED, STAGE)
    if released.everybody.get(place) != sum(totals.values()):
        return None
    found = set()
    for label, name in zip((*labels, UNKNOWN), (*groups, KNOWN), strict=True):
        if not released.has(name, *place):
            continue
        there = released.shown(name, *place)
        here = totals[label] if name != KNOWN else sum(totals.values()) - totals[UNKNOWN]
        if there is not None and there != here:
            return None
        if there is not None:
            found.add(label)
    return found


def _hidden(
    system: System, cells: Sequence[Sequence[int]], minimum: int, protect: Protect, shown: frozenset[Key]
) -> frozenset[Key]:
    """The cells to hide. Everything where nothing less protects, and where all the named, or all the others, are of one group: who
    knows their names would know their answers."""
    inside = frozenset(key for key in system.cells if TOTAL not in key)  # type: ignore[operator]
    for column in zip(*cells, strict=True):
        if max(column) == sum(column):
            return inside
    try:
        return protect(system, minimum, {}, shown)
    except Unprotectable:
        return inside


def _line(label: str, line: Sequence[int], hidden: frozenset[Key]) -> tuple[Value, ...]:
    began: Value = HIDDEN if (label, TOTAL) in hidden else sum(line)
    if (label, NAMED) in hidden or began is HIDDEN:
        return label, began, HIDDEN, HIDDEN
    return label, began, line[0], as_percent(Group(label, sum(line), line[0]).rate) if sum(line) else None
