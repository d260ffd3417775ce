"""A frozen report as a file: PDF, workbook, CSV and JSON, each with the methods inside.

All are written from `reports.tables`, where every value is rounded and protected already, so a file shows what the page shows.
The same snapshot gives the same bytes: the only time in a file is the snapshot's own.
"""

from collections.abc import Callable
from typing import Final

from reports.exporting.about import About
from reports.exporting.csv_files import write_csv
from reports.exporting.json_file import write_json
from reports.exporting.pdf import write_pdf
from reports.exporting.workbook import write_workbook
from reports.tables import Report

__all__ = ["WRITERS", "About", "write_csv", "write_json", "write_pdf", "write_workbook"]

Writer = Callable[[Report, About], bytes]

WRITERS: Final[dict[str, tuple[Writer, str, str]]] = {
    "pdf": (write_pdf, "application/pdf", "pdf"),
    "xlsx": (write_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "csv": (write_csv, "application/zip", "zip"),
    "json": (write_json, "application/json", "json"),
}
"""For each kind of file: who writes it, its content type, and how its name ends."""
