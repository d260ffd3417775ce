"""A frozen report as an XLSX workbook: what it is, one sheet a section, the methods. No cell is ever a formula."""

import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

import xlsxwriter

from applicants.exporting.cells import MOST_CHARACTERS, harmless
from reports.exporting.about import About
from reports.methods import METHODS
from reports.tables import HIDDEN, Kind, Report, Section, Table, Value, say

NOT_IN_A_NAME: Final = "[]:*?/\\'"
MOST_IN_A_NAME: Final = 31
SAFE: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def write_workbook(report: Report, about: About) -> bytes:
    """The bytes of the workbook. Numbers are numbers, hidden is the word, undefined is an empty cell."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, SAFE)
    book.set_properties(
        {"title": about.title, "subject": about.name, "created": about.moment.replace(tzinfo=None, microsecond=0)}
    )
    sheets = _Sheets(book)
    sheet = sheets.new("About")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    for place, (label, words) in enumerate(about.lines()):
        sheet.write_string(place, 0, label, sheets.strong)
        sheet.write_string(place, 1, harmless(words), sheets.wrapped)
    for section in report.sections:
        _write_section(sheets, section)
    _write_methods(sheets)
    book.close()
    return stream.getvalue()


class _Sheets:
    """The workbook with its formats, and names that no two sheets share."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.names: set[str] = set()
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.strong = book.add_format({"bold": True, "valign": "top"})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.head_number = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "align": "right"}
        )
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.quiet = book.add_format({"italic": True, "font_color": "#51606D"})
        self.right = book.add_format({"align": "right"})
        self.hidden = book.add_format({"align": "right", "italic": True, "font_color": "#51606D"})
        self.numbers = {0: book.add_format({"num_format": "#,##0"})}
        self.percents: dict[int, Any] = {}

    def new(self, name: str) -> Any:
        """A sheet with this name, as much of it as Excel allows."""
        clean = "".join(" " if sign in NOT_IN_A_NAME or ord(sign) < 32 else sign for sign in name).strip() or "Sheet"
        short, number = clean[:MOST_IN_A_NAME], 1
        while short.lower() in self.names:
            number += 1
            short = f"{clean[: MOST_IN_A_NAME - len(str(number)) - 1]} {number}"
        self.names.add(short.lower())
        sheet = self.book.add_worksheet(short)
        sheet.set_paper(1)  # US letter
        sheet.fit_to_pages(1, 0)
        return sheet

    def number(self, places: int, *, percent: bool) -> Any:
        """The format of a number with so many places; a percentage is of a hundred, with the sign behind it."""
        kept = self.percents if percent else self.numbers
        if places not in kept:
            shape = "#,##0" + ("." + "0" * places if places else "")
            kept[places] = self.book.add_format({"num_format": f'{shape}"%"' if percent else shape})
        return kept[places]


def _write_section(sheets: _Sheets, section: Section) -> None:
    sheet = sheets.new(section.title)
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, 30, 14)
    sheet.write_string(0, 0, harmless(section.title), sheets.title)
    row = 1
    for words in [*section.lead, *([section.empty] if section.empty else []), f"Method: {section.method}"]:
        sheet.write_string(row, 0, harmless(words), sheets.quiet)
        row += 1
    for tile in section.tiles:
        sheet.write_string(row, 0, harmless(tile.label), sheets.strong)
        for place, words in enumerate((tile.figure, *tile.notes), 1):
            sheet.write_string(row, place, harmless(words))
        row += 1
    for table in section.tables:
        row = _write_table(sheets, sheet, table, row + 1)


def _write_table(sheets: _Sheets, sheet: Any, table: Table, row: int) -> int:
    """Write a table from this row on; the row after it."""
    sheet.write_string(row, 0, harmless(table.caption), sheets.strong)
    for place, column in enumerate(table.columns):
        words = harmless(column.label)
        sheet.write_string(row + 1, place, words, sheets.head if place == 0 else sheets.head_number)
        if column.meaning:
            sheet.write_comment(row + 1, place, column.meaning, {"author": ""})
    row += 2
    for values in table.rows:
        for place, (column, value) in enumerate(zip(table.columns, values, strict=True)):
            _write_value(sheets, sheet, (row, place), value, column.kind)
        row += 1
    for note in table.notes:
        sheet.write_string(row, 0, harmless(note), sheets.quiet)
        row += 1
    return row


def _write_value(sheets: _Sheets, sheet: Any, place: tuple[int, int], value: Value, kind: Kind) -> None:
    if value is HIDDEN:
        sheet.write_string(*place, say(value), sheets.hidden)
    elif isinstance(value, int):
        sheet.write_number(*place, value, sheets.number(0, percent=kind is Kind.PERCENT))
    elif isinstance(value, Decimal):
        places = max(0, -int(value.as_tuple().exponent)) if value.is_finite() else 0
        sheet.write_number(*place, float(value), sheets.number(places, percent=kind is Kind.PERCENT))
    elif isinstance(value, str):
        sheet.write_string(*place, harmless(value)[:MOST_CHARACTERS], sheets.right if place[1] else None)


def _write_methods(sheets: _Sheets) -> None:
    sheet = sheets.new("Methods")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 110)
    lines: Iterable[tuple[str, str]] = (
        (one.title if place == 0 else "", words)
        for one in METHODS
        for place, words in enumerate((*one.paragraphs, *(f"Source: {source}" for source in one.sources)))
    )
    for row, (title, words) in enumerate(lines):
        sheet.write_string(row, 0, title, sheets.strong)
        sheet.write_string(row, 1, harmless(str(words)), sheets.wrapped)
