"""A real Celery worker over the real broker: it screens, it is killed, and nothing is lost or done twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.db.models import Count

from applicants.lifecycle import RunStatus
from applicants.models import ScreeningRun
from applicants.services import screening
from tests.applicants.screening.factories import make_applications
from tests.factories import make_cohort

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[3]
EVERYBODY = 3_000

Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start_worker(queue: str, settings, tmp_path: Path) -> Iterator[Start]:
    """Starts workers (two processes each) on this test's database and queue; all are gone afterwards."""
    url = urlsplit(os.environ["DATABASE_URL"])
    environment = {
        **os.environ,
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}")),
        "CELERY_QUEUE": queue,
        "SCREENING_STALE_SECONDS": "1",
        "DEBUG": "1",
    }
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        with (tmp_path / f"worker-{len(started)}.log").open("wb") as log:
            started.append(
                subprocess.Popen(
                    [
                        *(sys.executable, "-m", "celery", "-A", "careerpath", "worker", "--concurrency=2"),
                        *("--without-gossip", "--without-mingle", "--without-heartbeat", f"--queues={queue}"),
                    ],
                    cwd=ROOT,
                    env=environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            )
        return started[-1]

    yield start
    for number, worker in enumerate(started):
        kill(worker)
        print(f"--- worker {number}\n{(tmp_path / f'worker-{number}.log').read_text(errors='replace')}")  # noqa: T201  # shown where a test fails


def kill(worker: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the worker and all its processes, as the kernel does when memory runs out."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)


def wait_until(holds: Callable[[], bool], seconds: float = 180, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Ask ten times a second."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come to pass in time"
        meanwhile()
        time.sleep(0.1)


def written_and_done(run: ScreeningRun) -> tuple[int, int]:
    """Results written, and applications in batches marked done, as one moment sees them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT count(*) FROM applicants_screeningresult WHERE run_id = %s),
                   (SELECT coalesce(sum(size), 0) FROM applicants_screeningbatch WHERE run_id = %s AND done_at IS NOT NULL)
            """,
            [run.pk, run.pk],
        )
        return cursor.fetchone()


def is_finished(run: ScreeningRun) -> bool:
    run.refresh_from_db()
    return run.status == RunStatus.FINISHED


@pytest.mark.again  # tests/faults/test_screening kills one, and its server
def test_a_worker_killed_in_the_middle_of_a_run_loses_nothing_and_does_nothing_twice(
    start_worker: Start, settings
) -> None:
    """3,000 applications in 75 batches; the worker dies after some of them; a new one and the periodic task end it."""
    settings.SCREENING_STALE_SECONDS = 1
    cohort = make_cohort()
    make_applications(cohort, EVERYBODY)
    first = start_worker()
    run = screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=None, batch_size=40)
    done = run.batches.filter(done_at__isnull=False)
    wait_until(lambda: done.count() >= 8)
    kill(first)
    assert 8 <= done.count() < 75
    written, marked = written_and_done(run)
    assert written == marked < EVERYBODY

    start_worker()
    wait_until(lambda: is_finished(run), meanwhile=screening.hand_out_unfinished)
    assert run.results.count() == EVERYBODY
    assert run.results.values("application").aggregate(different=Count("application", distinct=True)) == {
        "different": EVERYBODY
    }
    assert run.batches.filter(done_at__isnull=True).count() == 0
    assert [row.to_status for row in run.history.all()] == ["running", "finished"]


def test_a_run_started_while_no_worker_is_there_is_done_when_one_comes(start_worker: Start) -> None:
    cohort = make_cohort()
    make_applications(cohort, 100)
    run = screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=None)
    start_worker()
    wait_until(lambda: is_finished(run))
    assert run.results.count() == 100
