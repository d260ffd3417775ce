"""Files and mappings for tests of the import."""

import csv
from pathlib import Path
from typing import Any

import openpyxl

HEADER = ["Id", "E-mail", "Name", "School", "Hours", "Relocate", "Hackathons", "Meetups", "Sent"]
MAPPING = """
source = "Test form"

[identity]
columns = ["Id"]

[times]
submitted = { column = "Sent", format = "%Y-%m-%d %H:%M:%S", zone = "America/New_York" }

[person]
name = "Name"
email = "E-mail"
university = { column = "School", on_error = "blank" }

[questions.hours_per_week]
column = "Hours"
number = { range = "low", round = "down", ignore = ["hours"] }

[questions.relocate]
column = "Relocate"

[questions.events.columns]
Hackathons = "hackathon"
Meetups = "meetup"
"""


def a_row(number: int = 1, **cells: Any) -> dict[str, Any]:
    """A row that fits."""
    defaults = {"Id": f"r{number}", "Hours": "12", "Relocate": "yes", "Sent": "2026-03-01 09:30:00"}
    return dict.fromkeys(HEADER, "") | defaults | {key.replace("_", "-"): value for key, value in cells.items()}


def write_csv(path: Path, rows: list[dict[str, Any]], header: list[str] | None = None, **options: Any) -> Path:
    """A CSV file in UTF-8 with these rows."""
    with path.open("w", encoding=options.pop("encoding", "utf-8"), newline="") as file:
        writer = csv.DictWriter(file, header or HEADER, **options)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_xlsx(path: Path, rows: list[list[Any]]) -> Path:
    """A spreadsheet with one sheet of these rows."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Answers")
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path
