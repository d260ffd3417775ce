"""Adverse impact of one step of selection: rates, ratios and what may be said of them. Plain Python, counts in, figures out.

Definitions: 29 CFR 1607.4D (the four-fifths rule) and docs/decisions/0012. Rates are exact fractions; nothing is rounded before
it is printed. What stands here is prepared for review by counsel or an independent auditor; it decides nothing.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Final

SMALL_SHARE: Final = Fraction(2, 100)
"""A group below this part of the pool is never the benchmark."""
SIGNIFICANT: Final = 0.05
NORMAL_95: Final = 1.959963984540054
"""The two-sided 95% point of the normal distribution."""
TIE: Final = 1e-7
"""Two tables are equally likely where their probabilities differ by less than this part."""


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


class Verdict(StrEnum):
    """What may be said of a group beside the benchmark. Never on a bare ratio: the counts stand beside it."""

    BENCHMARK = "benchmark"
    """The group the others are compared with."""
    FLAG = "flag"
    """Below four fifths, and the headline test says that chance alone is unlikely."""
    WATCH = "watch"
    """One of the two: below four fifths, or unlikely to be chance."""
    TOO_FEW = "too few to say"
    """One person more here instead of one there reverses the order of the rates."""
    NO_SIGN = "no sign"
    """Neither."""
    UNDEFINED = "undefined"
    """Nobody was considered, or nobody was selected anywhere."""


def benchmark(groups: Sequence[Group], *, pool: int | None = None) -> Group | None:
    """The known group with the highest rate among those with at least 2% of the pool; of equals the larger, then the first.

    `pool` is everybody considered, known or not (by default the groups together). Never a merged group. None where there is none.
    """
    everybody = sum(group.considered for group in groups) if pool is None else pool
    fit = [group for group in groups if not group.merged and group.considered and _is_big(group, everybody)]
    return max(fit, key=lambda group: (group.rate, group.considered), default=None)


def _is_big(group: Group, pool: int) -> bool:
    return group.considered * SMALL_SHARE.denominator >= pool * SMALL_SHARE.numerator


def is_below_four_fifths(focal: Group, reference: Group) -> bool:
    """29 CFR 1607.4D in integers: exactly four fifths is not below it; where nobody was selected there is nothing below."""
    return 5 * focal.advanced * reference.considered < 4 * reference.advanced * focal.considered


def fisher(x1: int, n1: int, x2: int, n2: int) -> tuple[float, float]:
    """Fisher's exact test of x1 of n1 against x2 of n2: two-sided p, and mid-p.

    Two-sided: the sum over all tables with these margins that are no likelier than the observed one. Mid-p: the sum over the less
    likely ones and half of the equally likely ones. Work and memory grow with the number of possible tables; any size is exact to
    about ten digits, because each table follows from its neighbour by one multiplication.
    """
    selected, everybody = x1 + x2, n1 + n2
    first, last = max(0, selected - n2), min(selected, n1)
    mode = min(max((selected + 1) * (n1 + 1) // (everybody + 2), first), last)
    weights = {mode: 1.0}
    for t in range(mode, last):
        weights[t + 1] = weights[t] * ((selected - t) * (n1 - t)) / ((t + 1) * (n2 - selected + t + 1))
        if not weights[t + 1]:
            break
    for t in range(mode, first, -1):
        weights[t - 1] = weights[t] * (t * (n2 - selected + t)) / ((selected - t + 1) * (n1 - t + 1))
        if not weights[t - 1]:
            break
    observed, total = weights.get(x1, 0.0), math.fsum(weights.values())
    less = math.fsum(weight for weight in weights.values() if weight < observed * (1 - TIE))
    equal = math.fsum(w for w in weights.values() if observed * (1 - TIE) <= w <= observed * (1 + TIE))
    return min(1.0, (less + equal) / total), min(1.0, (less + equal / 2) / total)


def pooled_z(x1: int, n1: int, x2: int, n2: int) -> float | None:
    """The pooled Z of two proportions; None where everybody or nobody was selected, or a side is empty."""
    selected, everybody = x1 + x2, n1 + n2
    if not n1 or not n2 or selected in (0, everybody):
        return None
    spread = selected * (everybody - selected) / everybody**2 * (1 / n1 + 1 / n2)
    return (x1 / n1 - x2 / n2) / math.sqrt(spread)


def two_sided(z: float) -> float:
    """The two-sided p of a Z."""
    return math.erfc(abs(z) / math.sqrt(2))


def holm(values: Mapping[str, float]) -> dict[str, float]:
    """Holm's step-down adjustment of all p values of one family, by their keys."""
    adjusted, highest, left = {}, 0.0, len(values)
    for key, value in sorted(values.items(), key=lambda item: item[1]):
        highest = max(highest, min(1.0, left * value))
        adjusted[key] = highest
        left -= 1
    return adjusted


@dataclass(frozen=True)
class Comparison:
    """One group beside the benchmark (or any other reference) at one step."""

    focal: Group
    reference: Group

    @property
    def _four(self) -> tuple[int, int, int, int]:
        return self.focal.advanced, self.focal.considered, self.reference.advanced, self.reference.considered

    @property
    def is_benchmark(self) -> bool:
        """Whether the group is the one that the others are compared with."""
        return self.focal is self.reference or self.focal.label == self.reference.label

    @property
    def ratio(self) -> Fraction | None:
        """Impact ratio; None where a side is empty or the reference selected nobody (both zero: undefined, not 0 or 1)."""
        focal, reference = self.focal.rate, self.reference.rate
        return focal / reference if focal is not None and reference else None

    @property
    def is_below(self) -> bool:
        """Below four fifths of the reference's rate."""
        return is_below_four_fifths(self.focal, self.reference)

    @cached_property
    def z(self) -> float | None:
        """The pooled Z; negative where the group's rate is the lower one."""
        return pooled_z(*self._four)

    @cached_property
    def _fisher(self) -> tuple[float, float]:
        return fisher(*self._four)

    @property
    def fisher_p(self) -> float:
        """Fisher, two-sided."""
        return self._fisher[0]

    @property
    def mid_p(self) -> float:
        """Fisher, mid-p."""
        return self._fisher[1]

    @property
    def uses_fisher(self) -> bool:
        """The rule for the headline test: fewer than 30 people, or a smallest expected count below 5. Never the smallest p."""
        x1, n1, x2, n2 = self._four
        selected, everybody = x1 + x2, n1 + n2
        return everybody < 30 or min(n1, n2) * min(selected, everybody - selected) < 5 * everybody

    @cached_property
    def p(self) -> float:
        """The p of the headline test."""
        return self.fisher_p if self.uses_fisher or self.z is None else two_sided(self.z)

    @property
    def test(self) -> str:
        """The name of the headline test."""
        return "Fisher" if self.uses_fisher or self.z is None else "Z"

    @property
    def shortfall(self) -> Fraction:
        """How many more of the group would be selected at the common rate; negative where there are more than that."""
        x1, n1, x2, n2 = self._four
        return Fraction(n1 * (x1 + x2), n1 + n2) - x1 if n1 + n2 else Fraction(0)

    @property
    def h(self) -> float | None:
        """Cohen's h of the two rates; None where a side is empty."""
        if self.focal.rate is None or self.reference.rate is None:
            return None
        return 2 * math.asin(math.sqrt(self.focal.rate)) - 2 * math.asin(math.sqrt(self.reference.rate))

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% confidence interval of the ratio, on the log scale; None where a side selected nobody."""
        x1, n1, x2, n2 = self._four
        if not x1 or not x2:
            return None
        spread = NORMAL_95 * math.sqrt(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2)
        middle = math.log(x1 * n2 / (n1 * x2))
        return math.exp(middle - spread), math.exp(middle + spread)

    @property
    def one_person_reverses(self) -> bool:
        """Whether one more of this group instead of one of the reference would put this group's rate first."""
        x1, n1, x2, n2 = self._four
        lower = x1 * n2 < x2 * n1
        return lower and x1 < n1 and (x1 + 1) * n2 > (x2 - 1) * n1

    @property
    def verdict(self) -> Verdict:
        """What may be said."""
        if self.is_benchmark:
            return Verdict.BENCHMARK
        if self.ratio is None:
            return Verdict.UNDEFINED
        unlikely = self.ratio < 1 and self.p < SIGNIFICANT
        if not (self.is_below or unlikely):
            return Verdict.NO_SIGN
        if self.one_person_reverses:
            return Verdict.TOO_FEW
        return Verdict.FLAG if self.is_below and unlikely else Verdict.WATCH


def compare(groups: Sequence[Group], *, pool: int | None = None) -> list[Comparison]:
    """Each group beside the benchmark, in the order given; nothing where there is no benchmark."""
    best = benchmark(groups, pool=pool)
    return [] if best is None else [Comparison(group, best) for group in groups]


def rate_bounds(group: Group, *, considered: int, advanced: int) -> tuple[Fraction, Fraction] | None:
    """The lowest and highest rate that a group can have had, if any of `considered` unknown people (`advanced` of them selected)
    may belong to it; None where that could be nobody at all."""
    low_of, high_of = group.considered + considered - advanced, group.considered + advanced
    if not low_of or not high_of:
        return None
    return Fraction(group.advanced, low_of), Fraction(group.advanced + advanced, high_of)
