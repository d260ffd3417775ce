"""How long people stay: the Kaplan-Meier estimate with its interval, and the log-rank test between groups. Plain Python.

A person is (days, ended): so many days were watched, and at their end the person left (`ended`), or the watching stopped while
they were still there (right-censored). Whoever leaves and whoever is censored on one day: the leavers come first, by convention.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, inf, log, sqrt
from statistics import NormalDist
from typing import Final

Stay = tuple[int, bool]
"""Days watched (0 or more), and whether the person left at their end."""

LANDMARKS: Final[tuple[tuple[str, int], ...]] = (("3 months", 91), ("6 months", 182), ("1 year", 365), ("2 years", 730))
LEVEL: Final = 0.95


@dataclass(frozen=True)
class Step:
    """One day on which somebody left or was censored; `survival` is the share still there after it."""

    day: int
    at_risk: int
    events: int
    censored: int
    survival: float
    variance: float
    """Greenwood's (1926): S(t)^2 times the sum of d / (n (n - d)); 0 before the first event and where S is 0."""
    low: float | None
    high: float | None
    """Log-log interval (Kalbfleisch and Prentice 1980): S^exp(-+z s / ln S). None where S is 0 or 1: it has none there."""

    @property
    def error(self) -> float:
        """The standard error of `survival`."""
        return sqrt(self.variance)


@dataclass(frozen=True)
class At:
    """The curve at one day. `survival` is None where nobody was watched so long and somebody may still be there."""

    day: int
    at_risk: int
    """Who was still there, and watched, up to that day."""
    survival: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Curve:
    """A Kaplan-Meier estimate of `n` people, of whom `events` left."""

    n: int
    events: int
    steps: tuple[Step, ...]
    _days: tuple[int, ...]

    @property
    def censored(self) -> int:
        """How many were still there when the watching stopped."""
        return self.n - self.events

    @property
    def median(self) -> int | None:
        """The first day after which at most half are still there; None while more than half are."""
        return next((step.day for step in self.steps if step.survival <= 0.5), None)

    @property
    def last_day(self) -> int | None:
        """The last day on which anybody was watched; None for nobody."""
        return self._days[-1] if self._days else None

    def at_risk(self, day: int) -> int:
        """How many were still there, and watched, when that day began."""
        return sum(one >= day for one in self._days)

    def at(self, day: int) -> At:
        """The estimate at the end of a day: the last step by then. There is none past the last day watched, unless all left."""
        before = [step for step in self.steps if step.day <= day]
        now = before[-1] if before else None
        ended = now is not None and now.survival == 0
        if self.last_day is None or (day > self.last_day and not ended):
            return At(day, 0, None, None, None)
        at_risk = self.at_risk(day)
        return At(day, at_risk, 1.0, None, None) if now is None else At(day, at_risk, now.survival, now.low, now.high)


def kaplan_meier(stays: Iterable[Stay], *, level: float = LEVEL) -> Curve:
    """The product-limit estimate (Kaplan and Meier 1958) with pointwise intervals at `level`.

    The product is worked out in fractions, so that it loses nothing. Nobody gives a curve without steps.
    Raises ValueError for a negative number of days.
    """
    people = sorted(stays)
    if people and people[0][0] < 0:
        raise ValueError("Nobody can be watched for a negative number of days.")
    z = NormalDist().inv_cdf((1 + level) / 2)
    left = Counter(day for day, ended in people if ended)
    gone = Counter(day for day, _ in people)
    at_risk, survival, greenwood, steps = len(people), Fraction(1), 0.0, []
    for day in sorted(gone):
        events = left[day]
        if events:
            survival *= Fraction(at_risk - events, at_risk)
            greenwood += events / (at_risk * (at_risk - events)) if survival else 0
        low, high = _log_log(survival, greenwood, z)
        share = float(survival)
        steps.append(Step(day, at_risk, events, gone[day] - events, share, share * share * greenwood, low, high))
        at_risk -= gone[day]
    return Curve(len(people), sum(left.values()), tuple(steps), tuple(day for day, _ in people))


def _log_log(survival: Fraction, greenwood: float, z: float) -> tuple[float | None, float | None]:
    share = float(survival)
    if not 0 < share < 1:
        return None, None
    spread = z * sqrt(greenwood) / abs(log(share))
    return share ** exp(spread), share ** exp(-spread)


@dataclass(frozen=True)
class LogRank:
    """The log-rank test (Mantel 1966; Peto and Peto 1972): observed and expected events of each group, chi-square, df, p."""

    groups: tuple[str, ...]
    observed: tuple[int, ...]
    expected: tuple[float, ...]
    chi_square: float
    df: int
    p: float


def log_rank(groups: Mapping[str, Sequence[Stay]]) -> LogRank | None:
    """Whether two or more groups leave alike. None where that cannot be asked: nobody left, or only one group could have.

    On every day with an event: expected d n_g / n, and the hypergeometric variance. A group that was never at risk when anybody
    left says nothing and is left out.
    """
    days = sorted({day for stays in groups.values() for day, ended in stays if ended})
    first = days[0] if days else inf
    names = [name for name, stays in groups.items() if any(day >= first for day, _ in stays)]
    if len(names) < 2:
        return None
    size = len(names)
    observed, expected = [0] * size, [0.0] * size
    variance = [[0.0] * size for _ in names]
    for day in days:
        risk = [sum(one >= day for one, _ in groups[name]) for name in names]
        out = [sum(one == day and ended for one, ended in groups[name]) for name in names]
        n, d = sum(risk), sum(out)
        for i in range(size):
            observed[i] += out[i]
            expected[i] += d * risk[i] / n
            if n > 1:
                share = d * (n - d) / (n * n * (n - 1))
                for j in range(size):
                    variance[i][j] += share * risk[i] * ((n if i == j else 0) - risk[j])
    gaps = [seen - due for seen, due in zip(observed, expected, strict=True)]
    chi_square, df = _quadratic(variance, gaps)
    if df == 0:
        return None
    from scipy.stats import chi2

    return LogRank(tuple(names), tuple(observed), tuple(expected), chi_square, df, float(chi2.sf(chi_square, df)))


def _quadratic(variance: list[list[float]], gaps: list[float]) -> tuple[float, int]:
    """gaps' V^- gaps and the rank of V, whose rows add up to nothing, by a pseudo-inverse."""
    import numpy as np

    matrix, vector = np.array(variance), np.array(gaps)
    rank = int(np.linalg.matrix_rank(matrix, hermitian=True))
    return float(vector @ np.linalg.pinv(matrix, hermitian=True) @ vector), rank
