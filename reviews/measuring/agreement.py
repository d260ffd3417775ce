"""Krippendorff's alpha, from how often each application got each mark, with an interval by resampling applications.

Alpha is 1 - observed disagreement / disagreement expected by chance: 1 is perfect agreement, 0 is what throwing dice gives, below 0
is worse. It takes any number of readers, and gaps. The published tables and the package `krippendorff` give the same figures
(tests/reviews/measuring/test_agreement.py); this one works on counts, so that a thousand resamples of a large round take a moment.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from reviews.measuring.sheets import Real, Whole, numbered

Level = Literal["nominal", "ordinal", "interval"]
RESAMPLES: Final = 1000
ENDS: Final = (2.5, 97.5)
FEWEST: Final = 30
"""Applications that two or more have read; with fewer such an interval is too narrow, and none is given."""
NOTHING: Final = 1e-9
"""Expected disagreement below this for each pair is 0: all marks are the same."""
AT_ONCE: Final = 4_000_000
"""Numbers drawn at a time."""


@dataclass(frozen=True)
class Agreement:
    """An alpha. None where it cannot be told: nobody shares an application, or all marks are the same."""

    alpha: float | None
    low: float | None
    high: float | None
    """Ends of the interval that covers 95 in 100; None below `FEWEST` applications."""
    units: int
    """Applications that two or more have read."""
    values: int
    """Marks on these."""


def agree(entry: Whole, marks: Whole, *, level: Level, seed: Sequence[int], resamples: int = RESAMPLES) -> Agreement:
    """The agreement of these marks, a row for each scoresheet, with its interval. `seed`: whole numbers, not below 0."""
    _, block = numbered(entry)
    shared = np.bincount(block)[block] > 1 if len(block) else np.zeros(0, dtype=bool)
    if not shared.any():
        return Agreement(None, None, None, 0, 0)
    kept, (units, block) = np.asarray(marks)[shared], numbered(block[shared])
    parts, often = _moments(block, kept) if level == "interval" else _coincidences(block, kept)
    alpha = float(_alphas(often[None] @ parts, level)[0])
    if np.isnan(alpha):
        return Agreement(None, None, None, len(units), len(kept))
    if len(units) >= FEWEST and resamples:
        found = _resample(parts, often, level, seed=seed, resamples=resamples)
        if len(found) >= resamples / 2:
            low, high = np.percentile(found, ENDS)
            return Agreement(alpha, float(low), float(high), len(units), len(kept))
    return Agreement(alpha, None, None, len(units), len(kept))


def _moments(block: Whole, marks: Whole) -> tuple[Real, Real]:
    """For an interval scale: what one unit of each kind adds to the sums that alpha is made of, and how often each kind occurs.

    Kinds x (marks, their sum, the sum of their squares, the disagreement within the unit). Units that add the same are of one kind.
    """
    marks = marks - int(np.median(marks))
    sizes = np.bincount(block)
    total = np.rint(np.bincount(block, marks)).astype(np.int64)
    squares = np.rint(np.bincount(block, marks**2)).astype(np.int64)
    first, often = _kinds(np.column_stack([sizes, total, squares]))
    size, total, squares = sizes[first], total[first], squares[first]
    return np.column_stack([size, total, squares, 2 * (size * squares - total**2) / (size - 1)]), often


def _coincidences(block: Whole, marks: Whole) -> tuple[Real, Real]:
    """For any other scale: the table of coincidences of one unit of each kind, that is which pairs of marks it has, and how often
    each kind occurs.

    Kinds x (values x values). Units with the same marks are of one kind.
    """
    values, place = numbered(marks)
    units = int(block.max()) + 1
    counts = np.bincount(block * len(values) + place, minlength=units * len(values)).reshape(units, len(values))
    first, often = _kinds(counts)
    counts = counts[first]
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(len(values), dtype=np.int64)
    return (pairs / (counts.sum(axis=1) - 1)[:, None, None]).reshape(len(counts), -1), often


def _kinds(counts: Whole) -> tuple[Whole, Real]:
    """Where each different row occurs first, in the order of the rows, and how often it occurs."""
    rows = np.ascontiguousarray(counts).view(np.dtype((np.void, counts.dtype.itemsize * counts.shape[1]))).reshape(-1)
    _, first, often = np.unique(rows, return_index=True, return_counts=True)
    return first.astype(np.int64), often.astype(float)


def _resample(parts: Real, often: Real, level: Level, *, seed: Sequence[int], resamples: int) -> Real:
    """Alphas of samples of as many units, drawn with replacement; those that are 0 over 0 are left out.

    What is drawn is how often each kind of unit occurs.
    """
    draw = np.random.default_rng(list(seed))
    units = int(often.sum())
    step = max(1, AT_ONCE // max(parts.shape))
    alphas = np.concatenate(
        [
            _alphas(draw.multinomial(units, often / units, size=min(step, resamples - start)) @ parts, level)
            for start in range(0, resamples, step)
        ]
    )
    return alphas[~np.isnan(alphas)]


def _alphas(sums: Real, level: Level) -> Real:
    """Alpha of each row of sums; NaN where it is 0 over 0."""
    if level == "interval":
        count, total, squares, observed = sums.T
        expected = 2 * (count * squares - total**2)
    else:
        size = math.isqrt(sums.shape[1])
        tables = sums.reshape(len(sums), size, size)
        totals = tables.sum(axis=2)
        count = totals.sum(axis=1)
        apart = _differences(totals, level)
        observed = (tables * apart).sum(axis=(1, 2))
        expected = (totals[:, :, None] * totals[:, None, :] * apart).sum(axis=(1, 2))
    some = expected > NOTHING * count**2
    return np.asarray(1 - np.divide(observed * (count - 1), expected, out=np.full(len(sums), np.nan), where=some))


def _differences(totals: Real, level: Level) -> Real:
    """The squared difference between two values. Between ranks it depends on how many marks lie between them."""
    if level == "nominal":
        return 1.0 - np.eye(totals.shape[1])
    place = np.cumsum(totals, axis=1) - totals / 2
    return np.asarray((place[:, :, None] - place[:, None, :]) ** 2)
