"""Servers of the replay's own: PostgreSQL and Valkey, granian as in the Dockerfile, a worker and beat."""

import contextlib
import io
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from bench.arriving.arrivals import folder
from tests.faults.servers import Servers

THREADS, PROCESSES = 8, 2


class Site:
    """The programme behind granian, on a free port of loopback."""

    def __init__(self, servers: Servers, *, deployed: bool = True) -> None:
        self.servers, self.port = servers, free_port()
        self.web: subprocess.Popen[bytes] | None = None
        if deployed:
            servers.extra |= self._as_deployed()

    def _as_deployed(self) -> dict[str, str]:
        """The environment of a deployment, but for TLS and the mail server."""
        folder = self.servers.folder
        return {
            "DEBUG": "",
            "SECRET_KEY": settings.SECRET_KEY,  # this process makes the codes and sessions that people would have
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECURE_SSL_REDIRECT": "0",
            "EMAIL_URL": "dummymail://",
            "BEHIND_PROXY": "1",
            "DATABASE_POOL": "1",
            "LOG_LEVEL": "WARNING",
            "LETTERS_PER_MINUTE": "100000",
            "STATIC_ROOT": str(folder / "static"),
            "MEDIA_ROOT": str(folder / "documents"),
            "CAREERPATH_LOCAL": str(folder),
            "PYTHONPATH": str(Path.cwd()),
        }

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, application: str = "careerpath.wsgi:application") -> None:
        """Start the web server and wait until it answers."""
        self.web = self.servers.start(
            "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", str(PROCESSES),
            "--blocking-threads", str(THREADS), "--log-level", "warning", "--no-ws", application,
        )  # fmt: skip
        until = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/health/", timeout=2) as answer:  # noqa: S310
                    if answer.status == 200:
                        return
            except OSError:
                assert time.monotonic() < until, "the server did not begin to answer"
                time.sleep(0.2)

    def kill(self) -> None:
        """SIGKILL to the web server with all its processes."""
        assert self.web is not None
        self.servers.kill(self.web)

    def stop(self) -> None:
        """End the web server."""
        if self.web and self.web.poll() is None:
            self.web.send_signal(signal.SIGTERM)
            self.web.wait(20)

    def cpu_seconds(self) -> float:
        """Processor time of the web server and its children so far."""
        if self.web is None:
            return 0.0
        ticks = os.sysconf("SC_CLK_TCK")
        used = 0.0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == self.web.pid:  # its process group
                used += (int(fields[11]) + int(fields[12])) / ticks
        return used


@contextmanager
def running(*, worker: bool = True) -> Iterator[Site]:
    """Everything started, the database migrated; all of it ends with the block."""
    servers = Servers(folder())
    try:
        servers.start_postgres()
        servers.start_valkey()
        servers.fresh_database()
        site = Site(servers)
        servers.manage("collectstatic", "--noinput", "--verbosity=0")
        with servers.speaking_to():
            if worker:
                servers.start_worker()
                servers.start_beat()
            yield site
    finally:
        with contextlib.redirect_stdout(io.StringIO()):  # what the processes had to say; their logs stay in the folder
            servers.stop()


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
