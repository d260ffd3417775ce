"""Spearman's rho against published tables and scipy, its interval against its author's example, and what is not said.

Published: Siegel, Nonparametric Statistics (1956), chapter 9: authoritarianism and social status strivings of twelve students, rs
0.82; yielding to group pressure and strivings, with ties, sum of d^2 109.5, rs printed 0.616 by hand arithmetic (0.6151 exactly).
The interval: the example of `ci.spear` in statpsych, the package of its author Bonett.
"""

import random
from math import isclose

import pytest
from scipy.stats import rankdata, spearmanr

from reports.validity import (
    NO_SPREAD,
    ONE_SIDED,
    TOO_FEW,
    Rho,
    interval,
    p_value,
    rank_correlation,
    ranks,
    spearman,
    spread_left,
)

AUTHORITARIAN = [2, 6, 5, 1, 10, 9, 8, 3, 4, 12, 7, 11]
STRIVING = [3, 4, 2, 1, 8, 11, 10, 6, 7, 12, 5, 9]


def test_siegels_students_without_ties() -> None:
    found = spearman(AUTHORITARIAN, STRIVING)
    assert found.rho == pytest.approx(1 - 6 * 52 / (12**3 - 12))
    assert (found.n, round(found.rho, 2)) == (12, 0.82)


def test_siegels_students_with_ties() -> None:
    yielded = [1.5, 1.5, 3.5, 3.5, 5, 6, 7, 8, 9, 10.5, 10.5, 12]
    rho = rank_correlation([3, 4, 2, 1, 8, 11, 10, 6, 7, 12, 5, 9], yielded)
    assert rho == pytest.approx((143 + 141.5 - 109.5) / (2 * (143 * 141.5) ** 0.5))
    assert rho == pytest.approx(0.616, abs=0.001)


def test_interval_is_that_of_its_authors_example() -> None:
    y = [21, 4, 9, 12, 35, 18, 10, 22, 24, 1, 6, 8, 13, 16, 19]
    x = [67, 28, 30, 28, 52, 40, 25, 37, 44, 10, 14, 20, 28, 40, 51]
    found = spearman(y, x)
    assert (round(found.rho or 0, 7), round(found.low or 0, 7), round(found.high or 0, 7)) == (
        0.8699639,
        0.5840951,
        0.9638297,
    )


@pytest.mark.parametrize("seed", range(30))
def test_rho_and_p_agree_with_scipy(seed: int) -> None:
    rng = random.Random(seed)
    n, grain = rng.randint(10, 90), rng.choice((2, 5, 1000))
    first = [rng.randint(0, grain) for _ in range(n)]
    second = [value * rng.choice((0, 1)) + rng.randint(0, grain) for value in first]
    assert ranks(first) == list(rankdata(first))
    found, theirs = spearman(first, second), spearmanr(first, second)
    assert found.rho is not None
    assert found.p is not None
    assert isclose(found.rho, theirs.statistic, rel_tol=1e-12, abs_tol=1e-12)
    assert isclose(found.p, theirs.pvalue, rel_tol=1e-9)


def test_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    """Of normal pairs with Pearson 0.5 the Spearman correlation is 6/pi asin(0.25) = 0.4826."""
    rng, truth, inside, trials = random.Random(5), 0.48259, 0, 600
    for _ in range(trials):
        first = [rng.gauss(0, 1) for _ in range(60)]
        second = [0.5 * value + rng.gauss(0, 0.75**0.5) for value in first]
        found = spearman(first, second)
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= truth <= found.high
    assert 0.93 <= inside / trials <= 0.97


def test_nine_pairs_are_too_few_and_ten_are_not() -> None:
    values = list(range(10))
    assert spearman(values[:9], values[:9]) == Rho(9, why=TOO_FEW)
    assert spearman([], []) == Rho(0, why=TOO_FEW)
    assert spearman(values, [0, *values[2:], 1]).why == ""


def test_a_side_on_which_everybody_is_equal_has_no_correlation() -> None:
    assert spearman([1] * 12, list(range(12))) == Rho(12, why=NO_SPREAD)
    assert spearman(list(range(12)), [1] * 12) == Rho(12, why=NO_SPREAD)


def test_a_side_on_which_a_few_stand_apart_would_tell_their_rank() -> None:
    values = list(range(20))
    four, five = [0] * 4 + [1] * 16, [0] * 5 + [1] * 15
    assert spearman(values, four, aside=5) == Rho(20, why=ONE_SIDED)
    assert spearman(four, values, aside=5) == Rho(20, why=ONE_SIDED)
    assert spearman(values, five, aside=5).rho == rank_correlation(values, five)
    assert spearman(values, four).rho == rank_correlation(values, four)


def test_perfect_order_has_no_interval_and_no_chance() -> None:
    values = list(range(12))
    assert spearman(values, values) == Rho(12, 1.0, None, None, 0.0)
    assert spearman(values, values[::-1]) == Rho(12, -1.0, None, None, 0.0)


def test_edges_of_the_parts() -> None:
    assert interval(0.5, 3) is None
    assert p_value(0.5, 2) is None
    with pytest.raises(ValueError, match="equally many"):
        rank_correlation([1, 2], [1])


def test_spread_left_is_a_part_of_the_pools() -> None:
    assert spread_left(4.0, [1.0, 3.0]) == 0.25
    assert spread_left(0.0, [1.0, 3.0]) is None
    assert spread_left(None, [1.0, 3.0]) is None
    assert spread_left(4.0, [1.0]) is None
