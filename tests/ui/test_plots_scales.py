"""Scales and ticks: properties that hold for any axis."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careerpath.ui.plots.scales import Linear, Log, log_ticks, step_for, ticks, top_of, write

positive = st.floats(min_value=1e-3, max_value=1e7)


def test_linear_places_ends_and_middle() -> None:
    scale = Linear(0, 50, 100, 300)
    assert [scale(value) for value in (0, 25, 50)] == [100, 200, 300]


def test_linear_keeps_what_is_beyond_on_the_edge() -> None:
    scale = Linear(0, 50, 100, 300)
    assert [scale(-1), scale(51)] == [100, 300]


def test_log_gives_equal_factors_equal_length() -> None:
    scale = Log(0.25, 4, 0, 400)
    assert [round(scale(value), 9) for value in (0.25, 0.5, 1, 2, 4)] == [0, 100, 200, 300, 400]


def test_log_puts_zero_on_the_lower_edge() -> None:
    assert Log(0.25, 4, 10, 400)(0) == 10


@pytest.mark.parametrize("ends", [(0, 1), (-1, 1), (2, 1), (1, 1)])
def test_log_refuses_a_field_that_does_not_begin_above_zero(ends: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="A log scale cannot run"):
        Log(*ends, 0, 1)


@settings(max_examples=80, deadline=None)
@given(positive, st.integers(2, 9))
def test_ticks_are_round_inside_and_not_too_many(high: float, most: int) -> None:
    found = ticks(0, high, most)
    step = step_for(high, most)
    assert found[0] == 0
    assert len(found) <= most + 1
    assert found[-1] <= high * (1 + 1e-6)
    assert high - found[-1] < step * (1 + 1e-6)  # no further one would fit
    mantissa = step / 10 ** math.floor(math.log10(step) + 1e-12)
    assert min(abs(mantissa - one) for one in (1, 2, 2.5, 5, 10)) < 1e-9


@settings(max_examples=80, deadline=None)
@given(st.lists(positive, min_size=1, max_size=5), st.integers(2, 9))
def test_top_holds_all_values_and_is_a_tick(values: list[float], most: int) -> None:
    top = top_of(values, most)
    assert top >= max(values) * (1 - 1e-9)
    assert ticks(0, top, most)[-1] == pytest.approx(top)


def test_top_stops_at_a_hundred_unless_a_value_is_beyond() -> None:
    assert [top_of([93], 3, 100), top_of([101], 5, 100), top_of([], 5, 100)] == [100, 125, 100]


@settings(max_examples=80, deadline=None)
@given(st.floats(min_value=0.01, max_value=0.9), st.floats(min_value=1.1, max_value=100), st.integers(3, 9))
def test_log_ticks_lie_inside_ascend_and_are_not_too_many(low: float, high: float, most: int) -> None:
    found = log_ticks(low, high, most)
    assert found == sorted(set(found))
    assert len(found) <= most
    assert all(low * (1 - 1e-8) <= tick <= high * (1 + 1e-8) for tick in found)
    assert 1 in found or math.log10(high / low) > most - 1


def test_ticks_are_written_as_people_write_them() -> None:
    assert [write(value) for value in (0, -0.0, 0.5, 1, 2.50, 10000, 1.25)] == [
        "0",
        "0",
        "0.5",
        "1",
        "2.5",
        "10,000",
        "1.25",
    ]
