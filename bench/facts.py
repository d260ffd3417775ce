"""Facts from answers, measured: `python -m bench.facts`. Medians of three rounds in one run, on a database of its own.

The answers of 9,500 applications, read, made into facts and written, in the pieces in which an import asks for them: by one worker
process, and by two at once.
"""

import logging
import multiprocessing
import os
import sys
import time
from typing import Any, Final

import django

SIZE: Final = 9_500
PIECE: Final = 500


def main() -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from bench.table import ROUNDS, database_of_its_own, median, record, show
    from tests.applicants.screening.factories import make_applications
    from tests.factories import make_cohort

    logging.disable(logging.INFO)
    with database_of_its_own():
        ids = make_applications(make_cohort(), SIZE)
        rounds = [{workers: measure(ids, workers) for workers in (1, 2)} for _ in range(ROUNDS)]
    rate = {workers: SIZE / median([each[workers] for each in rounds]) for workers in (1, 2)}
    show(
        f"Facts of {SIZE:,} applications, medians of {ROUNDS}",
        ["workers", "a second", "a second and worker"],
        [[str(workers), f"{rate[workers]:,.0f}", f"{rate[workers] / workers:,.0f}"] for workers in (1, 2)],
    )
    record(
        {
            "per_second": round(rate[1]),
            "two_workers_per_second": round(rate[2]),
            "two_workers_are_times_one": round(rate[2] / rate[1], 2),
        },
        "facts",
        str(SIZE),
    )
    return 0


def measure(ids: list[int], workers: int) -> float:
    """Seconds from the moment all processes are ready until the last piece is written."""
    from django.db import connection

    from applicants.models import ApplicationFacts

    ApplicationFacts.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE applicants_applicationfacts")
    spawn = multiprocessing.get_context("spawn")
    queue, ready, done = spawn.Queue(), spawn.Barrier(workers + 1), spawn.Barrier(workers + 1)
    name = connection.settings_dict["NAME"]
    processes = [spawn.Process(target=work, args=(name, queue, ready, done)) for _ in range(workers)]
    for process in processes:
        process.start()
    for place in range(0, len(ids), PIECE):
        queue.put(ids[place : place + PIECE])
    for _ in processes:
        queue.put(None)
    ready.wait(60)
    began = time.perf_counter()
    done.wait(600)
    took = time.perf_counter() - began
    for process in processes:
        process.join(60)
    assert ApplicationFacts.objects.count() == len(ids)
    return took


def work(name: str, queue: Any, ready: Any, done: Any) -> None:
    """A process that makes the facts of one piece after another."""
    django.setup()
    logging.disable(logging.INFO)
    from django.db import connection

    from applicants.services.facts import make_facts

    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    ready.wait(60)
    while (ids := queue.get()) is not None:
        make_facts(ids)
    done.wait(600)


if __name__ == "__main__":
    sys.exit(main())
