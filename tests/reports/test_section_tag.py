"""How a section stands on a page."""

import re
from decimal import Decimal

import pytest
from django.template import Context, Template

from reports.tables import HIDDEN, Chart, Column, Curve, Kind, Mark, Section, Table, Tile, Value
from tests.ui.markup import refused

COLUMNS = (
    Column("group", "Group", Kind.TEXT),
    Column("n", "People", meaning="Everybody considered."),
    Column("rate", "Rate", Kind.PERCENT),
    Column("verdict", "Reading", Kind.BADGE),
)


def render(section: Section, minimum: int = 5) -> str:
    page = Template("{% load reports %}{% section one minimum=minimum %}")
    return " ".join(page.render(Context({"one": section, "minimum": minimum})).split())


def table(*rows: tuple[Value, ...]) -> Table:
    return Table("groups", "Groups", COLUMNS, rows, ("A note.",))


def test_section_has_a_heading_with_an_anchor_and_a_link_to_its_method() -> None:
    html = render(Section("impact", "Adverse impact", "four-fifths", ("One sentence.",)))
    assert '<section class="report-section" id="impact" aria-labelledby="impact-title">' in html
    assert '<h2 id="impact-title">Adverse impact</h2>' in html
    assert 'href="/reports/methods/#four-fifths"' in html
    assert '<p class="measure report-lead">One sentence.</p>' in html


def test_section_without_anything_says_what_will_be_here() -> None:
    assert "The class will stand here." in render(Section("a", "A", "a", empty="The class will stand here."))
    assert "Nothing to show yet." in render(Section("a", "A", "a"))


def test_tile_says_its_figure_with_what_it_is_made_of() -> None:
    html = render(Section("a", "A", "a", tiles=(Tile("Women", "38.9%", ("37 of 95", "response 90%")),)))
    assert '<span class="tile-value">38.9%</span>' in html
    assert html.count('<span class="tile-note">') == 2


def test_values_are_written_by_their_kind() -> None:
    html = render(Section("a", "A", "a", tables=(table(("Women", 9500, Decimal("38.9"), "flag")),)))
    assert '<th scope="row">Women</th>' in html
    assert '<td class="num" data-label="People">9,500</td>' in html
    assert '<td class="num" data-label="Rate">38.9%</td>' in html
    assert re.search(r'<span class="badge tone-stop"><svg .*?#flag"></use></svg>flag</span>', html)
    assert html.count('<th scope="col"') == 4
    assert "<caption>Groups</caption>" in html
    assert re.search("<dt>People</dt> ?<dd> ?Everybody considered. ?</dd>", html)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("flag", "flag"),
        ("watch", "watch"),
        ("too few to say", "too few to say"),
        ("none", "no sign"),
        ("benchmark", "benchmark"),
        ("undefined", "undefined"),
        ("something new", "something new"),
    ],
)
def test_verdict_is_an_icon_and_a_word(said: str, shown: str) -> None:
    html = render(Section("a", "A", "a", tables=(table(("Women", 1, None, said)),)))
    assert re.search(rf'<span class="badge tone-\w+"><svg [^>]*aria-hidden="true".*?</svg>{shown}</span>', html)
    assert "tone-good" not in html


def test_hidden_is_a_word_that_is_explained_once() -> None:
    html = render(
        Section("a", "A", "a", tables=(table(("Few", HIDDEN, HIDDEN, HIDDEN), ("Few too", HIDDEN, HIDDEN, HIDDEN)),))
    )
    assert html.count('<span class="muted">hidden</span>') == 6
    assert html.count("the figure would tell of fewer than 5 people") == 1
    assert "the figure would tell" not in render(Section("a", "A", "a", tables=(table(("Many", 9, None, "none")),)))


def test_undefined_is_a_dash_that_is_read_as_no_figure() -> None:
    html = render(Section("a", "A", "a", tables=(table(("Women", 1, None, "none")),)))
    assert '<span class="muted" aria-hidden="true">–</span><span class="visually-hidden">no figure</span>' in html


@pytest.mark.parametrize(("count", "opened"), [(8, True), (9, False)])
def test_table_beneath_a_chart_is_folded_when_it_is_long(count: int, opened: bool) -> None:
    chart = Chart("bars", "Groups", "In words.", marks=(Mark("a", 1.0),))
    rows = tuple((f"Group {number}", number, None, "none") for number in range(count))
    html = render(Section("a", "A", "a", charts=(chart,), tables=(table(*rows),)))
    assert ('<details class="report-fold" open>' in html) is opened
    assert ('<details class="report-fold">' in html) is not opened
    assert "report-fold" not in render(Section("a", "A", "a", tables=(table(*rows),)))


def test_chart_stands_twice_with_its_words_and_ids_of_its_own() -> None:
    charts = tuple(Chart("lines", "Trend", "It rose.", curves=(Curve("a", ((0, 1), (1, 2))),)) for _ in range(2))
    html = render(Section("trend", "Trend", "a", charts=charts))
    assert html.count('role="img"') == 4
    assert html.count(">It rose.</desc>") == 4
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_chart_of_nothing_says_so() -> None:
    html = render(Section("a", "A", "a", charts=(Chart("bars", "Nobody", "Nobody."),)))
    assert "Nothing to draw yet." in html
    assert "<svg xmlns" not in html


def test_words_of_strangers_stay_words() -> None:
    evil = "<script>alert(1)</script>\"'"
    section = Section(
        "a", evil, "a", (evil,), (Tile(evil, evil, (evil,)),), (Chart("bars", evil, evil, evil, (Mark(evil, 1.0, text=evil),)),),
        (Table("t", evil, (Column("a", evil, Kind.TEXT, evil), Column("b", evil, Kind.BADGE)), ((evil, evil),), (evil,)),),
    )  # fmt: skip
    assert "<script" not in render(section)
    assert refused(render(section)) == {}
