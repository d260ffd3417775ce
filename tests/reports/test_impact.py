"""reports.impact: definitions at their edges, tests against published figures and against exact arithmetic."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.impact import (
    Comparison,
    Group,
    Verdict,
    benchmark,
    compare,
    fisher,
    holm,
    is_below_four_fifths,
    pooled_z,
    rate_bounds,
    two_sided,
)


def beside(x1: int, n1: int, x2: int, n2: int) -> Comparison:
    """A group beside its reference."""
    return Comparison(Group("focal", n1, x1), Group("reference", n2, x2))


# scipy 1.17.1: fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue
@pytest.mark.parametrize(
    ("four", "p"),
    [
        ((1, 300, 94, 9200), 0.3740246058329944),
        ((3, 300, 92, 9200), 1.0),
        ((8, 20, 1, 20), 0.019656019656019652),
        ((0, 40, 12, 60), 0.0014695571677934682),
        ((48, 80, 12, 40), 0.0034092217678491827),
        ((400, 5000, 520, 5000), 3.7524292431470066e-05),
        ((1, 2, 1, 3), 1.0),
    ],
)
def test_fisher_is_what_scipy_says(four: tuple[int, int, int, int], p: float) -> None:
    assert fisher(*four)[0] == pytest.approx(p, rel=1e-9)


# statsmodels: proportions_ztest, proportion_effectsize, confint_proportions_2indep(compare="ratio", method="log")
@pytest.mark.parametrize(
    ("four", "z", "p", "h", "interval"),
    [
        ((48, 80, 12, 40), 3.098386676965933, 0.0019457736937391545, 0.6128747668578189, (1.205731764, 3.317487454)),
        (
            (10, 100, 30, 100),
            -3.535533905932737,
            0.00040695201744495973,
            -0.5157783719341241,
            (0.172314413, 0.644816118),
        ),
        ((400, 5000, 520, 5000), -4.151876322428681, 3.29760466e-05, -0.08320526032560738, (0.679308214, 0.871056707)),
    ],
)
def test_z_h_and_interval_are_what_statsmodels_says(
    four: tuple[int, int, int, int], z: float, p: float, h: float, interval: tuple[float, float]
) -> None:
    found = beside(*four)
    assert found.z == pytest.approx(z, rel=1e-9)
    assert two_sided(found.z or 0) == pytest.approx(p, rel=1e-7)
    assert found.h == pytest.approx(h, rel=1e-9)
    assert found.interval == pytest.approx(interval, rel=1e-8)


def test_holm_is_what_statsmodels_says() -> None:
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005}) == pytest.approx(
        {"d": 0.02, "a": 0.03, "c": 0.06, "b": 0.06}
    )


def test_exactly_four_fifths_is_not_below() -> None:
    assert not is_below_four_fifths(Group("a", 100, 40), Group("b", 100, 50))
    assert is_below_four_fifths(Group("a", 1000, 399), Group("b", 100, 50))
    assert not is_below_four_fifths(Group("a", 100, 0), Group("b", 100, 0))


def test_benchmark_is_the_highest_rate_of_those_with_two_percent_the_larger_of_equals_and_never_merged() -> None:
    small, first, larger = Group("small", 19, 19), Group("first", 100, 50), Group("larger", 200, 100)
    merged = Group("merged", 300, 299, merged=True)
    assert benchmark([small, first, larger, merged], pool=1000) is larger
    assert benchmark([small, first], pool=950) is small  # exactly 2%
    assert benchmark([Group("nobody", 0, 0)]) is None
    assert compare([]) == []


@pytest.mark.parametrize(
    ("four", "verdict"),
    [
        ((1, 300, 94, 9200), Verdict.WATCH),
        ((3, 300, 92, 9200), Verdict.NO_SIGN),
        ((10, 100, 30, 100), Verdict.FLAG),
        ((4, 40, 10, 80), Verdict.NO_SIGN),  # exactly 80%
        ((1, 12, 2, 12), Verdict.TOO_FEW),
        ((400, 5000, 490, 5000), Verdict.WATCH),  # 81.6% of the rate, yet unlikely to be chance
        ((0, 30, 0, 60), Verdict.UNDEFINED),
        ((0, 0, 4, 60), Verdict.UNDEFINED),
    ],
)
def test_verdict(four: tuple[int, int, int, int], verdict: Verdict) -> None:
    assert beside(*four).verdict == verdict


def test_both_zero_is_undefined_and_not_nought_or_one() -> None:
    found = beside(0, 30, 0, 60)
    assert (found.ratio, found.z, found.interval, found.shortfall) == (None, None, None, 0)


@pytest.mark.parametrize(
    ("four", "name"),
    [((10, 14, 9, 15), "Fisher"), ((10, 15, 9, 15), "Z"), ((1, 300, 94, 9200), "Fisher"), ((6, 520, 94, 9200), "Z")],
)
def test_headline_test_is_chosen_by_size_never_by_its_p(four: tuple[int, int, int, int], name: str) -> None:
    assert beside(*four).test == name


def test_bounds_where_anybody_unknown_may_belong_to_the_group() -> None:
    assert rate_bounds(Group("a", 10, 5), considered=10, advanced=5) == (Fraction(5, 15), Fraction(10, 15))
    assert rate_bounds(Group("a", 0, 0), considered=0, advanced=0) is None


def test_more_than_everybody_is_not_a_selection() -> None:
    with pytest.raises(ValueError, match="not a selection"):
        Group("a", 3, 4)


@st.composite
def tables(draw: st.DrawFn, most: int = 60) -> tuple[int, int, int, int]:
    """x1 of n1 against x2 of n2, no side empty."""
    n1, n2 = draw(st.integers(1, most)), draw(st.integers(1, most))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


@given(tables())
def test_fisher_equals_the_sum_over_all_tables_in_whole_numbers(four: tuple[int, int, int, int]) -> None:
    x1, n1, x2, n2 = four
    selected = x1 + x2
    ways = {
        t: math.comb(n1, t) * math.comb(n2, selected - t) for t in range(max(0, selected - n2), min(selected, n1) + 1)
    }
    everything = sum(ways.values())
    less, equal = (
        sum(way for way in ways.values() if way < ways[x1]),
        sum(way for way in ways.values() if way == ways[x1]),
    )
    two, mid = fisher(*four)
    assert two == pytest.approx(float(Fraction(less + equal, everything)), rel=1e-9)
    assert mid == pytest.approx(float(Fraction(2 * less + equal, 2 * everything)), rel=1e-9)


@given(tables(300))
def test_whichever_side_is_named_first_the_p_is_the_same_and_the_z_turns(four: tuple[int, int, int, int]) -> None:
    x1, n1, x2, n2 = four
    one, other = beside(*four), beside(x2, n2, x1, n1)
    assert one.p == pytest.approx(other.p, rel=1e-9)
    assert (one.test, one.shortfall) == (other.test, -other.shortfall)
    assert (one.z is None) is (other.z is None)
    assert one.z is None or one.z == pytest.approx(-(other.z or 0), abs=1e-12)
    assert 0 <= one.mid_p <= one.fisher_p <= 1


@given(tables(300))
def test_four_fifths_in_whole_numbers_is_four_fifths_of_the_rates(four: tuple[int, int, int, int]) -> None:
    found = beside(*four)
    expected = found.ratio is not None and found.ratio < Fraction(4, 5)
    assert found.is_below is expected
    if found.ratio is not None and found.interval is not None:
        assert found.interval[0] <= float(found.ratio) <= found.interval[1]
    if found.verdict == Verdict.FLAG:
        assert (found.is_below, found.p < 0.05, found.one_person_reverses) == (True, True, False)


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=12))
def test_holm_never_lowers_a_p_nor_changes_their_order(values: dict[str, float]) -> None:
    adjusted = holm(values)
    assert all(values[key] <= adjusted[key] <= 1 for key in values)
    order = sorted(values, key=lambda key: values[key])
    assert [adjusted[key] for key in order] == sorted(adjusted.values())


def test_fisher_of_a_million_takes_no_time_and_stays_a_probability() -> None:
    two, mid = fisher(240_000, 400_000, 363_000, 600_000)
    z = pooled_z(240_000, 400_000, 363_000, 600_000)
    assert z is not None
    assert two == pytest.approx(two_sided(z), rel=0.02)
    assert mid < two
