"""Screening while servers die: the run ends, every application has exactly one result, and the figures add up."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from applicants.lifecycle import RunStatus
from applicants.models import ScreeningBatch, ScreeningRun
from applicants.selectors.screening import band_counts, progress_of
from applicants.services import screening
from tests.applicants.screening.factories import make_applications
from tests.factories import make_cohort
from tests.faults.servers import Break, Servers, database, wait_until, worker

pytestmark = pytest.mark.worker

EVERYBODY = 3_000


def start(batch_size: int = 50, *, people: int = EVERYBODY) -> ScreeningRun:
    cohort = make_cohort()
    make_applications(cohort, people)
    return screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=None, batch_size=batch_size)


def done(run: ScreeningRun) -> int:
    return ScreeningBatch.objects.filter(run=run, done_at__isnull=False).count()


def is_finished(run: ScreeningRun) -> bool:
    run.refresh_from_db()
    return run.status == RunStatus.FINISHED


def everything_adds_up(run: ScreeningRun, people: int = EVERYBODY) -> None:
    """One result for each application of the run, no batch left, and every sum is the number of applications."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT application_id) FROM applicants_screeningresult WHERE run_id = %s",
            [run.pk],
        )
        assert cursor.fetchone() == (people, people)
    assert sum(band_counts(run).values()) == run.total == progress_of(run).done == people
    assert ScreeningBatch.objects.filter(run=run, done_at__isnull=True).count() == 0
    assert [row.to_status for row in run.history.all()] == ["running", "finished"]
    again = screening.start_run(cohort=run.cohort, rubric_version=run.rubric_version, by=None)
    wait_until(lambda: is_finished(again), meanwhile=screening.hand_out_unfinished)
    assert again.result_digest == run.result_digest


@pytest.mark.parametrize("dies", [worker, database])  # a broker that dies in the middle: test_operations
def test_a_server_that_dies_in_the_middle_of_a_run_costs_nothing_but_time(servers: Servers, dies: Break) -> None:
    process = servers.start_worker()
    servers.start_beat()
    run = start()
    wait_until(lambda: done(run) >= 5)
    dies(servers, process)
    # A database that dies may take the last few with it: scoring does not wait for the disk, since what is lost is done again.
    assert done(run) < run.batches.count(), "that was not in the middle"
    wait_until(lambda: is_finished(run), meanwhile=servers.revive)
    everything_adds_up(run)


def test_a_run_begun_while_the_broker_is_away_waits_in_the_database(servers: Servers) -> None:
    servers.kill_valkey()
    run = start(people=300)
    assert run.status == RunStatus.RUNNING
    assert set(run.batches.values_list("handed_out_at", flat=True)) == {None}
    servers.start_valkey()
    servers.start_worker()
    servers.start_beat()
    wait_until(lambda: is_finished(run))
    everything_adds_up(run, 300)


@pytest.mark.again  # test_operations: one ledger
def test_a_batch_that_is_delivered_again_and_again_is_scored_once(servers: Servers) -> None:
    run = start(people=1_000)
    for _ in range(3):
        screening.ring_batches(list(run.batches.values_list("pk", flat=True)))
    servers.start_worker()
    wait_until(lambda: is_finished(run))
    wait_until(lambda: servers.broker().llen(servers.queue) == 0)
    everything_adds_up(run, 1_000)


@pytest.mark.again  # test_operations: one ledger
def test_a_clock_that_went_back_an_hour_leaves_no_batch_waiting(servers: Servers) -> None:
    """The messages are lost, and by the clock the batches will be handed out in an hour."""
    run = start(people=300)
    servers.broker().flushall()
    ScreeningBatch.objects.filter(run=run).update(handed_out_at=timezone.now() + timedelta(hours=1))
    servers.start_worker()
    servers.start_beat()
    wait_until(lambda: is_finished(run), 60)
    everything_adds_up(run, 300)
