"""Least squares with one constant for each application, which is swept out instead of being estimated.

    mark = application + (what the columns say) + error

With tens of thousands of applications and some hundreds of columns, only a square of columns is ever solved: the normal equations
reduced by the applications (in the language of designed experiments the intrablock analysis, with an application as block).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import linalg, sparse

from reviews.measuring.sheets import Real, Truth, Whole

NOTHING: Final = 1e-9
"""Eigenvalues below this share of the largest are zeros: those directions cannot be told from the scoresheets."""


@dataclass(frozen=True)
class Reduced:
    """What remains of a table of marks when the applications are swept out."""

    normal: Real
    """Columns x columns: how much the columns vary within applications, C."""
    right: Real
    """Columns: how they go with the marks within applications, Q."""
    square: float
    """The sum of squares of the marks within applications."""
    rows: int
    blocks: int
    values: Real
    """Eigenvalues of `normal`, ascending, those that are nothing set to 0."""
    vectors: Real
    """Their eigenvectors, in columns."""

    @property
    def rank(self) -> int:
        """How many directions can be told."""
        return int(np.count_nonzero(self.values))

    @property
    def degrees(self) -> int:
        """Degrees of freedom that remain for the error."""
        return self.rows - self.blocks - self.rank

    @property
    def projected(self) -> Real:
        """Q in the directions of the eigenvectors."""
        return self.vectors.T @ self.right


@dataclass(frozen=True)
class Solved:
    """Coefficients of the columns. Of all that fit alike the shortest is given, so effects of a group add up to 0."""

    effects: Real
    variance: float | None
    """Of the error; None where no degree of freedom remains."""
    degrees: int
    spread: Real
    """Columns x columns: the covariance of the effects is this times `variance`."""

    @property
    def errors(self) -> Real | None:
        """Standard errors of the effects; None where the variance of the error cannot be told."""
        return None if self.variance is None else np.sqrt(np.maximum(np.diag(self.spread), 0) * self.variance)


def reduce(blocks: Whole, columns: sparse.csr_array, marks: Real) -> Reduced:
    """Sweep the applications out. `blocks` numbers the application of each row from 0; `columns` has a row for each too."""
    count = int(blocks.max()) + 1 if len(blocks) else 0
    rows = len(blocks)
    marks = marks - marks.mean() if rows else marks  # nothing but the precision depends on it
    each = np.bincount(blocks, minlength=count).astype(float)
    member = sparse.csr_array((np.ones(rows), (blocks, np.arange(rows))), shape=(count, rows))
    within = member @ columns
    totals = member @ marks
    scaled = sparse.diags_array(1 / each) @ within
    normal = np.asarray((columns.T @ columns - within.T @ scaled).todense(), dtype=float)
    right = np.asarray(columns.T @ marks - scaled.T @ totals, dtype=float)
    values, vectors = linalg.eigh((normal + normal.T) / 2)
    top = values[-1] if len(values) else 0.0
    values = np.where(values > max(top, 1e-12) * NOTHING, values, 0.0)
    square = float(marks @ marks - totals @ (totals / each))
    return Reduced(normal, right, max(square, 0.0), rows, count, values, vectors)


def solve(reduced: Reduced) -> Solved:
    """Ordinary least squares."""
    inverse = np.divide(1.0, reduced.values, out=np.zeros_like(reduced.values), where=reduced.values > 0)
    effects = reduced.vectors @ (inverse * reduced.projected)
    variance = remainder(reduced) / reduced.degrees if reduced.degrees > 0 else None
    return Solved(effects, variance, reduced.degrees, (reduced.vectors * inverse) @ reduced.vectors.T)


def remainder(reduced: Reduced) -> float:
    """The sum of squares that the columns do not explain."""
    told = reduced.values > 0
    left = reduced.square - float((reduced.projected[told] ** 2 / reduced.values[told]).sum())
    return left if left > reduced.square * NOTHING else 0.0


def can_be_told(reduced: Reduced) -> Truth:
    """For each column whether its own effect follows from the marks, whatever the others are."""
    seen = (reduced.vectors[:, reduced.values > 0] ** 2).sum(axis=1)
    return np.asarray(seen > 1 - 1e-6)


def indicators(places: Whole, count: int, values: Real | None = None) -> sparse.csr_array:
    """A column for each of `count`, with 1 (or the row's value) in the column of the row's place."""
    rows = len(places)
    filled = np.ones(rows) if values is None else values
    return sparse.csr_array((filled, (np.arange(rows), places)), shape=(rows, count))
