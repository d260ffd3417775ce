"""Servers of a test's own, which it may kill: PostgreSQL, Valkey, workers and beat on free ports.

They are the embedded ones (careerpath.devserver) in a folder of their own, so that nobody else meets them. PostgreSQL runs as a
real one does, where a commit that was acknowledged survives a SIGKILL. Each test gets a database of its own.

    def test_something(servers):                # fixture of tests/faults/conftest.py; no django_db mark
        cohort = make_cohort()                  # the ORM of this process speaks to the private server, and so does the bell
        worker = servers.start_worker()
        servers.kill_postgres()                 # SIGKILL to all its processes
        servers.start_postgres()                # on the same port; recovers from its log
        servers.kill_valkey(); servers.start_valkey()
        servers.kill(worker)                    # SIGKILL to the worker and its children
        wait_until(lambda: ..., meanwhile=...)
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from celery import Celery
from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from redis import Redis
from redis.exceptions import RedisError

from careerpath.celery import app
from careerpath.devserver.binaries import find
from careerpath.devserver.children import servers_in
from careerpath.devserver.places import Place
from careerpath.devserver.postgres import Postgres
from careerpath.devserver.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]
UNREACHABLE = (OperationalError, InterfaceError, RedisError, ConnectionError)
"""What a process meets while a server is away."""


class Servers:
    """One PostgreSQL and one Valkey with everything that a test started on them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = Place(folder / "servers")
        self.place.make_local()
        kept = self.place.load_secrets()
        self.place.prepare(kept["token"])
        programs = find(self.place)
        self.postgres = Postgres(self.place, programs.postgres, kept["database_password"])
        self.valkey = Valkey(self.place, programs.valkey, kept["broker_password"])
        self.postgres_port = self.valkey_port = 0
        self.database = "careerpath"
        self.queue = "careerpath"
        self.extra: dict[str, str] = {}
        """Environment of the processes started from now on; a test may add to it."""
        self.started: list[tuple[subprocess.Popen[bytes], Path]] = []
        self.revived: list[subprocess.Popen[bytes]] = []

    # --- the two servers

    def start_postgres(self) -> None:
        """Start it, the second time on the port it had, where it recovers what was acknowledged before it was killed."""
        self.postgres_port = self._same(self.postgres_port, self.postgres.start(self.postgres_port or None))

    def start_valkey(self) -> None:
        """Start it, the second time on the port it had, and empty: it keeps nothing."""
        self.valkey_port = self._same(self.valkey_port, self.valkey.start(self.valkey_port or None))

    def _same(self, before: int, now: int) -> int:
        assert before in (0, now), "another program took the port"
        return now

    def kill_postgres(self) -> None:
        """SIGKILL to the server and all its backends at once, as when the machine loses power."""
        self._kill(self.postgres, self.postgres.data)

    def kill_valkey(self) -> None:
        """SIGKILL; what was queued is gone."""
        self._kill(self.valkey, self.place.reach / "valkey")

    def _kill(self, server: Postgres | Valkey, folder: Path) -> None:
        for pid in servers_in(folder.resolve()):
            with_signal(pid, signal.SIGKILL)
        if server.process is not None:
            server.process.wait(20)
        wait_until(lambda: not servers_in(folder.resolve()), 20)

    def stop(self) -> None:
        """End everything and remove what root has outside the test's folder."""
        self.end_processes()
        self.postgres.stop()
        self.valkey.stop()
        if self.place.reach != self.place.local:
            shutil.rmtree(self.place.reach, ignore_errors=True)

    # --- processes

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a worker, of beat or of manage.py on these servers."""
        return {
            **os.environ,
            "DATABASE_URL": self.postgres.url(self.postgres_port, self.database),
            "REDIS_URL": self.valkey.url(self.valkey_port),
            "CELERY_QUEUE": self.queue,
            "SCREENING_STALE_SECONDS": "1",
            "HAND_OUT_SECONDS": "1",
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "careerpath.settings",
            **self.extra,
        }

    def start_worker(self, concurrency: int = 2) -> subprocess.Popen[bytes]:
        """A Celery worker with so many processes."""
        flags = ("--without-gossip", "--without-mingle", "--without-heartbeat", f"--queues={self.queue}")
        return self.start("celery", "-A", "careerpath", "worker", f"--concurrency={concurrency}", *flags)

    def start_beat(self) -> subprocess.Popen[bytes]:
        """Celery beat: hands out again what nobody finished, every ten seconds."""
        schedule = self.folder / f"beat-{uuid4().hex}"
        return self.start("celery", "-A", "careerpath", "beat", f"--schedule={schedule}", "--pidfile=")

    def start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        """`python -m module arguments` in a session of its own; ends with the test."""
        path = self.folder / f"process-{len(self.started)}.log"
        with path.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started.append((process, path))
        return process

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """`manage.py arguments`, to its end."""
        argv = [sys.executable, str(ROOT / "manage.py"), *arguments]
        return subprocess.run(argv, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=check)

    def revive(self) -> None:
        """Start again what ended by itself, as a deployment's process manager does: a worker that loses its broker may give up."""
        for process, _path in list(self.started):
            if process.poll() not in (None, -signal.SIGKILL) and process not in self.revived:
                self.revived.append(process)
                self.start(*map(str, process.args[2:]))  # type: ignore[index]

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """SIGKILL to a process of ours and all its children, as the kernel does when memory runs out."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)

    def end_processes(self) -> None:
        """Kill what still runs, and print what each had to say: pytest shows it where the test failed."""
        for process, path in self.started:
            self.kill(process)
            print(f"--- {' '.join(map(str, process.args))}\n{path.read_text(errors='replace')[-6000:]}")  # type: ignore[arg-type]  # noqa: T201
        self.started, self.revived = [], []

    # --- this process

    def fresh_database(self) -> None:
        """A new migrated database and a new queue, for one test. The first call migrates, which takes a while."""
        template = "template_of_tests"
        with self.speaking_to("careerpath"), connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [template])
            is_there = cursor.fetchone() is not None
        if not is_there:
            self._create(template, "template0")
            self.database = template
            done = self.manage("migrate", "--verbosity=0", "--skip-checks", check=False)
            assert done.returncode == 0, done.stderr
        name = f"test_{uuid4().hex}"
        self._create(name, template)
        self.database, self.queue, self.extra = name, f"queue-{name}", {}

    def _create(self, name: str, template: str) -> None:
        with self.speaking_to("careerpath"), connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop_database(self) -> None:
        """Remove the test's database. A worker of autovacuum, which only a superuser may end, is given time to end by itself."""

        def drop() -> bool:
            try:
                cursor.execute(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')
            except (ProgrammingError, OperationalError):
                return False
            return True

        with self.speaking_to("careerpath"), connection.cursor() as cursor:
            wait_until(drop, 60)

    @contextmanager
    def speaking_to(self, database: str | None = None) -> Iterator[None]:
        """Let the ORM of this process, and the bell, use these servers for a while. Unblock the database first (conftest.py)."""
        own = {
            "NAME": database or self.database,
            "HOST": "127.0.0.1",
            "PORT": str(self.postgres_port),
            "USER": "careerpath",
            "PASSWORD": self.postgres.password,
        }
        place: dict[str, Any] = connection.settings_dict
        before, broker = {key: place[key] for key in own}, settings.REDIS_URL
        connection.close()
        place.update(own)
        bell = Celery("private", broker=self.valkey.url(self.valkey_port), set_as_current=False)
        bell.conf.task_publish_retry_policy = settings.CELERY_TASK_PUBLISH_RETRY_POLICY
        bell.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
        bell.conf.task_default_queue = settings.CELERY_TASK_DEFAULT_QUEUE = self.queue
        settings.REDIS_URL = self.valkey.url(self.valkey_port)
        bell.set_current()
        try:
            yield
        finally:
            app.set_current()
            bell.close()
            settings.REDIS_URL = broker
            connection.close()
            place.update(before)

    def broker(self) -> "Redis[bytes]":
        """A client of the private Valkey."""
        return Redis.from_url(self.valkey.url(self.valkey_port))


Break = Callable[[Servers, "subprocess.Popen[bytes]"], None]
"""Kill something that the process works with, and start another in its place."""


def worker(servers: Servers, process: "subprocess.Popen[bytes]") -> None:
    servers.kill(process)
    servers.start_worker()


def broker(servers: Servers, process: "subprocess.Popen[bytes]") -> None:
    servers.kill_valkey()
    servers.start_valkey()


def database(servers: Servers, process: "subprocess.Popen[bytes]") -> None:
    servers.kill_postgres()
    servers.start_postgres()
    connection.close()  # ours was to the one that is gone


def with_signal(pid: int, sig: signal.Signals) -> None:
    """Send a signal to a process that may be gone."""
    try:
        os.kill(pid, sig)
    except ProcessLookupError:
        return


def patiently(ask: Callable[[], Any], otherwise: Any) -> Any:
    """The answer, or `otherwise` while a server is away; the connection begins anew afterwards."""
    try:
        return ask()
    except UNREACHABLE:
        connection.close()
        return otherwise


def wait_until(holds: Callable[[], bool], seconds: float = 120, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Ask ten times a second. A server that is away means not yet."""
    until = time.monotonic() + seconds
    while not patiently(holds, otherwise=False):
        assert time.monotonic() < until, "it did not come to pass in time"
        patiently(meanwhile, None)
        time.sleep(0.1)
