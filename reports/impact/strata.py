"""Two groups compared inside strata (cohorts, sites, years): do the strata agree, and if they do, what do they say together.

Breslow-Day first; Mantel-Haenszel only where the strata agree; the strata always beside the total, because a total can point the
other way than each of its parts (Simpson).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from reports.impact.comparing import Comparison
from reports.impact.groups import Group
from reports.impact.proportions import NORMAL_95, SIGNIFICANT, chi_squared


@dataclass(frozen=True)
class ChiSquared:
    """A statistic that is chi-squared with so many degrees of freedom, and its p."""

    statistic: float
    df: int
    p: float


@dataclass(frozen=True)
class Stratum:
    """Both groups in one stratum."""

    label: str
    focal: Group
    reference: Group

    @property
    def comparison(self) -> Comparison:
        """The two beside each other, in this stratum alone."""
        return Comparison(self.focal, self.reference)

    @property
    def cells(self) -> tuple[int, int, int, int]:
        """Selected and not selected of the focal group, selected and not selected of the reference."""
        focal, reference = self.focal, self.reference
        return (
            focal.advanced,
            focal.considered - focal.advanced,
            reference.advanced,
            reference.considered - reference.advanced,
        )

    @property
    def people(self) -> int:
        """Everybody of both groups."""
        return self.focal.considered + self.reference.considered

    @property
    def odds_ratio(self) -> Fraction | None:
        """Odds of being selected, focal over reference; None where it would divide by nought."""
        a, b, c, d = self.cells
        return Fraction(a * d, b * c) if b * c else None

    @property
    def left_out(self) -> str:
        """Why the stratum tells nothing about the odds of the two groups, in words; empty where it does."""
        if not self.focal.considered:
            return f"nobody of {self.focal.label} was considered"
        if not self.reference.considered:
            return f"nobody of {self.reference.label} was considered"
        selected = self.focal.advanced + self.reference.advanced
        if not selected:
            return "nobody was selected"
        return "everybody was selected" if selected == self.people else ""


@dataclass(frozen=True)
class Strata:
    """One focal group and one reference over all strata, in the order given."""

    strata: Sequence[Stratum]

    @cached_property
    def informative(self) -> list[Stratum]:
        """The strata that tell something: both groups considered, somebody selected and somebody not."""
        return [stratum for stratum in self.strata if not stratum.left_out]

    @cached_property
    def total(self) -> Comparison:
        """All strata thrown together. Never shown without them."""
        focal, reference = ([getattr(s, side) for s in self.strata] for side in ("focal", "reference"))
        return Comparison(_sum(focal), _sum(reference))

    @cached_property
    def _products(self) -> tuple[float, float]:
        """The two sums of Mantel and Haenszel: over the strata, a d / N and b c / N."""
        cells = [(stratum.cells, stratum.people) for stratum in self.informative]
        return (
            math.fsum(a * d / n for (a, _, _, d), n in cells),
            math.fsum(b * c / n for (_, b, c, _), n in cells),
        )

    @property
    def odds_ratio(self) -> float | None:
        """Mantel and Haenszel's common odds ratio (1959); None where no stratum tells anything, or it is infinite."""
        up, down = self._products
        return up / down if down else None

    @property
    def odds_interval(self) -> tuple[float, float] | None:
        """Its 95% interval, variance by Robins, Breslow and Greenland (Biometrics 42, 1986); None where it has no logarithm."""
        up, down = self._products
        if not up or not down:
            return None
        parts = [(a + d, b + c, a * d, b * c, s.people) for s in self.informative for a, b, c, d in [s.cells]]
        variance = (
            math.fsum(p * r / n**2 for p, _, r, _, n in parts) / (2 * up * up)
            + math.fsum((p * s + q * r) / n**2 for p, q, r, s, n in parts) / (2 * up * down)
            + math.fsum(q * s / n**2 for _, q, _, s, n in parts) / (2 * down * down)
        )
        middle, spread = math.log(up / down), NORMAL_95 * math.sqrt(variance)
        return math.exp(middle - spread), math.exp(middle + spread)

    @cached_property
    def cmh(self) -> ChiSquared | None:
        """The Cochran-Mantel-Haenszel test that the common odds ratio is 1, without continuity correction, one degree of freedom.

        As statsmodels' StratifiedTable.test_null_odds(correction=False) and SAS PROC FREQ; R's mantelhaen.test corrects unless told
        not to. None where no stratum tells anything.
        """
        differences, variances = [], []
        for stratum in self.informative:
            (a, b, c, d), n = stratum.cells, stratum.people
            differences.append((a * n - (a + b) * (a + c)) / n)
            variances.append((a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1)))
        if not variances:
            return None
        statistic = math.fsum(differences) ** 2 / math.fsum(variances)
        return ChiSquared(statistic, 1, chi_squared(statistic, 1))

    def breslow_day(self, *, tarone: bool = True) -> ChiSquared | None:
        """The Breslow-Day test that the strata share one odds ratio, with Tarone's correction (Biometrika 72, 1985).

        Expected counts are those under the Mantel-Haenszel odds ratio (Breslow and Day 1980, section 4.4). Degrees of freedom: the
        strata that tell something, less one. None where fewer than two do, or where the common odds ratio is 0 or infinite.
        """
        common = self.odds_ratio
        if not common or len(self.informative) < 2:
            return None
        differences, variances = [], []
        for stratum in self.informative:
            expected, variance = _under(common, stratum)
            if not variance:
                return None
            differences.append(stratum.focal.advanced - expected)
            variances.append(variance)
        statistic = math.fsum(d * d / v for d, v in zip(differences, variances, strict=True))
        if tarone:
            statistic -= math.fsum(differences) ** 2 / math.fsum(variances)
        statistic, df = max(0.0, statistic), len(variances) - 1
        return ChiSquared(statistic, df, chi_squared(statistic, df))

    @cached_property
    def homogeneity(self) -> ChiSquared | None:
        """Breslow-Day with Tarone's correction."""
        return self.breslow_day()

    @property
    def pooled_allowed(self) -> bool:
        """Whether the common odds ratio and its test may be quoted: where Breslow-Day could be done and does not reject at 0.05."""
        return self.homogeneity is not None and self.homogeneity.p >= SIGNIFICANT

    @property
    def why(self) -> str:
        """The reason for `pooled_allowed`, in a sentence."""
        if not self.informative:
            return "No stratum has both groups with somebody selected and somebody not: there is nothing to pool."
        if len(self.informative) == 1:
            return f"Only the stratum {self.informative[0].label} tells anything: there is nothing to pool."
        if self.homogeneity is None:
            return "Whether the strata agree cannot be tested: the common odds ratio is nought or infinite. Read them one by one."
        if self.pooled_allowed:
            return "The strata do not contradict each other (Breslow-Day, Tarone): the common odds ratio may stand for them."
        return "The strata disagree (Breslow-Day, Tarone): one figure cannot stand for them. Read them one by one."

    @property
    def is_reversed(self) -> bool:
        """Whether the total points the other way than the strata do together (Simpson): one ratio above 1, the other below."""
        up, down = self._products
        focal, reference = self.total.focal, self.total.reference
        left = focal.advanced * reference.considered - reference.advanced * focal.considered
        return (left < 0 and up > down) or (left > 0 and up < down)


def _sum(groups: Sequence[Group]) -> Group:
    label = groups[0].label if groups else ""
    return Group(label, sum(group.considered for group in groups), sum(group.advanced for group in groups))


def _under(odds_ratio: float, stratum: Stratum) -> tuple[float, float]:
    """The count of selected focal people expected under an odds ratio with the margins as they are, and its variance.

    The root of a quadratic, taken in the form that does not subtract two nearly equal numbers. The variance is 0 where a cell is
    too small for a float to hold.
    """
    a, b, c, _ = stratum.cells
    considered, selected, people = a + b, a + c, stratum.people
    half = (odds_ratio - 1) * (considered + selected) + people
    root = math.sqrt(max(0.0, half * half - 4 * odds_ratio * (odds_ratio - 1) * considered * selected))
    expected = (
        2 * odds_ratio * considered * selected / (half + root) if half >= 0 else (half - root) / (2 * (odds_ratio - 1))
    )
    cells = (expected, considered - expected, selected - expected, people - considered - selected + expected)
    return expected, 1 / sum(1 / cell for cell in cells) if min(cells) > 0 else 0.0
