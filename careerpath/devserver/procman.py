"""Runs several programs as one: their lines on one output, all stopped in order, none left behind.

honcho was looked at: it puts a Python process of its own between itself and each program, so killing it leaves both, and it
sends SIGTERM to all at once. Here each program is in a session of its own, so Ctrl-C reaches us alone; the kernel tells it to end
when we are killed; and when its time is up its whole group is killed.
"""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from .children import kill_group, spawn

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Program:
    """One program. `ladder`: the signals that end it, each with the seconds it is given."""

    name: str
    argv: Sequence[str]
    ladder: Sequence[tuple[signal.Signals, float]] = ((signal.SIGTERM, 10),)
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ended:
    """A program ended, with this exit code (negative: by that signal)."""

    name: str
    code: int


class Manager:
    """Everything `make run` starts. Use from the main thread."""

    def __init__(self, cwd: Path) -> None:
        self.cwd = cwd
        self.events: queue.SimpleQueue[Ended | signal.Signals | str] = queue.SimpleQueue()
        self.stopped_by: signal.Signals | None = None
        self._told = 0.0
        self._impatient = False
        self._running: dict[str, tuple[Program, subprocess.Popen[bytes]]] = {}
        self._pumps: dict[str, threading.Thread] = {}
        self._printing = threading.Lock()
        for sig in STOP_SIGNALS:
            signal.signal(sig, self._on_signal)

    def _on_signal(self, number: int, _frame: object) -> None:
        if self.stopped_by is None:
            self._told = time.monotonic()
        elif time.monotonic() - self._told > 1:  # one request can arrive twice: make passes a SIGTERM on to us
            self._impatient = True
        self.stopped_by = signal.Signals(number)
        self.events.put(self.stopped_by)

    def say(self, line: str) -> None:
        """Print one whole line at once."""
        with self._printing:
            print(line, flush=True)

    def step(self, program: Program) -> int:
        """Run one program to its end, its output untouched (it may draw a progress bar). Returns its exit code.

        A signal to us ends it; then `stopped_by` is set.
        """
        if self.stopped_by is not None:
            return 1
        process = spawn(
            program.argv, dies_by=signal.SIGTERM, cwd=self.cwd, env={**os.environ, **program.env}, output=None
        )
        self._running[program.name] = (program, process)
        threading.Thread(target=self._wait, args=(program.name, process), daemon=True).start()
        event = self.events.get()
        if isinstance(event, Ended):
            del self._running[program.name]
            return event.code
        self.stop(program.name)
        self.say("")  # it may have left half a line
        return 1

    def start(self, programs: Sequence[Program]) -> None:
        """Start programs whose lines come out marked with their name."""
        started = []
        for program in programs:
            process = spawn(
                program.argv,
                dies_by=signal.SIGTERM,
                cwd=self.cwd,
                env={**os.environ, **program.env},
                output=subprocess.PIPE,
            )
            self._running[program.name] = (program, process)
            started.append((program.name, process))
        for name, process in started:  # threads only now: forking beside threads is best avoided
            assert process.stdout is not None
            self._pumps[name] = threading.Thread(target=self._pump, args=(name, process.stdout), daemon=True)
            self._pumps[name].start()
            threading.Thread(target=self._wait, args=(name, process), daemon=True).start()

    def watch(self, wait: Callable[[], object], event: str) -> None:
        """Put `event` into the queue when `wait` returns."""

        def waiting() -> None:
            wait()
            self.events.put(event)

        threading.Thread(target=waiting, daemon=True).start()

    def stop(self, *names: str) -> None:
        """End these programs, side by side, each down its ladder. A second signal to us cuts it short."""
        chosen = [self._running.pop(name) for name in names if name in self._running]
        processes = [process for _, process in chosen]
        begun = time.monotonic()
        plan: list[tuple[float, signal.Signals | None, subprocess.Popen[bytes]]] = []
        for program, process in chosen:
            moment = begun
            for rung, seconds in program.ladder:
                plan.append((moment, rung, process))
                moment += seconds
            plan.append((moment, None, process))
        for moment, sig, process in sorted(plan, key=lambda row: row[0]):
            self._pause(moment, processes)
            if sig is None:
                kill_group(process.pid)
                process.wait()
            elif process.poll() is None:
                process.send_signal(sig)
        for name in names:
            if pump := self._pumps.pop(name, None):
                pump.join(1)  # its last lines

    def stop_all(self) -> None:
        """End whatever still runs."""
        self.stop(*self._running)

    def _pause(self, moment: float, processes: Sequence[subprocess.Popen[bytes]]) -> None:
        """Wait until `moment`, or until all have ended, or until we are told twice to stop."""
        while (
            time.monotonic() < moment and not self._impatient and any(process.poll() is None for process in processes)
        ):
            time.sleep(0.05)

    def _wait(self, name: str, process: subprocess.Popen[bytes]) -> None:
        self.events.put(Ended(name, process.wait()))

    def _pump(self, name: str, lines: IO[bytes]) -> None:
        with lines:
            for line in lines:
                with suppress(OSError):  # nobody reads us any more; keep reading, or the program would block
                    self.say(f"{name:<6} | {line.decode(errors='replace').rstrip()}")


def explain(code: int) -> str:
    """An exit code in words."""
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def fail(line: str) -> int:
    """Print why it did not work; returns the exit code for that."""
    print(line, file=sys.stderr, flush=True)
    return 1
