"""`manage.py adverse_impact`: adverse impact of any table of selections, without a database."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.impact.printing import to_text
from reports.impact.statement import state, to_json
from reports.impact.tablefile import TableError, read_table


class Command(BaseCommand):
    """Reads a CSV; prints a table and what may be said of it, or a JSON object. A broken table is refused with its lines."""

    help = (
        "Adverse impact of a table of selections: CSV with the columns group,selected,total and optionally stratum "
        "(docs/adverse-impact.md). What it prints is prepared for review; it is not a finding."
    )
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """A file, and whom to compare with whom."""
        parser.add_argument("file", metavar="FILE.csv", help="the table; - reads it from standard input")
        parser.add_argument("--json", action="store_true", help="print one JSON object, figures in full")
        parser.add_argument(
            "--reference", metavar="GROUP", help="compare with this group instead of the one with the highest rate"
        )
        parser.add_argument("--focal", metavar="GROUP", help="with strata: the group compared inside each stratum")

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything is worked out before anything is printed."""
        try:
            statement = state(
                read_table(_read(options["file"])),
                reference=_name(options["reference"]),
                focal=_name(options["focal"]),
            )
        except TableError as refused:
            raise CommandError(str(refused)) from None
        if options["json"]:
            self.stdout.write(json.dumps(to_json(statement), indent=2, allow_nan=False))
        else:
            encoding = getattr(self.stdout, "encoding", None) or "utf-8"
            self.stdout.write(to_text(statement).encode(encoding, "backslashreplace").decode(encoding))


def _name(option: str | None) -> str | None:
    return None if option is None else option.strip()


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror or error}") from None
