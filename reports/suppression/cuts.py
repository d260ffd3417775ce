"""Which patterns of hidden cells cannot be safe, as inequalities: x_k <= sum of c_i x_i, x being 1 where a cell is hidden.

M. Fischetti, J. J. Salazar-González: Solving the cell suppression problem on tabular data with linear constraints. Management
Science 47 (2001) 1008-1027: the dual of the reader's linear program prices how much room each hidden cell gives to another.
"""

from typing import TYPE_CHECKING, Any

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
                if self.problem.latent[cell] and not self.problem.small[cell]:
                    continue  # it is never shown, and may be derived
                room = np.zeros(len(values))
                need = span - values[cell]
                if need <= 0:
                    room[where] = 1
                else:
                    # Up: others of the same sign give what they have, those of the other sign any amount. Down: to zero.
                    room[where] = np.where(signs == sign, np.minimum(values[where] / need, 1), 1)
                self.add(int(cell), room)

    def from_prices(self, cells: "Array", prices: tuple["Array", "Array"]) -> int:
        """Inequalities from the prices of the sums that kept each cell from going up and down; how many are new.

        With any prices p, z_k = (e_k + p A) z for every move z; so a cell i with a positive factor lets k go up without limit by
        going up itself, one with a negative factor by as much as it has to give. Both directions together must reach the span.
        """
        import numpy as np

        values, new = self.problem.values, 0
        up, down = (side @ self.problem.matrix for side in prices)
        at = np.arange(len(cells)), cells
        up[at] += 1
        down[at] -= 1
        gives = (np.where(up < -NOISE, -up, 0) + np.where(down < -NOISE, -down, 0)) * values
        room = np.where((up > NOISE) | (down > NOISE), np.inf, gives)
        for cell, row in zip(cells, room, strict=True):
            need = self.problem.span - row[cell]
            if need > NOISE:
                new += self.add(int(cell), row / need)
        return new

    def from_open(self, cell: int, open_cells: "Array") -> bool:
        """While only these cells are open the cell is not safe, nor with fewer: so one more must open. Whether it is new.

        What to say where whole numbers bite and prices do not.
        """
        import numpy as np

        return self.add(cell, np.where(open_cells, 0.0, 1.0))

    def matrix(self) -> Any:
        """One row for each inequality: room @ x - x_cell >= 0."""
        import numpy as np
        from scipy import sparse

        rows = sparse.csr_array(np.array(self.rows))
        at = np.arange(len(self.cells))
        return rows - sparse.csr_array((np.ones(len(at)), (at, self.cells)), shape=rows.shape)
