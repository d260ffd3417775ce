"""Tables as cells and the sums that hold between them: one-way, two-way, three-way, and any of them joined by cells they share."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import product
from typing import Final

Key = Hashable
"""What a cell is called: in a table the labels of its row and column (and layer), TOTAL where it is a margin."""

Sum = tuple[Key, tuple[Key, ...]]
"""A cell, and the cells that add up to it."""


class Margin(Enum):
    """The place of a margin among the labels; equal to no label."""

    TOTAL = "total"

    def __repr__(self) -> str:
        return "TOTAL"


TOTAL: Final = Margin.TOTAL


@dataclass(frozen=True)
class System:
    """Counts of people, and which of them add up to which.

    `latent` cells are never shown, but the sums know them: how many left between two stages that are shown. Raises ValueError, in
    words, for a count that is negative or no whole number, for a sum that does not hold, and for one that names an unknown cell.
    """

    cells: Mapping[Key, int]
    sums: Sequence[Sum] = ()
    latent: frozenset[Key] = field(default=frozenset())

    def __post_init__(self) -> None:
        for key, value in self.cells.items():
            if not isinstance(value, int) or isinstance(value, bool):
                raise ValueError(f"{name(key)} is {value!r}, which is not a whole number.")
            if value < 0:
                raise ValueError(f"{name(key)} is {value}: a count cannot be negative.")
        for total, parts in self.sums:
            self._check(total, parts)
        if strangers := sorted(map(name, self.latent - self.cells.keys())):
            raise ValueError(f"{strangers[0]} is to stay unseen, but there is no such cell.")

    def _check(self, total: Key, parts: Sequence[Key]) -> None:
        for key in (total, *parts):
            if key not in self.cells:
                raise ValueError(f"A sum names {name(key)}, but there is no such cell.")
        if len({total, *parts}) != len(parts) + 1:
            raise ValueError(f"The sum for {name(total)} names a cell twice.")
        found = sum(self.cells[part] for part in parts)
        if found != self.cells[total]:
            raise ValueError(f"{name(total)} is {self.cells[total]}, but its parts add up to {found}.")


def name(key: Key) -> str:
    """A cell in words: “Women, Admitted”; a margin by the word total."""
    labels = key if isinstance(key, tuple) else (key,)
    return "“" + ", ".join("total" if label is TOTAL else str(label) for label in labels) + "”"


def link(*systems: System) -> System:
    """The tables as one: cells with the same key are the same cell, latent only where every table that has it keeps it so.

    Raises ValueError where two tables say different numbers of one cell.
    """
    cells: dict[Key, int] = {}
    seen: set[Key] = set()
    for system in systems:
        for key, value in system.cells.items():
            if cells.setdefault(key, value) != value:
                raise ValueError(f"{name(key)} is {cells[key]} in one table and {value} in another.")
        seen |= system.cells.keys() - system.latent
    sums = dict.fromkeys((total, tuple(parts)) for system in systems for total, parts in system.sums)
    return System(cells, tuple(sums), frozenset(cells.keys() - seen))


def one_way(labels: Sequence[Key], counts: Sequence[int]) -> System:
    """A list and its total: keys (label,) and (TOTAL,)."""
    return _table([list(labels)], {(label,): count for label, count in zip(labels, counts, strict=True)})


def two_way(rows: Sequence[Key], columns: Sequence[Key], cells: Sequence[Sequence[int]]) -> System:
    """A table with its row totals, column totals and total: keys (row, column), (row, TOTAL), (TOTAL, column), (TOTAL, TOTAL).

    Raises ValueError for a ragged table, a label that comes twice, and what `System` refuses.
    """
    inner: dict[tuple[Key, ...], int] = {
        (row, column): count
        for row, line in zip(rows, cells, strict=True)
        for column, count in zip(columns, line, strict=True)
    }
    return _table([list(rows), list(columns)], inner)


def three_way(
    rows: Sequence[Key],
    columns: Sequence[Key],
    layers: Sequence[Key],
    cells: Mapping[tuple[Key, Key, Key], int],
) -> System:
    """A table of three kinds of label with all its margins: keys (row, column, layer), TOTAL in any of the three places.

    Cells that `cells` does not name are 0. Raises ValueError as `two_way` does, and for a cell of an unknown label.
    """
    inner: dict[tuple[Key, ...], int] = dict.fromkeys(product(rows, columns, layers), 0)
    for key, value in cells.items():
        if key not in inner:
            raise ValueError(f"{name(key)} has a label that the table does not have.")
        inner[key] = value
    return _table([list(rows), list(columns), list(layers)], inner)


def _table(labels: Sequence[Sequence[Key]], inner: Mapping[tuple[Key, ...], int]) -> System:
    """All margins of a table of any dimension, and for every line along one dimension the sum that holds."""
    for axis in labels:
        if len(set(axis)) < len(axis) or TOTAL in axis:
            twice = next(label for place, label in enumerate(axis) if label in axis[:place] or label is TOTAL)
            raise ValueError(f"The label {name(twice)} comes twice in one table.")
    cells: dict[Key, int] = {}
    cells.update(inner.items())
    for place in range(len(labels)):
        for total, parts in _lines(labels, place):
            if all(part in cells for part in parts):  # margins of later dimensions come with those
                cells[total] = sum(cells[part] for part in parts)
    return System(cells, tuple(line for place in range(len(labels)) for line in _lines(labels, place)))


def _lines(labels: Sequence[Sequence[Key]], place: int) -> Iterator[Sum]:
    """Every line along one dimension, margins among them."""
    before = [(*other, TOTAL) for other in labels[:place]]
    after = [(*other, TOTAL) for other in labels[place + 1 :]]
    for head in product(*before):
        for tail in product(*after):
            yield (*head, TOTAL, *tail), tuple((*head, label, *tail) for label in labels[place])
