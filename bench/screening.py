"""Screening, measured: `python -m bench.screening`. Medians of three rounds in one run, on a database of its own.

Three ways to get the same 9,500 rows into the results table, with its keys, constraints and indexes:
- a save per row: plain Python scoring, then `ScreeningResult(...).save()` for each application, as Django saves by default, each in
  a transaction of its own; ratios use this one. The kinder way, all of them in one transaction, stands beside it;
- the run: `score_batch` for each batch, exactly as a worker calls it, from the first lock to the digest of the finished run:
  locking, scoring in SQL, writing, marking done, committing. The facts are there already, as they are after submission or
  import. Once in two processes, as the workers of `make run` are, and once in one;
- the floor: binary COPY of the same rows, ready made. Nothing that writes them can be quicker.
"""

import logging
import multiprocessing
import os
import sys
import time
from multiprocessing.synchronize import Barrier
from typing import Final

import django

SIZE: Final = 9_500


def main() -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from bench.table import ROUNDS, database_of_its_own, median, record, show

    logging.disable(logging.INFO)
    with database_of_its_own():
        cohort, ids = make_people()
        rounds = [measure(cohort, ids) for _ in range(ROUNDS)]
    middle = {name: median([each[name] for each in rounds]) for name in rounds[0]}
    rate = {name: SIZE / value for name, value in middle.items()}
    one = rate["save"]
    kind = rate["save_together"]
    names = {
        "save": "a save per row",
        "save_together": "a save per row, all in one transaction",
        "run": "the run: scoring and writing, two processes",
        "run_alone": "the run: scoring and writing, one process",
        "floor": "the floor: binary COPY of the same rows",
        "facts": "facts from answers, one process",
        "click": "click to finished, facts made on the way",
    }
    show(
        f"Screening {SIZE:,} applications, medians of {ROUNDS}",
        ["", "seconds", "a second", "x a save", "x the floor's time"],
        [
            [
                name,
                f"{middle[key]:.3f}",
                f"{rate[key]:,.0f}",
                f"{rate[key] / one:,.1f}",
                f"{middle[key] / middle['floor']:,.1f}",
            ]
            for key, name in names.items()
        ],
    )
    record(
        {
            "per_second": round(rate["run"]),
            "one_process_per_second": round(rate["run_alone"]),
            "floor_per_second": round(rate["floor"]),
            "save_per_row_per_second": round(rate["save"]),
            "save_per_row_in_one_transaction_per_second": round(kind),
            "facts_per_second": round(rate["facts"]),
            "click_to_finished_seconds": round(middle["click"], 3),
            "times_save_per_row": round(rate["run"] / one, 1),
            "times_save_per_row_in_one_transaction": round(rate["run"] / kind, 1),
            "times_floor": round(middle["run"] / middle["floor"], 2),
        },
        "screening",
        str(SIZE),
    )
    return 0


def make_people():  # type: ignore[no-untyped-def]
    """A cohort with so many submitted applications, and their ids."""
    from tests.applicants.screening.factories import make_applications
    from tests.factories import make_cohort

    cohort = make_cohort()
    ids = make_applications(cohort, SIZE)
    vacuum()
    return cohort, ids


def vacuum() -> None:
    """Fresh statistics and no leftovers, so that each measure meets the same table."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def in_two_processes(batches: list[int]) -> float:
    """Seconds from the moment both processes are ready until both have done their share of the batches."""
    from django.db import connection

    spawn = multiprocessing.get_context("spawn")
    ready, done = spawn.Barrier(3), spawn.Barrier(3)
    shares = [batches[0::2], batches[1::2]]
    name = connection.settings_dict["NAME"]
    processes = [spawn.Process(target=score_share, args=(name, share, ready, done)) for share in shares]
    for process in processes:
        process.start()
    ready.wait(60)
    began = time.perf_counter()
    done.wait(600)
    took = time.perf_counter() - began
    for process in processes:
        process.join(60)
    return took


def score_share(name: str, batches: list[int], ready: Barrier, done: Barrier) -> None:
    """A process that waits for the sign, scores its batches and says that it has."""
    django.setup()
    logging.disable(logging.INFO)
    from django.db import connection

    from applicants.services import screening

    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    ready.wait(60)
    for pk in batches:
        screening.score_batch(pk)
    done.wait(600)


def measure(cohort, ids) -> dict[str, float]:  # type: ignore[no-untyped-def]
    """Seconds of each way, in one round. The results of one way are gone before the next begins."""
    from django.db import connection, transaction

    from applicants.models import ApplicationFacts, ScreeningBatch, ScreeningResult
    from applicants.screening.document import from_document
    from applicants.screening.rubric import bind
    from applicants.services import screening
    from applicants.services.facts import fact_definitions, make_facts
    from bench.table import seconds

    version = screening.default_rubric()

    def start():  # type: ignore[no-untyped-def]
        with transaction.atomic():
            run = screening.start_run(cohort=cohort, rubric_version=version, by=None)
            transaction.get_connection().run_on_commit.clear()  # no bell: this process does the work
        return run

    def score(run) -> None:  # type: ignore[no-untyped-def]
        for pk in ScreeningBatch.objects.filter(run=run).order_by("number").values_list("pk", flat=True):
            screening.score_batch(pk)

    def empty() -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE applicants_screeningresult")
        vacuum()

    took: dict[str, float] = {}
    ApplicationFacts.objects.all().delete()
    vacuum()
    took["click"] = seconds(lambda: score(start()))
    took["facts"] = seconds(lambda: make_facts(ids))

    empty()
    run = start()
    took["run_alone"] = seconds(lambda: score(run))
    assert ScreeningResult.objects.filter(run=run).count() == SIZE

    empty()
    run = start()
    took["run"] = in_two_processes(list(ScreeningBatch.objects.filter(run=run).values_list("pk", flat=True)))
    run.refresh_from_db()
    assert run.status == "finished"
    assert ScreeningResult.objects.filter(run=run).count() == SIZE

    other = start()
    with connection.cursor() as cursor:
        columns = "run_id, application_id, cohort_id, score, band, points, rule, error"
        rows = columns.replace("run_id", f"{other.pk}::bigint")
        with cursor.copy(
            f"COPY (SELECT {rows} FROM applicants_screeningresult ORDER BY application_id) TO STDOUT (FORMAT binary)"
        ) as out:
            packed = b"".join(bytes(part) for part in out)

        def copy() -> None:
            with cursor.copy(f"COPY applicants_screeningresult ({columns}) FROM STDIN (FORMAT binary)") as copying:
                copying.write(packed)

        empty()
        took["floor"] = seconds(copy)
    assert ScreeningResult.objects.filter(run=other).count() == SIZE

    bound = bind(from_document(version.document), fact_definitions(cohort.question_set))

    def save() -> None:
        for pk, values in ApplicationFacts.objects.filter(pk__in=ids).values_list("pk", "values").iterator():
            score = bound.score(values)
            ScreeningResult(
                run_id=other.pk,
                application_id=pk,
                cohort_id=cohort.pk,
                score=score.total,
                band=score.band,
                points=score.points,
                rule=score.rule,
            ).save()

    empty()
    took["save_together"] = seconds(transaction.atomic(save))
    empty()
    took["save"] = seconds(save)
    assert ScreeningResult.objects.filter(run=other).count() == SIZE
    return took


if __name__ == "__main__":
    sys.exit(main())
