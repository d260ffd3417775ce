"""Two rates beside each other: pooled Z, interval of their ratio, Cohen's h; and Holm's adjustment of many p values."""

import math
from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import Final, TypeVar

SIGNIFICANT: Final = 0.05
NORMAL_95: Final = 1.959963984540054
"""The two-sided 95% point of the normal distribution."""

Key = TypeVar("Key", bound=Hashable)


def pooled_z(x1: int, n1: int, x2: int, n2: int) -> float | None:
    """The pooled Z of two proportions; None where everybody or nobody was selected, or a side is empty."""
    selected, everybody = x1 + x2, n1 + n2
    if not n1 or not n2 or selected in (0, everybody):
        return None
    # One rounding of the difference: near equal rates the two quotients would cancel each other's digits.
    difference = (x1 * n2 - x2 * n1) / (n1 * n2)
    return difference / math.sqrt(selected * (everybody - selected) / (everybody * n1 * n2))


def two_sided(z: float) -> float:
    """The two-sided p of a Z."""
    return math.erfc(abs(z) / math.sqrt(2))


def chi_squared(statistic: float, df: int) -> float:
    """The upper tail of the chi-squared distribution; with one degree of freedom that of a squared Z."""
    if df == 1:
        return two_sided(math.sqrt(statistic))
    from scipy.special import chdtrc  # here: it takes a second to load, and most processes never ask

    return float(chdtrc(df, statistic))


def ratio_interval(x1: int, n1: int, x2: int, n2: int) -> tuple[float, float] | None:
    """The 95% interval of (x1/n1)/(x2/n2) on the log scale (Katz et al. 1978); None where a side selected nobody."""
    if not x1 or not x2:
        return None
    spread = NORMAL_95 * math.sqrt((n1 - x1) / (x1 * n1) + (n2 - x2) / (x2 * n2))
    middle = math.log(x1 * n2 / (n1 * x2))
    return math.exp(middle - spread), math.exp(middle + spread)


def cohens_h(one: Fraction | float, other: Fraction | float) -> float:
    """Cohen's h of two rates: the difference of their arcsine transformations (Cohen 1988, chapter 6)."""
    return 2 * math.asin(math.sqrt(one)) - 2 * math.asin(math.sqrt(other))


def smallest_expected(x1: int, n1: int, x2: int, n2: int) -> Fraction:
    """The smallest of the four counts expected if both groups were selected at the common rate; 0 where there is nobody."""
    selected, everybody = x1 + x2, n1 + n2
    return Fraction(min(n1, n2) * min(selected, everybody - selected), everybody) if everybody else Fraction(0)


def holm(values: Mapping[Key, float]) -> dict[Key, float]:
    """Holm's step-down adjustment of all p values of one family, by their keys (Holm 1979)."""
    adjusted, highest, left = {}, 0.0, len(values)
    for key, value in sorted(values.items(), key=lambda item: item[1]):
        highest = max(highest, min(1.0, left * value))
        adjusted[key] = highest
        left -= 1
    return adjusted
