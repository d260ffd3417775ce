"""One Valkey: Celery's broker and the cache. Keeps nothing on disk, for nothing in it is the truth."""

import signal
import socket
import subprocess
from pathlib import Path

from . import DevServerError
from .children import choose_port, clear_leftovers, last_lines, open_log, spawn, stop, wait_until
from .places import Place

DATABASES = 256
"""Enough for each worker of several test sessions to have its own."""
CONFIG = """\
bind 127.0.0.1
protected-mode yes
port {port}
requirepass {password}
databases {databases}
dir {folder}
save ""
appendonly no
daemonize no
logfile ""
loglevel notice
"""


class Valkey:
    """A running Valkey, or one to be started."""

    def __init__(self, place: Place, program: Path, password: str) -> None:
        self.place = place
        self.program = program
        self.password = password
        self.log = place.logs / "valkey.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, port: int | None) -> int:
        """Start it on `port`, or on another when that one is taken; returns the port. Raises DevServerError with the log's end."""
        folder = self.place.data_folder("valkey")
        clear_leftovers(folder, signal.SIGTERM)
        for _ in range(3):
            port = choose_port(port)
            if self._launch(port, folder):
                return port
            if "in use" not in last_lines(self.log, 8):
                break
            port = None
        raise DevServerError(f"Valkey did not start. The end of {self.log}:\n{last_lines(self.log)}")

    def stop(self) -> None:
        """It has nothing to write down."""
        if self.process is not None:
            stop(self.process, (signal.SIGTERM, 5))

    def url(self, port: int, database: int = 0) -> str:
        """What REDIS_URL becomes."""
        return f"redis://:{self.password}@127.0.0.1:{port}/{database}"

    def _launch(self, port: int, folder: Path) -> bool:
        # A file, because arguments can be read by everyone on the machine.
        text = CONFIG.format(port=port, password=self.password, databases=DATABASES, folder=f'"{folder}"')
        config = self.place.config_file("valkey.conf", text)
        with open_log(self.log) as log:
            process = spawn(
                [self.program, config],
                dies_by=signal.SIGTERM,
                cwd=folder,
                env={"LC_ALL": "C", "TZ": "UTC"},
                output=log.fileno(),
                account=self.place.account,
            )
        self.process = process
        return wait_until(lambda: self._answers(port), alive=lambda: process.poll() is None, seconds=20)

    def _answers(self, port: int) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\n".encode())
                return connection.recv(64).startswith(b"+OK")
        except OSError:
            return False
