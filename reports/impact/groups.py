"""Groups of people at one step of selection, and the one that the others are compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

SMALL_SHARE: Final = Fraction(2, 100)
"""A group below this part of the pool is never the benchmark."""


@dataclass(frozen=True)
class Group:
    """Of `considered` people of a group, `advanced` were selected. `merged` groups are shown, but never the benchmark."""

    label: str
    considered: int
    advanced: int
    merged: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.advanced <= self.considered:
            raise ValueError(f"{self.advanced} of {self.considered} is not a selection.")

    @property
    def rate(self) -> Fraction | None:
        """Advanced of considered; None where nobody was considered."""
        return Fraction(self.advanced, self.considered) if self.considered else None


def benchmark(groups: Sequence[Group], *, pool: int | None = None) -> Group | None:
    """The known group with the highest rate among those with at least 2% of the pool; of equals the larger, then the first.

    `pool` is everybody considered, known or not (by default the groups together). Never a merged group. None where there is none.
    """
    everybody = sum(group.considered for group in groups) if pool is None else pool
    fit = [group for group in groups if not group.merged and group.considered and is_big(group, everybody)]
    return max(fit, key=lambda group: (group.rate, group.considered), default=None)


def is_big(group: Group, pool: int) -> bool:
    """Whether a group is at least 2% of the pool; in integers, so exactly 2% is."""
    return group.considered * SMALL_SHARE.denominator >= pool * SMALL_SHARE.numerator


def is_below_four_fifths(focal: Group, reference: Group) -> bool:
    """29 CFR 1607.4D in integers: exactly four fifths is not below it; where nobody was selected there is nothing below."""
    return 5 * focal.advanced * reference.considered < 4 * reference.advanced * focal.considered


def rate_bounds(group: Group, *, considered: int, advanced: int) -> tuple[Fraction, Fraction] | None:
    """The lowest and highest rate that a group can have had, if any of `considered` unknown people (`advanced` of them selected)
    may belong to it; None where that could be nobody at all."""
    low_of, high_of = group.considered + considered - advanced, group.considered + advanced
    if not low_of or not high_of:
        return None
    return Fraction(group.advanced, low_of), Fraction(group.advanced + advanced, high_of)
