"""What to hide: the fewest cells that make a release safe, or nearly the fewest where that would take too long."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from reports.suppression.cuts import Cuts
from reports.suppression.greedy import mend, trim
from reports.suppression.problem import Problem, arrange
from reports.suppression.programs import Room, exact, is_safe, narrow, reach, settle
from reports.suppression.solvers import NODES, whole
from reports.suppression.systems import Key, System, name
from reports.suppression.witnesses import Witnesses

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

BUDGET: Final = 150
"""How many inequalities the exact way may learn: a table of 4x8 needs a few dozen at most, and each makes the next round slower."""
LARGEST: Final = 2_500
"""Systems of more cells are not tried exactly."""
HINT: Final = 1e-5
"""Of what hiding a shown cell would give, the part a price may count on; so prices favour cuts that name few cells."""


class Unprotectable(ValueError):
    """A cell that stays derivable whatever is hidden, for too much is shown already. `key` is the cell."""

    def __init__(self, key: Key, reason: str) -> None:
        super().__init__(reason)
        self.key = key


def protect(
    system: System,
    minimum: int,
    *,
    shown: frozenset[Key] = frozenset(),
    weights: Mapping[Key, float] | None = None,
    budget: int = BUDGET,
) -> frozenset[Key]:
    """The cells to hide, so that `breaches` finds none: as few as can be, of equal ways the one that hides the smallest numbers.

    `shown` cells are published already and stay shown. `weights` say what hiding a cell costs (1). `budget` bounds the exact way
    (inequalities learnt, 0 for none); past it a good way is taken, proved safe but not smallest. Latent cells are never in it.
    The same figures give the same answer, in whichever order they are written where that settles it. Raises `Unprotectable`,
    naming the cell; ValueError for a minimum below 2, a negative weight or an unknown cell.
    """
    problem = arrange(system, minimum, shown, weights)
    witnesses = Witnesses(problem)
    if not problem.small.any():
        return frozenset()
    hidden = _exactly(problem, witnesses, budget)
    return frozenset(key for key, out in zip(problem.keys, hidden & ~problem.latent, strict=True) if out)


def _exactly(problem: Problem, witnesses: Witnesses, budget: int) -> "Array":
    """Benders' way: the fewest cells that the inequalities found so far allow; what a reader still gets from those gives more."""
    _refuse_small_and_shown(problem)
    cuts = Cuts(problem)
    pattern = start = (problem.small & problem.free) | problem.latent
    if budget and len(problem.values) <= LARGEST:
        cuts.from_sums()
        budget += len(cuts.rows)
    while len(cuts.rows) < budget:
        found = _fewest(problem, cuts, start)
        if found is None:
            break
        pattern = found
        unsure = settle(witnesses, pattern, problem.guarded(pattern), (1,))
        if not len(unsure) or not _separate(problem, cuts, witnesses, pattern, unsure):
            if is_safe(witnesses, pattern, problem.guarded(pattern)):
                return pattern
            break
    return _nearly(problem, witnesses, pattern)


def _refuse_small_and_shown(problem: Problem) -> None:
    for key, bad, value in zip(
        problem.keys, problem.small & ~problem.latent & ~problem.free, problem.values, strict=True
    ):
        if bad:
            raise Unprotectable(key, f"{name(key)} is {value} and shown already: it cannot be hidden any more.")


def _fewest(problem: Problem, cuts: Cuts, start: "Array") -> "Array | None":
    """The cheapest pattern that holds `start` and keeps every inequality; None where there is none or it takes too long."""
    import numpy as np

    solved = whole(
        cost_of(problem),
        cuts.matrix(),
        -1e-9,
        np.inf,
        start.astype(float),
        (problem.free | problem.latent).astype(float),
        NODES,
    )
    return None if solved is None else (solved.x > 0.5) | problem.latent


def cost_of(problem: Problem) -> "Array":
    """What hiding each cell costs: its weight, and so little for its size that all of them together weigh less than one cell."""
    import numpy as np

    least = problem.weights[problem.weights > 0].min(initial=1)
    sizes = problem.values / max(1, problem.values.sum())
    return np.where(problem.latent, 0, problem.weights + 0.5 * least * sizes)


def _separate(problem: Problem, cuts: Cuts, witnesses: Witnesses, open_cells: "Array", unsure: "Array") -> int:
    """New inequalities that this pattern breaks; how many."""
    import numpy as np

    hint = np.where(open_cells, 1.0, np.where(problem.free, HINT, 0))
    room = Room(problem, -problem.values * hint, np.where(open_cells, np.inf, problem.span * hint))
    up, up_prices = reach(room, unsure, 1)
    down, down_prices = reach(room, unsure, -1)
    short = up + down < problem.span - 0.01
    new = cuts.from_prices(unsure[short], (up_prices[short], down_prices[short]))
    safe = np.zeros(len(open_cells), dtype=bool)
    safe[unsure[~short]] = True  # in fractions at least
    for cell in settle(witnesses, open_cells, safe, (-1,)):
        low, high = exact(witnesses, open_cells, int(cell))
        if high - low < problem.span:
            new += cuts.from_open(int(cell), open_cells)
    return new


def _nearly(problem: Problem, witnesses: Witnesses, start: "Array") -> "Array":
    """The way that always ends: hide what mends each cell, in turn, then show again what need not be hidden."""
    cost = cost_of(problem)
    hidden = mend(problem, witnesses, start, cost)
    if hidden is None:
        hidden = _all_that_can_be(problem, witnesses)
    return trim(problem, witnesses, hidden, cost)


def _all_that_can_be(problem: Problem, witnesses: Witnesses) -> "Array":
    """The largest safe pattern: hide everything, then show what is known anyway, until nothing is. Every safe pattern is in it.

    Raises Unprotectable where a small cell is known even so.
    """
    hidden = problem.free | problem.latent
    while known := narrow(witnesses, hidden, problem.guarded(hidden)):
        for place, low, high in known:
            if problem.small[place]:
                value = int(problem.values[place])
                span = f"{value + low}" if low == high else f"{value + low} to {value + high}"
                raise Unprotectable(
                    problem.keys[place],
                    f"{name(problem.keys[place])} cannot be protected: with what is shown already it must be {span}.",
                )
            hidden[place] = False
    return hidden
