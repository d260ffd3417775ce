"""How far two assessors agree: the share of equal and neighbouring levels, and weighted kappa.

Weighted kappa (J. Cohen, "Weighted kappa", Psychological Bulletin 70, 1968) is 1 minus the disagreement that was seen by the
disagreement that chance alone would bring, given how often each of the two uses each level:

    kappa = 1 - sum(v[i][j] * seen[i][j]) / sum(v[i][j] * row[i] * column[j] / n)

with v[i][j] = (i - j) squared (J. Fleiss and J. Cohen, Educational and Psychological Measurement 33, 1973) or |i - j|. 1: they
always agree; 0: no better than chance. It depends on how varied the work is, so it stands beside the plain shares and never alone.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bootcamp.progress.marks import round_half_up


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `pairs` levels given by two: how many equal, how many at most one apart, and kappa (None where chance leaves no room)."""

    pairs: int
    equal: int
    adjacent: int
    kappa: Fraction | None

    @property
    def equal_percent(self) -> Decimal | None:
        """Per cent of equal levels."""
        return round_half_up(Fraction(self.equal * 100, self.pairs)) if self.pairs else None

    @property
    def adjacent_percent(self) -> Decimal | None:
        """Per cent of levels that are equal or one apart."""
        return round_half_up(Fraction(self.adjacent * 100, self.pairs)) if self.pairs else None

    @property
    def kappa_shown(self) -> str:
        """Kappa with two decimals; a dash where there is none."""
        if self.kappa is None:
            return "–"
        sign = "−" if self.kappa < 0 else ""
        return f"{sign}{round_half_up(abs(self.kappa), 2)}"


def weighted_kappa(pairs: Iterable[tuple[int, int]], *, power: int = 2) -> Fraction | None:
    """Weighted kappa, exactly; `power` 2 for squared weights, 1 for linear. None where both use only one and the same level."""
    seen = Counter(pairs)
    rows: Counter[int] = Counter()
    columns: Counter[int] = Counter()
    for (first, second), times in seen.items():
        rows[first] += times
        columns[second] += times
    observed = sum(abs(first - second) ** power * times for (first, second), times in seen.items())
    chance = sum(abs(i - j) ** power * rows[i] * columns[j] for i in rows for j in columns)
    if not chance:
        return None
    return 1 - Fraction(observed * seen.total(), chance)


def agreement_of(pairs: Iterable[tuple[int, int]]) -> Agreement:
    """The agreement over pairs of levels: one pair for each criterion of each piece of work that two have given."""
    pairs = list(pairs)
    apart = [abs(first - second) for first, second in pairs]
    return Agreement(len(pairs), apart.count(0), sum(gap <= 1 for gap in apart), weighted_kappa(pairs))
