"""Several programs as one: whatever ends first, nothing is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from careerpath.devserver.places import ROOT

SCRIPT = """
import sys
from pathlib import Path
from careerpath.devserver.procman import Ended, Manager, Program
import signal
manager = Manager(Path.cwd())
stubborn = "import os, signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
stubborn += "child = subprocess.Popen(['sleep', '300']); print('child', child.pid, flush=True); time.sleep(300)"
polite = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *a: (print('bye', flush=True), sys.exit(0)));"
polite += "print('hello', flush=True); time.sleep({lives})"
manager.start([
    Program("worker", [sys.executable, "-c", stubborn], ((signal.SIGTERM, {patience}),)),
    Program("web", [sys.executable, "-c", polite]),
])
event = manager.events.get()
print(event, flush=True)
manager.stop("web")
manager.stop("worker")
sys.exit(3 if isinstance(event, Ended) else 0)
"""


class Running:
    """A manager as a process, and the processes below it."""

    def __init__(self, lives: float, patience: float) -> None:
        code = SCRIPT.replace("{lives}", str(lives)).replace("{patience}", str(patience))
        self.process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self.lines: list[str] = []

    def read_until(self, word: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if word in line:
                return line
        raise AssertionError(f"{word!r} never came in {self.lines}")

    def wait_for_both(self) -> int:
        """Both programs are up; returns the process id of the stubborn one's child."""
        while not any("child" in line for line in self.lines) or not any("hello" in line for line in self.lines):
            self.read_until("| ")
        return int(next(line for line in self.lines if "child" in line).split()[-1])

    def end(self, seconds: float = 10) -> int:
        output, _ = self.process.communicate(timeout=seconds)
        self.lines += output.splitlines()
        return self.process.returncode


@pytest.fixture
def managers() -> Iterator[list[Running]]:
    started: list[Running] = []
    yield started
    for running in started:
        if running.process.poll() is None:
            running.process.kill()
        running.process.communicate()


def _gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_even_a_stubborn_program_and_its_children(managers: list[Running], sig: signal.Signals) -> None:
    managers.append(running := Running(lives=300, patience=0.3))
    child = running.wait_for_both()
    running.process.send_signal(sig)
    assert running.end() == 0
    assert "web    | bye" in running.lines
    assert _gone(child)


def test_one_program_that_ends_ends_all(managers: list[Running]) -> None:
    managers.append(running := Running(lives=0.2, patience=0.3))
    child = running.wait_for_both()
    assert running.end() == 3
    assert "Ended(name='web', code=0)" in running.lines
    assert _gone(child)


def test_second_signal_does_not_wait(managers: list[Running]) -> None:
    managers.append(running := Running(lives=300, patience=60))
    child = running.wait_for_both()
    running.process.send_signal(signal.SIGINT)
    time.sleep(1.2)
    running.process.send_signal(signal.SIGINT)
    assert running.end() == 0
    assert _gone(child)


def test_killed_manager_takes_its_programs_along(managers: list[Running]) -> None:
    managers.append(running := Running(lives=300, patience=60))
    running.wait_for_both()
    children = Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children").read_text().split()
    polite = next(pid for pid in children if b"hello" in Path(f"/proc/{pid}/cmdline").read_bytes())
    stubborn = int(next(pid for pid in children if pid != polite))
    running.process.kill()
    assert _gone(int(polite))
    os.killpg(stubborn, signal.SIGKILL)  # it ignores SIGTERM, which is all that the kernel sends for us
