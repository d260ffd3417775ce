"""Bulk operations, measured: `python -m bench.operations`. Medians of three rounds in one run, on a database of its own.

Moving to review, tagging and staging (a refusal with a reason), each from prepared to finished, the chunks done one after the
other as one worker does them: freezing the ids, locking, working, outcomes, history, marking done, committing. Beside each the
statements.
"""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import django

MOST: Final = 100_000
KINDS: Final[dict[str, dict[str, Any]]] = {
    "review": {},
    "tag": {"tag": "measured", "do": "add"},
    "stage": {"decision": "rejected", "reason": "The class was full."},
}


def main() -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from bench.table import database_of_its_own, median, record, rounds, show, sizes

    logging.disable(logging.INFO)
    rows = []
    for size in sizes(most=MOST):
        with database_of_its_own():
            measured = [measure(size) for _ in range(rounds(size))]
        for kind in KINDS:
            took = median([each[kind][0] for each in measured])
            statements = measured[0][kind][1]
            rows.append([f"{kind}, {size:,}", f"{took:.3f}", f"{size / took:,.0f}", f"{statements:,}"])
            figures = {"per_second": round(size / took), "seconds": round(took, 3), "statements": statements}
            record(figures, "operations", kind, str(size))
    show("Bulk operations, medians", ["", "seconds", "a second", "statements"], rows)
    return 0


def measure(size: int) -> dict[str, tuple[float, int]]:
    """Seconds and statements of each kind over so many fresh applications."""
    from django.db import connection

    from applicants.models import Application
    from bench.table import seconds
    from careerpath.accounts.roles import Role
    from tests.applicants.screening.factories import make_applications
    from tests.factories import make_cohort, make_user

    cohort, recruiter = make_cohort(), make_user(Role.RECRUITER)
    for start in range(0, size, 10_000):
        make_applications(cohort, min(10_000, size - start), status="screened")
    found: dict[str, tuple[float, int]] = {}
    for kind in ("tag", "stage", "review"):  # what moves them comes last
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        with counted() as statements:
            took = seconds(lambda kind=kind: operate(kind, cohort, recruiter, size))  # type: ignore[misc]
        found[kind] = (took, len(statements))
    assert Application.objects.filter(cohort=cohort, status="in_review").count() == size
    return found


def operate(kind: str, cohort: Any, recruiter: Any, size: int) -> None:
    """Prepare, confirm and do it; everybody must be done."""
    from django.db import transaction

    from applicants.models import Application
    from applicants.services import operations

    everybody = Application.objects.filter(cohort=cohort)
    operation = operations.prepare(kind=kind, cohort=cohort, by=recruiter, queryset=everybody, params=KINDS[kind])
    with transaction.atomic():
        operations.confirm(operation, by=recruiter, typed=size)
        transaction.get_connection().run_on_commit.clear()  # no bell: this process does the work
    for pk in operation.chunks.order_by("number").values_list("pk", flat=True):
        operations.work_chunk(pk)
    operation.refresh_from_db()
    assert operation.status == "finished"
    assert operation.outcomes.filter(outcome=1).count() == size


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that goes to the database meanwhile."""
    from django.db import connection

    found: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


if __name__ == "__main__":
    sys.exit(main())
