"""Where marks stand: small cases, read back from the SVG."""

import re
from dataclasses import replace

import pytest

from careerpath.ui.plots import NARROW, WIDE
from careerpath.ui.plots.data import Chart, Curve, Mark
from careerpath.ui.plots.lines import runs
from careerpath.ui.plots.plane import apart
from careerpath.ui.plots.shapes import with_tone
from tests.ui.pictures import Picture, picture

WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW])


def bars(*marks: Mark, **rest: object) -> Chart:
    return Chart("bars", "Bars", "Bars.", marks=marks, **rest)  # type: ignore[arg-type]


def forest(*marks: Mark) -> Chart:
    return Chart("forest", "Ratios", "Ratios.", marks=marks, guide=0.8)


def dots(*marks: Mark) -> Chart:
    return Chart("dots", "Shares", "Shares.", "%", marks, first_label="Class", second_label="Pool")


def lines_of(drawn: Picture, role: str) -> list[tuple[float, float]]:
    """Beginning and end, along x, of the lines of a role."""
    return [(float(part["x1"]), float(part["x2"])) for part in drawn.parts(role)]


@WIDTHS
def test_bars_begin_at_zero_and_are_as_long_as_their_figures(width: int) -> None:
    drawn = picture(bars(Mark("a", 200), Mark("b", 50), Mark("c", 0)), width).parts("bar")
    assert len(drawn) == 2  # nothing is drawn for nothing
    assert drawn[0]["x"] == drawn[1]["x"]
    assert float(drawn[0]["width"]) == pytest.approx(4 * float(drawn[1]["width"]), abs=0.05)


def test_bar_of_few_among_many_can_be_seen() -> None:
    assert picture(bars(Mark("a", 9_500_000), Mark("b", 1))).parts("bar")[1]["width"] == 1.5


@WIDTHS
def test_ratio_of_one_stands_on_the_line(width: int) -> None:
    drawn = picture(forest(Mark("a", 1.0, tone="no sign"), Mark("b", 0.8, tone="no sign")), width)
    one, fifth = (float(part["cx"]) for part in drawn.parts("calm"))
    assert {x for ends in lines_of(drawn, "one") for x in ends} == {one}
    assert {x for ends in lines_of(drawn, "guide") for x in ends} == {fifth}
    assert fifth < one


@WIDTHS
def test_ratios_of_equal_factors_are_equally_far_apart(width: int) -> None:
    drawn = picture(forest(*(Mark(str(ratio), ratio) for ratio in (0.5, 1.0, 2.0))), width)
    half, one, twice = (float(part["cx"]) for part in drawn.parts("dot"))
    assert one - half == pytest.approx(twice - one, abs=0.02)


@WIDTHS
def test_interval_inside_the_field_ends_in_strokes(width: int) -> None:
    drawn = picture(forest(Mark("a", 0.9, 0.6, 1.3)), width)
    assert len(drawn.parts("interval")) == 3
    assert drawn.parts("arrow") == []


@WIDTHS
@pytest.mark.parametrize(("low", "high", "arrows"), [(0.001, 1.2, 1), (0.5, 900.0, 1), (0.001, 900.0, 2)])
def test_interval_that_leaves_the_field_ends_in_an_arrowhead(width: int, low: float, high: float, arrows: int) -> None:
    drawn = picture(forest(Mark("a", 0.9, low, high)), width)
    assert len(drawn.parts("arrow")) == arrows
    assert len(drawn.parts("interval")) == 3 - arrows
    assert all(0 <= x <= width for ends in lines_of(drawn, "interval") for x in ends)


def test_ratio_of_zero_is_an_arrowhead_and_no_mark() -> None:
    drawn = picture(forest(Mark("a", 0.0, text="0.00 (0 of 80)", tone="flag"), Mark("b", 1.0)))
    (arrow,) = drawn.parts("flag")
    start = min(x for ends in lines_of(drawn, "axis") for x in ends)
    assert str(arrow["d"]).startswith(f"M{start:g} ")
    assert "0.00 (0 of 80) · flag" in drawn.words()


@WIDTHS
def test_verdicts_differ_in_shape_and_word(width: int) -> None:
    tones = ("flag", "watch", "too few to say", "no sign", "benchmark")
    drawn = picture(forest(*(Mark(tone.title(), 0.9, tone=tone) for tone in tones)), width)
    assert [len(drawn.parts(role)) for role in ("flag", "watch", "few", "calm", "benchmark")] == [1, 1, 1, 1, 1]
    assert [f"0.90 · {tone}" in drawn.words() for tone in tones] == [True] * 5
    shapes = [drawn.parts("flag")[0]["d"], drawn.parts("watch")[0]["width"], drawn.parts("benchmark")[0]["width"]]
    assert len(set(map(str, shapes))) == 3


def test_word_of_a_verdict_is_said_once_and_none_is_no_sign() -> None:
    assert with_tone("0.61, flag", "FLAG") == "0.61, flag"
    assert [with_tone("0.9", tone) for tone in ("", "none", "TOO_FEW_TO_SAY")] == [
        "0.9",
        "0.9 · no sign",
        "0.9 · too few to say",
    ]


@WIDTHS
@pytest.mark.parametrize("kind", ["bars", "forest", "dots"])
def test_row_without_a_figure_has_its_words_in_place_of_a_mark(kind: str, width: int) -> None:
    chart = replace(forest(Mark("Seen", 1.0), Mark("Unseen", None, text="hidden")), kind=kind)
    drawn = picture(chart, width)
    assert len(drawn.parts("bar") + drawn.parts("dot")) == 1
    assert "hidden" in drawn.words()
    assert "not shown" in picture(replace(chart, marks=(Mark("Unseen", None),)), width).words()


@WIDTHS
def test_share_beside_another_has_a_full_and_a_hollow_dot_named_above(width: int) -> None:
    drawn = picture(dots(Mark("Women", 25.0, second=75.0), Mark("Men", 75.0, second=25.0)), width)
    full, hollow = drawn.parts("dot"), drawn.parts("hollow")
    assert [part["cx"] for part in full] == [part["cx"] for part in reversed(hollow)]
    assert drawn.where("Class")[1] == drawn.where("Pool")[1] < float(full[0]["cy"])
    assert drawn.words().count("Class") == 1


@WIDTHS
def test_bounds_are_a_range_without_a_point(width: int) -> None:
    drawn = picture(dots(Mark("Women", None, 40.0, 60.0, "40.0% to 60.0%")), width)
    assert drawn.parts("dot") == []
    across, *ends = lines_of(drawn, "range")
    assert across == (ends[0][0], ends[1][0])


def test_dots_of_shares_stop_at_a_hundred() -> None:
    assert "100%" in picture(dots(Mark("Women", 96.0))).words()


@WIDTHS
def test_correlations_stand_on_both_sides_of_zero(width: int) -> None:
    marks = (Mark("a", 0.4, 0.1, 0.6), Mark("b", 0.0), Mark("c", -0.4, -0.6, -0.1))
    drawn = picture(Chart("dots", "Rho", "Rho.", "rho", marks, guide=0.0), width)
    right, middle, left = (float(part["cx"]) for part in drawn.parts("dot"))
    assert right - middle == pytest.approx(middle - left, abs=0.02)
    assert right - middle > 30
    assert {x for ends in lines_of(drawn, "one") for x in ends} == {middle}


@WIDTHS
def test_bars_show_their_guide(width: int) -> None:
    drawn = picture(bars(Mark("a", 1.0), guide=0.5), width)
    (bar,) = drawn.parts("bar")
    assert lines_of(drawn, "guide")[0][0] == pytest.approx(float(bar["x"]) + float(bar["width"]) / 2, abs=0.02)


@WIDTHS
def test_steps_go_along_and_then_down(width: int) -> None:
    curve = Curve("Cohort 1", ((0, 1.0), (100, 0.5), (200, 0.25)))
    (line,) = picture(Chart("steps", "Stay", "Stay.", curves=(curve,)), width).parts("line-1")
    assert re.sub(r"[\d.]+( |(?=[HV]|$))", "#", str(line["d"])) == "M##H#V#H#V#"
    x, y, *rest = map(float, re.findall(r"[\d.]+", str(line["d"])))
    assert rest[2] - rest[0] == pytest.approx(rest[0] - x, abs=0.02)
    assert rest[1] - y == pytest.approx(2 * (rest[3] - rest[1]), abs=0.02)


def test_band_of_steps_closes_around_the_line() -> None:
    curve = Curve("Cohort 1", ((0, 1.0), (100, 0.5)), ((0, 0.9, 1.0), (100, 0.4, 0.6)))
    (band,) = picture(Chart("steps", "Stay", "Stay.", curves=(curve,))).parts("band-1")
    assert re.sub(r"[\d.]+( |(?=[HVZ]))", "#", str(band["d"])) == "M##H#V#V#H#Z"


def test_line_is_broken_where_a_cohort_has_no_figure() -> None:
    assert runs([(0, 1), (1, 2), (3, 4)]) == [[(0, 1), (1, 2)], [(3, 4)]]
    chart = Chart(
        "lines", "Trend", "Trend.", "%", curves=(Curve("a", ((0, 10), (1, 20), (3, 40))),), ticks=tuple("wxyz")
    )
    drawn = picture(chart)
    assert len(drawn.parts("line-1")) == 1
    assert len([part for part in drawn.parts("point-1") if "cx" in part]) == 3


def test_names_at_the_ends_of_lines_do_not_meet() -> None:
    assert apart([10, 11, 50], [20, 20, 20], 0, 100) == [10, 30, 50]
    assert apart([90, 95], [20, 20], 0, 100) == [70, 90]
    assert apart([5, 5, 5], [20, 20, 20], 0, 40) == [10, 30, 50]  # more than there is room for: they go on below


@WIDTHS
@pytest.mark.parametrize("kind", ["bars", "forest", "dots", "steps", "lines"])
def test_nothing_is_said_in_words(kind: str, width: int) -> None:
    assert picture(Chart(kind, "Nothing", "Nothing."), width).words() == ["Nothing to draw yet."]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_not_a_number_is_not_drawn(value: float) -> None:
    drawn = picture(forest(Mark("a", value, text="undefined"), Mark("b", 1.0, value, value)))
    assert len(drawn.parts("dot")) == 1
    assert drawn.parts("interval") == []


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        picture(Chart("pie", "Pie", "Pie."))
