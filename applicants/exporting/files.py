"""Writing the parts of an export and joining them into one file, never more than some rows in memory. Plain Python.

A part is what one chunk of the operation wrote: for CSV the finished lines, for XLSX one JSON array a line, so that numbers stay
numbers. Joining CSV is copying; joining XLSX streams the rows into sheets.
"""

import csv
import io
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Final, Literal

import xlsxwriter

from applicants.exporting.cells import MOST_CHARACTERS, Cell

Format = Literal["csv", "xlsx"]

CONTENT_TYPES: Final[dict[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_ROWS: Final = 1_048_575
"""Rows of one sheet beside its heading (ECMA-376); what is more goes on in the next sheet."""
WIDEST: Final = 60
BYTE_ORDER_MARK: Final = "\ufeff".encode()
"""Tells Excel that a CSV file is UTF-8."""


def write_part(kind: Format, rows: Iterable[Sequence[Cell]], out: IO[bytes]) -> int:
    """Write the rows of one chunk; how many there were."""
    count = 0
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
    if kind == "csv":
        writer = csv.writer(text)
        for count, row in enumerate(rows, start=1):  # noqa: B007
            writer.writerow(row)
    else:
        for count, row in enumerate(rows, start=1):  # noqa: B007
            text.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
            text.write("\n")
    text.detach()
    return count


def join(
    kind: Format, headings: Sequence[str], parts: Iterable[IO[bytes]], path: Path, *, about: Sequence[tuple[str, str]]
) -> None:
    """Put a file together from its parts, in their order, at `path`.

    `about` (what, value) says what the file is; in XLSX it stands on a sheet of its own, a CSV file holds nothing but its table.
    """
    if kind == "csv":
        _join_csv(headings, parts, path)
    else:
        _join_xlsx(headings, parts, path, about)


def _join_csv(headings: Sequence[str], parts: Iterable[IO[bytes]], path: Path) -> None:
    head = io.StringIO(newline="")
    csv.writer(head).writerow(headings)
    with path.open("wb") as out:
        out.write(BYTE_ORDER_MARK + head.getvalue().encode())
        for part in parts:
            shutil.copyfileobj(part, out)


def _join_xlsx(
    headings: Sequence[str], parts: Iterable[IO[bytes]], path: Path, about: Sequence[tuple[str, str]]
) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), {**options, "tmpdir": str(path.parent)}) as book:
        book.set_properties({"title": "Applications", "created": datetime(2000, 1, 1)})  # noqa: DTZ001  # the same rows, the same file
        bold, sheets, cut = book.add_format({"bold": True, "text_wrap": True, "valign": "top"}), 0, 0
        place, sheet = MOST_ROWS, None
        for row in _rows(parts):
            if sheet is None or place == MOST_ROWS:
                sheets, place = sheets + 1, 0
                sheet = _sheet(book, f"Applications {sheets}" if sheets > 1 else "Applications", headings, bold)
            place += 1
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    if len(cell) > MOST_CHARACTERS:
                        cell, cut = cell[: MOST_CHARACTERS - 1] + "…", cut + 1
                    sheet.write_string(place, column, cell)
                elif cell is not None:
                    sheet.write_number(place, column, cell)
        if sheet is None:
            _sheet(book, "Applications", headings, bold)
        notes = [*about, ("Cells cut because a spreadsheet cell holds no more; the CSV file has them whole", str(cut))]
        info = book.add_worksheet("About this file")
        info.set_column(0, 1, WIDEST)
        for number, (what, value) in enumerate(notes if cut else about):
            info.write_string(number, 0, what, bold)
            info.write_string(number, 1, value)


def _sheet(
    book: xlsxwriter.Workbook, name: str, headings: Sequence[str], bold: object
) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet(name)
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, min(max(len(heading), 12), 40))
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    return sheet


def _rows(parts: Iterable[IO[bytes]]) -> Iterator[list[Cell]]:
    for part in parts:
        for line in part:
            yield json.loads(line)
