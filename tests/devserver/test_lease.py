"""The servers run while somebody holds a lease, and not a moment longer, however the holder ends."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg
import pytest
from redis import Redis

from careerpath.devserver.lease import acquire, hold
from careerpath.devserver.places import Place

from .conftest import ROOT_ONLY, ended_within, first_line, postmaster, running

Start = Callable[[], "subprocess.Popen[str]"]


def test_hold_starts_both_servers_and_stops_them(place: Place) -> None:
    with hold(place) as lease:
        with psycopg.connect(lease.database_url) as connection:
            row = connection.execute(
                "SELECT current_user, current_database(), upper('é'), current_setting('fsync')"
            ).fetchone()
        assert row == ("careerpath", "careerpath", "É", "on")
        with Redis.from_url(lease.redis_url) as client:
            assert client.ping() is True
    assert running(place) == []


def test_the_role_is_what_a_managed_database_gives(place: Place) -> None:
    with hold(place) as lease, psycopg.connect(lease.database_url) as connection:
        row = connection.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
    assert row == (False, True)


def test_servers_want_their_passwords(place: Place) -> None:
    with hold(place) as lease:
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(lease.database_url.replace("careerpath:", "careerpath:not-", 1))
        port = int(lease.redis_url.rsplit(":", 1)[1].split("/")[0])
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"PING\r\n")
            assert client.recv(100).startswith(b"-NOAUTH")


def test_secrets_are_for_their_owner_alone(place: Place) -> None:
    with hold(place):
        files = [place.local, place.logs, place.secrets, place.state]
        assert [oct(file.stat().st_mode & 0o777) for file in files] == ["0o700", "0o700", "0o600", "0o600"]


def test_second_holder_uses_the_same_servers_and_keeps_them(place: Place, start_holder: Start) -> None:
    with hold(place) as lease:
        other = start_holder()
        assert first_line(other) == [str(lease.keeper), lease.database_url]
        before = running(place)
        began = time.monotonic()
        lease.release()
        assert time.monotonic() - began < 0.5
        assert running(place) == before
        other.communicate("done\n")
    assert ended_within(10, lambda: running(place)) == []


def test_four_at_once_start_one_pair(place: Place, start_holder: Start) -> None:
    holders = [start_holder() for _ in range(4)]
    assert len({first_line(holder)[0] for holder in holders}) == 1


def test_killed_holder_leaves_nothing_running(place: Place, start_holder: Start) -> None:
    holder = start_holder()
    first_line(holder)
    assert running(place) != []
    holder.kill()
    assert ended_within(10, lambda: running(place)) == []


def test_killed_keeper_takes_the_servers_along(place: Place) -> None:
    with hold(place) as lease:
        os.kill(lease.keeper, signal.SIGKILL)
        assert ended_within(10, lambda: running(place)) == []
    with hold(place) as lease:
        psycopg.connect(lease.database_url).close()


def test_what_was_committed_is_there_after_everything_was_killed(place: Place) -> None:
    with hold(place) as lease:
        with psycopg.connect(lease.database_url) as connection:
            connection.execute("DROP TABLE IF EXISTS kept")
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        for pid in (lease.keeper, *running(place)):
            with suppress(ProcessLookupError):  # ended by itself, its master being dead
                os.kill(pid, signal.SIGKILL)
    with hold(place) as lease, psycopg.connect(lease.database_url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(7,)]


def test_killed_postgres_is_started_again_where_it_was(place: Place) -> None:
    with hold(place) as lease:
        old = postmaster(place)
        os.kill(old, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                psycopg.connect(lease.database_url).close()
                break
            except psycopg.OperationalError:
                time.sleep(0.05)
        assert postmaster(place) != old


def test_lock_file_with_the_id_of_another_process_does_not_matter(place: Place) -> None:
    with hold(place):
        lines = (place.reach / "data" / "postmaster.pid").read_text().splitlines()
    account = place.account
    with subprocess.Popen(["sleep", "60"], user=account.uid if account else None) as stranger:
        (place.reach / "data" / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        with hold(place) as lease:
            psycopg.connect(lease.database_url).close()
        assert stranger.poll() is None
        stranger.kill()


def test_port_taken_by_another_program_means_another_port(place: Place) -> None:
    with hold(place) as lease:
        first = lease.database_url
    with socket.socket() as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        thief.bind(("127.0.0.1", int(first.rsplit(":", 1)[1].split("/")[0])))
        thief.listen()
        with hold(place) as lease:
            assert lease.database_url != first
            second = lease.database_url
            psycopg.connect(second).close()
    with hold(place) as lease:
        assert lease.database_url == second


def test_release_twice_does_nothing(place: Place) -> None:
    lease = acquire(place)
    lease.release()
    lease.release()
    assert running(place) == []


@ROOT_ONLY
def test_root_opens_nobodys_folder(place: Place) -> None:
    private = place.local.parent.parent
    with hold(place):
        owners = {os.stat(f"/proc/{pid}").st_uid for pid in running(place)}
    account = place.account
    assert account is not None
    assert owners == {account.uid}
    assert oct(private.stat().st_mode & 0o777) == "0o700"
    reach = place.reach
    assert (reach.stat().st_uid, oct(reach.stat().st_mode & 0o777)) == (0, "0o750")
    writable = [path for path in reach.iterdir() if path.stat().st_uid == account.uid]
    assert sorted(path.name for path in writable) == ["data", "valkey"]
