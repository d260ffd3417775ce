"""Shares: denominators, response rates, bounds, rounding."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.shares import Share, percent


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (Fraction(65, 95), "68.4"),
        (Fraction(37, 95), "38.9"),
        (Fraction(1, 16), "6.3"),
        (Fraction(0), "0.0"),
        (Fraction(1), "100.0"),
    ],
)
def test_percent_rounds_once_half_up(part: Fraction, expected: str) -> None:
    # 1/16 is 6.25%: half up gives 6.3, where half to even would give 6.2
    assert percent(part) == Decimal(expected)


def test_share_with_full_response_is_one_figure() -> None:
    share = Share(members=65, known=95, unknown=0)
    assert (share.figure, share.counts_figure, share.response_figure) == ("68.4%", "65 of 95", "100.0%")


def test_share_at_exactly_eighty_percent_response_is_one_figure() -> None:
    assert Share(members=40, known=80, unknown=20).figure == "50.0%"


def test_share_below_eighty_percent_response_gives_bounds() -> None:
    # [m/N, (m + unknown)/N] = [40/100, 61/100]
    share = Share(members=40, known=79, unknown=21)
    assert (share.point, share.figure) == (None, "between 40.0% and 61.0%")


def test_share_of_nobody_is_a_dash() -> None:
    assert (Share(0, 0, 0).figure, Share(0, 0, 0).response_figure) == ("–", "–")


@pytest.mark.parametrize(("members", "known"), [(1, 95), (4, 95), (91, 95), (94, 95)])
def test_share_with_a_small_cell_on_either_side_is_hidden(members: int, known: int) -> None:
    share = Share(members, known, 0, minimum=5)
    assert (share.figure, share.counts_figure) == ("hidden", "–")


@pytest.mark.parametrize("members", [0, 5, 90, 95])
def test_share_without_a_small_cell_is_shown(members: int) -> None:
    assert Share(members, 95, 0, minimum=5).counts_figure == f"{members} of 95"


@pytest.mark.parametrize(("members", "known", "unknown"), [(-1, 5, 0), (6, 5, 0), (1, 5, -1)])
def test_share_refuses_counts_that_are_none(members: int, known: int, unknown: int) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        Share(members, known, unknown)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_share_bounds_hold_whatever_the_unknown_would_have_said(members: int, others: int, unknown: int) -> None:
    share = Share(members, members + others, unknown)
    if share.total:
        for said_yes in {0, unknown // 2, unknown}:
            assert share.low <= Fraction(members + said_yes, share.total) <= share.high  # type: ignore[operator]
