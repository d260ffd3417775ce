"""A figure that the charts of a class are drawn from. Plain Python."""

from collections.abc import Sequence
from fractions import Fraction


def quantile(ordered: Sequence[int], share: Fraction) -> Fraction:
    """The value below which `share` of them lie, in a line between the two nearest (the usual way of spreadsheets, type 7)."""
    place = share * (len(ordered) - 1)
    below = place.numerator // place.denominator
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
