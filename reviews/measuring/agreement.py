"""Krippendorff's alpha, from how often each application got each mark, with an interval by resampling applications.

Alpha is 1 - observed disagreement / disagreement expected by chance: 1 is perfect agreement, 0 is what throwing dice gives, below 0
is worse. It takes any number of readers, and gaps. The published tables and the package `krippendorff` give the same figures
(tests/reviews/measuring/test_agreement.py); this one works on counts, so that a thousand resamples of a large round take a moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from reviews.measuring.sheets import Real, Whole, numbered

Level = Literal["nominal", "ordinal", "interval"]
RESAMPLES: Final = 1000
ENDS: Final = (2.5, 97.5)
FEWEST: Final = 10
"""Applications that two or more have read; below that an interval would say more than is known."""
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
    counts, values = tally(entry, marks)
    alpha = alpha_of(counts, values, level)
    units, marked = len(counts), int(counts.sum())
    if alpha is None or units < FEWEST or not resamples:
        return Agreement(alpha, None, None, units, marked)
    found = resample(counts, values, level, seed=seed, resamples=resamples)
    if len(found) < resamples / 2:
        return Agreement(alpha, None, None, units, marked)
    low, high = np.percentile(found, ENDS)
    return Agreement(alpha, float(low), float(high), units, marked)


def tally(entry: Whole, marks: Whole) -> tuple[Whole, Real]:
    """How often each application that has two marks or more got each value (units x values), and the values, ascending."""
    _, block = numbered(entry)
    often = np.bincount(block)[block] > 1 if len(block) else np.zeros(0, dtype=bool)
    units, block = numbered(block[often])
    values, place = numbered(np.asarray(marks)[often])
    counts = np.zeros((len(units), len(values)), dtype=np.int64)
    np.add.at(counts, (block, place), 1)
    return counts, values.astype(float)


def alpha_of(counts: Whole, values: Real, level: Level) -> float | None:
    """Alpha of a table of units x values; None where it is 0 over 0."""
    if not len(counts):
        return None
    found = _alphas(_coincidences(counts).sum(axis=0)[None], values, level)[0]
    return None if np.isnan(found) else float(found)


def resample(counts: Whole, values: Real, level: Level, *, seed: Sequence[int], resamples: int) -> Real:
    """Alphas of samples of as many units, drawn with replacement; those that are 0 over 0 are left out.

    Units with the same counts are the same thing, so what is drawn is how often each kind of unit occurs.
    """
    kinds, often = np.unique(counts, axis=0, return_counts=True)
    pairs = _coincidences(kinds).reshape(len(kinds), -1)
    draw = np.random.default_rng(list(seed))
    step = max(1, AT_ONCE // max(len(kinds), pairs.shape[1]))
    found: list[Real] = []
    for start in range(0, resamples, step):
        drawn = draw.multinomial(len(counts), often / len(counts), size=min(step, resamples - start))
        tables = (drawn.astype(float) @ pairs).reshape(len(drawn), len(values), len(values))
        found.append(_alphas(tables, values, level))
    alphas = np.concatenate(found)
    return alphas[~np.isnan(alphas)]


def _coincidences(counts: Whole) -> Real:
    """What each unit adds to the table of coincidences: units x values x values."""
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(counts.shape[1], dtype=np.int64)
    return np.asarray(pairs / (counts.sum(axis=1) - 1)[:, None, None])


def _alphas(tables: Real, values: Real, level: Level) -> Real:
    """Alpha of each table of coincidences; NaN where it is 0 over 0."""
    totals = tables.sum(axis=2)
    count = totals.sum(axis=1)
    apart = _differences(totals, values, level)
    observed = (tables * apart).sum(axis=(1, 2))
    expected = (totals[:, :, None] * totals[:, None, :] * apart).sum(axis=(1, 2)) / (count - 1)
    return np.asarray(1 - np.divide(observed, expected, out=np.full(len(tables), np.nan), where=expected > 0))


def _differences(totals: Real, values: Real, level: Level) -> Real:
    """The squared difference between two values; for ranks it depends on how many marks lie between them."""
    if level == "nominal":
        return np.broadcast_to(1.0 - np.eye(len(values)), (len(totals), len(values), len(values)))
    place = np.cumsum(totals, axis=1) - totals / 2 if level == "ordinal" else np.broadcast_to(values, totals.shape)
    return np.asarray((place[:, :, None] - place[:, None, :]) ** 2)
