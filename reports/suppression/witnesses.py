"""Other tables that fit what is shown, in whole numbers: they prove for many cells at once that a reader cannot know them."""

from typing import TYPE_CHECKING, Any

from reports.suppression.problem import Problem

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


class Witnesses:
    """Tables that fit, kept as moves away from the true one. A move is good for as long as every cell that it moves is hidden."""

    def __init__(self, problem: Problem) -> None:
        import numpy as np

        self.problem = problem
        self.moves = np.zeros((0, len(problem.values)), dtype=np.int64)

    def add(self, columns: "Array", found: "Array") -> None:
        """Keep those of the rows that are whole numbers, take no cell below zero and leave every sum as it was.

        Checked in integers, so that what they prove does not hang on the solver's tolerance.
        """
        import numpy as np

        whole = np.rint(found)
        found = found[np.abs(found - whole).max(axis=1, initial=0) < 1e-6]
        moves = np.zeros((len(found), len(self.problem.values)), dtype=np.int64)
        moves[:, columns] = np.rint(found)
        good = (moves + self.problem.values >= 0).all(axis=1) & ~(self.problem.matrix @ moves.T).any(axis=0)
        self.moves = np.vstack([self.moves, moves[good & moves.any(axis=1)]])

    def ranges(self, open_cells: "Array") -> tuple["Array", "Array"]:
        """The least and the greatest move known of every cell, where only `open_cells` can move."""
        usable = self.moves[~self.moves[:, ~open_cells].any(axis=1)]
        return usable.min(axis=0, initial=0), usable.max(axis=0, initial=0)

    def unsure(self, open_cells: "Array", cells: "Array") -> "Array":
        """The places, of the cells in the mask, that are not yet known to range over the span."""
        import numpy as np

        low, high = self.ranges(open_cells)
        return np.flatnonzero(cells & (high - low < self.problem.span))
