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
    """A growing set of inequalities: for each the cell k, and the c_i that are not zero."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.rows: list[tuple[Array, Array]] = []
        self._known: set[bytes] = set()

    def add(self, cell: int, places: "Array", room: "Array") -> bool:
        """x_cell <= room @ x[places]. Whether it is new."""
        import numpy as np

        keep = (room > NOISE) & (places != cell)
        places, room = np.append(places[keep], cell), np.append(np.minimum(room[keep], 1.0), -1.0)
        sign = places.tobytes() + np.round(room, 6).tobytes()
        if sign in self._known:
            return False
        self._known.add(sign)
        self.rows.append((places, room))
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
                need = span - values[cell]
                # Up: others of the same sign give what they have, those of the other sign any amount. Down: to zero.
                limited = (signs == sign) & (need > 0)
                self.add(int(cell), where, np.where(limited, values[where] / max(need, 1), 1.0))

    def from_prices(self, cells: "Array", prices: tuple["Array", "Array"]) -> int:
        """Inequalities from the prices of the sums that kept each cell from going up and down; how many are new.

        With any prices p, z_k = (e_k + p A) z for every move z; so a cell i with a positive factor lets k go up without limit by
        going up itself, one with a negative factor by as much as it has to give. Both directions together must reach the span.
        """
        import numpy as np

        values, new = self.problem.values, 0
        everywhere = np.arange(len(values))
        up, down = (side @ self.problem.matrix for side in prices)
        at = np.arange(len(cells)), cells
        up[at] += 1
        down[at] -= 1
        gives = (np.where(up < -NOISE, -up, 0) + np.where(down < -NOISE, -down, 0)) * values
        room = np.where((up > NOISE) | (down > NOISE), np.inf, gives)
        for cell, row in zip(cells, room, strict=True):
            need = self.problem.span - row[cell]
            if need > NOISE:
                new += self.add(int(cell), everywhere, row / need)
        return new

    def from_open(self, cell: int, open_cells: "Array") -> bool:
        """While only these cells are open the cell is not safe, nor with fewer: so one more must open. Whether it is new.

        What to say where whole numbers bite and prices do not.
        """
        import numpy as np

        shut = np.flatnonzero(~open_cells)
        return self.add(cell, shut, np.ones(len(shut)))

    def matrix(self) -> Any:
        """One row for each inequality: room @ x - x_cell >= 0."""
        import numpy as np
        from scipy import sparse

        lengths = [len(places) for places, _ in self.rows]
        places = np.concatenate([places for places, _ in self.rows] or [np.zeros(0, dtype=int)])
        rooms = np.concatenate([room for _, room in self.rows] or [np.zeros(0)])
        at = np.concatenate([[0], np.cumsum(lengths)]).astype(places.dtype)
        return sparse.csr_array((rooms, places, at), shape=(len(lengths), len(self.problem.values)))
