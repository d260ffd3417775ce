"""A system of cells as arrays: in an order that does not depend on how the tables were written down, with the sums as a matrix."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reports.suppression.systems import Key, System, name

if TYPE_CHECKING:
    import numpy as np


@dataclass
class Problem:
    """Cells in canonical order. `span` is what every hidden cell must be able to range over: the minimum less one.

    `small` are the cells of 1 to minimum-1; `latent` are never shown; `free` may be hidden; `matrix` times the cells is zero.
    """

    keys: list[Key]
    values: "np.ndarray[Any, Any]"
    matrix: Any
    span: int
    latent: "np.ndarray[Any, Any]"
    small: "np.ndarray[Any, Any]"
    free: "np.ndarray[Any, Any]"
    weights: "np.ndarray[Any, Any]"
    points: list["np.ndarray[Any, Any]"] = field(default_factory=list)

    def places(self, keys: frozenset[Key]) -> "np.ndarray[Any, Any]":
        """The keys as a mask."""
        import numpy as np

        return np.fromiter((key in keys for key in self.keys), bool, len(self.keys))

    def guarded(self, hidden: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
        """The cells that must not be derivable: the hidden ones, and the small ones that are never shown."""
        return (hidden & ~self.latent) | (self.latent & self.small)


def arrange(
    system: System,
    minimum: int,
    shown: frozenset[Key] = frozenset(),
    weights: Mapping[Key, float] | None = None,
) -> Problem:
    """The system as arrays. Raises ValueError for a minimum below 2, and for a key or weight that does not fit."""
    import numpy as np
    from scipy import sparse

    if minimum < 2:
        raise ValueError("The minimum must be 2 or more; with less there is nothing to hide.")
    weights = weights or {}
    for key in (*shown, *weights):
        if key not in system.cells:
            raise ValueError(f"There is no cell {name(key)}.")
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("A weight cannot be negative.")
    plain = list(system.cells)
    place = {key: number for number, key in enumerate(plain)}
    sums = [(place[total], [place[part] for part in parts]) for total, parts in system.sums]
    kinds = [(system.cells[key], key in system.latent, key in shown, float(weights.get(key, 1))) for key in plain]
    cells, lines = canonical(kinds, sums)
    rank = {old: new for new, old in enumerate(cells)}
    rows, columns, signs = [], [], []
    for row, line in enumerate(lines):
        total, parts = sums[line]
        rows += [row] * (len(parts) + 1)
        columns += [rank[total], *(rank[part] for part in parts)]
        signs += [-1, *([1] * len(parts))]
    matrix = sparse.csr_array((signs, (rows, columns)), shape=(len(sums), len(plain)), dtype=np.int64)
    matrix.sort_indices()
    values = np.array([kinds[cell][0] for cell in cells], dtype=np.int64)
    latent = np.array([kinds[cell][1] for cell in cells], dtype=bool)
    return Problem(
        keys=[plain[cell] for cell in cells],
        values=values,
        matrix=matrix,
        span=minimum - 1,
        latent=latent,
        small=(values > 0) & (values < minimum),
        free=~latent & ~np.array([kinds[cell][2] for cell in cells], dtype=bool),
        weights=np.array([kinds[cell][3] for cell in cells]),
    )


def canonical(kinds: list[Any], sums: list[tuple[int, list[int]]]) -> tuple[list[int], list[int]]:
    """An order of the cells and one of the sums that follow from the figures alone, ties as they were written.

    Colour refinement (Weisfeiler and Leman): a cell's colour is its figure, then that and the colours of its sums; a sum's colour
    is those of its parts; until no more are told apart.
    """
    inside: list[list[tuple[int, int]]] = [[] for _ in kinds]
    for line, (total, parts) in enumerate(sums):
        inside[total].append((0, line))
        for part in parts:
            inside[part].append((1, line))
    cells = _ranks(kinds)
    lines = [0] * len(sums)
    while True:
        known = len(set(cells)) + len(set(lines))
        lines = _ranks(
            [(lines[at], cells[total], sorted(cells[p] for p in parts)) for at, (total, parts) in enumerate(sums)]
        )
        cells = _ranks(
            [(cells[at], sorted((role, lines[line]) for role, line in inside[at])) for at in range(len(kinds))]
        )
        if len(set(cells)) + len(set(lines)) == known:
            break
    return sorted(range(len(kinds)), key=cells.__getitem__), sorted(range(len(sums)), key=lines.__getitem__)


def _ranks(things: list[Any]) -> list[int]:
    order = sorted(range(len(things)), key=things.__getitem__)
    ranks = [0] * len(things)
    for before, at in pairwise(order):
        ranks[at] = ranks[before] + (things[at] != things[before])
    return ranks
