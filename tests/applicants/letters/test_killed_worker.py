"""A real worker is killed in the middle of sending 500 letters, started again, and nobody gets two."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.utils import timezone

from applicants.models import Letter, Notice
from applicants.selectors.letters import with_state
from applicants.services.letters import write_for_release
from tests.applicants.letters.factories import make_release

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[3]
EVERYBODY = 500
NOTICES = 100
SEND = "import django; django.setup(); from applicants.services.sending import send_due; send_due(seconds=120)"


@pytest.fixture
def mail_file(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A mail server in a process of its own: its port, and the file it writes each letter to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    path = tmp_path / "letters.jsonl"
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.applicants.letters.smtp_stub", str(port), str(path)], cwd=ROOT
    )
    wait_until(lambda: answers(port))
    yield port, path
    server.kill()
    server.wait(10)


def answers(port: int) -> bool:
    """Whether something listens there."""
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def wait_until(holds: Callable[[], bool], seconds: float = 120) -> None:
    """Ask a hundred times a second."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come to pass in time"
        time.sleep(0.01)


def start_sender(port: int) -> subprocess.Popen[bytes]:
    """What a worker does with the task, in a process that can be killed."""
    url = urlsplit(os.environ["DATABASE_URL"])
    environment = {
        **os.environ,
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}")),
        "DEBUG": "",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "localhost",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "LETTERS_PER_MINUTE": "100000",
        "DJANGO_SETTINGS_MODULE": "careerpath.settings",
    }
    return subprocess.Popen([sys.executable, "-c", SEND], cwd=ROOT, env=environment, start_new_session=True)


def taken(path: Path) -> list[dict[str, str]]:
    """What the mail server has taken so far."""
    lines = path.read_text().splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def test_killed_in_the_middle_and_started_again_sends_none_twice(mail_file: tuple[int, Path]) -> None:
    port, path = mail_file
    release = make_release(count=EVERYBODY, hold_until=timezone.now() - timedelta(minutes=1))
    assert write_for_release(release) == EVERYBODY
    now = timezone.now()
    Notice.objects.bulk_create(
        Notice(
            kind="receipt",
            once=f"receipt:{number}",
            to=f"notice{number}@example.org",
            subject="x",
            body="x",
            language="en",
            urgency=number % 2,
            hold_until=now,
            next_try_at=now,
        )
        for number in range(NOTICES)
    )
    kills = 0
    for part in (50, 150, 300):
        sender = start_sender(port)
        wait_until(lambda part=part: len(taken(path)) >= part)  # type: ignore[misc]
        os.killpg(sender.pid, signal.SIGKILL)
        sender.wait(10)
        kills += 1
    assert Letter.objects.filter(next_try_at__isnull=False).exists(), "it was killed too late to be in the middle"
    last = start_sender(port)
    assert last.wait(120) == 0

    letters = taken(path)
    assert set(Counter(each["to"] for each in letters).values()) == {1}
    assert set(Counter(each["id"] for each in letters).values()) == {1}
    # Nobody is lost either: sent, or one for each kill that a person has to look at.
    later = timezone.now() + timedelta(hours=1)
    unsure, sent = (
        {
            to
            for model in (Letter, Notice)
            for to in model.objects.filter(with_state(state, later)).values_list("to", flat=True)
        }
        for state in (Letter.State.UNSURE, Letter.State.SENT)
    )
    assert len(unsure) <= kills
    assert len(sent) + len(unsure) == EVERYBODY + NOTICES
    assert sent <= {each["to"] for each in letters} <= sent | unsure
