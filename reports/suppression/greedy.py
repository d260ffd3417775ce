"""A good pattern without proof that it is the smallest: mend one cell after another, then show again what need not be hidden."""

from typing import TYPE_CHECKING, Any, Final

from reports.suppression.problem import Problem
from reports.suppression.programs import exact, is_safe, sweep
from reports.suppression.solvers import linear
from reports.suppression.witnesses import Witnesses

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

FEW: Final = 6
"""Of each sum the cells that are looked at first when something must be hidden."""


def mend(problem: Problem, witnesses: Witnesses, start: "Array", cost: "Array") -> "Array | None":
    """A safe pattern that holds `start`; None where some cell cannot be mended this way."""
    hidden: Array = start.copy()
    near = _near(problem, cost)
    sweep(witnesses, hidden, problem.guarded(hidden))
    while len(unsure := witnesses.unsure(hidden, problem.guarded(hidden))):
        cell = int(unsure[0])
        move = _cheapest(witnesses, hidden, hidden | near, cell, cost)
        if move is None:
            move = _cheapest(witnesses, hidden, hidden | problem.free, cell, cost)
        if move is None:
            return None
        hidden = hidden | move
        while cell in witnesses.unsure(hidden, problem.guarded(hidden)):  # whole numbers: a linear program sees no need
            low, high = exact(witnesses, hidden, cell)
            if high - low < problem.span:
                more = _one_more(problem, hidden, cell, cost)
                if more is None:
                    return None
                hidden = more
    return hidden


def _one_more(problem: Problem, hidden: "Array", cell: int, cost: "Array") -> "Array | None":
    """The pattern with the cheapest further cell of a sum of that cell, or of any sum."""
    import numpy as np

    lines = problem.matrix[:, [cell]].nonzero()[0]
    near = np.zeros(len(hidden), dtype=bool)
    near[problem.matrix[lines].nonzero()[1]] = True
    for among in (near, np.ones(len(hidden), dtype=bool)):
        places = np.flatnonzero(among & problem.free & ~hidden)
        if len(places):
            more = hidden.copy()
            more[places[np.argmin(cost[places])]] = True
            return more
    return None


def _near(problem: Problem, cost: "Array") -> "Array":
    """Of each sum its total and the few cells that cost least and have enough to give."""
    import numpy as np

    near = np.zeros(len(cost), dtype=bool)
    matrix = problem.matrix
    price = np.where(problem.values >= problem.span, cost, np.inf)
    for line in range(matrix.shape[0]):
        where = matrix.indices[matrix.indptr[line] : matrix.indptr[line + 1]]
        signs = matrix.data[matrix.indptr[line] : matrix.indptr[line + 1]]
        near[where[signs < 0]] = True
        near[where[np.argsort(price[where], kind="stable")[:FEW]]] = True
    return near & problem.free


def _cheapest(witnesses: Witnesses, hidden: "Array", open_cells: "Array", cell: int, cost: "Array") -> "Array | None":
    """What must move for the cell to range over the span, at the least cost of moving; None where it cannot.

    One linear program: a move up and one down that are the span apart at the cell. What is hidden already moves for nothing; the
    rest pays for each unit, up and down. In whole numbers the two moves are witnesses.
    """
    import numpy as np
    from scipy import sparse

    problem = witnesses.problem
    columns = np.flatnonzero(open_cells)
    matrix = problem.matrix[:, columns]
    matrix = matrix[np.diff(matrix.indptr) > 0].astype(float)
    count, lines = len(columns), matrix.shape[0]
    pays = np.where(hidden[columns], 0.0, cost[columns] / problem.span)
    gives = problem.values[columns].astype(float)
    apart = np.zeros(count)
    apart[np.searchsorted(columns, cell)] = 1
    solved = linear(
        np.tile(pays, 4),  # up: more, less; down: more, less
        sparse.vstack(
            [
                sparse.hstack([matrix, -matrix, sparse.csr_array((lines, 2 * count))]),
                sparse.hstack([sparse.csr_array((lines, 2 * count)), matrix, -matrix]),
                sparse.csr_array(np.concatenate([apart, -apart, -apart, apart])[None, :]),
            ],
            format="csc",
        ),
        np.concatenate([np.zeros(2 * lines), [problem.span]]),
        np.zeros(4 * count),
        np.tile(np.concatenate([np.full(count, np.inf), gives]), 2),
    )
    if solved is None:
        return None
    more_up, less_up, more_down, less_down = solved.x.reshape(4, count)
    moves = np.array([more_up - less_up, more_down - less_down])
    witnesses.add(columns, moves)
    moved = np.zeros(len(hidden), dtype=bool)
    moved[columns] = (np.abs(moves) > 1e-7).any(axis=0)
    return moved


def trim(problem: Problem, witnesses: Witnesses, hidden: "Array", cost: "Array") -> "Array":
    """The pattern without the cells that can be shown again, the dearest first."""
    import numpy as np

    hidden = hidden.copy()
    touches = abs(problem.matrix)
    spare = np.flatnonzero(hidden & problem.free & ~problem.small)
    for place in spare[np.argsort(-cost[spare], kind="stable")]:
        hidden[place] = False
        guarded = problem.guarded(hidden)
        alone = touches @ hidden.astype(int) == 1
        if (touches[alone] @ guarded.astype(int)).any() or not is_safe(witnesses, hidden, guarded):
            hidden[place] = True
    return hidden
