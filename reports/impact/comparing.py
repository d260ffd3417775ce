"""One group beside the reference: every figure, and what may be said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from reports.impact.exact import fisher
from reports.impact.groups import Group, benchmark, is_below_four_fifths
from reports.impact.proportions import (
    SIGNIFICANT,
    Key,
    cohens_h,
    holm,
    pooled_z,
    ratio_interval,
    smallest_expected,
    two_sided,
)

Four = tuple[int, int, int, int]


class Verdict(StrEnum):
    """What may be said of a group beside the benchmark. Never on a bare ratio: the counts stand beside it."""

    BENCHMARK = "benchmark"
    """The group the others are compared with."""
    FLAG = "flag"
    """Below four fifths, and the headline test says that chance alone is unlikely."""
    WATCH = "watch"
    """One of the two: below four fifths, or unlikely to be chance."""
    TOO_FEW = "too few to say"
    """There is such a sign, and one person more here instead of one there reverses the order of the rates."""
    NO_SIGN = "no sign"
    """Neither."""
    UNDEFINED = "undefined"
    """Nobody was considered, or nobody of the reference was selected."""

    @property
    def word(self) -> str:
        """One of the four words of a file that others read: flag, watch, too few to say, none."""
        return self.value if self in (Verdict.FLAG, Verdict.WATCH, Verdict.TOO_FEW) else "none"


@dataclass(frozen=True)
class Comparison:
    """One group beside the benchmark (or any other reference) at one step."""

    focal: Group
    reference: Group

    @property
    def _four(self) -> Four:
        return self.focal.advanced, self.focal.considered, self.reference.advanced, self.reference.considered

    @property
    def is_benchmark(self) -> bool:
        """Whether the group is the one that the others are compared with."""
        return self.focal is self.reference or self.focal.label == self.reference.label

    @property
    def is_empty(self) -> bool:
        """Whether nobody was considered on a side: then no figure of the two is defined."""
        return not self.focal.considered or not self.reference.considered

    @property
    def is_tested(self) -> bool:
        """Whether it belongs to a family of tests: two different groups with somebody in each."""
        return not self.is_benchmark and not self.is_empty

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

    @property
    def z_p(self) -> float | None:
        """The two-sided p of the pooled Z."""
        return None if self.z is None else two_sided(self.z)

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
        return self.focal.considered + self.reference.considered < 30 or smallest_expected(*self._four) < 5

    @property
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
        return cohens_h(self.focal.rate, self.reference.rate)

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% confidence interval of the ratio, on the log scale; None where a side selected nobody."""
        return ratio_interval(*self._four)

    @property
    def one_person_reverses(self) -> bool:
        """Whether selecting one different person, of the group with the lower rate instead of the other, would put it first.

        Uniform Guidelines, Questions and Answers, 44 FR 11996 (1979), no. 21. Equal rates have no order to reverse.
        """
        x1, n1, x2, n2 = self._four
        if x1 * n2 < x2 * n1:
            return x1 < n1 and (x1 + 1) * n2 > (x2 - 1) * n1
        if x1 * n2 > x2 * n1:
            return x2 < n2 and (x1 - 1) * n2 < (x2 + 1) * n1
        return False

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


def compare(groups: Sequence[Group], *, pool: int | None = None, reference: Group | None = None) -> list[Comparison]:
    """Each group beside the benchmark, or beside the `reference` named, in the order given; nothing where there is no benchmark."""
    best = benchmark(groups, pool=pool) if reference is None else reference
    return [] if best is None else [Comparison(group, best) for group in groups]


def adjusted(stages: Mapping[Key, Sequence[Comparison]]) -> dict[tuple[Key, str], float]:
    """Holm's p of every group at every stage, as one family of headline tests, by (stage, label of the group).

    The reference's own rows, and groups of which nobody was considered, are no tests and have no entry.
    """
    return holm({(stage, one.focal.label): one.p for stage, row in stages.items() for one in row if one.is_tested})
