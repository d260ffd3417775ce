"""Import applications from a CSV or XLSX file: `manage.py import_applications FILE --cohort SLUG --mapping FILE.toml`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from applicants.services.importing import ImportRefused, ImportReport, import_file
from careerpath.accounts.models import User
from cohorts.models import Cohort


class Command(BaseCommand):
    """Ends with 0 when the file was read through (rows that do not fit included), with 2 when nothing was imported."""

    help = (
        "Import applications from a CSV (UTF-8) or XLSX file into a cohort. Rows that do not fit are written to an errors file "
        "beside the input; the rest goes in. Importing the same file again changes nothing. See docs/importing.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What the command takes."""
        parser.add_argument("file", type=Path, metavar="FILE", help="the CSV or XLSX file")
        parser.add_argument("--cohort", required=True, metavar="SLUG", help="short name of the cohort")
        parser.add_argument(
            "--mapping", required=True, type=Path, metavar="FILE.toml", help="which column feeds which question"
        )
        parser.add_argument(
            "--errors", type=Path, metavar="PATH", help="where rows that do not fit go (FILE.errors.csv)"
        )
        parser.add_argument("--by", default="", metavar="E-MAIL", help="the person who is named in the history")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and change nothing in the database"
        )
        parser.add_argument("--json", action="store_true", help="print one line of JSON instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what was done."""
        path: Path = options["file"]
        errors: Path = options["errors"] or path.with_name(f"{path.name}.errors.csv")
        if not path.is_file():
            raise CommandError(f"There is no file {path}.", returncode=2)
        if errors.resolve() in {path.resolve(), options["mapping"].resolve()}:
            raise CommandError("--errors names one of the files to be read. Name another place.", returncode=2)
        try:
            report = import_file(
                cohort=self._cohort(options["cohort"]),
                path=path,
                mapping=self._mapping(options["mapping"]),
                by=self._person(options["by"]),
                errors=errors,
                dry_run=options["dry_run"],
            )
        except ImportRefused as error:
            raise CommandError("Nothing was imported.\n  " + "\n  ".join(error.reasons), returncode=2) from None
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json()))
        else:
            self._tell(report, options["cohort"])

    def _cohort(self, slug: str) -> Cohort:
        try:
            return Cohort.objects.select_related("question_set").get(slug=slug)
        except Cohort.DoesNotExist:
            slugs = ", ".join(Cohort.objects.values_list("slug", flat=True)[:20]) or "none yet"
            raise CommandError(f"There is no cohort “{slug}”. There are: {slugs}.", returncode=2) from None

    def _person(self, email: str) -> User | None:
        if not email:
            return None
        if (user := User.objects.filter(email__iexact=email).first()) is None:
            raise CommandError(f"Nobody has the address {email}.", returncode=2)
        return user

    def _mapping(self, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise CommandError(f"The mapping {path} is not UTF-8 (byte {error.start + 1:,}).", returncode=2) from None
        except OSError as error:
            raise CommandError(f"The mapping {path} cannot be read: {error.strerror or error}.", returncode=2) from None

    def _tell(self, report: ImportReport, cohort: str) -> None:
        say = self.stdout.write
        if report.dry_run:
            say("Dry run: nothing was changed. An import now would give:")
        say(f"{report.read:,} rows read in {report.seconds:.1f} s, cohort {cohort}")
        say(f"{report.imported:>9,}  {'would be imported' if report.dry_run else 'imported'}")
        say(f"{report.unchanged:>9,}  unchanged: imported before, and still the same")
        say(f"{report.refused:>9,}  refused")
        if report.left_blank:
            say(f"{report.left_blank:>9,}  answers left blank, as the mapping allows, in rows that fit otherwise")
        for column, count in sorted(report.by_column.items(), key=lambda pair: -pair[1]):
            say(f"{count:>12,} × {column or 'the row as a whole'}")
        for problem in report.problems[:5]:
            say(f"  line {problem.line:,}: {problem.reason}")
        if report.errors:
            say(f"Every line and reason: {report.errors}")
        if not report.imported and report.unchanged and not report.dry_run:
            say("Nothing new: this file had been imported already.")
