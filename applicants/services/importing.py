"""Importing applications from a file: all that fits goes in, in one transaction; what does not is named, line by line.

The same row a second time changes nothing: (cohort, external id) says which row it is, a digest whether it is still the same.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone

from applicants.importing.cleaning import folded
from applicants.importing.errors_file import ErrorsFile, NotOurs
from applicants.importing.mapping import MappingError, parse
from applicants.importing.reading import FileFacts, Row, Unreadable, inspect, open_table
from applicants.importing.rows import BoundMapping, CleanRow, Problem
from applicants.models import ImportBatch
from applicants.services.bell import ring
from applicants.services.import_writing import (
    applicants_by_email,
    imported_before,
    make_applicants_with_email,
    write_chunk,
)
from careerpath.accounts.models import User
from careerpath.ui.moments import say_day
from cohorts.models import Cohort, University
from cohorts.selectors import question_specs

CHUNK: Final = 2000
"""Rows in memory at a time."""
_SHOWN_PROBLEMS: Final = 200
_SHOWN_ROWS: Final = 5
_LOCK_SPACE: Final = 7_301_001
"""Of the advisory locks: imports into one cohort run one after the other."""


class ImportRefused(ValueError):
    """Nothing was imported; `reasons` says why, in words, each fault with its place."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__("\n".join(reasons))


@dataclass
class ImportReport:
    """What an import did, or would do (`dry_run`). Rows are counted without the header and without empty lines."""

    read: int = 0
    imported: int = 0
    unchanged: int = 0
    refused: int = 0
    left_blank: int = 0
    seconds: float = 0.0
    complete: bool = True
    """False where a check stopped before the end of the file because its time was up."""
    dry_run: bool = False
    errors: Path | None = None
    batch_id: int | None = None
    problems: list[Problem] = field(default_factory=list)
    """The first few; all stand in the errors file."""
    by_column: dict[str, int] = field(default_factory=dict)
    """How many cells did not fit, by column; "" is the row as a whole."""
    first_rows: list[CleanRow] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    fed_by: dict[str, list[str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The figures for machines; `errors` is the path of the errors file, or null where everything fitted."""
        figures = {name: getattr(self, name) for name in ("read", "imported", "unchanged", "refused")}
        return {**figures, "seconds": round(self.seconds, 3), "errors": str(self.errors) if self.errors else None}


def import_file(
    *,
    cohort: Cohort,
    path: Path,
    mapping: str,
    by: User | None = None,
    file_name: str = "",
    errors: Path | None = None,
    dry_run: bool = False,
    batch: ImportBatch | None = None,
    stop_after: float | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Import a CSV or XLSX file into a cohort by a mapping (TOML text). Raises ImportRefused, having changed nothing.

    Rows that do not fit are written to `errors` and counted; the rest goes in as submitted applications, all in one transaction.
    A dry run writes nothing to the database and may `stop_after` so many seconds. `batch` is the ledger row of an import that was
    confirmed in the workbench; without it one is made.
    """
    began = time.perf_counter()
    job = _Job(cohort=cohort, by=by, dry_run=dry_run, file_name=file_name or path.name, mapping_text=mapping)
    try:
        rules = parse(mapping, question_specs(cohort.question_set))
        facts = inspect(path, most_bytes=settings.IMPORT_MAX_BYTES)
        with ExitStack() as stack:
            source = stack.enter_context(open_table(path, facts, delimiter=rules.delimiter, sheet=rules.sheet))
            bound = BoundMapping(rules, source.header, _universities(), latest=timezone.now() + timedelta(days=1))
            job.report.unused = bound.unused
            job.report.fed_by = {rule.spec.key: bound.fed_by(rule.spec.key) for rule in rules.questions}
            sink = stack.enter_context(ErrorsFile(errors)) if errors else None
            if not dry_run:
                stack.enter_context(transaction.atomic())
                job.begin(facts, batch)
            for rows in _chunks(source.rows):
                job.take([bound.clean(row) for row in rows], sink)
                if on_progress:
                    on_progress(job.report.read)
                if stop_after is not None and time.perf_counter() - began > stop_after:
                    job.report.complete = next(source.rows, None) is None
                    break
            job.report.seconds = time.perf_counter() - began
            if not dry_run:
                job.finish(sink)
    except (Unreadable, NotOurs) as error:
        raise ImportRefused(str(error)) from None
    except MappingError as error:
        raise ImportRefused(*error.errors) from None
    except BaseException:
        job.forget_errors_file()
        raise
    job.report.errors = errors if errors and errors.exists() else None
    job.report.seconds = time.perf_counter() - began
    return job.report


def _universities() -> dict[str, int]:
    """The id of each university by its name and by its short name, folded."""
    found: dict[str, int] = {}
    for pk, name, slug in University.objects.values_list("pk", "name", "slug"):
        found |= {folded(name): pk, folded(slug): pk}
    return found


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


class _Job:
    """One import while it runs: what was seen so far, and the ledger row."""

    def __init__(self, *, cohort: Cohort, by: User | None, dry_run: bool, file_name: str, mapping_text: str) -> None:
        self.cohort, self.by, self.dry_run = cohort, by, dry_run
        self.file_name, self.mapping_text = file_name, mapping_text
        self.report = ImportReport(dry_run=dry_run)
        self.operation, self.now = uuid4(), timezone.now()
        self.batch: ImportBatch | None = None
        self.imported: list[int] = []
        self._lines: dict[str, int] = {}
        self._emails: dict[str, int] = {}

    def begin(self, facts: FileFacts, batch: ImportBatch | None) -> None:
        """Take the cohort's lock, so that the same file twice at once goes in once, and make the ledger row."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_SPACE, self.cohort.pk])
        self.batch = batch or ImportBatch(cohort=self.cohort, by=self.by, mapping=self.mapping_text)
        self.batch.file_name, self.batch.file_sha256 = self.file_name[:255], facts.sha256
        self.batch.cohort = self.cohort
        self.batch.save()
        self.report.batch_id = self.batch.pk

    def take(self, rows: list[CleanRow], sink: ErrorsFile | None) -> None:
        """Take in a chunk of cleaned rows: sort out what is unchanged and what does not fit, write the rest."""
        self._refuse_repeated_ids(rows)
        unchanged = self._find_known(rows)
        fresh = [row for row in rows if not row.refused and row.line not in unchanged]
        applicants = self._applicants(fresh)
        fresh = [row for row in fresh if not row.refused]
        if self.batch is not None:
            self.imported += write_chunk(
                fresh, batch=self.batch, applicant_ids=applicants, by=self.by, now=self.now, operation=self.operation
            )
        self._count(rows, len(fresh), unchanged, sink)

    def finish(self, sink: ErrorsFile | None) -> None:
        """Close the ledger row, keep the errors file, and queue the facts of what went in once it is committed."""
        batch, report = self.batch, self.report
        assert batch is not None
        for name in ("read", "imported", "unchanged", "refused", "left_blank"):
            setattr(batch, name, getattr(report, name))
        if sink is not None and sink.written:
            with sink.flush().open("rb") as file:
                batch.errors_file.save("errors.csv", File(file), save=False)
        if batch.file:
            transaction.on_commit(partial(batch.file.storage.delete, str(batch.file.name)))
        batch.file, batch.preview, batch.problem = "", None, ""
        batch.finished_at = timezone.now()
        batch.save()
        chunks = [[self.imported[start : start + CHUNK]] for start in range(0, len(self.imported), CHUNK)]
        if chunks:
            transaction.on_commit(partial(ring, "applicants.tasks.make_facts", chunks))
            transaction.on_commit(partial(ring, "applicants.tasks.find_duplicates", chunks))

    def forget_errors_file(self) -> None:
        """Delete the stored errors file of an import that was not committed after all."""
        if self.batch is not None and self.batch.errors_file:
            self.batch.errors_file.delete(save=False)

    def _refuse_repeated_ids(self, rows: list[CleanRow]) -> None:
        for row in rows:
            if row.external_id and (first := self._lines.setdefault(row.external_id, row.line)) != row.line:
                _refuse(
                    row, f"Line {first:,} of this file has the same id. Keep one of the two.", "id", row.external_id
                )

    def _find_known(self, rows: list[CleanRow]) -> set[int]:
        """The lines that stand in the cohort as they are. What stands there with other answers is refused. One query."""
        ids = [row.external_id for row in rows if not row.refused]
        known = imported_before(ids, cohort_id=self.cohort.pk)
        unchanged: set[int] = set()
        for row in rows:
            if row.refused or row.external_id not in known:
                continue
            digest, at = known[row.external_id]
            if digest == row.digest():
                unchanged.add(row.line)
            else:
                said = f"It was imported earlier with other answers (on {self._day(at)}). Nothing was changed."
                _refuse(row, said, "id", row.external_id)
        return unchanged

    def _day(self, at: datetime) -> str:
        return say_day(at, self.cohort.time_zone)

    def _applicants(self, rows: list[CleanRow]) -> dict[str, int]:
        """The applicant for each address; rows of people who have applied already are refused. Two queries, or none."""
        for row in rows:
            if row.email and (first := self._emails.setdefault(row.email, row.line)) != row.line:
                _refuse(row, f"Line {first:,} of this file has the same e-mail address.", "e-mail address", row.email)
        with_email = [row for row in rows if row.email and not row.refused]
        if not self.dry_run:
            make_applicants_with_email(with_email)
        known = applicants_by_email([row.email for row in with_email], cohort_id=self.cohort.pk, lock=not self.dry_run)
        for row in with_email:
            if row.email in known and known[row.email].has_applied:
                _refuse(
                    row, "Somebody with this address has an application in this cohort.", "e-mail address", row.email
                )
        return {email: person.applicant_id for email, person in known.items()}

    def _count(self, rows: list[CleanRow], fresh: int, unchanged: set[int], sink: ErrorsFile | None) -> None:
        report = self.report
        report.read += len(rows)
        report.imported += fresh
        report.unchanged += len(unchanged)
        report.refused += sum(row.refused for row in rows)
        # What was left blank is news only for rows that go in now; what lets a row in is no news for one that is refused.
        problems = [
            problem
            for row in rows
            if row.line not in unchanged
            for problem in row.problems
            if not (row.refused and problem.left_blank)
        ]
        report.left_blank += sum(problem.left_blank for problem in problems)
        for problem in problems:
            report.by_column[problem.column] = report.by_column.get(problem.column, 0) + 1
        report.problems += problems[: _SHOWN_PROBLEMS - len(report.problems)]
        if len(report.first_rows) < _SHOWN_ROWS:
            report.first_rows += [row for row in rows if not row.refused][: _SHOWN_ROWS - len(report.first_rows)]
        if sink is not None:
            sink.write(problems)


def _refuse(row: CleanRow, reason: str, column: str, value: str) -> None:
    row.problems.append(Problem(row.line, column, value, reason))
