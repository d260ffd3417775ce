"""Screening, measured: `python -m bench.screening [SIZE ...]`. Medians of three rounds in one run, on a database of its own.

Ways to get the same rows into the results table, with its keys, constraints, indexes and triggers, at each size:
- the run: from `start_run` (freezing who is in it) to the run marked finished with its digest; two processes call `score_batch` for
  one batch after another, exactly as workers do. The facts are there already, as they are after submission or import;
- the floor: binary COPY of the same rows, ready made, in one process. Nothing that writes them in one process is quicker;
- a save per row: plain Python scoring, then `ScreeningResult(...).save(force_insert=True)` for each, in a transaction of its own,
  as Django does by default, for a sample of the people and into a table that holds the others. The kinder way, all in one
  transaction, stands beside it.

At the smallest size also one process alone, and from the click to finished with the facts still to be made.
"""

import contextlib
import logging
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Any, Final

import django

TEMPLATES: Final = 2_000
"""Different people, whose answers and facts come again and again under other ids. Their results are those saved one by one."""
SMALL: Final = 9_500
WORKERS: Final = 2


def main(chosen: Sequence[int] = ()) -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from bench.table import database_of_its_own, median, record, rounds, show, sizes

    logging.disable(logging.INFO)
    rows: list[list[str]] = []
    with database_of_its_own():
        people = People()
        for size in sorted(chosen or sizes()):
            people.grow_to(size)
            found = [measure(people, size) for _ in range(rounds(size))]
            middle = {name: median([each[name] for each in found]) for name in found[0]}
            rate = {name: size / middle[name] for name in ("run", "floor", "save", "save_together")}
            rows.append(
                [
                    f"{size:,}",
                    f"{middle['run']:.3f}",
                    f"{rate['run']:,.0f}",
                    f"{1e6 / rate['run']:.2f}",
                    f"{rate['floor']:,.0f}",
                    f"{middle['run'] / middle['floor']:.2f}",
                    f"{rate['save']:,.0f}",
                    f"{rate['run'] / rate['save']:,.0f}",
                    f"{middle['begin'] + middle['finish']:.3f}",
                    f"{middle['megabytes']:.0f}",
                ]
            )
            record(
                {
                    "per_second": round(rate["run"]),
                    "floor_per_second": round(rate["floor"]),
                    "save_per_row_per_second": round(rate["save"]),
                    "save_per_row_in_one_transaction_per_second": round(rate["save_together"]),
                    "times_save_per_row": round(rate["run"] / rate["save"], 1),
                    "times_floor": round(middle["run"] / middle["floor"], 2),
                    "microseconds_an_application": round(1e6 / rate["run"], 2),
                    "begin_and_finish_seconds": round(middle["begin"] + middle["finish"], 3),
                    "worker_peak_megabytes": round(middle["megabytes"]),
                    **({"one_process_per_second": round(size / middle["alone"])} if "alone" in middle else {}),
                    **({"click_to_finished_seconds": round(middle["click"], 3)} if "click" in middle else {}),
                },
                "screening",
                str(size),
            )
    show(
        f"Screening, medians, {WORKERS} processes",
        [
            "applications",
            "seconds",
            "a second",
            "µs each",
            "floor",
            "x its time",
            "save",
            "x a save",
            "begin+end s",
            "MB",
        ],
        rows,
    )
    return 0


class People:
    """A cohort of submitted applications with their facts, that grows."""

    def __init__(self) -> None:
        from django.db import connection

        from applicants.services.facts import make_facts
        from tests.applicants.screening.factories import make_applications
        from tests.factories import make_cohort

        self.cohort = make_cohort()
        self.templates = make_applications(self.cohort, TEMPLATES)
        self.size = TEMPLATES
        make_facts(self.templates)
        with connection.cursor() as cursor:  # the lists' search is not measured here, and would be most of the loading
            cursor.execute("DROP INDEX IF EXISTS applicant_name_grams")
            cursor.execute("ALTER TABLE applicants_application DISABLE TRIGGER USER")

    def grow_to(self, size: int) -> None:
        """Add people until there are so many; some seconds for each hundred thousand."""
        from django.db import connection

        more = size - self.size
        if more > 0:
            with connection.cursor() as cursor:
                cursor.execute(_GROW, {"more": more, "templates": self.templates, "several": TEMPLATES})
                self.size = size
        vacuum("")


_GROW: Final = """
    WITH people AS (
        INSERT INTO applicants_applicant (public_id, name, phone, created_at)
        SELECT gen_random_uuid(), 'Applicant ' || n, '', now() FROM generate_series(1, %(more)s) AS n RETURNING id
    ), made AS (
        INSERT INTO applicants_application
               (public_id, cohort_id, applicant_id, question_set_id, status, status_changed_at, answers, source, started_at,
                submitted_at, updated_at)
        SELECT gen_random_uuid(), one.cohort_id, people.id, one.question_set_id, one.status, one.status_changed_at, one.answers,
               one.source, one.started_at, one.submitted_at, one.updated_at
          FROM people JOIN applicants_application AS one ON one.id = (%(templates)s::bigint[])[people.id %% %(several)s + 1]
         ORDER BY people.id
        RETURNING id, applicant_id
    ), facts AS (
        INSERT INTO applicants_applicationfacts (application_id, question_set_id, digest, values, problem, answers_saved_at)
        SELECT made.id, one.question_set_id, one.digest, one.values, one.problem, one.answers_saved_at
          FROM made JOIN applicants_applicationfacts AS one
            ON one.application_id = (%(templates)s::bigint[])[made.applicant_id %% %(several)s + 1]
    ) SELECT count(*) FROM made
"""
LEDGER: Final = "applicants_screeningresult, applicants_screeningbatch, applicants_screeningrun"


def vacuum(tables: str = LEDGER) -> None:
    """Fresh statistics and no leftovers, so that each measure meets the same table."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {tables}")


def empty() -> None:
    """No results at all."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE applicants_screeningresult")
    vacuum()


def start(people: People) -> Any:
    """A run, and nobody rung for."""
    from django.db import transaction

    from applicants.services import screening

    with transaction.atomic():
        run = screening.start_run(cohort=people.cohort, rubric_version=screening.default_rubric(), by=None)
        transaction.get_connection().run_on_commit.clear()  # no bell: our own processes do the work
    return run


def batches_of(run: Any) -> list[int]:
    """The ids of its batches, in order."""
    return list(run.batches.order_by("number").values_list("pk", flat=True))


def with_workers(people: People) -> tuple[Any, dict[str, float]]:
    """A whole run with processes that wait for batches as workers do; the run, and seconds and megabytes of it."""
    from django.db import connection

    spawn = multiprocessing.get_context("spawn")
    queue, ready, peaks = spawn.Queue(), spawn.Barrier(WORKERS + 1), spawn.Queue()
    name = connection.settings_dict["NAME"]
    processes = [spawn.Process(target=work, args=(name, queue, ready, peaks)) for _ in range(WORKERS)]
    for process in processes:
        process.start()
    ready.wait(60)
    began = time.perf_counter()
    run = start(people)
    begun = time.perf_counter()
    for pk in [*batches_of(run), *[None] * WORKERS]:
        queue.put(pk)
    megabytes = max(peaks.get(timeout=3600) for _ in processes)
    took = time.perf_counter() - began
    for process in processes:
        process.join(60)
    run.refresh_from_db()
    assert run.status == "finished"
    return run, {"run": took, "begin": begun - began, "megabytes": megabytes}


def work(name: str, queue: Any, ready: Any, peaks: Any) -> None:
    """A process that scores one batch after another, and says at the end how much memory it ever had."""
    django.setup()
    logging.disable(logging.INFO)
    from django.db import connection

    from applicants.services import screening

    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    ready.wait(60)
    while (pk := queue.get()) is not None:
        screening.score_batch(pk)
    from bench.table import peak_megabytes

    peaks.put(peak_megabytes())


def measure(people: People, size: int) -> dict[str, float]:
    """Seconds of each way, in one round. The results of one way are gone before the next begins."""
    from applicants.models import ApplicationFacts, ScreeningResult
    from applicants.services import screening
    from applicants.services.scoring import result_digest_of
    from bench.table import seconds

    took: dict[str, float] = {}
    small = size <= SMALL

    def alone() -> None:
        for pk in batches_of(start(people)):
            screening.score_batch(pk)

    if small:
        empty()
        ApplicationFacts.objects.all().delete()
        vacuum("applicants_applicationfacts")
        took["click"] = seconds(alone)
        empty()
        vacuum("applicants_applicationfacts")
        took["alone"] = seconds(alone)
    empty()
    run, figures = with_workers(people)
    took |= figures
    assert ScreeningResult.objects.filter(run=run).count() == size
    took["finish"] = seconds(lambda: result_digest_of(run.pk))
    took["floor"] = copied(run, start(people))
    other = start(people)
    sample = people.templates
    took["save_together"] = saved(people, other, sample, together=True) * size / len(sample)
    ScreeningResult.objects.filter(run=other).delete()
    vacuum()
    took["save"] = saved(people, other, sample, together=False) * size / len(sample)
    return took


def copied(run: Any, other: Any) -> float:
    """Seconds of the binary COPY of a run's rows, as those of another run, into the empty table."""
    from django.db import connection

    columns = "run_id, application_id, cohort_id, score, band, points, rule, error"
    chosen = columns.replace("run_id", f"{other.pk}::bigint")
    with connection.cursor() as cursor, tempfile.TemporaryFile() as packed:
        query = f"SELECT {chosen} FROM applicants_screeningresult WHERE run_id = {run.pk} ORDER BY application_id"
        with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT binary)") as out:
            for part in out:
                packed.write(part)
        empty()
        packed.seek(0)
        began = time.perf_counter()
        with cursor.copy(f"COPY applicants_screeningresult ({columns}) FROM STDIN (FORMAT binary)") as copying:
            while part := packed.read(1 << 20):
                copying.write(part)
        return time.perf_counter() - began


def saved(people: People, run: Any, ids: Sequence[int], *, together: bool) -> float:
    """Seconds to score these in Python and save each."""
    from django.db import transaction

    from applicants.models import ApplicationFacts, ScreeningResult
    from applicants.screening.document import from_document
    from applicants.screening.rubric import bind
    from applicants.services.facts import fact_definitions

    bound = bind(from_document(run.rubric_version.document), fact_definitions(people.cohort.question_set))
    began = time.perf_counter()
    with transaction.atomic() if together else contextlib.nullcontext():
        for pk, values in ApplicationFacts.objects.filter(pk__in=ids).values_list("pk", "values").iterator():
            score = bound.score(values)
            ScreeningResult(
                run_id=run.pk,
                application_id=pk,
                cohort_id=people.cohort.pk,
                score=score.total,
                band=score.band,
                points=score.points,
                rule=score.rule,
            ).save(force_insert=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main([int(size.replace("_", "")) for size in sys.argv[1:]]))
