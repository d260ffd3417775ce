"""A throw-away pair of servers, and holders of it that are processes of their own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from careerpath.devserver.children import servers_in
from careerpath.devserver.lease import keeper_lives
from careerpath.devserver.places import ROOT, Place

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
HOLDER = """
import sys
from pathlib import Path

from careerpath.devserver.lease import hold
from careerpath.devserver.places import Place
with hold(Place(Path(sys.argv[1]))) as lease:
    print(lease.keeper, lease.database_url, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(scope="session")
def made_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The folder of one pair of servers for all these tests; the first that starts it makes its database."""
    private = tmp_path_factory.mktemp("private")
    private.chmod(0o700)
    place = Place(private / "checkout" / ".local")
    yield place
    if place.reach != place.local:
        shutil.rmtree(place.reach, ignore_errors=True)


@pytest.fixture
def place(made_place: Place) -> Iterator[Place]:
    """The same, and after the test nothing of it may be running."""
    yield made_place
    assert ended_within(10, lambda: running(made_place)) == []
    assert ended_within(10, lambda: [1] if made_place.local.is_dir() and keeper_lives(made_place) else []) == []


@pytest.fixture
def start_holder(place: Place) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Start a process that holds a lease until a line is typed to it."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        argv = [sys.executable, "-c", HOLDER, str(place.local)]
        holder = subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(holder)
        return holder

    yield start
    for holder in started:
        if holder.poll() is None:
            holder.send_signal(signal.SIGKILL)
        holder.communicate()


def running(place: Place) -> list[int]:
    """The servers' processes."""
    return servers_in(place.reach / "data") + servers_in(place.reach / "valkey")


def ended_within(seconds: float, left: Callable[[], list[int]]) -> list[int]:
    """What is left of a list of processes once it is empty, or once the time is up."""
    deadline = time.monotonic() + seconds
    while (found := left()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def postmaster(place: Place) -> int:
    """The process id of PostgreSQL's first process."""
    return int((place.reach / "data" / "postmaster.pid").read_text().split()[0])


def first_line(process: subprocess.Popen[str]) -> list[str]:
    """The words of the first line a process prints."""
    assert process.stdout is not None
    return process.stdout.readline().split()


def free_environment(**more: str) -> dict[str, str]:
    """Our environment without the servers of this test session."""
    dropped = (
        "DATABASE_URL",
        "REDIS_URL",
        "CAREERPATH_EMBEDDED",
        "CAREERPATH_TEST_SERVERS",
        "CAREERPATH_LOCAL",
        "DEBUG",
        "PORT",
    )
    kept = {name: value for name, value in os.environ.items() if name not in dropped and not name.startswith("PYTEST_")}
    return kept | more
