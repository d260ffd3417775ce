"""Which patterns of hidden cells cannot be safe, as inequalities: x_k <= sum of c_i x_i, x being 1 where a cell is hidden.

M. Fischetti, J. J. Salazar-González: Solving the cell suppression problem on tabular data with linear constraints. Management
Science 47 (2001) 1008-1027: the dual of the reader's linear program prices how much room each hidden cell gives to another.
"""

from typing import TYPE_CHECKING, Any

from reports.suppression.attack import Extremes
from reports.suppression.problem import Problem

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

NOISE = 1e-6


class Cuts:
    """A growing set of inequalities: for each the cell k, and the c_i."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.cells: list[int] = []
        self.rows: list[Array] = []
        self._known: set[tuple[int, bytes]] = set()

    def add(self, cell: int, room: "Array") -> bool:
        """x_cell <= room @ x. Whether it is new."""
        import numpy as np

        room = np.minimum(room, 1.0)
        room[room < NOISE] = 0
        room[cell] = 0
        sign = (cell, np.round(room, 6).tobytes())
        if sign in self._known:
            return False
        self._known.add(sign)
        self.cells.append(cell)
        self.rows.append(room)
        return True

    def from_sums(self) -> None:
        """What one sum says: what is hidden alone in it is known, and parts of a shown total are no more than what is hidden."""
        import numpy as np

        matrix, values, span = self.problem.matrix, self.problem.values, self.problem.span
        for line in range(matrix.shape[0]):
            where = matrix.indices[matrix.indptr[line] : matrix.indptr[line + 1]]
            signs = matrix.data[matrix.indptr[line] : matrix.indptr[line + 1]]
            for cell, sign in zip(where, signs, strict=True):
                room = np.zeros(len(values))
                need = span - values[cell]
                if need <= 0:
                    room[where] = 1
                else:
                    # Up: others of the same sign give what they have, those of the other sign any amount. Down: to zero.
                    room[where] = np.where(signs == sign, np.minimum(values[where] / need, 1), 1)
                self.add(int(cell), room)

    def from_prices(self, found: Extremes, hidden: "Array") -> int:
        """Inequalities from the prices of the sums for the cells whose range is less than the span; how many are new.

        With any prices p, z_k = (e_k + p A) z for every move z; so a cell i with a positive factor lets k go up without limit by
        going up itself, one with a negative factor by as much as it has to give. Both directions together must reach the span.
        """
        import numpy as np

        problem, new = self.problem, 0
        for at, cell in enumerate(found.cells):
            if found.high[at] - found.low[at] > problem.span * hidden[cell] - NOISE * 10:
                continue
            up = found.high_prices[at] @ problem.matrix
            down = found.low_prices[at] @ problem.matrix
            up[cell] += 1
            down[cell] -= 1
            room = np.where((up > NOISE) | (down > NOISE), np.inf, 0)
            gives = (np.maximum(-up, 0) + np.maximum(-down, 0)) * problem.values
            room = np.maximum(room, np.where(gives > NOISE, gives, 0))
            need = problem.span - room[cell]
            if need > NOISE:
                new += self.add(int(cell), np.minimum(room / need, 1.0))
        return new

    def matrix(self) -> Any:
        """One row for each inequality: room @ x - x_cell >= 0."""
        import numpy as np
        from scipy import sparse

        rows = sparse.csr_array(np.array(self.rows))
        at = np.arange(len(self.cells))
        return rows - sparse.csr_array((np.ones(len(at)), (at, self.cells)), shape=rows.shape)
