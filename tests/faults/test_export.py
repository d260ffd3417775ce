"""Exporting while servers die: the file comes, and every application stands in it exactly once."""

import csv
import io

import pytest

from applicants.lifecycle import OperationStatus
from applicants.models import Application, BulkChunk, BulkOperation
from applicants.services.exporting import export_params
from applicants.services.operations import confirm, prepare
from careerpath.accounts.roles import Role
from tests.applicants.screening.factories import make_applications
from tests.factories import make_cohort, make_user
from tests.faults.servers import Break, Servers, wait_until, worker

pytestmark = pytest.mark.worker

EVERYBODY = 3_000


@pytest.fixture(autouse=True)
def files_together(servers: Servers, settings, tmp_path, monkeypatch) -> None:
    """This process and the workers keep files in the same folder."""
    settings.MEDIA_ROOT = str(tmp_path)
    servers.extra["MEDIA_ROOT"] = str(tmp_path)
    monkeypatch.setattr("applicants.services.operations.export.Export.chunk_size", 50)


def start(people: int = EVERYBODY) -> BulkOperation:
    by, cohort = make_user(Role.RECRUITER), make_cohort()
    make_applications(cohort, people)
    operation = prepare(
        kind="export",
        cohort=cohort,
        by=by,
        queryset=Application.objects.filter(cohort=cohort),
        params=export_params(cohort, kind="csv", columns=[]),
    )
    return confirm(operation, by=by, typed=people)


def done(operation: BulkOperation) -> int:
    return BulkChunk.objects.filter(operation=operation, done_at__isnull=False).count()


def is_finished(operation: BulkOperation) -> bool:
    operation.refresh_from_db()
    return operation.status == OperationStatus.FINISHED


def everybody_stands_in_it_once(operation: BulkOperation, people: int = EVERYBODY) -> None:
    with operation.file.open() as file:
        rows = list(csv.DictReader(io.StringIO(file.read().decode("utf-8-sig"), newline="")))
    found = [row["Application"] for row in rows]
    expected = {str(each) for each in Application.objects.values_list("public_id", flat=True)}
    assert (len(found), set(found)) == (people, expected)
    assert operation.outcomes.filter(outcome=1).count() == operation.total == people


@pytest.mark.parametrize("dies", [worker])  # the engine under it meets all three in test_operations
def test_a_server_that_dies_in_the_middle_of_an_export_costs_nothing_but_time(servers: Servers, dies: Break) -> None:
    process = servers.start_worker()
    servers.start_beat()
    operation = start()
    wait_until(lambda: done(operation) >= 3)
    dies(servers, process)
    assert 3 <= done(operation) < operation.chunks.count(), "that was not in the middle"
    wait_until(lambda: is_finished(operation), meanwhile=servers.revive)
    everybody_stands_in_it_once(operation)


@pytest.mark.again  # test_operations: an export is one
def test_an_export_asked_for_while_the_broker_is_away_waits_in_the_database(servers: Servers) -> None:
    servers.kill_valkey()
    operation = start(people=300)
    servers.start_valkey()
    servers.start_worker()
    servers.start_beat()
    wait_until(lambda: is_finished(operation))
    everybody_stands_in_it_once(operation, 300)
