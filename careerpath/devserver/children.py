"""Starting processes that cannot outlive the one that started them, and stopping them for certain."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from .places import Account

PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None


def tie_to_parent(sig: signal.Signals) -> Callable[[], None]:
    """For Popen's preexec_fn: the kernel sends the child `sig` when the thread that started it ends, however it ends.

    So start children from the main thread. Runs after Popen has changed the user, which would undo it.
    """
    parent = os.getpid()

    def in_child() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background job has it ignored
        if _prctl is not None:
            _prctl(PR_SET_PDEATHSIG, int(sig), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)  # it died before we could ask

    return in_child


def spawn(
    argv: Sequence[str | Path],
    *,
    dies_by: signal.Signals,
    cwd: Path,
    env: Mapping[str, str],
    output: IO[bytes] | int | None,
    account: Account | None = None,
) -> subprocess.Popen[bytes]:
    """Start `argv` in a session of its own, so that a terminal's Ctrl-C reaches us alone and we stop things in order.

    `output` takes stdout and stderr; None leaves them as ours. `account` is the user to run as.
    """
    return subprocess.Popen(
        [str(part) for part in argv],
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=tie_to_parent(dies_by),
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def stop(process: subprocess.Popen[bytes], *ladder: tuple[signal.Signals, float]) -> None:
    """Send each signal of `ladder` in turn, waiting up to its seconds; in the end SIGKILL, to all of its group."""
    for sig, seconds in ladder:
        if process.poll() is not None:
            break
        process.send_signal(sig)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    kill_group(process.pid)
    process.wait()


def kill_group(pid: int) -> None:
    """SIGKILL whatever is left of the session that `spawn` made."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def servers_in(folder: Path) -> list[int]:
    """Servers working in `folder`, which is how PostgreSQL and Valkey mark theirs. Empty where there is no /proc."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if os.readlink(link) == str(folder) and (link.parent / "comm").read_text().strip() in (
                "postgres",
                "valkey-server",
            ):
                found.append(int(link.parent.name))
        except OSError:
            continue  # gone meanwhile, or not ours to look at
    return found


def clear_leftovers(folder: Path, sig: signal.Signals, seconds: float = 15) -> None:
    """End what a keeper that was killed left running in `folder`, gently first. We hold the keeper's lock, so it is nobody's."""
    folder = folder.resolve()
    deadline = time.monotonic() + seconds
    asked: set[int] = set()
    while left := servers_in(folder):
        for pid in left:
            if pid not in asked or time.monotonic() > deadline:
                _send(pid, signal.SIGKILL if time.monotonic() > deadline else sig)
                asked.add(pid)
        time.sleep(0.05)


def _send(pid: int, sig: signal.Signals) -> None:
    try:
        os.kill(pid, sig)
    except ProcessLookupError:
        return


def wait_until(check: Callable[[], bool], *, alive: Callable[[], bool], seconds: float) -> bool:
    """Poll `check` until it holds. False when `alive` no longer holds or `seconds` have gone."""
    deadline = time.monotonic() + seconds
    while not check():
        if not alive() or time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def port_is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def choose_port(remembered: int | None) -> int:
    """The remembered port while it is free, else one the system chooses."""
    if remembered and port_is_free(remembered):
        return remembered
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def open_log(path: Path, keep: int = 2_000_000) -> IO[bytes]:
    """Open a log for appending; one that has grown past `keep` bytes is put aside first."""
    if path.exists() and path.stat().st_size > keep:
        path.replace(path.with_suffix(".old.log"))
    return path.open("ab", buffering=0)


def last_lines(path: Path, count: int = 5) -> str:
    """The end of a log, for an error message."""
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-count:])
    except OSError:
        return ""
