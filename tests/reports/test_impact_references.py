"""reports.impact against scipy and statsmodels, over random tables and very large ones."""

import math
import subprocess
import sys
import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, fisher_exact, hypergeom, norm
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_effectsize, proportions_ztest

from reports.impact import (
    Comparison,
    Group,
    Verdict,
    adjusted,
    chi_squared,
    compare,
    fisher,
    holm,
    ratio_interval,
    smallest_expected,
    two_sided,
)

Four = tuple[int, int, int, int]


def beside(x1: int, n1: int, x2: int, n2: int) -> Comparison:
    """A group beside its reference."""
    return Comparison(Group("focal", n1, x1), Group("reference", n2, x2))


@st.composite
def tables(draw: st.DrawFn, most: int) -> Four:
    """x1 of n1 against x2 of n2, no side empty."""
    n1, n2 = draw(st.integers(1, most)), draw(st.integers(1, most))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


@settings(max_examples=80)
@given(tables(3000))
def test_fisher_is_scipys(four: Four) -> None:
    x1, n1, x2, n2 = four
    expected = fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue
    assert fisher(*four)[0] == pytest.approx(expected, rel=1e-6, abs=1e-290)


@settings(max_examples=80)
@given(tables(400))
def test_mid_p_is_the_sum_over_hypergeom_with_half_of_the_ties(four: Four) -> None:
    x1, n1, x2, n2 = four
    selected = x1 + x2
    likely = hypergeom.pmf(np.arange(max(0, selected - n2), min(selected, n1) + 1), n1 + n2, n1, selected)
    observed = hypergeom.pmf(x1, n1 + n2, n1, selected)
    less, up_to = likely[likely < observed * (1 - 1e-7)].sum(), likely[likely <= observed * (1 + 1e-7)].sum()
    assert fisher(*four) == (pytest.approx(up_to, rel=1e-6), pytest.approx((less + up_to) / 2, rel=1e-6))


@settings(max_examples=80)
@given(tables(5000))
def test_z_interval_and_h_are_statsmodels(four: Four) -> None:
    x1, n1, x2, n2 = four
    found = beside(*four)
    assert found.h == pytest.approx(proportion_effectsize(x1 / n1, x2 / n2), abs=1e-9)
    if found.z is not None:
        z, p = proportions_ztest([x1, x2], [n1, n2])
        assert (found.z, found.z_p) == (pytest.approx(z, rel=1e-7, abs=1e-9), pytest.approx(p, rel=1e-6))
    if 0 < x1 < n1 and 0 < x2 < n2:  # statsmodels leaves the edges of the log method undefined
        expected = confint_proportions_2indep(x1, n1, x2, n2, compare="ratio", method="log", correction=False)
        assert ratio_interval(*four) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize(  # few, because each call of multipletests collects all garbage of the process
    "values",
    [
        [0.04],
        [0.01, 0.04, 0.03, 0.005],
        [0.0, 0.02, 0.02, 1.0, 0.3, 0.02, 0.0],
        [n * 37 % 101 / 1000 for n in range(60)],
    ],
)
def test_holm_is_multipletests(values: list[float]) -> None:
    expected = multipletests(values, method="holm")[1]
    found = holm(dict(enumerate(values)))
    assert [found[place] for place in range(len(values))] == pytest.approx(list(expected), abs=1e-12)


@pytest.mark.parametrize(("statistic", "df"), [(0.0, 1), (3.84, 1), (80.0, 1), (5.2, 7), (0.01, 3), (900.0, 1000)])
def test_tails_are_scipys(statistic: float, df: int) -> None:
    assert chi_squared(statistic, df) == pytest.approx(chi2.sf(statistic, df), rel=1e-9, abs=0)
    assert two_sided(statistic) == pytest.approx(2 * norm.sf(statistic), rel=1e-9, abs=0)


@pytest.mark.parametrize(
    "four",
    [
        (10_000, 1_000_000, 9_900, 1_000_000),
        (500_000, 1_000_000, 500_100, 1_000_000),
        (490_000, 1_000_000, 515_000, 1_000_000),
        (0, 1_000_000, 900, 1_000_000),
        (3, 1_000_000, 500, 1_000_000),
        (999_990, 1_000_000, 999_999, 1_000_000),
        (1, 2, 300_000, 1_000_000),
    ],
)
def test_fisher_of_a_million_people_is_scipys(four: Four) -> None:
    x1, n1, x2, n2 = four
    expected = fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue
    assert fisher(*four)[0] == pytest.approx(expected, rel=1e-7, abs=0)


def test_fisher_of_twenty_thousand_is_the_sum_in_whole_numbers() -> None:
    x1, n1, x2, n2 = 210, 8_000, 390, 12_000
    ways = [math.comb(n1, t) * math.comb(n2, x1 + x2 - t) for t in range(x1 + x2 + 1)]
    less, equal = sum(way for way in ways if way < ways[x1]), sum(way for way in ways if way == ways[x1])
    two, mid = fisher(x1, n1, x2, n2)
    assert two == pytest.approx(float(Fraction(less + equal, sum(ways))), rel=1e-11)
    assert mid == pytest.approx(float(Fraction(2 * less + equal, 2 * sum(ways))), rel=1e-11)


def test_a_difference_too_unlikely_for_a_float_has_a_p_of_nought_and_no_error() -> None:
    assert fisher(0, 1_000_000, 500_000, 1_000_000) == (0.0, 0.0)


def test_thousands_of_large_comparisons_take_seconds_at_most() -> None:
    began = time.perf_counter()
    for extra in range(1_000):
        fisher(100_000 + extra, 1_000_000, 100_500, 1_000_000)
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize("four", [(0, 0, 3, 9), (3, 9, 0, 0), (0, 0, 0, 0), (0, 5, 0, 7), (5, 5, 7, 7)])
def test_where_only_one_table_is_possible_nothing_is_unlikely(four: Four) -> None:
    assert fisher(*four) == (1.0, 0.5)
    assert beside(*four).z is None


def test_one_different_person_is_looked_for_on_the_side_with_the_lower_rate() -> None:
    assert beside(1, 10, 3, 20).one_person_reverses  # 44 FR 11996, question 21
    assert beside(3, 20, 1, 10).one_person_reverses
    assert not beside(2, 10, 4, 20).one_person_reverses  # equal rates have no order
    assert not beside(10, 100, 30, 100).one_person_reverses
    assert not beside(1, 4, 3, 4).one_person_reverses  # equal afterwards is not the other way round


@settings(max_examples=80)
@given(tables(60))
def test_one_different_person_is_the_letter_of_it(four: Four) -> None:
    x1, n1, x2, n2 = four
    sign = Fraction(x2, n2) - Fraction(x1, n1)
    step = 1 if sign > 0 else -1
    moved = 0 <= x1 + step <= n1 and 0 <= x2 - step <= n2
    reverses = moved and (Fraction(x2 - step, n2) - Fraction(x1 + step, n1)) * sign < 0
    assert beside(*four).one_person_reverses is reverses


def test_verdict_has_one_of_four_words_in_a_file() -> None:
    assert {verdict.word for verdict in Verdict} == {"flag", "watch", "too few to say", "none"}
    assert [verdict.word for verdict in (Verdict.BENCHMARK, Verdict.NO_SIGN, Verdict.UNDEFINED)] == ["none"] * 3


def test_waisome_is_watched_and_question_21_has_too_few() -> None:
    assert beside(50, 64, 455, 508).verdict == Verdict.WATCH  # 87% of the rate, 2.68 standard deviations
    assert beside(1, 10, 3, 20).verdict == Verdict.TOO_FEW


def test_smallest_expected_is_the_smallest_of_the_four() -> None:
    assert smallest_expected(1, 300, 94, 9200) == Fraction(300 * 95, 9500)
    assert smallest_expected(250, 300, 9100, 9200) == Fraction(300 * 150, 9500)
    assert smallest_expected(0, 0, 0, 0) == 0


def test_family_is_every_group_at_every_stage_but_the_reference_and_who_was_not_there() -> None:
    first = compare([Group("a", 100, 50), Group("b", 100, 30), Group("c", 0, 0)])
    second = compare([Group("a", 50, 20), Group("b", 30, 11)])
    found = adjusted({"eligible": first, "offered": second})
    assert found == {
        ("eligible", "b"): pytest.approx(2 * first[1].p),
        ("offered", "b"): pytest.approx(second[1].p),
    }


def test_reference_named_by_the_reader_may_have_the_lower_rate() -> None:
    low, high = Group("low", 100, 20), Group("high", 100, 50)
    found = compare([low, high], reference=low)
    assert [(one.focal.label, one.ratio, one.verdict) for one in found] == [
        ("low", 1, Verdict.BENCHMARK),
        ("high", Fraction(5, 2), Verdict.NO_SIGN),
    ]


def test_importing_the_package_loads_neither_numpy_nor_scipy() -> None:
    code = (
        "import sys, reports.impact, reports.impact.strata, reports.impact.local_law, reports.impact.printing;"
        "print([name for name in ('numpy', 'scipy') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
