"""What a reader can work out: how far each hidden cell could move, all that is shown staying as it is.

A witness is another table in whole numbers that fits everything shown. It is kept as the difference from the true table, and it
shows for many cells at once that they could be something else. It stays good for as long as all cells that it moves are hidden.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.suppression.problem import Problem

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

BATCH = 60_000
"""Entries of one linear program that asks for many cells at once."""


class Witnesses:
    """Other tables that fit, as moves away from the true one."""

    def __init__(self, problem: Problem) -> None:
        import numpy as np

        self.problem = problem
        self.moves = np.zeros((0, len(problem.values)), dtype=np.int64)
        self._new: list[Array] = []

    def add(self, move: "Array") -> bool:
        """Keep a move if it is one: whole numbers, no cell below zero, every sum as before. Checked in integers."""
        import numpy as np

        whole = np.rint(move).astype(np.int64)
        if (np.abs(move - whole) > 1e-6).any():
            return False
        if (self.problem.values + whole < 0).any() or (self.problem.matrix @ whole).any():
            return False
        self._new.append(whole)
        return True

    def ranges(self, open_cells: "Array") -> tuple["Array", "Array"]:
        """The least and the greatest move known of every cell, where only `open_cells` can move."""
        import numpy as np

        if self._new:
            self.moves = np.vstack([self.moves, *self._new])
            self._new = []
        fits = ~(self.moves[:, ~open_cells].any(axis=1)) if len(self.moves) else np.zeros(0, dtype=bool)
        usable = self.moves[fits]
        return usable.min(axis=0, initial=0), usable.max(axis=0, initial=0)

    def unsure(self, open_cells: "Array", cells: "Array") -> "Array":
        """The places, of those in the mask, that are not yet known to range over the span."""
        import numpy as np

        low, high = self.ranges(open_cells)
        return np.flatnonzero(cells & (high - low < self.problem.span))


@dataclass
class Extremes:
    """Of some cells the least and greatest move in a linear program, and the prices of the sums that prove it."""

    cells: "Array"
    low: "Array"
    high: "Array"
    low_prices: "Array"
    high_prices: "Array"


def gather(problem: Problem, witnesses: Witnesses, open_cells: "Array", cells: "Array") -> "Array":
    """Find witnesses for many cells at once, first all up, then all down, as long as that settles any; the places left unsure."""
    left = witnesses.unsure(open_cells, cells)
    while len(left):
        for direction in (1, -1):
            _push(problem, witnesses, open_cells, left, direction)
            still = witnesses.unsure(open_cells, cells)
            if not len(still):
                return still
        if len(still) == len(left):
            break
        left = still
    return left


def _push(problem: Problem, witnesses: Witnesses, open_cells: "Array", targets: "Array", direction: int) -> None:
    """One table that moves as many of the targets as far as it can, each counted up to the span."""
    import numpy as np
    from scipy import sparse
    from scipy.optimize import linprog

    columns = np.flatnonzero(open_cells)
    matrix = problem.matrix[:, columns]
    matrix = matrix[np.diff(matrix.indptr) > 0]
    count, aims = len(columns), len(targets)
    where = np.searchsorted(columns, targets)
    least = -problem.values[columns].astype(float)
    # Each target t has a part u_t that counts: u_t <= direction * z_t, 0 <= u_t <= span.
    limit = sparse.csr_array((np.full(aims, -direction, dtype=float), (np.arange(aims), where)), shape=(aims, count))
    solved = linprog(
        np.concatenate([np.zeros(count), -np.ones(aims)]),
        A_ub=sparse.hstack([limit, sparse.eye_array(aims)], format="csc"),
        b_ub=np.zeros(aims),
        A_eq=sparse.hstack([matrix, sparse.csr_array((matrix.shape[0], aims))], format="csc"),
        b_eq=np.zeros(matrix.shape[0]),
        bounds=np.column_stack(
            [
                np.concatenate([least, np.zeros(aims)]),
                np.concatenate([np.full(count, np.inf), np.full(aims, problem.span)]),
            ]
        ),
        method="highs-ds",
    )
    if solved.status == 0:
        move = np.zeros(len(problem.values))
        move[columns] = solved.x[:count]
        witnesses.add(move)


def extremes(
    problem: Problem, cells: "Array", low: "Array", high: "Array", witnesses: Witnesses | None = None
) -> Extremes:
    """How far each of the cells can go down and up, each cell z within low <= z <= high; beyond the span nobody asks.

    All in few linear programs: one block for each cell and direction. With `witnesses`, every solution in whole numbers is kept.
    """
    import numpy as np

    found = Extremes(
        cells,
        np.zeros(len(cells)),
        np.zeros(len(cells)),
        np.zeros((len(cells), problem.matrix.shape[0])),
        np.zeros((len(cells), problem.matrix.shape[0])),
    )
    columns = np.flatnonzero((low < 0) | (high > 0))
    matrix = problem.matrix[:, columns]
    rows = np.flatnonzero(np.diff(matrix.indptr))
    matrix = matrix[rows]
    at_once = max(1, BATCH // max(1, 2 * matrix.nnz))
    for start in range(0, len(cells), at_once):
        part = slice(start, start + at_once)
        _solve_blocks(problem, found, part, columns, rows, matrix, low, high, witnesses)
    return found


def _solve_blocks(
    problem: Problem,
    found: Extremes,
    part: slice,
    columns: "Array",
    rows: "Array",
    matrix: Any,
    low: "Array",
    high: "Array",
    witnesses: Witnesses | None,
) -> None:
    import numpy as np
    from scipy import sparse
    from scipy.optimize import linprog

    asked = found.cells[part]
    blocks = 2 * len(asked)
    count = len(columns)
    where = np.searchsorted(columns, asked)
    cost = np.zeros((blocks, count))
    cost[np.arange(len(asked)), where] = -1  # the first half goes up
    cost[np.arange(len(asked), blocks), where] = 1
    least = np.tile(low[columns], (blocks, 1))
    most = np.tile(high[columns], (blocks, 1))
    own_most = np.minimum(high[asked], problem.span)
    own_least = np.maximum(low[asked], -problem.span)
    most[np.arange(len(asked)), where] = own_most
    least[np.arange(len(asked), blocks), where] = own_least
    solved = linprog(
        cost.ravel(),
        A_eq=sparse.kron(sparse.eye_array(blocks), matrix, format="csc"),
        b_eq=np.zeros(blocks * len(rows)),
        bounds=np.column_stack([least.ravel(), most.ravel()]),
        method="highs-ds",
    )
    if solved.status != 0:
        raise RuntimeError(f"A linear program that has a solution was not solved: {solved.message}")
    moves = solved.x.reshape(blocks, count)
    prices = np.asarray(solved.eqlin.marginals).reshape(blocks, len(rows))
    half = len(asked)
    found.high[part] = moves[np.arange(half), where]
    found.low[part] = moves[np.arange(half, blocks), where]
    found.high_prices[part, rows] = prices[:half]
    found.low_prices[part, rows] = prices[half:]
    if witnesses is not None:
        for one in moves:
            move = np.zeros(len(problem.values))
            move[columns] = one
            witnesses.add(move)
