"""A real Celery worker imports, is killed in the middle, and nothing is half-written."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applicants.models import Applicant, Application, ApplicationFacts, ImportBatch
from applicants.services import import_steps
from tests.applicants.importing.factories import MAPPING, a_row, write_csv
from tests.applicants.screening.conftest import queue
from tests.applicants.screening.test_worker import Start, kill, start_worker, wait_until
from tests.factories import make_cohort, make_user

__all__ = ["queue", "start_worker"]  # fixtures

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

PEOPLE = 8_000


@pytest.fixture(autouse=True)
def _documents_that_the_worker_sees(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker is another process: it learns from the environment where uploads lie."""
    settings.MEDIA_ROOT = str(tmp_path / "documents")
    monkeypatch.setenv("MEDIA_ROOT", settings.MEDIA_ROOT)


def test_a_worker_killed_in_the_middle_of_an_import_leaves_nothing_and_another_does_it(
    tmp_path: Path, start_worker: Start
) -> None:
    path = write_csv(tmp_path / "a.csv", [a_row(number) for number in range(PEOPLE)])
    file, by = SimpleUploadedFile("a.csv", path.read_bytes()), make_user()
    batch = import_steps.upload(cohort=make_cohort(), file=file, mapping=MAPPING, mapping_name="", by=by)
    first = start_worker()
    import_steps.confirm(batch, by=by)
    wait_until(lambda: import_steps.progress(batch) > 0)
    kill(first)
    assert (Application.objects.count(), Applicant.objects.count()) == (0, 0)

    # The broker would bring the task back only after an hour; the ledger is asked instead.
    ImportBatch.objects.update(confirmed_at=timezone.now() - timedelta(minutes=1))
    wait_until(lambda: import_steps.hand_out_imports() == 1)  # once the server has noticed that the worker is gone
    start_worker()
    wait_until(lambda: ImportBatch.objects.get().state == ImportBatch.State.FINISHED)
    assert (Application.objects.count(), Applicant.objects.count()) == (PEOPLE, PEOPLE)
    wait_until(lambda: ApplicationFacts.objects.count() == PEOPLE)
