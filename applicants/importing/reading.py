"""Reading a CSV or XLSX file row by row, and saying in words what is wrong with one that cannot be read. Plain Python.

`inspect` looks at every byte once (type, encoding, NUL bytes, checksum) before anything is taken from the file;
`open_table` then gives header and rows, never the whole file.
"""

import codecs
import csv
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final, TextIO

MEGABYTE: Final = 1024 * 1024
MOST_COLUMNS: Final = 1000
MOST_FIELD_CHARACTERS: Final = 128 * 1024
DELIMITERS: Final = (",", ";", "\t")
_BLOCK: Final = MEGABYTE

HOW_TO_UTF8: Final = (
    "Save it as UTF-8: in Excel choose “CSV UTF-8 (comma delimited)” under Save As; in LibreOffice tick “Edit filter settings” "
    "and choose “Unicode (UTF-8)”."
)
_MAGIC: Final = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (.xls or .doc). Save it as .xlsx or as CSV"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file. Unpack it first"),
    (b"Rar!", "a compressed file. Unpack it first"),
    (b"7z\xbc\xaf", "a compressed file. Unpack it first"),
    (b"SQLite format 3", "a database"),
)
_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


class Unreadable(ValueError):
    """A file that cannot be read as a table; the message says what is wrong, where, and what to do."""


@dataclass(frozen=True)
class FileFacts:
    """What looking at every byte of a file told: its kind ("csv" or "xlsx"), size in bytes and SHA-256."""

    kind: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Row:
    """One row: the line on which it begins (the header's is 1), and its cells as text."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Source:
    """An open file: its header, tidied, and its rows. Rows are read as they are asked for, once."""

    header: list[str]
    rows: Iterator[Row]


def inspect(path: Path, *, most_bytes: int) -> FileFacts:
    """Look at every byte of a file once. Raises Unreadable in words for one that is no CSV in UTF-8 and no XLSX."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            check_size(size, most_bytes)
            start = file.read(4096)
            file.seek(0)
            if start.startswith(b"PK\x03\x04"):
                if path.suffix.lower() not in {".xlsx", ".xlsm"}:
                    raise Unreadable(
                        "This is a spreadsheet or a ZIP file under another name. Give a spreadsheet the ending .xlsx."
                    )
                return FileFacts("xlsx", size, hashlib.file_digest(file, "sha256").hexdigest())
            _check_start(start, path.suffix.lower())
            return FileFacts("csv", size, _check_text(file))
    except OSError as error:
        raise Unreadable(f"The file cannot be opened: {error.strerror or error}.") from None


def check_size(size: int, most_bytes: int) -> None:
    """Raise Unreadable for a file that is empty or larger than `most_bytes`."""
    if size == 0:
        raise Unreadable("The file is empty.")
    if size > most_bytes:
        raise Unreadable(
            f"The file has {size / MEGABYTE:,.1f} MB; at most {most_bytes / MEGABYTE:,.0f} MB are read. "
            "Leave out columns that the mapping does not use, or cut the file in two, each part with the header."
        )


def check_kind(start: bytes) -> None:
    """Raise Unreadable for a file that begins like something that is no table."""
    for magic, words in _MAGIC:
        if start.startswith(magic):
            raise Unreadable(
                f"This is not a table but {words}." + ("" if "Save" in words else " Choose a CSV or XLSX file.")
            )


def _check_start(start: bytes, suffix: str) -> None:
    check_kind(start)
    for bom, name in _BOMS:
        if start.startswith(bom):
            raise Unreadable(f"The file is in {name}, not in UTF-8. {HOW_TO_UTF8}")
    if suffix in {".xlsx", ".xlsm"}:
        raise Unreadable(
            "The file ends in .xlsx but is not a spreadsheet. Open it where it was made and save it again as .xlsx."
        )
    if len(start) > 3 and (start[1::2].count(0) > len(start) // 4 or start[::2].count(0) > len(start) // 4):
        raise Unreadable(f"The file seems to be in UTF-16, not in UTF-8. {HOW_TO_UTF8}")


def _check_text(file: BinaryIO) -> str:
    """Go through a text file block by block; the SHA-256 of it. Raises Unreadable with line and byte."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    digest, lines, offset, pending = hashlib.sha256(), 0, 0, 0
    while True:
        block = file.read(_BLOCK)
        digest.update(block)
        if (at := block.find(0)) >= 0:
            line = lines + block.count(b"\n", 0, at) + 1
            raise Unreadable(
                f"Line {line:,} holds a NUL byte (byte {offset + at + 1:,}), which no text has. Is it a text file?"
            )
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            at = error.start - pending  # below 0: the character began in the block before
            line = lines + block.count(b"\n", 0, max(at, 0)) + 1
            byte = error.object[error.start]
            guess = bytes([byte]).decode("cp1252", "replace")
            looks = (
                f" It looks like Windows-1252 or Latin-1, where it is “{guess}”."
                if guess.isprintable() and guess != "\ufffd"
                else ""
            )
            raise Unreadable(
                f"Line {line:,} is not UTF-8: byte {offset + at + 1:,} is 0x{byte:02X}.{looks} {HOW_TO_UTF8}"
            ) from None
        if not block:
            return digest.hexdigest()
        pending = len(decoder.getstate()[0])
        lines += block.count(b"\n")
        offset += len(block)


@contextmanager
def open_table(path: Path, facts: FileFacts, *, delimiter: str = "", sheet: str = "") -> Iterator[Source]:
    """Open an inspected file. Raises Unreadable, also while rows are read (a quote that never ends shows only there)."""
    if facts.kind == "xlsx":
        from applicants.importing.spreadsheets import open_spreadsheet

        with open_spreadsheet(path, sheet) as records:
            yield _source(records)
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield _source(_records(file, delimiter or _sniff(file)))
    except OSError as error:
        raise Unreadable(f"The file cannot be read: {error.strerror or error}.") from None


def _source(records: Iterator[Row]) -> Source:
    """The header apart from the rows; says so where one of them is missing."""
    top = next(records, None)
    if top is None:
        raise Unreadable("The file is empty.")
    while top.cells and not top.cells[-1].strip():
        top.cells.pop()
    if len(top.cells) > MOST_COLUMNS:
        raise Unreadable(
            f"The header has {len(top.cells):,} columns; at most {MOST_COLUMNS:,} are read. Is this the right file?"
        )
    first = next(records, None)
    if first is None:
        raise Unreadable("The file has a header but no rows.")
    return Source([" ".join(name.split()) for name in top.cells], chain([first], records))


def _sniff(file: TextIO) -> str:
    """The delimiter that cuts the header into the most columns; the comma where none does."""
    file.seek(0)
    head = file.read(256 * 1024)
    file.seek(0)

    def columns(delimiter: str) -> int:
        try:
            return len(next(csv.reader(head.splitlines(keepends=True), delimiter=delimiter), []))
        except csv.Error:
            return 0

    return max(DELIMITERS, key=columns)


def _records(file: TextIO, delimiter: str) -> Iterator[Row]:
    """The rows of a CSV with the line on which each begins. Rows without any content are left out."""
    if csv.field_size_limit() != MOST_FIELD_CHARACTERS:
        csv.field_size_limit(MOST_FIELD_CHARACTERS)
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cells):
                yield Row(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(_in_words(error, line, reader.line_num)) from None
    except UnicodeDecodeError:
        raise Unreadable(f"The file changed while it was read (after line {line:,}).") from None


def _in_words(error: csv.Error, begins: int, now: int) -> str:
    said = str(error)
    where = f"The row that begins on line {begins:,}"
    if "end of data" in said:
        return f'{where} opens a quote (") that is never closed. Close it, or double a quote that belongs to the text ("").'
    if "field larger" in said:
        return (
            f"{where} has a cell with more than {MOST_FIELD_CHARACTERS:,} characters. "
            'Usually a quote (") was opened there and never closed.'
        )
    if "expected after" in said:
        return (
            f'{where} has a broken quote (line {now:,}): after a closing quote (") there must be a “{said[1:2]}” or the end '
            'of the line. Double a quote that belongs to the text ("").'
        )
    return f"{where} cannot be read ({said})."
