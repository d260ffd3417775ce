"""A frozen report as CSV, for analysts: a ZIP with every figure in one long table, and each table as it is printed.

Long form first (`figures.csv`: one figure a line, with its section, table, row and column), because that is what pandas, R and
SQL read in one call and can filter, join and compare between snapshots whose tables differ. `tables/` holds the same as people see
them, for whoever opens one in a spreadsheet. A single CSV could carry neither the methods nor what the file is: they lie beside it.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Final

from applicants.exporting.cells import harmless
from reports.exporting.about import About
from reports.methods import METHODS
from reports.tables import HIDDEN, Report, Section, Table, Value, say

EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The date on every part of the ZIP, so that the same snapshot gives the same bytes."""

LONG: Final = ("section", "table", "caption", "row", "row_label", "column", "column_label", "kind", "value", "state")


def write_csv(report: Report, about: About) -> bytes:
    """The bytes of the ZIP: about.csv, figures.csv, tables/*.csv, methods.csv; UTF-8 with a mark, as spreadsheets expect it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "about.csv", [("what", "words"), *about.lines()])
        _add(archive, "figures.csv", [LONG, *_long(report.sections)])
        for number, (section, table) in enumerate(_tables(report.sections), 1):
            _add(archive, f"tables/{number:02}-{_plain(section.key)}-{_plain(table.key)}.csv", _wide(table))
        _add(archive, "methods.csv", [("anchor", "title", "paragraph"), *_methods()])
    return stream.getvalue()


def value_cell(value: Value) -> str | int | None:
    """A value as a cell: numbers as numbers, hidden as the word, undefined as nothing, text so that no spreadsheet runs it."""
    if value is None or isinstance(value, int):
        return value
    if value is HIDDEN:
        return say(value)
    return harmless(value) if isinstance(value, str) else str(value)


def _add(archive: zipfile.ZipFile, name: str, rows: Iterable[Sequence[str | int | None]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([[harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows])
    entry = zipfile.ZipInfo(name, EARLIEST)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(entry, "\ufeff" + text.getvalue())


def _tables(sections: Iterable[Section]) -> Iterable[tuple[Section, Table]]:
    return ((section, table) for section in sections for table in section.tables)


def _long(sections: Iterable[Section]) -> Iterable[tuple[str | int | None, ...]]:
    for section, table in _tables(sections):
        for number, row in enumerate(table.rows, 1):
            for column, value in zip(table.columns[1:], row[1:], strict=True):
                yield (
                    section.key, table.key, table.caption, number, say(row[0], table.columns[0].kind), column.key, column.label,
                    column.kind.value, None if value is HIDDEN else value_cell(value), _state(value),
                )  # fmt: skip


def _state(value: Value) -> str:
    return "hidden" if value is HIDDEN else "undefined" if value is None else "shown"


def _wide(table: Table) -> Iterable[Sequence[str | int | None]]:
    yield [column.label for column in table.columns]
    for row in table.rows:
        yield [value_cell(value) for value in row]


def _methods() -> Iterable[tuple[str, str, str]]:
    for one in METHODS:
        for words in (*one.paragraphs, *(f"Source: {source}" for source in one.sources)):
            yield one.anchor, one.title, str(words)


def _plain(key: str) -> str:
    """A key as part of a file's name: nothing that a path could mean."""
    return "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in key)[:40] or "table"
