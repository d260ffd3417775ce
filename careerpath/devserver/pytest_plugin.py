"""Gives pytest the embedded servers before pytest-django reads the settings. Loaded by `-p` in pyproject's addopts.

Does nothing when DATABASE_URL and REDIS_URL are set. With pytest-xdist the controller holds the lease and its workers find the
addresses in their environment. Every session that runs at the same moment, and every worker of it, has its own test database and
its own Valkey database, so none meets the tasks of another.
"""

import fcntl
import os
import re
import sys
from collections.abc import Generator

import pytest

from . import DevServerError
from .environment import complete, offer
from .lease import Lease, acquire
from .places import ROOT, test_place

SESSIONS, WORKERS = 16, 15
"""How many sessions at a time, and workers of each, find a Valkey database of their own (valkey.DATABASES = 16 * 16)."""
_lease: Lease | None = None
_slot: int | None = None

if sys.dont_write_bytecode:
    # A container's Python often keeps no bytecode: then each worker, beat and manage.py that a test starts compiles 1,500 files
    # first, which takes it longer than all that it is started for. Here it is kept, away from the sources.
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(ROOT / ".pytest_cache" / "bytecode")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix


@pytest.hookimpl(wrapper=True, tryfirst=True)  # a wrapper, because pytest-django is tryfirst itself
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Start or join the test servers; `--help` and `--version` start none."""
    options = early_config.known_args_namespace
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        if os.environ.get("CAREERPATH_TEST_SERVERS"):
            os.environ["REDIS_URL"] = _for_worker(os.environ["REDIS_URL"], worker)
    elif not complete() and not (options.help or options.version):
        _join()
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Let go; the last session stops the servers."""
    global _lease, _slot
    if _lease is not None:
        _lease.release()
        _lease = None
    if _slot is not None:
        os.close(_slot)
        _slot = None


def _join() -> None:
    global _lease
    place = test_place()
    try:
        _lease = acquire(place)
    except DevServerError as error:
        raise pytest.UsageError(str(error)) from None
    if session := _take_slot(_lease):
        _lease.database_url += f"_{session}"
        _lease.redis_url = re.sub(r"/\d+$", f"/{session * (WORKERS + 1)}", _lease.redis_url)
    offer(_lease)
    os.environ["CAREERPATH_LOCAL"] = str(place.local / "files")  # documents and mail of tests stay out of the demo's
    if os.environ["REDIS_URL"] == _lease.redis_url:
        os.environ["CAREERPATH_TEST_SERVERS"] = "1"  # for the workers of pytest-xdist


def _take_slot(lease: Lease) -> int:
    """The lowest number no other session has now. Held as a lock, which the kernel drops with the session."""
    global _slot
    for number in range(SESSIONS):
        _slot = os.open(lease.place.local / f"session-{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(_slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(_slot)
            _slot = None
        else:
            return number
    raise pytest.UsageError(f"{SESSIONS} test sessions are running on these servers already.")


def _for_worker(url: str, worker: str) -> str:
    """The session's first Valkey database, plus one for gw0, two for gw1 ..."""
    number = int(worker.removeprefix("gw")) % WORKERS + 1
    return re.sub(r"/(\d+)$", lambda match: f"/{int(match[1]) + number}", url)
