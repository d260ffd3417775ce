"""A frozen report as a tagged PDF (PDF/UA-1), set by Typst on US letter (`careerpath.ui.paper`): same snapshot, same bytes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any, Final

import typst

from careerpath.ui.paper import clean, folder_for
from careerpath.ui.plots import draw, is_empty
from reports.exporting.about import About
from reports.methods import METHODS, NOT_A_FINDING
from reports.tables import HIDDEN, Chart, Kind, Report, Section, Table, Tile, Value, say
from reports.templatetags.reports import verdict_of

LAYOUT: Final = Path(__file__).with_name("report.typ")
LONGEST: Final = 24
"""Words longer than this together go on in the next line of their cell."""
DRAWN: Final = 760
"""Width of a chart in its own units; on paper it is as wide as the text."""


def write_pdf(report: Report, about: About) -> bytes:
    """The bytes of the document. Raises typst.TypstError where it cannot be set, which is a mistake of ours."""
    with _set(report, about) as at:
        return typst.compile(**at, format="pdf", pdf_standards=["ua-1"], timestamp=int(about.moment.timestamp()))


@contextmanager
def _set(report: Report, about: About) -> Iterator[dict[str, Any]]:
    """A folder with the layout, the data and the charts, as the arguments that keep the typesetter inside it."""
    files: dict[str, str] = {}
    sections = [_section(cleaned(section), files) for section in report.sections]
    data = {"about": _about(cleaned(about)), "sections": sections, "methods": _methods()}
    with folder_for(LAYOUT, data, files=files) as at:
        yield at


def _about(about: About) -> dict[str, Any]:
    moment = about.moment
    return {
        "title": about.title.strip() or "Report",
        "name": about.name,
        "as_of": about.as_of,
        "digest": about.payload_digest[:12],
        "withdrawn": about.withdrawn,
        "is_signed": about.is_signed,
        "not_a_finding": NOT_A_FINDING,
        "lines": about.lines(),
        "date": [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second],
    }


def _section(section: Section, files: dict[str, str]) -> dict[str, Any]:
    return {
        "title": section.title.strip() or "Section",
        "method": section.method,
        "lead": section.lead,
        "empty": section.empty,
        "tiles": [_tile(tile) for tile in section.tiles],
        "charts": list(_charts(section.charts, files)),
        "tables": [_table(table) for table in section.tables],
    }


def _tile(tile: Tile) -> dict[str, Any]:
    return {"label": tile.label, "figure": tile.figure, "notes": tile.notes}


def _charts(charts: Iterable[Chart], files: dict[str, str]) -> Iterator[dict[str, str]]:
    for chart in charts:
        if is_empty(chart):
            continue
        file = f"chart-{len(files) + 1}.svg"
        files[file] = draw(chart, dress="print", width=DRAWN)
        yield {"file": file, "title": chart.title, "alt": chart.summary or chart.title or "Chart"}


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "columns": [
            {
                "label": one.label,
                "is_number": one.kind not in (Kind.TEXT, Kind.BADGE),
                "meaning": one.meaning,
                "signs": _signs(table, place)[0],
                "whole": _signs(table, place)[1],
            }
            for place, one in enumerate(table.columns)
        ],
        "rows": [
            [_cell(value, column.kind) for column, value in zip(table.columns, row, strict=True)] for row in table.rows
        ],
        "notes": table.notes,
    }


def _signs(table: Table, place: int) -> tuple[int, int]:
    """How many signs a column needs side by side: at least (its longest word, or a figure), and so that no cell breaks into lines.

    Headings are bold, and so a little wider.
    """
    column = table.columns[place]
    cells = [say(row[place], column.kind) for row in table.rows]
    words = [word for text in cells for word in text.split()]
    heads = [round(1.15 * len(word)) for word in column.label.split()]
    least = max(4, *(min(len(word), LONGEST) for word in words), *(min(len(text), LONGEST) for text in cells), *heads)
    return least, max(least, round(1.15 * len(column.label)), *map(len, cells), 0)


def _cell(value: Value, kind: Kind) -> dict[str, str]:
    words = verdict_of(say(value))[0] if kind is Kind.BADGE and isinstance(value, str) else say(value, kind)
    tone = "hidden" if value is HIDDEN else words.lower() if kind is Kind.BADGE else ""
    return {"text": words, "tone": tone if tone in ("hidden", "flag", "watch") else ""}


def _methods() -> list[dict[str, Any]]:
    return [
        {
            "anchor": one.anchor,
            "title": one.title,
            "blocks": [list(block) for block in one.blocks],
            "sources": one.sources,
        }
        for one in METHODS
    ]


def cleaned(value: Any) -> Any:
    """A part of a report with all its words clean."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(cleaned(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: cleaned(getattr(value, field.name)) for field in fields(value)})
    return value
