"""Whether what people were chosen by goes with what came of it: Spearman's rank correlation. Plain Python; scipy for p alone.

Restriction of range. The pairs are of those who were admitted, about one in a hundred, and nobody knows what would have become
of the others. Among people who are all alike in a criterion it can hardly tell one from the other, so a correlation inside the
class is smaller than it would be in the pool. Thorndike's correction (case 2) is left out on purpose: it is for Pearson's r, it
needs one straight line and even scatter over the whole pool, and selection on that one predictor alone. Here ranks are compared,
people read applications and may overrule the score, and offers are declined; and at one in a hundred it would multiply the
estimate and its error many times over, on the strength of a line of which only one end was seen. What can be said without it is
how much of the pool's spread the class has left: `spread_left`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, fsum, sqrt, tanh
from statistics import NormalDist
from typing import Final

FEWEST_PAIRS: Final = 10
"""Below this many pairs nothing is said: the interval would cover nearly everything, and a person could be read from it."""
LEVEL: Final = 0.95


@dataclass(frozen=True)
class Rho:
    """Spearman's rho of `n` pairs. All None, with `why` in words, where it is not worked out."""

    n: int
    rho: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    why: str = ""


TOO_FEW: Final = "too few"
NO_SPREAD: Final = "everybody has the same value"
ONE_SIDED: Final = "all but a few have the same value"


def ranks(values: Sequence[float]) -> list[float]:
    """The ranks from 1; equal values share the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found, start = [0.0] * len(values), 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in order[start : end + 1]:
            found[place] = (start + end) / 2 + 1
        start = end + 1
    return found


def rank_correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Spearman's rho: Pearson's r of the ranks, which is right with ties too. None where one side has one value only.

    Raises ValueError for sides of different length.
    """
    if len(first) != len(second):
        raise ValueError("Both sides of the pairs must be equally many.")
    if len(set(first)) < 2 or len(set(second)) < 2:
        return None
    one, two, middle = ranks(first), ranks(second), (len(first) + 1) / 2
    product = fsum((a - middle) * (b - middle) for a, b in zip(one, two, strict=True))
    squares = fsum((a - middle) ** 2 for a in one) * fsum((b - middle) ** 2 for b in two)
    return min(max(product / sqrt(squares), -1.0), 1.0)


def interval(rho: float, n: int, *, level: float = LEVEL) -> tuple[float, float] | None:
    """Bonett and Wright (2000, Psychometrika 65, 23-28): on Fisher's z with the standard error sqrt((1 + rho^2 / 2) / (n - 3)).

    None below four pairs, and for rho of exactly 1 or -1, where z is infinite. Approximate with many ties.
    """
    if n < 4 or abs(rho) >= 1:
        return None
    reach = NormalDist().inv_cdf((1 + level) / 2) * sqrt((1 + rho * rho / 2) / (n - 3))
    return tanh(atanh(rho) - reach), tanh(atanh(rho) + reach)


def p_value(rho: float, n: int) -> float | None:
    """Two-sided, by Student's t with n - 2 degrees of freedom, as scipy.stats.spearmanr. None below three pairs."""
    if n < 3:
        return None
    if abs(rho) >= 1:
        return 0.0
    from scipy.stats import t

    return float(2 * t.sf(abs(rho) * sqrt((n - 2) / (1 - rho * rho)), n - 2))


def spearman(
    first: Sequence[float], second: Sequence[float], *, fewest: int = FEWEST_PAIRS, aside: int = 0, level: float = LEVEL
) -> Rho:
    """Rho with interval and p, or in words why there is none: too few pairs, or a side on which everybody is equal.

    `aside`: with fewer people than this who differ from the commonest value of a side, nothing is said either; the figure would be
    the rank of those few. Raises ValueError for sides of different length.
    """
    n, rho = len(first), rank_correlation(first, second)
    if n < fewest:
        return Rho(n, why=TOO_FEW)
    if rho is None:
        return Rho(n, why=NO_SPREAD)
    if min(n - _commonest(first), n - _commonest(second)) < aside:
        return Rho(n, why=ONE_SIDED)
    low, high = interval(rho, n, level=level) or (None, None)
    return Rho(n, rho, low, high, p_value(rho, n))


def _commonest(values: Sequence[float]) -> int:
    return max(map(list(values).count, set(values)))


def spread_left(pool: float | None, chosen: Sequence[float]) -> float | None:
    """The standard deviation among those chosen as a part of the pool's (1: nothing was restricted). None where undefined."""
    if not pool or len(chosen) < 2:
        return None
    mean = fsum(chosen) / len(chosen)
    return sqrt(fsum((value - mean) ** 2 for value in chosen) / len(chosen)) / pool
