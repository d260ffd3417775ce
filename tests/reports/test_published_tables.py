"""Published tables: printed equals computed, and the page in docs says what is computed today."""

from itertools import chain

import pytest

from tests.reports.published import BEGIN, END, PAGE, PUBLISHED, Line, page

LINES = [(table.title, line) for table in PUBLISHED for line in table.lines]


def test_at_least_ten_tables_each_with_its_source() -> None:
    assert len({table.title for table in PUBLISHED if table.source}) == len(PUBLISHED) >= 10


@pytest.mark.parametrize("line", [pytest.param(line, id=f"{title}: {line.what}") for title, line in LINES])
def test_computed_is_what_was_printed(line: Line) -> None:
    assert (line.computed == line.printed) is not bool(line.differs)


def test_the_only_figure_that_differs_was_cut_where_its_neighbours_were_rounded() -> None:
    differing = [line for line in chain.from_iterable(table.lines for table in PUBLISHED) if line.differs]
    assert [(line.printed, line.computed) for line in differing] == [("64.2%", "64.3%")]


def test_page_shows_what_is_computed() -> None:
    text = PAGE.read_text()
    assert text[text.index(BEGIN) + len(BEGIN) : text.index(END)] == page()
