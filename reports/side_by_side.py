"""Two frozen reports side by side: figures that both show, with their difference. Plain Python.

Of one cohort, a difference of fewer people than the minimum is not written as a number: it would tell of those few. Both figures
were visible to the reader anyway, and the page says so; what the page does not do is to subtract them for everybody.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reports.tables import HIDDEN, Column, Kind, Report, Section, Table, Value, say

SAME: Final = "same"
SMALL: Final = "small change"
CHANGED: Final = "changed"
NOT_COMPARED: Final = "cannot be compared"
NOTHING: Final = ""

PEOPLE: Final = (Kind.COUNT,)
MEASURES: Final = (Kind.PERCENT, Kind.NUMBER, Kind.DAYS)
PLAIN_SECTIONS: Final = frozenset({"funnel"})
"""Sections that count everybody, not groups of people: a small difference there says how many came, not who."""


@dataclass(frozen=True)
class Pair:
    """A figure in both reports, as printed, and what became of it."""

    first: str
    second: str
    change: str

    @property
    def is_small(self) -> bool:
        """Whether the difference is of so few people that it is not written."""
        return self.change == SMALL

    @property
    def is_plain(self) -> bool:
        """Whether there is no change to look at: the same, or hidden in one."""
        return self.change in (SAME, NOT_COMPARED)


@dataclass(frozen=True)
class Row:
    """A row that both reports have, by its name."""

    label: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Compared:
    """A table that both reports have: the columns they share, the rows they share, and the names of rows that only one has."""

    caption: str
    label: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many columns the table of both has."""
        return 1 + len(self.columns)

    @property
    def has_change(self) -> bool:
        """Whether a figure that both show is another in the second, or a row is in one of them only."""
        changes = {pair.change for row in self.rows for pair in row.pairs}
        return bool(changes - {SAME, NOTHING, NOT_COMPARED} or self.only_first or self.only_second)

    @property
    def has_small(self) -> bool:
        """Whether a difference is not written because it is of few people."""
        return any(pair.is_small for row in self.rows for pair in row.pairs)

    @property
    def has_hidden(self) -> bool:
        """Whether a figure is hidden in one of the two."""
        return any(pair.change == NOT_COMPARED for row in self.rows for pair in row.pairs)


@dataclass(frozen=True)
class ComparedSection:
    """A section that both reports have."""

    key: str
    title: str
    tables: tuple[Compared, ...]


@dataclass(frozen=True)
class Comparison:
    """All that two reports share, and the titles of what only one of them has."""

    sections: tuple[ComparedSection, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]

    @property
    def has_small(self) -> bool:
        """Whether any difference is not written because it is of few people."""
        return any(table.has_small for section in self.sections for table in section.tables)


def compare(first: Report, second: Report, *, same_people: bool) -> Comparison:
    """The two side by side, in the order of the first. `same_people`: of one cohort, so that a difference is of people."""
    minimum = max(first.minimum, second.minimum) if same_people else 0
    others = {section.key: section for section in second.sections}
    keys = {section.key for section in first.sections}
    return Comparison(
        tuple(_section(one, others[one.key], minimum) for one in first.sections if one.key in others),
        tuple(one.title for one in first.sections if one.key not in others),
        tuple(one.title for one in second.sections if one.key not in keys),
    )


def _section(first: Section, second: Section, minimum: int) -> ComparedSection:
    others = {table.key: table for table in second.tables}
    least = 0 if first.key in PLAIN_SECTIONS else minimum
    tables = tuple(_table(one, others[one.key], least) for one in first.tables if one.key in others)
    return ComparedSection(first.key, first.title, tables)


def _table(first: Table, second: Table, minimum: int) -> Compared:
    names = min(_names(first), _names(second))
    places = {column.key: place for place, column in enumerate(second.columns) if place >= names}
    shared = [
        (place, places[one.key]) for place, one in enumerate(first.columns) if place >= names and one.key in places
    ]
    ours, theirs = _named(first, names), _named(second, names)
    rows = tuple(
        _row(name, [(row[a], theirs[name][b], first.columns[a].kind) for a, b in shared], minimum)
        for name, row in ours.items()
        if name in theirs
    )
    return Compared(
        first.caption,
        ", ".join(column.label for column in first.columns[:names]),
        tuple(first.columns[place] for place, _ in shared),
        rows,
        tuple(_say(name) for name in ours if name not in theirs),
        tuple(_say(name) for name in theirs if name not in ours),
    )


def _names(table: Table) -> int:
    """How many columns name a row: those of words at the left (step and group), at least one."""
    kinds = [column.kind for column in table.columns]
    return next((place for place, kind in enumerate(kinds) if kind is not Kind.TEXT), len(kinds)) or 1


def _named(table: Table, names: int) -> dict[tuple[str, int], Sequence[Value]]:
    """Rows by their name and, where a name stands more than once, by its turn."""
    seen: Counter[str] = Counter()
    named: dict[tuple[str, int], Sequence[Value]] = {}
    for row in table.rows:
        name = ", ".join(say(row[place], table.columns[place].kind) for place in range(names))
        seen[name] += 1
        named[name, seen[name]] = row
    return named


def _say(name: tuple[str, int]) -> str:
    return name[0] if name[1] == 1 else f"{name[0]} ({name[1]})"


def _row(name: tuple[str, int], cells: Iterable[tuple[Value, Value, Kind]], minimum: int) -> Row:
    """Where a count of the row changed by few, no figure of the row is subtracted: a rate would tell the count."""
    cells = list(cells)
    is_small = any(
        kind in PEOPLE and isinstance(a, int) and isinstance(b, int) and 0 < abs(b - a) < minimum
        for a, b, kind in cells
    )
    counted = any(kind in PEOPLE for _, _, kind in cells)
    instead = SMALL if is_small else CHANGED if minimum and not counted else ""
    return Row(
        _say(name), tuple(Pair(say(a, kind), say(b, kind), _change(a, b, kind, instead)) for a, b, kind in cells)
    )


def _change(first: Value, second: Value, kind: Kind, instead: str) -> str:
    if first is HIDDEN or second is HIDDEN:
        return NOT_COMPARED
    if first == second:
        return SAME if first is not None else NOTHING
    if isinstance(first, int | Decimal) and isinstance(second, int | Decimal) and kind in (*PEOPLE, *MEASURES):
        return instead or signed(second - first, kind)
    return CHANGED


def signed(difference: int | Decimal, kind: Kind) -> str:
    """A difference with its sign: "+12", "−3.4 points", "+2 days"."""
    sign = "+" if difference > 0 else "−"
    unit = {Kind.PERCENT: " points", Kind.DAYS: " days"}.get(kind, "")
    return f"{sign}{abs(difference):,}{unit}"
