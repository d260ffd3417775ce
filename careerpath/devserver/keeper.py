"""The keeper: the process that owns both servers, and stops them when the last one who uses them has gone.

Everyone who uses the servers holds `users.lock` shared; the keeper waits for it exclusively. The kernel lets go of a lock when its
holder ends, by whatever end, so there is no counting, no process id to guess at and nothing to clean up after a SIGKILL. If the
keeper itself is killed, the kernel ends both servers (children.tie_to_parent).
"""

import fcntl
import json
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from . import DevServerError
from .binaries import find
from .places import Place, write_private
from .postgres import Postgres
from .valkey import Valkey

RESTARTS = 5
"""A server that died more often than this within RESTART_WINDOW seconds is not started again."""
RESTART_WINDOW = 60.0


class Keeper:
    """Starts both servers, starts one again that dies, stops both at the end."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.events: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.kept = place.load_secrets()
        place.prepare(self.kept["token"])
        programs = find(place)
        self.postgres = Postgres(place, programs.postgres, self.kept["database_password"])
        self.valkey = Valkey(place, programs.valkey, self.kept["broker_password"])
        self.deaths: list[float] = []

    def run(self) -> None:
        """Keep the servers until nobody uses them, or until told to stop by a signal."""
        for sig in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sig, lambda _number, _frame: self.events.put("stop"))
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            self._start("valkey")
            self._start("postgres")
            self._announce()
            threading.Thread(target=self._wait_for_the_last_user, daemon=True).start()
            while (event := self.events.get()) != "stop":
                self._restart(event)
        finally:
            self.place.state.unlink(missing_ok=True)
            self.postgres.stop()
            self.valkey.stop()

    def _start(self, name: str) -> None:
        server: Postgres | Valkey = self.postgres if name == "postgres" else self.valkey
        key = f"{name}_port"
        port = server.start(self.kept.get(key))
        if self.kept.get(key) != port:
            self.kept[key] = port
            self.place.save_secrets(self.kept)
        process = server.process
        assert process is not None
        threading.Thread(target=self._tell_after(process.wait, name), daemon=True).start()

    def _tell_after(self, wait: Callable[[], object], event: str) -> Callable[[], None]:
        def waiting() -> None:
            wait()
            self.events.put(event)

        return waiting

    def _restart(self, name: str) -> None:
        now = time.monotonic()
        self.deaths = [then for then in self.deaths if now - then < RESTART_WINDOW] + [now]
        _say(f"{name} ended by itself")
        if len(self.deaths) > RESTARTS:
            raise DevServerError(
                f"{name} ended {len(self.deaths)} times within {RESTART_WINDOW:.0f} s; see {self.place.logs / name}.log"
            )
        before = dict(self.kept)
        self._start(name)
        if self.kept != before:
            raise DevServerError(f"the port of {name} was taken by another program before it could be started again")

    def _announce(self) -> None:
        addresses = {
            "database_url": self.postgres.url(self.kept["postgres_port"]),
            "redis_url": self.valkey.url(self.kept["valkey_port"]),
            "keeper": os.getpid(),
        }
        write_private(self.place.state, json.dumps(addresses))

    def _wait_for_the_last_user(self) -> None:
        """Whoever comes while we hold the lock waits until we have gone, and starts a new keeper."""
        users = os.open(self.place.users_lock, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(users, fcntl.LOCK_EX)
        self.events.put("stop")


def main(local: str, durable: bool) -> int:
    """Run as a process of its own; the keeper's lock came along as an open file. Returns the exit code."""
    os.umask(0o077)
    try:
        Keeper(Place(Path(local), durable)).run()
    except DevServerError as error:
        _say(str(error))
        return 1
    return 0


def _say(line: str) -> None:
    print(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), line, file=sys.stderr, flush=True)
