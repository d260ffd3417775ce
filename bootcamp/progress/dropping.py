"""Which of the lowest marks are left out.

The rule: of the assessments that count and may be dropped, leave out at most `most`, so that the mean of the rest by weight is the
best that can be had. One assessment is always left, and nothing is left out that does not raise the mark.

With equal weights that is simply the lowest ones that lie below the mark. With unequal weights it need not be: a heavy 50 may cost
more than a light 0, and leaving out the lowest number would take from somebody what the rule promises. Trying every choice is
exact but grows with the powers of two, so this goes the way of fractional programming (W. Dinkelbach, "On nonlinear fractional
programming", Management Science 13, 1967; for grades: D. and J. Kane, "Dropping lowest grades", Mathematics Magazine 79, 2006):

    F(q) = max over all allowed choices of  sum of weight x (percent - q)  over what is kept.

F falls strictly in q, and F(q) = 0 exactly at the best mean. For a given q the best choice is plain: leave out those with the most
negative weight x (percent - q), never one that is not negative. Start with q = the mean of everything; the mean of what that
choice keeps is at least q; repeat until it does not rise. There are finitely many choices and q rises strictly, so it ends, at the
best mean, in exact fractions. Something with percent >= q and a weight is always there, so something is always kept.
"""

from collections.abc import Sequence
from fractions import Fraction

Weighed = tuple[Fraction, Fraction | None, bool]
"""Weight, per cent (None: does not count), may be dropped."""


def choose_dropped(work: Sequence[Weighed], most: int) -> frozenset[int]:
    """The places in `work` to leave out, at most `most`. Equal cases: the lower per cent, the lower weight, the earlier place."""
    counting = [
        (place, weight, percent, free) for place, (weight, percent, free) in enumerate(work) if percent is not None
    ]
    weights = sum((weight for _, weight, _, _ in counting), Fraction(0))
    if most <= 0 or not weights:
        return frozenset()
    best = sum((weight * percent for _, weight, percent, _ in counting), Fraction(0)) / weights
    chosen: frozenset[int] = frozenset()
    while True:
        costs = sorted(
            (weight * (percent - best), percent, weight, place)
            for place, weight, percent, free in counting
            if free and weight * (percent - best) < 0
        )
        out = frozenset(place for *_, place in costs[:most])
        kept = [(weight, percent) for place, weight, percent, _ in counting if place not in out]
        mean = sum((weight * percent for weight, percent in kept), Fraction(0)) / sum(weight for weight, _ in kept)
        if mean <= best:
            return chosen
        best, chosen = mean, out
