"""How a section of a report stands on a page: `{% load reports %}{% section s minimum=report.minimum %}`.

Whatever is shown comes from `reports.tables`, already rounded and protected; nothing here computes a figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from careerpath.ui.plots import is_empty
from careerpath.ui.templatetags.look import badge
from reports.tables import HIDDEN, Column, Kind, Section, Table, Value, say

register = template.Library()

SHORT: Final = 8
"""A table beneath a chart with more rows than this begins folded."""
AS_CARDS: Final = 5
"""A table with more columns than this becomes one card a row on a phone; one with fewer scrolls in its own region."""
LONG: Final = 16
"""A figure in words longer than this may break into lines: "61.0% to 72.5%" may not."""

VERDICTS: Final[dict[str, tuple[str, str, str]]] = {
    "flag": ("flag", "stop", "flag"),
    "watch": ("watch", "watch", "eye"),
    "too few to say": ("too few to say", "muted", "circle-help"),
    "none": ("no sign", "info", "check"),
    "no sign": ("no sign", "info", "check"),
    "benchmark": ("benchmark", "accent", "scale"),
    "undefined": ("undefined", "muted", "circle-slash"),
}
"""A verdict as it is said, its tone and its icon. Never green: no sign of impact is not a proof of none."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table as it is written; `label` is its column, for a card on a phone."""

    html: SafeString | str
    label: str
    css: str = ""
    is_hidden: bool = False


@dataclass(frozen=True)
class Shown:
    """A table with its cells: `folded` None stands open, without a fold."""

    table: Table
    heads: tuple[tuple[Column, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    has_hidden: bool
    folded: bool | None
    css: str

    @property
    def meanings(self) -> list[Column]:
        """The columns that are not plain."""
        return [column for column, _ in self.heads if column.meaning]


@register.inclusion_tag("reports/_section.html")
def section(section: Section, minimum: int = 0) -> dict[str, Any]:
    """A section of a report: heading, lead, tiles, charts each with words for who cannot see them, tables, notes, method."""
    return {
        "section": section,
        "minimum": minimum,
        "charts": [(chart, f"{section.key}-{index}", is_empty(chart)) for index, chart in enumerate(section.charts)],
        "tables": [shown(table, beneath=bool(section.charts)) for table in section.tables],
        "nothing": not (section.tiles or section.charts or section.tables),
    }


def shown(table: Table, *, beneath: bool) -> Shown:
    """A table ready to be written; `beneath` a chart it can be folded."""
    columns = table.columns
    rows = tuple(tuple(map(_cell, row, columns)) for row in table.rows)
    cards = "table-cards" if len(columns) > AS_CARDS else ""
    return Shown(
        table,
        tuple((column, _alignment(column)) for column in columns),
        rows,
        any(cell.is_hidden for row in rows for cell in row),
        len(rows) > SHORT if beneath else None,
        f"table table-sm {cards}".strip(),
    )


def _alignment(column: Column) -> str:
    return "" if column.kind in (Kind.TEXT, Kind.BADGE) else "num"


def _cell(value: Value, column: Column) -> Cell:
    css = _alignment(column)
    said = say(value, column.kind)
    if value is HIDDEN:
        return Cell(format_html('<span class="muted">{}</span>', said), column.label, css, is_hidden=True)
    if value is None:
        html = format_html(
            '<span class="muted" aria-hidden="true">{}</span><span class="visually-hidden">no figure</span>', said
        )
        return Cell(html, column.label, css)
    if column.kind is Kind.BADGE:
        return Cell(badge(*verdict_of(said)), column.label, css)
    if len(said) > LONG:
        css = f"{css} num-words" if css else ""
    elif not css:
        css = "nowrap"
    return Cell(said, column.label, css)


def verdict_of(value: str) -> tuple[str, str, str]:
    """Word, tone and icon of a verdict, however it is written; one that nobody knows keeps its own words."""
    word = value.strip().lower().replace("_", " ")
    return VERDICTS.get(word, (value, "muted", "circle"))


@register.filter
def listed(sections: Sequence[Section]) -> list[Section]:
    """The sections that the list on the page names."""
    return [one for one in sections if one.title]
