"""Bulk operations while servers die: the operation ends, everybody has one outcome, and the figures add up."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from applicants.lifecycle import OperationStatus
from applicants.models import Application, BulkChunk, BulkOperation
from applicants.selectors.operations import progress_of
from applicants.services import operations
from applicants.services.operations.working import ring_chunks
from careerpath.accounts.roles import Role
from tests.applicants.screening.factories import make_applications
from tests.factories import make_cohort, make_user
from tests.faults.servers import Break, Servers, broker, wait_until, worker

pytestmark = pytest.mark.worker

EVERYBODY = 3_000


@pytest.fixture
def small_chunks(servers: Servers) -> None:
    """Fifty applications in a chunk, sixty chunks: there is a middle to die in."""
    from applicants.services.operations.handlers import handler_of

    handler = handler_of("review")
    before = type(handler).chunk_size
    type(handler).chunk_size = 50
    yield
    type(handler).chunk_size = before


def begin(people: int = EVERYBODY) -> BulkOperation:
    cohort, recruiter = make_cohort(), make_user(Role.RECRUITER)
    make_applications(cohort, people, status="screened")
    everybody = Application.objects.filter(cohort=cohort)
    operation = operations.prepare(kind="review", cohort=cohort, by=recruiter, queryset=everybody)
    return operations.confirm(operation, by=recruiter, typed=people)


def chunks_done(operation: BulkOperation) -> int:
    return BulkChunk.objects.filter(operation=operation, done_at__isnull=False).count()


def is_finished(operation: BulkOperation) -> bool:
    operation.refresh_from_db()
    return operation.status == OperationStatus.FINISHED


def everything_adds_up(operation: BulkOperation, people: int) -> None:
    """Everybody moved once, with one outcome and one history row of this operation."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT count(*) FROM applicants_application WHERE status = 'in_review'),
                   (SELECT count(*) FROM applicants_bulkoutcome WHERE operation_id = %s AND outcome = 1),
                   (SELECT count(*) FROM applicants_applicationstatuschange WHERE batch = %s),
                   (SELECT count(DISTINCT subject_id) FROM applicants_applicationstatuschange WHERE batch = %s)
            """,
            [operation.pk, operation.batch, operation.batch],
        )
        assert cursor.fetchone() == (people, people, people, people)
    figures = progress_of(operation)
    assert (figures.done, figures.skipped, figures.failed, figures.waiting) == (people, 0, 0, 0)


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("dies", [worker, broker])  # a database that dies in the middle: test_screening, test_releasing
def test_a_server_that_dies_in_the_middle_of_an_operation_costs_nothing_but_time(servers: Servers, dies: Break) -> None:
    process = servers.start_worker()
    servers.start_beat()
    operation = begin()
    wait_until(lambda: chunks_done(operation) >= 5)
    dies(servers, process)
    assert 5 <= chunks_done(operation) < operation.chunks.count(), "that was not in the middle"
    wait_until(lambda: is_finished(operation), meanwhile=servers.revive)
    everything_adds_up(operation, EVERYBODY)


def test_confirmed_while_the_broker_is_away_it_waits_in_the_database(servers: Servers) -> None:
    servers.kill_valkey()
    operation = begin(people=300)
    assert operation.status == OperationStatus.RUNNING
    assert set(operation.chunks.values_list("handed_out_at", flat=True)) == {None}
    servers.start_valkey()
    servers.start_worker()
    servers.start_beat()
    wait_until(lambda: is_finished(operation))
    everything_adds_up(operation, 300)


@pytest.mark.usefixtures("small_chunks")
def test_a_chunk_that_is_delivered_again_and_again_is_done_once(servers: Servers) -> None:
    operation = begin(people=1_000)
    for _ in range(3):
        ring_chunks(list(operation.chunks.values_list("pk", flat=True)))
    servers.start_worker()
    wait_until(lambda: is_finished(operation))
    wait_until(lambda: servers.broker().llen(servers.queue) == 0)
    everything_adds_up(operation, 1_000)


def test_a_clock_that_went_back_an_hour_leaves_no_chunk_waiting(servers: Servers) -> None:
    operation = begin(people=300)
    servers.broker().flushall()
    BulkChunk.objects.filter(operation=operation).update(handed_out_at=timezone.now() + timedelta(hours=1))
    servers.start_worker()
    servers.start_beat()
    wait_until(lambda: is_finished(operation), 60)
    everything_adds_up(operation, 300)


@pytest.mark.usefixtures("small_chunks")
def test_cancelled_in_the_middle_everybody_is_done_or_not_done(servers: Servers) -> None:
    servers.start_worker()
    operation = begin()
    wait_until(lambda: chunks_done(operation) >= 3)
    operations.cancel(operation, by=operation.actor)
    wait_until(lambda: servers.broker().llen(servers.queue) == 0)
    settled = -1

    def still() -> bool:
        nonlocal settled
        before, settled = settled, chunks_done(operation)
        return before == settled

    wait_until(still)
    figures = progress_of(operation)
    moved = Application.objects.filter(status="in_review").count()
    assert figures.done == moved == operation.outcomes.count()
    assert figures.done + figures.waiting == EVERYBODY
    assert figures.waiting > 0
