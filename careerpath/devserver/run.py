"""`make run`: the servers, the database brought up to date, the demo the first time, then web, worker and beat until Ctrl-C."""

import os
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from signal import SIGQUIT, SIGTERM

from . import DevServerError
from .children import port_is_free
from .environment import complete, servers
from .lease import Lease
from .places import ROOT, main_place
from .procman import Ended, Manager, Program, explain, fail

READY_WITHIN = 120.0
"""Seconds until we say that something is wrong."""


def run() -> int:
    """Returns the exit code: 0 after Ctrl-C or SIGTERM."""
    try:
        port = _port()
        manager = Manager(ROOT)
        if not complete():
            manager.say("Starting PostgreSQL and Valkey.")
        with servers() as lease:
            os.environ.setdefault("DEBUG", "1")  # it listens on this machine only
            try:
                ours = lease is not None and os.environ["DATABASE_URL"] == lease.database_url
                code = _prepare(manager, ours=ours) or _serve(manager, lease, port)
            finally:
                manager.stop_all()
        manager.say("Stopped.")
        return code if manager.stopped_by is None else 0
    except DevServerError as error:
        return fail(f"make run: {error}")


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise DevServerError(f"PORT must be a number between 1 and 65535, not {text!r}.")
    port = int(text)
    if port < 1024 and os.geteuid() != 0:
        raise DevServerError(f"Port {port} is for root alone. Choose one above 1023: PORT=8000 make run")
    if not port_is_free(port):
        raise DevServerError(
            f"Port {port} is in use, perhaps by another `make run`. Stop that, or choose another: PORT={port + 1} make run"
        )
    return port


def _prepare(manager: Manager, *, ours: bool) -> int:
    """Migrate, and make the demo programme in a new database of ours; never in somebody's own. Returns an exit code."""
    manager.say("Bringing the database up to date.")
    if code := manager.step(_manage("migrate", "--no-input", "--verbosity", "0")):
        return _unless_stopped(manager, f"The migrations failed ({explain(code)}).")
    seeded = main_place().local / "seeded"
    if not ours or seeded.exists():
        return 0
    if not any(ROOT.glob("*/management/commands/seed_demo.py")) and not any(
        ROOT.glob("*/*/management/commands/seed_demo.py")
    ):
        manager.say("There is no command seed_demo: starting with an empty programme.")
        return 0
    manager.say("Making the demo programme, this first time only.")
    if code := manager.step(_manage("seed_demo", "--if-empty")):
        return _unless_stopped(manager, f"The demo programme could not be made ({explain(code)}).")
    seeded.touch(mode=0o600)  # written last: one that was interrupted is made again
    return 0


def _serve(manager: Manager, lease: Lease | None, port: int) -> int:
    """Web, worker and beat, until a signal or until one of them ends. Returns an exit code."""
    manager.start([_web(port), _worker(), _beat(port)])
    stop_polling = threading.Event()
    threading.Thread(target=_announce, args=(manager, port, stop_polling), daemon=True).start()
    if lease is not None:
        manager.watch(lease.wait_for_the_keepers_end, "The database and the broker have stopped")
    event = manager.events.get()
    stop_polling.set()
    code = 0
    if isinstance(event, Ended):
        code = fail(f"{event.name} ended by itself ({explain(event.code)}). Stopping the rest.")
    elif isinstance(event, str):
        code = fail(f"{event}. Stopping.")
    else:
        manager.say("Stopping (again to stop at once).")
    manager.stop("beat", "web")  # nothing new comes in; then the worker ends what it has
    manager.stop("worker")
    return code


def _announce(manager: Manager, port: int, stop: threading.Event) -> None:
    """Print the one line when the site answers that it can work."""
    began = time.monotonic()
    late = False
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while not stop.wait(0.1):
        try:
            with opener.open(f"http://127.0.0.1:{port}/ready/", timeout=10):
                manager.say(f"CareerPath is ready: http://127.0.0.1:{port}")
                return
        except (urllib.error.URLError, OSError) as error:
            if not late and time.monotonic() - began > READY_WITHIN:
                manager.say(f"The site does not answer at /ready/ yet, after {READY_WITHIN:.0f} s: {error}")
                late = True


def _unless_stopped(manager: Manager, complaint: str) -> int:
    return 1 if manager.stopped_by is not None else fail(complaint)


def _manage(*arguments: str) -> Program:
    return Program(arguments[0], [sys.executable, str(ROOT / "manage.py"), *arguments])


def _web(port: int) -> Program:
    """granian: two processes of four threads; a pool of database connections for the threads of each."""
    argv = [
        _tool("granian"),
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--http",
        "1",
        "--no-ws",
    ]
    argv += ["--workers", "2", "--blocking-threads", "4", "--backpressure", "128", "--workers-kill-timeout", "5"]
    argv += ["--log-level", "warning", "careerpath.wsgi:application"]
    return Program("web", argv, ((SIGTERM, 8),), {"DATABASE_POOL": os.environ.get("DATABASE_POOL", "1")})


def _worker() -> Program:
    """Celery's warm shutdown, then its cold one. A task cut short is handed out again: the ledger in the database knows."""
    argv = _celery("worker", "--concurrency", "2", "--without-gossip", "--without-mingle")
    # Celery warns root of pickled tasks; it takes JSON alone unless told otherwise.
    unwarned = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser"} if os.geteuid() == 0 else {}
    return Program("worker", argv, ((SIGTERM, 8), (SIGQUIT, 3)), _calm() | unwarned)


def _beat(port: int) -> Program:
    place = main_place()
    place.make_local()
    return Program("beat", _celery("beat", "--schedule", str(place.local / f"beat-{port}")), ((SIGTERM, 5),), _calm())


def _calm() -> dict[str, str]:
    """Without this, every beat is four lines on the screen."""
    return {"LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING")}


def _celery(command: str, *options: str) -> list[str]:
    return [_tool("celery"), "--quiet", "--app", "careerpath", command, "--loglevel", "warning", *options]


def _tool(name: str) -> str:
    """A program beside our Python, whatever PATH says."""
    return str(Path(sys.executable).with_name(name))
