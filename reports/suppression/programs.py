"""The reader's programs: how far a cell could move, all that is shown staying as it is. Linear in blocks, or in whole numbers.

Staying where one is always fits, so every program here has an answer.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from reports.suppression.problem import Problem
from reports.suppression.solvers import linear, whole
from reports.suppression.witnesses import Witnesses

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

MANY: Final = 16
"""From so many unsure cells on they are asked together first."""
ENTRIES: Final = 40_000
"""The most entries of one linear program that asks for several cells at once."""


@dataclass
class Room:
    """Within which bounds each cell may move away from its value, and the sums that it stands in."""

    problem: Problem
    low: "Array"
    high: "Array"

    def __post_init__(self) -> None:
        import numpy as np

        self.columns = np.flatnonzero((self.low < 0) | (self.high > 0))
        matrix = self.problem.matrix[:, self.columns]
        self.rows = np.flatnonzero(np.diff(matrix.indptr))
        self.matrix = matrix[self.rows]


def room_of(problem: Problem, open_cells: "Array") -> Room:
    """Where only the open cells can move: down to zero, up to anything."""
    import numpy as np

    return Room(problem, np.where(open_cells, -problem.values.astype(float), 0.0), np.where(open_cells, np.inf, 0.0))


def reach(room: Room, cells: "Array", direction: int, witnesses: Witnesses | None = None) -> tuple["Array", "Array"]:
    """How far each of the cells can go up (direction 1) or down (-1), asked no further than the span, and the price of each sum.

    One block for each cell, several in one linear program. Solutions in whole numbers are kept as witnesses.
    """
    import numpy as np

    at_once = max(1, ENTRIES // max(1, room.matrix.nnz))
    far = np.zeros(len(cells))
    prices = np.zeros((len(cells), room.problem.matrix.shape[0]))
    for start in range(0, len(cells), at_once):
        part = slice(start, start + at_once)
        far[part], prices[part, room.rows] = _blocks(room, cells[part], direction, witnesses)
    return far, prices


def _blocks(room: Room, cells: "Array", direction: int, witnesses: Witnesses | None) -> tuple["Array", "Array"]:
    import numpy as np
    from scipy import sparse

    blocks, count, span = len(cells), len(room.columns), room.problem.span
    at = np.arange(blocks), np.searchsorted(room.columns, cells)
    cost = np.zeros((blocks, count))
    low, high = (np.tile(bound[room.columns], (blocks, 1)) for bound in (room.low, room.high))
    cost[at] = -direction
    if direction > 0:
        high[at] = np.minimum(high[at], span)
    else:
        low[at] = np.maximum(low[at], -span)
    solved = linear(
        cost.ravel(),
        sparse.kron(sparse.eye_array(blocks), room.matrix, format="csc"),
        np.zeros(blocks * len(room.rows)),
        low.ravel(),
        high.ravel(),
    )
    moves = solved.x.reshape(blocks, count)
    if witnesses is not None:
        witnesses.add(room.columns, moves)
    return direction * moves[at], np.asarray(solved.eqlin.marginals).reshape(blocks, len(room.rows))


def settle(witnesses: Witnesses, open_cells: "Array", cells: "Array", directions: tuple[int, ...] = (1, -1)) -> "Array":
    """Find witnesses for the cells in the mask by linear programs, up and then down; the places of those still unsure.

    Many cells at once while there are many, then one for each cell, a few at a time, for each witness may settle others too.
    """
    import numpy as np

    room = room_of(witnesses.problem, open_cells)
    left = sweep(witnesses, open_cells, cells)
    for direction in directions:
        done = np.zeros(len(cells), dtype=bool)
        at_once = 8
        while len(ask := left[~done[left]][:at_once]):
            reach(room, ask, direction, witnesses)
            done[ask] = True
            at_once *= 2
            left = witnesses.unsure(open_cells, cells)
    return left


def sweep(witnesses: Witnesses, open_cells: "Array", cells: "Array") -> "Array":
    """While many cells are unsure: push half of them up and half of them down, drawn anew each time (from a fixed seed).

    No cell is pushed further than the span, so that one cell does not take all the room. The places of those still unsure.
    """
    import numpy as np

    left = witnesses.unsure(open_cells, cells)
    if len(left) <= MANY:
        return left
    room, span = room_of(witnesses.problem, open_cells), witnesses.problem.span
    low, high = np.maximum(room.low, -span)[room.columns], np.minimum(room.high, span)[room.columns]
    draw = np.random.default_rng(MANY)
    before = 2 * len(left)
    while MANY < len(left) < 0.95 * before:
        before = len(left)
        cost = np.zeros(len(cells))
        cost[left] = draw.choice([-1.0, 1.0], len(left))
        solved = linear(cost[room.columns], room.matrix, np.zeros(len(room.rows)), low, high)
        witnesses.add(room.columns, solved.x[None, :])
        left = witnesses.unsure(open_cells, cells)
    return left


def is_safe(witnesses: Witnesses, open_cells: "Array", cells: "Array") -> bool:
    """Whether all cells in the mask can range over the span; the first that cannot ends the search."""
    room = room_of(witnesses.problem, open_cells)
    left = sweep(witnesses, open_cells, cells)
    while len(left):
        far = sum(reach(room, left[:1], direction, witnesses)[0][0] for direction in (1, -1))
        if far < witnesses.problem.span - 0.01:
            return False
        if left[0] in witnesses.unsure(open_cells, cells):
            low, high = exact(witnesses, open_cells, int(left[0]))
            if high - low < witnesses.problem.span:
                return False
        left = witnesses.unsure(open_cells, cells)
    return True


def narrow(witnesses: Witnesses, open_cells: "Array", cells: "Array") -> list[tuple[int, int, int]]:
    """Of the cells in the mask those that cannot range over the span: place, and by how much each can go down and up, exactly."""
    found = []
    for place in settle(witnesses, open_cells, cells):
        low, high = exact(witnesses, open_cells, int(place))
        if high - low < witnesses.problem.span:
            found.append((int(place), low, high))
    return found


def exact(witnesses: Witnesses, open_cells: "Array", cell: int) -> tuple[int, int]:
    """The least and the greatest move of one cell in whole numbers, asked no further than the span: two integer programs."""
    room = room_of(witnesses.problem, open_cells)
    for direction in (1, -1):
        _integer(room, cell, direction, witnesses)
    low, high = witnesses.ranges(open_cells)
    return int(low[cell]), int(high[cell])


def _integer(room: Room, cell: int, direction: int, witnesses: Witnesses) -> None:
    import numpy as np

    where = int(np.searchsorted(room.columns, cell))
    cost = np.zeros(len(room.columns))
    cost[where] = -direction
    low, high = room.low[room.columns], room.high[room.columns]
    if direction > 0:
        high[where] = room.problem.span
    else:
        low[where] = max(low[where], -room.problem.span)
    solved = whole(cost, room.matrix, 0, 0, low, high)
    witnesses.add(room.columns, solved.x[None, :])
