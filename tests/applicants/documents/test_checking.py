"""The worker's check of a document that waits: clean, refused, or in quarantine until the scanner answers."""

import io
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, transaction

from applicants.documents.refusals import Reason
from applicants.models import Application, Document, DocumentText
from applicants.services.documents import checking, sandbox
from applicants.services.documents.keeping import attach_resume
from applicants.tasks import check_documents, check_waiting_documents
from careerpath.pipeline import clock
from tests.applicants.documents.fake_clamd import EICAR, fake_clamd
from tests.applicants.documents.making import body, flate, pdf, word
from tests.factories import make_application

pytestmark = pytest.mark.django_db
GONE = 2**40


@pytest.fixture
def draft(settings: Any, tmp_path: Path) -> Application:
    settings.MEDIA_ROOT = str(tmp_path / "documents")
    settings.CLAMD_ADDRESS = ""
    return make_application(draft=True)


def attached(draft: Application, content: bytes) -> Document:
    return attach_resume(draft, file=File(io.BytesIO(content), name="cv.pdf"), by=None)


def files() -> int:
    return sum(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*"))


def fresh(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


def test_clean_document_keeps_its_words_and_says_that_nobody_scanned_it(draft: Application) -> None:
    document = attached(draft, pdf())
    assert (document.state, document.next_try_at is None, document.attempts) == ("waiting", False, 0)
    assert checking.check([document.pk]) == {"waiting": 0, "clean": 1, "refused": 0}
    document = fresh(document)
    assert (document.state, document.scanned, document.next_try_at, document.reason) == ("clean", False, None, "")
    assert document.settled_at is not None
    assert document.words.text == "Ana built a rota for forty nurses."


def test_refused_document_loses_its_file_and_keeps_the_reason(
    draft: Application, django_capture_on_commit_callbacks: Any
) -> None:
    document = attached(draft, pdf(catalog=b"/OpenAction << /S /JavaScript /JS (x) >>"))
    assert files() == 1
    with django_capture_on_commit_callbacks(execute=True):
        check_documents([document.pk, GONE])
    document = fresh(document)
    assert (document.state, document.reason, document.file.name, files()) == ("refused", "pdf_active", "", 0)
    assert not DocumentText.objects.exists()


def test_checked_twice_it_is_looked_at_once(draft: Application) -> None:
    document = attached(draft, b"Ana built a rota.")
    check_documents([document.pk])
    settled = fresh(document).settled_at
    check_documents([document.pk])
    check_waiting_documents()
    assert (fresh(document).settled_at, fresh(document).attempts) == (settled, 1)


def test_document_in_somebody_elses_hands_is_passed_over_until_they_are_late(draft: Application) -> None:
    document = attached(draft, b"Ana built a rota.")
    Document.objects.update(next_try_at=clock.now() + checking.LEASE)  # claimed, and the worker was killed
    assert checking.due() == []
    assert checking.check([document.pk]) == {"waiting": 0, "clean": 0, "refused": 0}
    Document.objects.update(next_try_at=clock.now() - timedelta(seconds=1))
    check_waiting_documents()
    assert fresh(document).state == "clean"


def test_new_file_waits_again_and_an_old_verdict_does_not_reach_it(draft: Application) -> None:
    document = attached(draft, b"First.")
    checking.check([document.pk])
    before = fresh(document)
    attached(draft, b"Second.")
    after = fresh(document)
    assert (after.state, after.settled_at, after.attempts) == ("waiting", None, 0)
    assert not DocumentText.objects.exists()
    checking.settle(before, checking.Verdict(text="First."))
    assert fresh(document).state == "waiting"


def test_scanner_that_says_clean_releases_it(draft: Application, settings: Any) -> None:
    document = attached(draft, word())
    with fake_clamd() as clamd:
        settings.CLAMD_ADDRESS = clamd.address
        checking.check([document.pk])
    assert (fresh(document).state, fresh(document).scanned) == ("clean", True)
    assert clamd.streams == [word()]


def test_scanner_that_finds_something_has_it_deleted(
    draft: Application, settings: Any, caplog: Any, django_capture_on_commit_callbacks: Any
) -> None:
    document = attached(draft, b"A resume.\n" + EICAR)
    with fake_clamd() as clamd, django_capture_on_commit_callbacks(execute=True), caplog.at_level(logging.WARNING):
        settings.CLAMD_ADDRESS = clamd.address
        checking.check([document.pk])
    document = fresh(document)
    assert (document.state, document.reason, document.scanned, files()) == ("refused", Reason.MALWARE, True, 0)
    assert f"found Eicar-Test-Signature in document {document.public_id}" in caplog.text
    assert "A resume" not in caplog.text


@pytest.mark.parametrize("behaviour", ["garbage", "error", "hang up", "no end"])
def test_scanner_that_fails_keeps_it_in_quarantine(draft: Application, settings: Any, behaviour: str) -> None:
    document = attached(draft, b"Ana built a rota.")
    with fake_clamd(behaviour) as clamd:
        settings.CLAMD_ADDRESS = clamd.address
        started = clock.now()
        checking.check([document.pk])
    document = fresh(document)
    assert (document.state, document.attempts, files()) == ("waiting", 1, 1)
    assert timedelta(seconds=29) < document.next_try_at - started < timedelta(seconds=60)


def test_scanner_away_is_tried_again_ever_later_and_at_last_releases_it(draft: Application, settings: Any) -> None:
    document = attached(draft, b"Ana built a rota.")
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    waits = []
    for _ in range(3):
        Document.objects.update(next_try_at=clock.now())
        checking.check([document.pk])
        waits.append(round((fresh(document).next_try_at - clock.now()).total_seconds() / 30))
    assert waits == [1, 2, 4]
    Document.objects.update(attempts=400, next_try_at=clock.now())
    checking.check([document.pk])
    assert fresh(document).next_try_at - clock.now() <= checking.LONGEST_WAIT
    Document.objects.update(next_try_at=clock.now())
    with fake_clamd() as clamd:
        settings.CLAMD_ADDRESS = clamd.address
        check_waiting_documents()
    assert fresh(document).state == "clean"


def test_file_that_is_gone_stays_in_quarantine(draft: Application) -> None:
    document = attached(draft, b"Ana built a rota.")
    Path(document.file.path).unlink()
    assert checking.check([document.pk])["waiting"] == 1


def test_child_has_no_environment_and_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x" * 60)
    program = (
        "import os, resource; from applicants.documents import child; resource.setrlimit(resource.RLIMIT_CPU, (9, 9))"
    )
    monkeypatch.setattr(
        sandbox,
        "START",
        f"import sys; sys.path.insert(0, sys.argv[1]); {program}; print('{{\"refused\": null}}');"
        "import json; print(json.dumps({'text': ' '.join(sorted(os.environ))}))",
    )
    assert "SECRET_KEY" not in sandbox.look(b"x").text.split()


def test_child_that_is_stopped_by_its_limits_makes_the_file_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    for spoiler in ("[0] * 10**12", "os.kill(os.getpid(), 9)"):
        monkeypatch.setattr(
            sandbox,
            "START",
            "import os, sys; sys.path.insert(0, sys.argv[1]); from applicants.documents import child, inside\n"
            f"def look(content): {spoiler}\n"
            "inside.look_into = look\nchild.main()",
        )
        assert sandbox.look(b"x") == sandbox.Found(Reason.BOMB)


def test_child_that_is_stopped_while_it_reads_words_leaves_a_clean_file_without_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        sandbox,
        "START",
        "import os, sys; sys.path.insert(0, sys.argv[1]); from applicants.documents import child, inside\n"
        "inside.look_into = lambda content: lambda: os.kill(os.getpid(), 9)\nchild.main()",
    )
    assert sandbox.look(b"x") == sandbox.Found(None, "")


def test_child_that_cannot_work_says_nothing_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "START", "import nothing_of_this_name")
    with pytest.raises(sandbox.SandboxFailed):
        sandbox.look(b"x")


def test_child_takes_real_files() -> None:
    assert sandbox.look(word()) == sandbox.Found(None, "Ana built a rota for forty nurses.")
    assert sandbox.look(pdf(flate(b" " * 30_000_000))) == sandbox.Found(Reason.BOMB)
    assert sandbox.look(word(parts={"word/document.xml": body("<w:altChunk/>")})) == sandbox.Found(Reason.INSIDE)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "clean", "next_try_at": None},
        {"state": "refused", "next_try_at": None, "reason": "bomb", "settled_at": "2026-01-01T00:00Z"},
        {"state": "waiting", "next_try_at": None},
        {"state": "other"},
    ],
)
def test_database_holds_a_document_to_one_state(draft: Application, values: dict[str, Any]) -> None:
    attached(draft, b"Ana built a rota.")
    with pytest.raises(IntegrityError, match="document_state_is_whole"), transaction.atomic():
        Document.objects.update(**values)
