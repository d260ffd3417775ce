"""Releasing while servers die: it ends, every application has one decision and one letter, and the figures add up."""

import pytest
from django.db import connection

from applicants.lifecycle import OperationStatus
from applicants.models import Application, BulkOperation, Decision, DecisionRelease, Letter
from applicants.selectors.deciding import pending, seats_of
from applicants.services import operations
from careerpath.accounts.roles import Role
from tests.applicants.screening.factories import make_applications
from tests.factories import make_cohort, make_user, waived
from tests.faults.servers import Break, Servers, database, wait_until

pytestmark = pytest.mark.worker

EVERYBODY, SEATS = 4_000, 95


def begin() -> BulkOperation:
    """4,000 pending decisions, more offers than seats among them, let go as one operation."""
    cohort, by = waived(make_cohort(capacity=SEATS)), make_user(Role.RECRUITER)
    ids = make_applications(cohort, EVERYBODY, status="screened")
    Decision.objects.bulk_create(
        [
            Decision(
                application_id=pk,
                cohort=cohort,
                kind="offered" if place <= SEATS + 5 else "waitlisted" if place <= 300 else "rejected",
                rank=place,
                reason="There were more strong applications than seats.",
                staged_by=by,
            )
            for place, pk in enumerate(ids, start=1)
        ],
        batch_size=2000,
    )
    chosen = Application.objects.filter(pk__in=pending(cohort).values("application"))
    operation = operations.prepare(kind="release", cohort=cohort, by=by, queryset=chosen)
    return operations.confirm(operation, by=by, typed=EVERYBODY)


def is_finished(operation: BulkOperation) -> bool:
    operation.refresh_from_db()
    return operation.status == OperationStatus.FINISHED


def is_in_the_middle() -> bool:
    """Whether somebody holds the lock on the chunk: the work has begun, and nothing of it is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM applicants_bulkchunk")
        (everyone,) = cursor.fetchone()
        cursor.execute("SELECT id FROM applicants_bulkchunk FOR UPDATE SKIP LOCKED")
        return len(cursor.fetchall()) < everyone


@pytest.mark.parametrize("dies", [database])  # the engine under it meets the others in test_operations
def test_a_server_that_dies_in_the_middle_of_a_release_costs_nothing_but_time(servers: Servers, dies: Break) -> None:
    process = servers.start_worker()
    servers.start_beat()
    operation = begin()
    wait_until(is_in_the_middle)
    assert not DecisionRelease.objects.exists()
    dies(servers, process)
    wait_until(lambda: is_finished(operation), meanwhile=servers.revive)
    everything_adds_up(operation)


def everything_adds_up(operation: BulkOperation) -> None:
    """One release; each application one decision, one outcome, one letter if it was carried out, and no seat too many."""
    done = DecisionRelease.objects.get()
    assert Decision.objects.filter(release=done).count() == Decision.objects.count() == EVERYBODY
    assert Decision.objects.filter(release=done).exclude(skipped_reason="").count() == 5
    assert seats_of(operation.cohort).held == SEATS
    statuses = Application.objects.values_list("status", flat=True)
    assert {status: list(statuses).count(status) for status in set(statuses)} == {
        "offered": SEATS,
        "waitlisted": 200,
        "rejected": EVERYBODY - 300,
        "screened": 5,
    }
    assert Letter.objects.count() == Letter.objects.values("decision").distinct().count() == EVERYBODY - 5
    outcomes = operation.outcomes
    assert (outcomes.filter(outcome=1).count(), outcomes.filter(outcome=2).count()) == (EVERYBODY - 5, 5)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT subject_id) FROM applicants_applicationstatuschange WHERE batch = %s",
            [done.batch],
        )
        assert cursor.fetchone() == (EVERYBODY - 5, EVERYBODY - 5)
