"""Fisher's exact test of two rates, with its mid-p, at any size."""

import math
from typing import Final

TIE: Final = 1e-7
"""Two tables are equally likely where their probabilities differ by less than this part (as in R's fisher.test)."""
NOTHING: Final = 745.0
"""Minus the logarithm of the smallest positive float: what is less likely than this adds nothing to any sum."""


def fisher(x1: int, n1: int, x2: int, n2: int) -> tuple[float, float]:
    """Fisher's exact test of x1 of n1 against x2 of n2: two-sided p, and mid-p.

    Two-sided: the sum over all tables with these margins that are no likelier than the observed one (Fisher 1935; ties in 1e-7).
    Mid-p: the sum over the less likely ones and half of the equally likely ones (Lancaster 1961). Where the margins leave only one
    table the first is 1 and the second one half.

    No factorials and no logarithms: each table follows from its neighbour by one multiplication, out from the likeliest, so the
    sums are good to about ten digits with a million people a group. Tables too far out to be a positive float are not visited, so
    the work grows with the square root of the people.
    """
    import numpy as np  # here, so that starting a process that never tests anything does not pay for it

    selected, everybody = x1 + x2, n1 + n2
    reach = _reach(n1, selected, everybody)
    mode = (selected + 1) * (n1 + 1) // (everybody + 2)
    first, last = max(0, selected - n2), min(selected, n1)
    mode = min(max(mode, first), last)
    first, last = max(first, mode - reach), min(last, mode + reach)

    up = np.arange(mode, last, dtype=np.float64)
    down = np.arange(mode, first, -1, dtype=np.float64)
    rising = np.cumprod((selected - up) * (n1 - up) / ((up + 1) * (n2 - selected + up + 1)))
    falling = np.cumprod(down * (n2 - selected + down) / ((selected - down + 1) * (n1 - down + 1)))
    weights = np.concatenate((falling[::-1], [1.0], rising))

    observed = float(weights[x1 - first]) if first <= x1 <= last else 0.0
    total = float(weights.sum())
    less = float(weights[weights < observed * (1 - TIE)].sum())
    up_to = float(weights[weights <= observed * (1 + TIE)].sum())
    return min(1.0, up_to / total), min(1.0, (less + up_to) / 2 / total)


def _reach(n1: int, selected: int, everybody: int) -> int:
    """How far from the likeliest table another can be and still have a probability above the smallest float.

    Bernstein's inequality, which holds for draws without replacement (Hoeffding 1963, section 6): the probability of being d away
    from the mean is below 2 exp(-d^2 / (2 (v + d/3))), v the variance of as many draws with replacement.
    """
    if not everybody:
        return 0
    draws = min(selected, everybody - selected)
    share = n1 / everybody
    spread = draws * share * (1 - share)
    third = NOTHING / 3
    return math.ceil(third + math.sqrt(third * third + 2 * NOTHING * spread)) + 2
