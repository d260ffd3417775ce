"""Reading an XLSX file row by row within limits: what a small ZIP unpacks to may be very large. Plain Python."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final
from xml.etree.ElementTree import ParseError  # the exception only; openpyxl parses with defusedxml
from zipfile import BadZipFile, ZipFile

import openpyxl
from defusedxml.common import DefusedXmlException

from applicants.importing.reading import MEGABYTE, MOST_COLUMNS, Row, Unreadable

MOST_ENTRIES: Final = 1000
MOST_UNPACKED: Final = 256 * MEGABYTE
MOST_IN_MEMORY: Final = 48 * MEGABYTE
"""For each part but the sheets: those are streamed, the others (shared texts, styles) are held in memory."""
MOST_ROWS: Final = 1_048_576

_ENTITIES: Final = "The spreadsheet holds XML entities, which no program writes. It is not read."
_BROKEN: Final = (
    "The spreadsheet is damaged. Open it where it was made and save it again as .xlsx, or save it as CSV in UTF-8."
)


@contextmanager
def open_spreadsheet(path: Path, sheet: str = "") -> Iterator[Iterator[Row]]:
    """The rows of the named sheet, or of the first; the header is the first of them. Raises Unreadable in words."""
    _check_parts(path)
    # Date cells out of range and unknown extensions only make openpyxl warn; neither changes what is read here.
    warnings.filterwarnings("ignore", module=r"openpyxl\.")
    with path.open("rb") as file:  # ours to close: openpyxl leaves it open where it fails
        book = _open(file)
        try:
            names = [page.title for page in book.worksheets]
            if not names or (sheet and sheet not in names):
                found = f"It has: {', '.join(names[:10])}." if names else "It has none."
                raise Unreadable(f"The spreadsheet has no sheet “{sheet}”. {found}")
            page = book[sheet or names[0]]
            page.reset_dimensions()  # the size a sheet claims may be a million columns
            yield _rows(page)
        finally:
            book.close()


def _open(file: BinaryIO) -> Any:
    try:
        return openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its parts raise
        entities = isinstance(error, DefusedXmlException) or isinstance(error.__cause__, DefusedXmlException)
        raise Unreadable(_ENTITIES if entities else _BROKEN) from None


def _check_parts(path: Path) -> None:
    try:
        with ZipFile(path) as parts:
            entries = parts.infolist()
    except (BadZipFile, OSError, NotImplementedError, ValueError):
        raise Unreadable(_BROKEN) from None
    if len(entries) > MOST_ENTRIES:
        raise Unreadable(f"The spreadsheet has {len(entries):,} parts inside; at most {MOST_ENTRIES:,} are read.")
    total = sum(entry.file_size for entry in entries)
    large = [entry for entry in entries if entry.file_size > MOST_IN_MEMORY and "/worksheets/" not in entry.filename]
    if total > MOST_UNPACKED or large:
        raise Unreadable(
            f"The spreadsheet unpacks to {total / MEGABYTE:,.0f} MB; that is more than is read "
            f"({MOST_UNPACKED / MEGABYTE:,.0f} MB, of that {MOST_IN_MEMORY / MEGABYTE:,.0f} MB of texts). Save it as CSV in UTF-8."
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("The spreadsheet is locked with a password. Save it without one.")


def _rows(page: Any) -> Iterator[Row]:
    """Rows as text. A row that is shorter than the header is filled up: a sheet has no ragged rows, only empty cells."""
    width = 0
    values: tuple[Any, ...]
    try:
        for line, values in enumerate(page.iter_rows(values_only=True), start=1):
            if line > MOST_ROWS:
                raise Unreadable(f"The spreadsheet has more than {MOST_ROWS:,} rows. Cut it in two.")
            if len(values) > MOST_COLUMNS and any(value is not None for value in values[MOST_COLUMNS:]):
                raise Unreadable(f"Row {line:,} has {len(values):,} columns; at most {MOST_COLUMNS:,} are read.")
            cells = [_text(value) for value in values[:MOST_COLUMNS]]
            while len(cells) > width and not cells[-1]:
                cells.pop()
            if not any(cells):
                continue
            width = width or len(cells)
            yield Row(line, cells + [""] * (width - len(cells)))
    except Unreadable:
        raise
    except DefusedXmlException:
        raise Unreadable(_ENTITIES) from None
    except (ParseError, BadZipFile, ValueError, KeyError, IndexError, TypeError, EOFError, OSError, AttributeError):
        raise Unreadable(_BROKEN) from None


def _text(value: Any) -> str:
    """A cell as the text that somebody would have typed; moments as ISO with a T (see `cleaning.moment`)."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            return value.isoformat(timespec="seconds")
        case date() | time() | timedelta():
            return value.isoformat() if not isinstance(value, timedelta) else str(value)
        case _:
            return str(value)
