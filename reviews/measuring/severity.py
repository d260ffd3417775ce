"""How strict each reader is, from applications that several have read, and marks with that taken out.

The model is additive: a mark is what the application deserves, plus what its reader gives to everybody, plus error. An effect
above 0 is a mild reader, one below 0 a strict one; 0 is the middle of the readers who can be compared. The method and its limits
are in docs/measuring-reviewers.md.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import optimize, sparse
from scipy.sparse import csgraph

from reviews.measuring.absorbing import Reduced, indicators, reduce, remainder, solve
from reviews.measuring.sheets import Real, Whole, numbered

WIDEST: Final = 12.0
"""The ratio of the variances is sought between e to the power of minus and of plus this."""


@dataclass(frozen=True)
class Severity:
    """The effect of each reader, in the unit of the marks."""

    readers: Whole
    """Ids, ascending; all others have a row for each."""
    sheets: Whole
    """How many each has written."""
    compared: Whole
    """How many of these are on applications that somebody else has read too."""
    group: Whole
    """Readers of one number are connected by applications they share, directly or through others; effects of different groups
    cannot be compared. Numbered from 0, the largest group first."""
    effects: Real
    """By least squares, nothing shrunk. NaN for one who is connected with nobody."""
    errors: Real
    """Standard errors of `effects`; NaN where they cannot be told."""
    shrunk: Real
    """Drawn towards 0 as far as chance may have made them (the best linear unbiased prediction): what marks are adjusted by."""
    degrees: int
    """Degrees of freedom of the error."""
    error_variance: float | None
    reader_variance: float | None
    """How much readers differ, by restricted maximum likelihood; None where the error cannot be told."""

    @property
    def groups(self) -> int:
        """How many groups cannot be compared with one another."""
        return int(self.group.max()) + 1 if len(self.group) else 0


def measure_severity(entry: Whole, reader: Whole, marks: Real | Whole, *, ratio: float | None = None) -> Severity:
    """The severity of the readers of these marks, a row for each scoresheet, in any unit.

    `ratio` is the variance between readers over that of the error, where it is known; else it is estimated.
    """
    readers, who = numbered(reader)
    _, block = numbered(entry)
    shared = np.bincount(block)[block] > 1 if len(block) else np.zeros(0, dtype=bool)
    reduced = reduce(block, indicators(who, len(readers)), np.asarray(marks, dtype=float))
    solved = solve(reduced)
    group = connected(block[shared], who[shared], len(readers))
    alone = np.bincount(group, minlength=len(readers))[group] == 1
    between = reader_variance(reduced) if ratio is None and solved.variance is not None else None
    known = ratio if ratio is not None else (between[0] / between[1] if between and between[1] > 0 else 0.0)
    errors = solved.errors if solved.errors is not None else np.full(len(readers), np.nan)
    return Severity(
        readers,
        np.bincount(who, minlength=len(readers)).astype(np.int64),
        np.bincount(who[shared], minlength=len(readers)).astype(np.int64),
        group,
        np.where(alone, np.nan, solved.effects),
        np.where(alone, np.nan, errors),
        shrink(reduced, known),
        solved.degrees,
        solved.variance,
        None if between is None else between[0],
    )


def shrink(reduced: Reduced, ratio: float) -> Real:
    """Effects of readers who are drawn from many, by Henderson's mixed-model equations with applications fixed."""
    if ratio <= 0:
        return np.zeros(len(reduced.right))
    return np.asarray(reduced.vectors @ (reduced.projected / (reduced.values + 1 / ratio)))


def reader_variance(reduced: Reduced) -> tuple[float, float]:
    """The variance between readers and that of the error, by restricted maximum likelihood with applications fixed.

    In the directions of the eigenvectors the marks are independent with variance (eigenvalue x between + error), so that the
    likelihood is a sum and depends, once the error is solved for, on the ratio of the two alone. It needs a degree of freedom.
    """
    told = reduced.values > 0
    values, squares = reduced.values[told], reduced.projected[told] ** 2 / reduced.values[told]
    left = remainder(reduced)
    count = len(values) + reduced.degrees

    def error(ratio: float) -> float:
        return float((squares / (values * ratio + 1)).sum() + left) / count

    def lost(ratio: float) -> float:
        return count * float(np.log(max(error(ratio), 1e-300))) + float(np.log1p(values * ratio).sum())

    if not len(values) or error(0.0) <= 0:
        return 0.0, 0.0
    tried = np.linspace(-WIDEST, WIDEST, 97)
    best = int(np.argmin([lost(float(np.exp(one))) for one in tried]))
    ends = (float(tried[max(best - 1, 0)]), float(tried[min(best + 1, len(tried) - 1)]))
    found = optimize.minimize_scalar(
        lambda one: lost(float(np.exp(one))), bounds=ends, method="bounded", options={"xatol": 1e-9}
    )
    ratio = float(np.exp(found.x))
    if lost(0.0) <= lost(ratio):
        ratio = 0.0
    return ratio * error(ratio), error(ratio)


def connected(block: Whole, who: Whole, readers: int) -> Whole:
    """The number of the connected group of each reader, the largest group first. `block` and `who`: the application and the reader
    of each reading, numbered from 0.
    """
    blocks = int(block.max()) + 1 if len(block) else 0
    links = sparse.csr_array((np.ones(len(block)), (who, readers + block)), shape=(readers + blocks,) * 2)
    _, label = csgraph.connected_components(links, directed=False)
    first, place, size = np.unique(label[:readers], return_inverse=True, return_counts=True)
    order = np.lexsort((first, -size))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[place.reshape(-1)]
