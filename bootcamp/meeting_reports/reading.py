"""A report from its bytes. The tool is told by the columns, so a file that was renamed or saved again is read all the same."""

import codecs
import csv
import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from applicants.importing.reading import DELIMITERS, MEGABYTE, MOST_FIELD_CHARACTERS, check_kind
from bootcamp.meeting_reports import teams, zoom
from bootcamp.meeting_reports.shape import MOST_ROWS, Report, Unreadable

MOST_BYTES: Final = 2 * MEGABYTE
Rows = Sequence[tuple[int, list[str]]]

NOT_A_REPORT: Final = (
    "This is not an attendance report that can be read here: no line has the columns of one. From Zoom: Reports, Usage, the number "
    "of participants, Export. From Teams: the meeting, Attendance, Download. Both with the language set to English."
)


def read_report(data: bytes, *, near: date) -> Report:
    """Read a report of a meeting on about the day `near`, which settles whether the month or the day stands first.

    Raises Unreadable in words for whatever is no report of Zoom or Teams. Lines that cannot be read are named in `unread`.
    """
    if not data.strip(b"\x00 \t\r\n\xff\xfe\xef\xbb\xbf"):
        raise Unreadable("The file is empty.")
    if len(data) > MOST_BYTES:
        raise Unreadable(
            f"The file has {len(data) / MEGABYTE:,.1f} MB; at most {MOST_BYTES // MEGABYTE} MB are read. A report is much smaller."
        )
    if data.startswith(b"PK\x03\x04"):
        raise Unreadable("This is a spreadsheet or a ZIP file. Choose the CSV file as the meeting tool gave it.")
    check_kind(data[:4096])
    rows = split(text_of(data))
    for tool in (teams, zoom):
        if (report := tool.read(rows, near)) is not None:
            if not report.attendees:
                raise Unreadable("The report names nobody." + (f" {report.unread[0]}" if report.unread else ""))
            return report
    raise Unreadable(NOT_A_REPORT)


def text_of(data: bytes) -> str:
    """The text of a file: UTF-16 as Teams writes it (with or without its mark), UTF-8, or what Excel makes of either."""
    start = data[:4096]
    if data.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif start[1::2].count(0) > len(start) // 4:
        encoding = "utf-16-le"
    elif start[::2].count(0) > len(start) // 4:
        encoding = "utf-16-be"
    else:
        encoding = "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding.startswith("utf-16"):
            raise Unreadable("The file breaks off, or is no text. Export the report again.") from None
        text = data.decode("cp1252", "replace")
    if "\x00" in text:
        raise Unreadable(
            "The file holds NUL bytes, which no text has. Choose the CSV file as the meeting tool gave it."
        )
    return text


def split(text: str) -> Rows:
    """The lines that say something, as cells, with their numbers. The delimiter is the one that cuts the most."""
    lines = re.split(r"\r\n|\r|\n", text)
    if len(lines) > MOST_ROWS + 100:
        raise Unreadable(f"The file has {len(lines):,} lines; at most {MOST_ROWS:,} are read. Is it the right one?")
    if max(map(len, lines)) > MOST_FIELD_CHARACTERS:
        raise Unreadable("A line of the file is far too long for a report. Choose the CSV file as the tool gave it.")
    delimiter = max(DELIMITERS, key=lambda mark: sum(min(line.count(mark), 20) for line in lines[:400]))
    rows = []
    for number, line in enumerate(lines, start=1):
        try:
            # Line by line: a name with a line break in it does not occur, and a quote that never ends eats one line, not the rest.
            cells = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            cells = line.split(delimiter)
        cells = [cell.strip().strip("\ufeff") for cell in cells]
        if any(cells):
            rows.append((number, cells))
    return rows
