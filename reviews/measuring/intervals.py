"""A figure with its standard error and the interval that covers 95 in 100."""

import math
from dataclasses import dataclass
from typing import Final

from scipy import special

COVERED: Final = 0.95


@dataclass(frozen=True)
class Estimate:
    """A figure. `error`, `low` and `high` are None where nothing says how sure it is."""

    value: float
    error: float | None
    low: float | None
    high: float | None
    count: int
    """Scoresheets (or cases) that it rests on."""
    is_clear: bool = False
    """Whether it differs from 0 beyond chance, all those it is compared among taken together."""


def estimate(value: float, error: float | None, *, degrees: int, count: int, among: int = 1) -> Estimate | None:
    """A figure by Student's t. None for what is no number.

    `among`: how many such figures are looked at together. The interval is that of one; `is_clear` asks more (Bonferroni), or of
    twenty readers who are all alike one would look different.
    """
    if not math.isfinite(value):
        return None
    if error is None or not math.isfinite(error) or degrees < 1:
        return Estimate(value, None, None, None, count)
    wide = float(special.stdtrit(degrees, (1 + COVERED) / 2)) * error
    needed = float(special.stdtrit(degrees, 1 - (1 - COVERED) / 2 / max(among, 1))) * error
    return Estimate(value, error, value - wide, value + wide, count, error > 0 and abs(value) > needed)
