"""One PostgreSQL: made the first time, started, watched, stopped.

TCP on loopback with a password; no Unix socket, whose path may hold 107 bytes at most and would have to be reachable. The
application's role is what a managed database gives: it owns its database and may create others, and is no superuser. Nobody can
sign in as the superuser at all.
"""

import shutil
import signal
import subprocess
from pathlib import Path

from . import DevServerError
from .children import choose_port, clear_leftovers, last_lines, open_log, spawn, stop, wait_until
from .places import Place

NAME = "careerpath"
"""The role and its database."""
DIES_BY = signal.SIGINT
"""PostgreSQL's fast shutdown: rolls back what is open, writes a checkpoint."""
ENV = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_level": "minimal",  # nobody replicates from here
    "max_wal_senders": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}
HBA = f"host all {NAME} 127.0.0.1/32 scram-sha-256\n"


class Postgres:
    """A running PostgreSQL, or one to be started."""

    def __init__(self, place: Place, programs: Path, password: str) -> None:
        self.place = place
        self.programs = programs
        self.password = password
        self.data = place.reach / "data"
        self.log = place.logs / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, port: int | None) -> int:
        """Start it on `port`, or on another when that one is taken; returns the port. Raises DevServerError with the log's end."""
        clear_leftovers(self.data, DIES_BY)
        if not self.data.exists():
            self._make()
        self._check_version()
        for _ in range(3):
            port = choose_port(port)
            if self._launch(port):
                return port
            if "could not bind" not in last_lines(self.log, 8):
                break  # a port can be taken between choosing it and listening on it; nothing else is worth another try
            port = None
        raise DevServerError(f"PostgreSQL did not start. The end of {self.log}:\n{last_lines(self.log)}")

    def stop(self) -> None:
        """Fast shutdown; then the immediate one; then SIGKILL, after which the next start recovers from the log."""
        if self.process is not None:
            stop(self.process, (DIES_BY, 30), (signal.SIGQUIT, 5))

    def url(self, port: int, database: str = NAME) -> str:
        """What DATABASE_URL becomes."""
        return f"postgres://{NAME}:{self.password}@127.0.0.1:{port}/{database}"

    def _launch(self, port: int) -> bool:
        # We hold the keeper's lock and nothing works in the folder, so a lock file is a dead server's. PostgreSQL would
        # refuse to start if its process id meanwhile belongs to some other process of the same user.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        hba = self.place.config_file("pg_hba.conf", HBA)
        settings = SETTINGS | ({} if self.place.durable else QUICK) | {"port": str(port), "hba_file": str(hba)}
        argv: list[str | Path] = [
            self.programs / "postgres",
            "-D",
            self.data,
            *(f"--{name}={value}" for name, value in settings.items()),
        ]
        with open_log(self.log) as log:
            process = spawn(
                argv, dies_by=DIES_BY, cwd=self.data, env=ENV, output=log.fileno(), account=self.place.account
            )
        self.process = process
        return wait_until(
            self._is_ready, alive=lambda: process.poll() is None, seconds=300
        )  # recovery after a crash takes its time

    def _is_ready(self) -> bool:
        """PostgreSQL says so itself, in the eighth line of its lock file; pg_ctl looks there too."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return (
            len(lines) >= 8
            and self.process is not None
            and lines[0] == str(self.process.pid)
            and lines[7].strip() == "ready"
        )

    def _make(self) -> None:
        """initdb, our role and our database, in a folder that gets its name when all is done."""
        shutil.rmtree(self.place.reach / "data.new", ignore_errors=True)
        new = self.place.data_folder("data.new")
        # The builtin provider sorts by code point and knows Unicode's upper and lower case, the same on every machine, without ICU.
        initdb: list[str | Path] = [
            self.programs / "initdb",
            "-D",
            new,
            "-U",
            "postgres",
            "-A",
            "reject",
            "-E",
            "UTF8",
            "--locale=C",
        ]
        initdb += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
        self._run(initdb if self.place.durable else [*initdb, "--no-sync"], new)
        single: list[str | Path] = [
            self.programs / "postgres",
            "--single",
            "-j",
            "-D",
            new,
            "-c",
            "log_checkpoints=off",
            "-c",
            "unix_socket_directories=",
            "postgres",
        ]
        make_role = f"CREATE ROLE {NAME} LOGIN CREATEDB PASSWORD '{self.password}';"  # token_urlsafe knows no quotes
        self._run(single, new, f"{make_role}\n\nCREATE DATABASE {NAME} OWNER {NAME};\n\n")
        (self.place.local / "seeded").unlink(missing_ok=True)
        new.rename(self.data)

    def _run(self, argv: list[str | Path], cwd: Path, typed: str = "") -> None:
        account = self.place.account
        with open_log(self.log) as log:
            done = subprocess.run(
                [str(part) for part in argv],
                cwd=cwd,
                env=ENV,
                input=typed.encode(),
                stdout=log,
                stderr=subprocess.STDOUT,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                check=False,
            )
        if done.returncode:
            raise DevServerError(
                f"PostgreSQL could not make its data folder. The end of {self.log}:\n{last_lines(self.log)}"
            )

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        version = subprocess.run(
            [self.programs / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout.split()[-1]
        if version.split(".")[0] != made_by:
            raise DevServerError(
                f"The data in {self.data} were made by PostgreSQL {made_by}, and this is {version}. Begin anew: make clean"
            )
