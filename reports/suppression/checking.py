"""Whether a release is safe, proved by integer programming."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.suppression.attack import Witnesses, extremes, gather
from reports.suppression.problem import Problem, arrange
from reports.suppression.systems import Key, System, name

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Breach:
    """A cell that gives people away: its value, and all that a reader has to choose from, least and greatest."""

    key: Key
    value: int
    low: int
    high: int

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{name(self.key)} must be {self.low}."
        return f"{name(self.key)} must be between {self.low} and {self.high}."


def breaches(system: System, hidden: frozenset[Key], minimum: int) -> list[Breach]:
    """Every cell that a release with these hidden cells gives away, in the order of the system's cells. Empty: it is safe.

    Given away are a shown cell of 1 to minimum-1, and a hidden cell (or an unseen one of 1 to minimum-1) whose whole numbers that
    fit everything shown, none negative, span less than minimum-1. Each safe cell has two tables in whole numbers that prove it;
    each breach the optimum of two integer programs. Raises ValueError for an unknown cell or a minimum below 2.
    """
    problem = arrange(system, minimum, shown=frozenset())
    if strangers := sorted(map(name, hidden - system.cells.keys())):
        raise ValueError(f"There is no cell {strangers[0]}.")
    mask = problem.places(hidden)
    open_cells = mask | problem.latent
    found = {
        key: Breach(key, int(value), int(value), int(value))
        for key, value, bad in zip(problem.keys, problem.values, problem.small & ~open_cells, strict=True)
        if bad
    }
    for place, low, high in narrow(problem, Witnesses(problem), open_cells, problem.guarded(mask)):
        value = int(problem.values[place])
        found[problem.keys[place]] = Breach(problem.keys[place], value, value + low, value + high)
    return [found[key] for key in system.cells if key in found]


def narrow(problem: Problem, witnesses: Witnesses, open_cells: "Array", cells: "Array") -> list[tuple[int, int, int]]:
    """Of the cells in the mask those that cannot range over the span: place, and by how much it can go down and up, exactly."""
    import numpy as np

    unsure = gather(problem, witnesses, open_cells, cells)
    if len(unsure):
        low = np.where(open_cells, -problem.values.astype(float), 0)
        extremes(problem, unsure, low, np.where(open_cells, np.inf, 0), witnesses)
    found = []
    for place in witnesses.unsure(open_cells, cells):
        low, high = exact(problem, witnesses, open_cells, int(place))
        if high - low < problem.span:
            found.append((int(place), low, high))
    return found


def exact(problem: Problem, witnesses: Witnesses, open_cells: "Array", place: int) -> tuple[int, int]:
    """The least and greatest move of one cell in whole numbers, each no further asked than the span: two integer programs."""
    up = _furthest(problem, witnesses, open_cells, place, 1)
    down = 0 if up >= problem.span else _furthest(problem, witnesses, open_cells, place, -1)
    return -down, up


def _furthest(problem: Problem, witnesses: Witnesses, open_cells: "Array", place: int, direction: int) -> int:
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    columns = np.flatnonzero(open_cells)
    matrix = problem.matrix[:, columns]
    matrix = matrix[np.diff(matrix.indptr) > 0]
    where = int(np.searchsorted(columns, place))
    cost = np.zeros(len(columns))
    cost[where] = -direction
    low = -problem.values[columns].astype(float)
    high = np.full(len(columns), np.inf)
    if direction > 0:
        high[where] = problem.span
    else:
        low[where] = max(low[where], -problem.span)
    solved = milp(
        cost,
        constraints=[LinearConstraint(matrix, 0, 0)] if matrix.shape[0] else [],
        bounds=Bounds(low, high),
        integrality=np.ones(len(columns)),
        options={"mip_rel_gap": 0},
    )
    if solved.status != 0:
        raise RuntimeError(f"An integer program that has a solution was not solved: {solved.message}")
    move = np.zeros(len(problem.values))
    move[columns] = solved.x
    witnesses.add(move)
    return round(-solved.fun)
