"""Exports, measured: `python -m bench.exporting`. On a database of its own; each measure is a process of its own, so that its peak
of memory is its own too.

From confirming to the finished file, chunk by chunk, exactly as one worker does it: every column there is and all answers, CSV and
XLSX. (pretalx 2026.1.2 needs 92 s, 95,016 queries and 993 MB for 9,500 with all answers: shared/PEERS.md.)
"""

import logging
import multiprocessing
import os
import sys
import tempfile
import time
from typing import Any, Final

import django

XLSX_UP_TO: Final = 100_000
"""A million rows are wanted as CSV; a workbook of that size opens nowhere comfortably."""


def main() -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from django.db import connection

    from bench.table import database_of_its_own, median, record, rounds, show, sizes

    rows: list[list[str]] = []
    with database_of_its_own():
        name = connection.settings_dict["NAME"]
        for size in sizes():
            cohort = make_people(size)
            for kind in ("csv", "xlsx") if size <= XLSX_UP_TO else ("csv",):
                found = [in_its_own_process(name, cohort, kind) for _ in range(rounds(size))]
                middle = {key: median([each[key] for each in found]) for key in found[0]}
                assert all(each["rows"] == size for each in found)
                rows.append(
                    [
                        f"{size:,} as {kind.upper()}",
                        f"{middle['seconds']:.2f}",
                        f"{size / middle['seconds']:,.0f}",
                        f"{middle['peak']:.0f}",
                        f"{middle['bytes'] / 1e6:.1f}",
                        f"{middle['statements']:.0f}",
                    ]
                )
                figures = {
                    "seconds": round(middle["seconds"], 2),
                    "per_second": round(size / middle["seconds"]),
                    "peak_megabytes": round(middle["peak"]),
                    "megabytes_before": round(middle["before"]),
                    "file_megabytes": round(middle["bytes"] / 1e6, 1),
                }
                record(figures, "export", str(size), kind)
            empty()
    show(
        "Exporting all columns and answers, one worker process, medians",
        ["", "seconds", "rows a second", "peak MB", "file MB", "statements"],
        rows,
    )
    print(f"Of the peak, {middle['before']:.0f} MB are Python and Django before the export begins.")
    return 0


def make_people(size: int) -> int:
    """A cohort with so many submitted applications; its id."""
    from django.db import connection

    from tests.applicants.screening.factories import make_applications
    from tests.factories import make_cohort

    cohort = make_cohort()
    for start in range(0, size, 50_000):
        make_applications(cohort, min(50_000, size - start), seed=start)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return cohort.pk


def empty() -> None:
    """Nobody is left for the next size."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE applicants_application, applicants_applicant, applicants_bulkoperation CASCADE")


def in_its_own_process(name: str, cohort: int, kind: str) -> dict[str, float]:
    """The figures of one round, measured by a process that does nothing else."""
    spawn = multiprocessing.get_context("spawn")
    mine, theirs = spawn.Pipe()
    process = spawn.Process(target=measure, args=(name, cohort, kind, theirs))
    process.start()
    theirs.close()  # so that a process that dies is noticed
    figures: dict[str, float] = mine.recv()
    process.join(60)
    return figures


def measure(name: str, cohort_id: int, kind: str, answer: Any) -> None:
    """One round."""
    django.setup()
    logging.disable(logging.WARNING)
    from django.conf import settings
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    connection.settings_dict["NAME"] = name
    from applicants.models import Application, BulkChunk
    from applicants.services.exporting import export_params
    from applicants.services.operations import confirm, prepare, work_chunk
    from bench.table import peak_megabytes
    from careerpath.accounts.roles import Role
    from cohorts.models import Cohort
    from tests.factories import make_user

    cohort = Cohort.objects.get(pk=cohort_id)
    by = make_user(Role.RECRUITER, email=f"{time.time_ns()}@example.org")
    before = peak_megabytes()
    with tempfile.TemporaryDirectory() as folder:
        settings.MEDIA_ROOT = folder
        operation = prepare(
            kind="export",
            cohort=cohort,
            by=by,
            queryset=Application.objects.filter(cohort=cohort),
            params=export_params(cohort, kind=kind, columns=[]),
        )
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            with transaction.atomic():
                confirm(operation, by=by, typed=operation.total)
                transaction.get_connection().run_on_commit.clear()  # no bell: this process does the work
            for pk in BulkChunk.objects.filter(operation=operation).order_by("number").values_list("pk", flat=True):
                work_chunk(pk)
        took = time.perf_counter() - began
        operation.refresh_from_db()
        figures = {
            "seconds": took,
            "before": before,
            "peak": peak_megabytes(),
            "bytes": float(operation.file.size),
            "rows": float(operation.outcomes.filter(outcome=1).count()),
            "statements": float(len(captured)),
        }
    answer.send(figures)


if __name__ == "__main__":
    sys.exit(main())
