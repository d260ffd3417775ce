"""The gradebook as a CSV or XLSX file, and such a file read back.

Columns: what the person is known by (its heading says when the file was made), name, e-mail, and one for each assessment, whose
heading ends with the number it is known by. Names and titles may be edited; the numbers must stay.
"""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Final
from uuid import UUID

import xlsxwriter
from django.db import transaction

from applicants.exporting.cells import harmless
from applicants.exporting.files import BYTE_ORDER_MARK
from applicants.importing.reading import MEGABYTE, Unreadable, inspect, open_table
from bootcamp.models import Assessment, Enrolment
from bootcamp.selectors.gradebook import Book, Cell, noted_of
from bootcamp.services.grading import lock_gradebook
from bootcamp.services.mark_text import write_mark
from careerpath.pipeline import clock

MOST_BYTES: Final = 5 * MEGABYTE
MOST_ROWS: Final = 5_000
STAMP: Final = re.compile(r"^id\s+exported\s+(\S+)$", re.IGNORECASE)
NUMBER: Final = re.compile(r"#([0-9]{1,18})\s*$")
Value = str | float | None


@dataclass(slots=True)
class Taken:
    """A file as it was read: marks by cell as text, when it was exported (None: it does not say), and what is not known."""

    texts: dict[Cell, str] = field(default_factory=dict)
    exported_at: datetime | None = None
    unknown: list[str] = field(default_factory=list)


@transaction.atomic
def snapshot(book: Book) -> tuple[Book, datetime]:
    """The same gradebook as it stands at a moment that nobody writes in: whatever is written later is later than it."""
    lock_gradebook(book.plan.programme.pk)
    made_at = clock.now()
    return Book(book.plan, book.people, book.modules, noted_of(book.plan, book.people)), made_at


def table_of(book: Book, made_at: datetime) -> Iterator[list[Value]]:
    """Heading and rows. Nothing in them begins like a formula."""
    titles = {module.pk: module.title for module in book.modules}
    heads = [f"{titles[each.module_id]}: {each.title} #{each.pk}" for each in book.assessments]
    yield [f"id exported {made_at.isoformat()}", "Name", "E-mail", *map(harmless, heads)]
    for person in book.people:
        noted = book.of(person.pk)
        cells: list[Value] = []
        for each in book.assessments:
            mark = noted.get(each.pk)
            if mark is not None and mark.points is not None:
                cells.append(float(mark.points))
            else:
                cells.append(write_mark((mark.state, mark.points)) if mark else None)
        email = person.application.applicant.email or ""
        yield [str(person.public_id), harmless(person.name), harmless(email), *cells]


def write_csv(book: Book, made_at: datetime) -> bytes:
    """The gradebook as CSV in UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in table_of(book, made_at):
        writer.writerow(["" if cell is None else f"{cell:.10g}" if isinstance(cell, float) else cell for cell in row])
    return BYTE_ORDER_MARK + out.getvalue().encode()


def write_xlsx(book: Book, made_at: datetime) -> bytes:
    """The gradebook as a spreadsheet, points as numbers; heading and names stay in view."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        sheet = workbook.add_worksheet("Gradebook")
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 3)
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 2, 28)
        sheet.set_column(3, 3 + len(book.assessments), 14)
        for place, row in enumerate(table_of(book, made_at)):
            for column, cell in enumerate(row):
                if isinstance(cell, float):
                    sheet.write_number(place, column, cell)
                elif cell is not None:
                    sheet.write_string(place, column, cell, None if place else bold)
    return out.getvalue()


def read_file(upload: IO[bytes], name: str, *, people: list[Enrolment], assessments: list[Assessment]) -> Taken:
    """Read an edited export back. Raises Unreadable in words for what is no such table; unknown rows and columns are named."""
    with _on_disk(upload, name) as path, open_table(path, inspect(path, most_bytes=MOST_BYTES)) as source:
        taken = Taken()
        stamp = next((found for head in source.header if (found := STAMP.match(head.strip()))), None)
        place = next((at for at, head in enumerate(source.header) if head.strip().lower().split(" ")[0] == "id"), None)
        if place is None:
            raise Unreadable("The file has no column “id”. Export the gradebook, and write the marks into that file.")
        if stamp:
            try:
                taken.exported_at = datetime.fromisoformat(stamp[1])
            except ValueError:
                raise Unreadable(
                    "The heading of the column “id” was changed. It says when the file was made."
                ) from None
            # Of a day to come it would say that its writer has seen what nobody has written yet.
            made = taken.exported_at
            if made.tzinfo is None or made.year < 2000 or made > clock.now() + timedelta(days=1):
                raise Unreadable("The heading of the column “id” was changed. It says when the file was made.")
        columns = _columns(source.header, {place}, {each.pk: each for each in assessments}, taken)
        persons = {str(person.public_id): person for person in people}
        read: set[int] = set()
        for count, row in enumerate(source.rows, start=1):
            if count > MOST_ROWS:
                raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Is it the right one?")
            cells = row.cells
            person = persons.get(_uuid(cells[place] if place < len(cells) else ""))
            if person is None:
                said = " ".join(cell for cell in cells[:3] if cell)[:80]
                taken.unknown.append(f"Line {row.line}: “{said}” is nobody in this class. The line is left out.")
            elif person.pk in read:
                taken.unknown.append(f"Line {row.line}: {person.name} stands there twice; the first line counts.")
            else:
                read.add(person.pk)
                for at, assessment in columns.items():
                    taken.texts[person.pk, assessment.pk] = cells[at].strip() if at < len(cells) else ""
        return taken


def _columns(header: list[str], skip: set[int], known: dict[int, Assessment], taken: Taken) -> dict[int, Assessment]:
    """Which column is which assessment; what is none is named, but for name and e-mail."""
    columns: dict[int, Assessment] = {}
    for at, head in enumerate(header):
        if at in skip or head.strip().lower() in {"name", "e-mail", ""}:
            continue
        number = NUMBER.search(head)
        assessment = known.get(int(number[1])) if number else None
        if assessment is None:
            taken.unknown.append(f"The column “{head[:80]}” is no assessment of this class. It is left out.")
        elif assessment in columns.values():
            taken.unknown.append(f"The column “{head[:80]}” stands there twice; the first counts.")
        else:
            columns[at] = assessment
    if not columns:
        raise Unreadable("No column is an assessment of this class. Their headings end with a number, such as “#17”.")
    return columns


def _uuid(text: str) -> str:
    try:
        return str(UUID(text.strip()))
    except ValueError:
        return ""


@contextmanager
def _on_disk(upload: IO[bytes], name: str) -> Iterator[Path]:
    """An upload as a file, for readers that want one; gone afterwards."""
    with TemporaryDirectory() as folder:
        suffix = Path(name).suffix.lower()
        path = Path(folder) / f"gradebook{suffix if suffix in {'.csv', '.xlsx', '.xlsm', '.txt', '.tsv'} else '.csv'}"
        with path.open("wb") as out:
            out.write(upload.read(MOST_BYTES + 1))
        yield path
