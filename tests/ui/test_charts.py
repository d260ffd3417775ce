from hypothesis import given
from hypothesis import strategies as st

from careerpath.ui.charts import FIELD, Bar, as_bars, draw_bars, spark_points


def test_draw_bars_begins_at_zero_and_fills_the_field_with_the_longest() -> None:
    assert [bar.length for bar in draw_bars([Bar("a", 200), Bar("b", 50), Bar("c", 0)])] == [FIELD, FIELD / 4, 0]


def test_draw_bars_leaves_room_for_the_end_of_an_interval() -> None:
    (bar,) = draw_bars([Bar("a", 1, low=0.5, high=2)])
    assert (bar.low, bar.length, bar.high) == (FIELD / 4, FIELD / 2, FIELD)


def test_draw_bars_of_zeros_divides_by_nothing() -> None:
    assert [bar.length for bar in draw_bars([Bar("a", 0)])] == [0]


def test_draw_bars_writes_thousands_apart_unless_told_how() -> None:
    assert [bar.text for bar in draw_bars(as_bars([("a", 9500), ("b", 0.68, "68%")]))] == ["9,500", "68%"]


@given(st.lists(st.floats(min_value=0, max_value=1e9), max_size=20))
def test_draw_bars_stays_in_the_field(values: list[float]) -> None:
    assert all(0 <= bar.length <= FIELD for bar in draw_bars([Bar("x", value) for value in values]))


def test_spark_of_one_value_is_no_line() -> None:
    assert spark_points([3]) == ""


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=30))
def test_spark_has_a_point_for_each_value_inside_the_picture(values: list[int]) -> None:
    points = [tuple(map(float, point.split(","))) for point in spark_points(values).split()]
    assert len(points) == len(values)
    assert all(0 <= x <= 96 and 0 <= y <= 24 for x, y in points)
