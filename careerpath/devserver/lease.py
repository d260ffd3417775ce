"""What a user of the embedded servers holds: while the lease is held they run; when nobody holds one they stop."""

import fcntl
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from . import DevServerError
from .binaries import MISSING, installed
from .children import last_lines, open_log
from .places import Place

PATIENCE = 400.0
"""Seconds to wait for the servers; recovering a big database after a crash is what takes long."""


class Lease:
    """Held by one process; let go of by `release`, or by the kernel when the process ends in any way."""

    def __init__(self, place: Place, users: int, addresses: dict[str, str]) -> None:
        self.place = place
        self.database_url = addresses["database_url"]
        self.redis_url = addresses["redis_url"]
        self.keeper = int(addresses["keeper"])
        self._users: int | None = users

    def release(self, seconds: float = 60) -> None:
        """Let go. If we were the last, wait until the servers have stopped. A second call does nothing."""
        if self._users is None:
            return
        users, self._users = self._users, None
        stopping = _try_lock(users, fcntl.LOCK_EX) or not _try_lock(
            users, fcntl.LOCK_SH
        )  # alone, or the keeper was quicker
        os.close(users)
        deadline = time.monotonic() + seconds
        while stopping and keeper_lives(self.place) and time.monotonic() < deadline:
            time.sleep(0.02)
        _reap(self.keeper)

    def wait_for_the_keepers_end(self) -> None:
        """Block until the keeper is gone, and with it the servers. For a thread that watches."""
        lock = os.open(self.place.keeper_lock, os.O_RDWR)
        try:
            fcntl.flock(lock, fcntl.LOCK_SH)
        finally:
            os.close(lock)


def acquire(place: Place, say: Callable[[str], None] = lambda line: None) -> Lease:
    """Use the servers, starting them if they are not running. Two callers at one moment get the same servers.

    `say` is told what takes a while. Raises DevServerError when they cannot be had.
    """
    place.make_local()
    users = _open(place.users_lock)
    try:
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while a keeper is on its way out
        return Lease(place, users, _addresses(place, say))
    except BaseException:
        os.close(users)
        raise


@contextmanager
def hold(place: Place, say: Callable[[str], None] = lambda line: None) -> Iterator[Lease]:
    """`acquire` for a with block."""
    lease = acquire(place, say)
    try:
        yield lease
    finally:
        lease.release()


def keeper_lives(place: Place) -> bool:
    """Whether a keeper holds its lock."""
    lock = _open(place.keeper_lock)
    try:
        return not _try_lock(lock, fcntl.LOCK_SH)
    finally:
        os.close(lock)


def _addresses(place: Place, say: Callable[[str], None]) -> dict[str, str]:
    deadline = time.monotonic() + PATIENCE
    keeper = None
    while time.monotonic() < deadline:
        lock = _open(place.keeper_lock)
        try:
            if not _try_lock(lock, fcntl.LOCK_EX):
                try:
                    return dict(json.loads(place.state.read_text()))
                except FileNotFoundError:
                    pass  # someone's keeper is starting
            elif keeper is not None:
                raise DevServerError(f"The embedded servers did not start. {last_lines(place.logs / 'keeper.log')}")
            else:
                place.state.unlink(missing_ok=True)  # left by a keeper that was killed
                keeper = _start_keeper(place, lock, say)
        finally:
            os.close(lock)
        time.sleep(0.02)
    raise DevServerError(f"The embedded servers did not answer within {PATIENCE:.0f} s; see {place.logs}.")


def _start_keeper(place: Place, lock: int, say: Callable[[str], None]) -> int:
    """Start it with the lock we hold: the lock lives as long as either of us has the file open."""
    if not installed():
        raise DevServerError(MISSING)
    if not (place.local / "secrets.json").exists():
        say(f"Making a PostgreSQL database in {place.local}")
    # The package is imported by its folder, not as careerpath.devserver: careerpath/__init__ brings Celery, half a second of it.
    package = Path(__file__).resolve().parent
    code = f"import sys; sys.path.insert(0, {str(package.parent)!r}); from {package.name}.keeper import main; sys.path.pop(0); "
    code += f"sys.exit(main({str(place.local)!r}, {place.durable}))"
    with open_log(place.logs / "keeper.log") as log:
        # Not Popen: the keeper outlives us, and Popen would complain of that.
        return os.posix_spawn(
            sys.executable,
            [sys.executable, "-I", "-c", code],
            {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, log.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, log.fileno(), 2),
                (os.POSIX_SPAWN_DUP2, lock, 3),
            ],
            setsid=True,
            setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGHUP],
        )


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)


def _try_lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _reap(pid: int) -> None:
    """Take the exit code of a keeper that was our child, so that it does not stay behind as a zombie."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
