"""Every hostile file is refused in words of ours, quickly, and nothing of it stays on the disk; hostile names do nothing."""

import io
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import File

from applicants.documents import pdf_inside  # noqa: F401  # loaded now, so that the first file is not charged for it
from applicants.documents.inside import look_into
from applicants.documents.refusals import Reason, Refused
from applicants.models import Application, Document
from applicants.services.documents.checking import Verdict, settle
from applicants.services.documents.keeping import attach_resume
from applicants.services.documents.receiving import DocumentRefused
from applicants.services.documents.words import WORDS, too_large, words_of
from tests.applicants.documents.hostile import HOSTILE, NAMES, Hostile
from tests.factories import make_application

SECONDS = 1.0
"""Of processor time, so that a busy machine does not fail it."""


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Application]:
    """One draft for all files: what a test does to it is rolled back."""
    with django_db_blocker.unblock():
        application = make_application(draft=True)
        yield application
        cohort, applicant = application.cohort, application.applicant
        application.delete()
        applicant.delete()
        cohort.delete()


@pytest.fixture
def draft(made: Application, settings: Any, tmp_path: Path, db: None) -> Application:
    settings.MEDIA_ROOT = str(tmp_path)
    return made


def files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_there_are_two_hundred_of_them_and_no_two_alike() -> None:
    assert len(HOSTILE) >= 300
    assert max(Counter(map(str, HOSTILE)).values()) == 1
    assert {reason for each in HOSTILE for reason in each.reasons} == set(Reason) - {Reason.MALWARE}


@pytest.mark.parametrize("hostile", HOSTILE, ids=str)
def test_hostile_file_is_refused(hostile: Hostile, draft: Application, django_capture_on_commit_callbacks: Any) -> None:
    content = hostile.make()
    started = time.process_time()
    with django_capture_on_commit_callbacks(execute=False) as after:
        reason, words = take(draft, content, hostile.name)
    spent = time.process_time() - started
    for callback in after[1:]:  # the first rings for the worker
        callback()
    assert reason in hostile.reasons
    assert words == (too_large(len(content)) if reason == Reason.TOO_LARGE else str(WORDS[reason]))
    assert files() == []
    assert not Document.objects.filter(state="clean").exists()
    assert spent < SECONDS


def take(draft: Application, content: bytes, name: str) -> tuple[Reason, str]:
    """What the applicant is told: at once by the request, or by what the worker's checks find in the file that was kept."""
    try:
        document = attach_resume(draft, file=File(io.BytesIO(content), name=name), by=draft.applicant.user)
    except DocumentRefused as refused:
        return refused.reason, str(refused)
    with pytest.raises(Refused) as found:
        look_into(content)
    settle(document, Verdict(reason=found.value.reason))
    document.refresh_from_db()
    return Reason(document.reason), words_of(document.reason)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_hostile_name_does_nothing(name: str, draft: Application) -> None:
    document = attach_resume(draft, file=File(io.BytesIO(b"Ana built a rota."), name=name), by=None)
    assert re.fullmatch(r"[^/\\:*?\"<>|]{1,104}", document.original_name)
    assert document.original_name.endswith(".txt")
    assert len(document.original_name.encode()) <= 200
    assert {unicodedata.category(char)[0] for char in document.original_name} & {"C"} == set()
    assert not re.match(r"(?i)(\.|con\b|aux\b|lpt\d)", document.original_name)
    assert [re.fullmatch(r"[0-9a-f]{32}", path.name) is not None for path in files()] == [True]
