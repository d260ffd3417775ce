"""What a chart lets out: nothing hidden, nothing hostile, nothing that the policy refuses; and one colour for each role."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from careerpath.ui.plots import NARROW, WIDE, draw
from careerpath.ui.plots.canvas import NARROW_SIZE, WIDE_SIZE
from careerpath.ui.plots.data import Chart, Curve, Mark
from careerpath.ui.plots.dress import ROLES, SERIES, WHITE, Dress
from careerpath.ui.plots.samples import FOREST, SAMPLES
from tests.ui.markup import refused
from tests.ui.test_contrast import blocks, contrast

CSS = Path(__file__).resolve().parents[2] / "static" / "css" / "plots.css"
HOSTILE = "</text></svg><script>alert(1)</script>\"'&<!-- ]]> \x00\x1b\ud800\u202eمرحبا onload=x"
EVERY = pytest.mark.parametrize(
    ("chart", "dress", "width"),
    [(chart, dress, width) for chart in SAMPLES for dress in ("page", "print") for width in (WIDE, NARROW)],
    ids=lambda value: value.title if isinstance(value, Chart) else str(value),
)


@EVERY
def test_picture_is_well_formed_named_and_keeps_the_policy(chart: Chart, dress: Dress, width: int) -> None:
    svg = str(draw(chart, dress=dress, width=width))
    root = fromstring(svg)
    assert root.get("role") == "img"
    names = {part.get("id"): part.text for part in root if part.tag.endswith(("title", "desc"))}
    assert names == {root.get("aria-labelledby"): chart.title, root.get("aria-describedby"): chart.summary}
    assert refused(svg) == {}
    assert " style=" not in svg


@EVERY
def test_picture_is_the_same_each_time(chart: Chart, dress: Dress, width: int) -> None:
    assert draw(chart, dress=dress, width=width) == draw(replace(chart), dress=dress, width=width)


@pytest.mark.parametrize("chart", SAMPLES, ids=lambda chart: chart.title)
def test_page_carries_no_colour_and_paper_no_class(chart: Chart) -> None:
    assert re.findall(r"#[0-9a-f]{3,6}|fill=|stroke|font-", str(draw(chart, dress="page"))) == []
    assert "class=" not in draw(chart, dress="print")


@pytest.mark.parametrize("kind", ["bars", "forest", "dots", "steps", "lines"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_hostile_words_stay_words(kind: str, width: int) -> None:
    chart = Chart(
        kind,
        HOSTILE,
        HOSTILE,
        HOSTILE,
        (Mark(HOSTILE, 0.5, 0.4, 0.6, HOSTILE, HOSTILE, 0.7), Mark(HOSTILE, None, text=HOSTILE)),
        (Curve(HOSTILE, ((0, 0.5), (1, 0.6)), ((0, 0.4, 0.6),)),),
        (HOSTILE, HOSTILE),
        0.8,
        HOSTILE,
        HOSTILE,
    )
    svg = str(draw(chart, width=width, key=HOSTILE))
    tags = {part.tag.split("}")[1] for part in fromstring(svg.encode()).iter()}
    assert tags <= {"svg", "title", "desc", "text", "line", "path", "rect", "circle"}
    assert "<script" not in svg
    assert refused(svg) == {}
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", svg)


@pytest.mark.parametrize("kind", ["bars", "forest"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("dress", ["page", "print"])
def test_hidden_row_draws_the_same_whatever_it_hides(kind: str, width: int, dress: Dress) -> None:
    def chart(low: float, high: float, second: float) -> Chart:
        marks = (*FOREST.marks[:3], Mark("Few", None, low, high, "hidden", "", second))
        return replace(FOREST, kind=kind, marks=marks)

    one, other = (draw(chart(*some), width=width, dress=dress) for some in ((0.01, 44.4, 0.2), (0.9, 1.1, 77.7)))
    assert one == other


def test_hidden_row_of_shares_does_not_move_the_scale() -> None:
    seen = Mark("Seen", 40.0)
    with_hidden = draw(Chart("dots", "t", "s", "%", (seen, Mark("Few", None, text="hidden"))))
    assert "40%" in with_hidden
    assert "60%" not in with_hidden


def test_figures_reach_the_picture_only_as_places() -> None:
    """No title, description or other attribute says a figure: the only words are those given, and the ticks."""
    mark = Mark("Women", 38.947368, 29.71234, 49.04321, "39%")
    root = fromstring(draw(Chart("dots", "t", "s", "%", (mark,))))
    said = [part.text for part in root.iter() if part.text]
    assert said == ["t", "s", "Women", "39%", "0%", "10%", "20%", "30%", "40%", "50%"]
    named = {name for part in root.iter() for name in part.attrib}
    assert not [name for name in named if name.startswith("data-") or name == "aria-label"]


def test_cut_words_are_whole_in_a_title() -> None:
    long = "Beschäftigungsförderungsmaßnahmen " * 4
    for width in (WIDE, NARROW):
        svg = str(draw(Chart("bars", "t", "s", marks=(Mark(long, 3),)), width=width))
        assert f"<title>{long.strip()}</title>" in svg


def test_ids_differ_between_charts_and_widths_of_a_page() -> None:
    ids = [
        found
        for index, chart in enumerate(SAMPLES)
        for width in (WIDE, NARROW)
        for found in re.findall(r' id="([^"]+)"', str(draw(chart, width=width, key=f"k{index}")))
    ]
    assert len(ids) == len(set(ids)) == 4 * len(SAMPLES)


def test_every_role_has_a_rule_of_its_own_and_no_rule_is_left_over() -> None:
    assert set(re.findall(r"\.d-([\w-]+)", CSS.read_text())) == set(ROLES)


def test_sizes_of_words_are_those_of_the_sheet() -> None:
    sizes = re.findall(r"\.drawn-(\w+) \{[^}]*font-size: (\d+)px", CSS.read_text())
    assert dict(sizes) == {"narrow": str(NARROW_SIZE), "wide": str(WIDE_SIZE)}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_marks_show_at_three_to_one_on_a_page(theme: str, ground: str) -> None:
    tokens = blocks()[theme]
    used = {
        name
        for role, rules in re.findall(r"\.d-([\w-]+)[^{}]*\{([^}]*)\}", CSS.read_text())
        if role != "grid"  # the grid is meant to be faint: it carries nothing that the ticks do not say
        for name in re.findall(r"(?:fill|stroke): var\(--cp-([\w-]+)\)", rules)
    } - {"surface"}
    assert {"fill-1", "fill-6", "fill-3", "fill-8", "stop", "watch", "ink", "muted", "control"} == used
    weak = {name: round(contrast(tokens[name], tokens[ground]), 2) for name in used}
    assert {name: ratio for name, ratio in weak.items() if ratio < 3} == {}


def test_marks_show_at_three_to_one_on_paper() -> None:
    colours = {
        colour
        for role, worn in ROLES.items()
        if role != "grid"
        for key in ("fill", "stroke")
        if (colour := worn.get(key))
    } - {"none", WHITE}
    assert set(SERIES) < colours
    assert {colour: contrast(colour, WHITE) for colour in colours if contrast(colour, WHITE) < 3} == {}
