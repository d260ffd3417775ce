"""Releasing decisions, measured: `python -m bench.releasing`. Medians of three rounds in one run, on a database of its own.

Each round carries out all pending decisions of a cohort: 95 offers, 200 waitlist places, everybody else not admitted with a reason.
What is measured is `release` as the worker calls it, from the first lock to the commit: right, signature, seats, moves with their
history, deadlines, and the letters with their texts. Then `undo_release` of the same. Statements are counted, not guessed.
"""

import logging
import os
import sys
from typing import Any

import django

SEATS, WAITING = 95, 200


def main() -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from bench.table import ROUNDS, database_of_its_own, median, record, show

    logging.disable(logging.INFO)
    sizes = sizes_of_a_release()
    figures: dict[int, dict[str, float]] = {}
    with database_of_its_own():
        measure(
            100 + SEATS + WAITING
        )  # a worker has its addresses and templates loaded before the first release of the day
        for size in sizes:
            rounds = [measure(size) for _ in range(ROUNDS)]
            figures[size] = {key: median([each[key] for each in rounds]) for key in rounds[0]}
    show(
        f"Releasing decisions and undoing it, medians of {ROUNDS}",
        ["", "seconds", "statements", "undo: seconds", "undo: statements"],
        [
            [
                f"{size:,} decisions",
                f"{each['seconds']:.2f}",
                f"{each['statements']:.0f}",
                f"{each['undo_seconds']:.2f}",
                f"{each['undo_statements']:.0f}",
            ]
            for size, each in figures.items()
        ],
    )
    for size, each in figures.items():
        record(
            {
                "seconds": round(each["seconds"], 3),
                "statements": round(each["statements"]),
                "undo_seconds": round(each["undo_seconds"], 3),
                "undo_statements": round(each["undo_statements"]),
            },
            "release",
            str(size),
        )
    return 0


def sizes_of_a_release() -> tuple[int, ...]:
    """A small one beside the cohort of 9,500: the statements must be as many."""
    return (1_000, 9_500)


def measure(size: int) -> dict[str, float]:
    """Seconds and statements of one release and of undoing it, on fresh people."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from applicants.services.releasing import release
    from applicants.services.undoing import undo_release
    from bench.screening import vacuum
    from bench.table import seconds

    cohort, by = make_pending(size)
    vacuum()
    made: list[Any] = []
    took = {"seconds": seconds(lambda: made.append(release(cohort, by=by)))}
    done = made.pop()
    assert done.decisions.filter(skipped_reason="").count() == size
    took["undo_seconds"] = seconds(lambda: undo_release(done, by=by))

    # Counted on other people, so that counting costs nothing above.
    cohort, by = make_pending(size)
    with CaptureQueriesContext(connection) as asked:
        done = release(cohort, by=by)
    took["statements"] = len(asked)
    with CaptureQueriesContext(connection) as asked:
        undo_release(done, by=by)
    took["undo_statements"] = len(asked)
    clear()
    return took


def make_pending(size: int) -> tuple[Any, Any]:
    """A cohort with so many pending decisions that somebody signed for, and who releases them."""
    from applicants.models import Application, Decision
    from careerpath.accounts.roles import Role
    from careerpath.pipeline.history import move_many
    from tests.applicants.screening.factories import make_applications
    from tests.factories import make_cohort, make_user, signed

    cohort, by = make_cohort(), make_user(Role.RECRUITER)
    ids = make_applications(cohort, size)
    move_many(Application.objects.filter(pk__in=ids), to="screened", by=by)
    kinds = ["offered"] * SEATS + ["waitlisted"] * WAITING
    kinds += ["rejected"] * (size - len(kinds))
    Decision.objects.bulk_create(
        [
            Decision(
                application_id=pk,
                cohort=cohort,
                kind=kind,
                rank=place if kind != "rejected" else None,
                reason="" if kind != "rejected" else "There were more strong applications than seats.",
                staged_by=by,
            )
            for place, (pk, kind) in enumerate(zip(ids, kinds, strict=True), start=1)
        ],
        batch_size=2000,
    )
    return signed(cohort), by


def clear() -> None:
    """Nobody is left for the next round."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE applicants_application, applicants_applicant, cohorts_cohort CASCADE")


if __name__ == "__main__":
    sys.exit(main())
