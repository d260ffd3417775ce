"""`manage.py suppress`: a table of counts with its totals, small figures hidden so that they stay hidden. Without a database."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from reports.suppression.tablefile import TableRefused, read_table, release, to_json, to_text

PUBLIC_MINIMUM: Final = 11


class Command(BaseCommand):
    """Reads a CSV; prints the table as it may be shown, or a JSON object. A broken table is refused with its line."""

    help = (
        "Hide the small figures of a table of counts, and as few others as keep them from being worked out. CSV: column labels in "
        "the first line, a row label first in every other line, whole numbers. Row totals, column totals and the total are worked "
        "out here and must not be in the file. Rows and columns must not overlap: nobody is counted in two of them "
        "(docs/suppression.md)."
    )
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """A file, and from which number on a figure is shown."""
        parser.add_argument("file", metavar="FILE.csv", help="the table; - reads it from standard input")
        parser.add_argument(
            "--min",
            default=str(PUBLIC_MINIMUM),
            metavar="N",
            help=f"figures of 1 to N-1 are never shown, 0 may be ({PUBLIC_MINIMUM}; at least 2)",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object; null is hidden")

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything is worked out, and proved, before anything is printed."""
        minimum = _minimum(str(options["min"]))
        try:
            released = release(read_table(_read(options["file"])), minimum)
        except TableRefused as refused:
            raise CommandError(str(refused)) from None
        if options["json"]:
            self.stdout.write(json.dumps(to_json(released)))
        else:
            encoding = getattr(self.stdout, "encoding", None) or "utf-8"
            self.stdout.write(to_text(released, minimum).encode(encoding, "backslashreplace").decode(encoding))


def _minimum(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= 2):
        raise CommandError(f"--min {text}: it must be a whole number, 2 or more; with less there is nothing to hide.")
    return int(text)


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror or error}") from None
