"""An import from the workbench: every step once, whatever is clicked or delivered twice, and nothing left behind."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from applicants.models import Application, ImportBatch
from applicants.services import import_steps
from applicants.services.importing import ImportRefused
from applicants.tasks import hand_out_imports, run_import
from careerpath.accounts.models import User
from tests.applicants.importing.factories import MAPPING, a_row, write_csv
from tests.factories import make_cohort, make_user

pytestmark = pytest.mark.django_db


def kept() -> list[Path]:
    """The files that are stored."""
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def _folder_of_its_own(settings: Any, tmp_path: Path) -> None:
    """Here it is counted which files are kept."""
    settings.MEDIA_ROOT = str(tmp_path / "documents")


@pytest.fixture
def by() -> User:
    """Somebody who imports."""
    return make_user()


@pytest.fixture
def batch(tmp_path: Path, by: User) -> ImportBatch:
    """An upload of three rows, of which one does not fit."""
    return upload(tmp_path, by, [a_row(1), a_row(2), a_row(3, Hours="900")])


def upload(folder: Path, by: User, rows: list[dict[str, Any]], cohort: Any = None) -> ImportBatch:
    path = write_csv(folder / "answers.csv", rows)
    file = SimpleUploadedFile("C:\\fakepath\\answers.csv", path.read_bytes())
    return import_steps.upload(cohort=cohort or make_cohort(), file=file, mapping=MAPPING, mapping_name="Test", by=by)


def test_an_upload_is_checked_and_nothing_goes_in(batch: ImportBatch) -> None:
    assert batch.state == ImportBatch.State.PREVIEW
    assert batch.preview is not None
    figures = batch.preview["figures"]
    assert (figures["read"], figures["imported"], figures["refused"], figures["complete"]) == (3, 2, 1, True)
    assert [row["id"] for row in batch.preview["rows"]] == ["r1", "r2"]
    assert batch.preview["by_column"] == [("Hours", 1)]
    assert batch.preview["unused"] == []
    assert not Application.objects.exists()
    assert [path.stat().st_mode & 0o777 for path in kept()] == [0o600]


def test_an_upload_that_cannot_be_read_keeps_nothing(by: User) -> None:
    for content in (b"", b"Id\n\x00", b"Id,Hours\n1,2\n"):
        file = SimpleUploadedFile("a.csv", content)
        with pytest.raises(ImportRefused):
            import_steps.upload(cohort=make_cohort(), file=file, mapping=MAPPING, mapping_name="", by=by)
    assert kept() == []
    assert not ImportBatch.objects.exists()


def test_a_long_file_is_checked_as_far_as_there_is_time(
    tmp_path: Path, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_steps, "CHECK_SECONDS", 0.0)
    monkeypatch.setattr("applicants.services.importing.CHUNK", 2)
    batch = upload(tmp_path, by, [a_row(number) for number in range(5)])
    assert batch.preview is not None
    assert (batch.preview["figures"]["read"], batch.preview["figures"]["complete"]) == (2, False)


def test_confirmed_it_goes_in_and_its_file_goes(
    batch: ImportBatch, by: User, django_capture_on_commit_callbacks
) -> None:
    import_steps.confirm(batch, by=by)
    with django_capture_on_commit_callbacks(execute=True):
        assert import_steps.run(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.read, batch.imported, batch.refused) == (ImportBatch.State.FINISHED, 3, 2, 1)
    assert (batch.file.name, batch.preview) == ("", None)
    assert kept() == [Path(batch.errors_file.path)]
    assert Application.objects.filter(imported_by=batch).count() == 2
    assert import_steps.progress(batch) == 3


def test_delivered_twice_or_for_nothing_it_does_nothing(batch: ImportBatch, by: User) -> None:
    run_import(batch.pk)  # nobody has confirmed it
    assert not Application.objects.exists()
    import_steps.confirm(batch, by=by)
    run_import(batch.pk)
    run_import(batch.pk)
    run_import(batch.pk + 999)
    assert (Application.objects.count(), ImportBatch.objects.count()) == (2, 1)


def test_a_worker_s_refusal_stands_on_the_page_and_can_be_tried_again(batch: ImportBatch, by: User) -> None:
    import_steps.confirm(batch, by=by)
    path = Path(batch.file.path)
    content = path.read_bytes()
    path.unlink()
    assert import_steps.run(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.problem) == (
        ImportBatch.State.FAILED,
        "The file cannot be opened: No such file or directory.",
    )
    path.write_bytes(content)
    import_steps.confirm(batch, by=by)
    assert import_steps.run(batch.pk)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.FINISHED


def test_an_unforeseen_fault_leaves_nothing_half_written(batch: ImportBatch, by: User) -> None:
    import_steps.confirm(batch, by=by)
    with connection.cursor() as cursor:  # the second row to be written breaks a rule of the database
        cursor.execute("ALTER TABLE applicants_application ADD CONSTRAINT broken CHECK (external_id <> 'r2')")
    assert import_steps.run(batch.pk)
    batch.refresh_from_db()
    assert batch.problem.startswith("Something went wrong on our side, so nothing went in.")
    assert not Application.objects.exists()


def test_only_what_waits_can_be_confirmed_or_discarded(batch: ImportBatch, by: User) -> None:
    import_steps.confirm(batch, by=by)
    with pytest.raises(ImportRefused, match="is running already"):
        import_steps.confirm(batch, by=by)
    with pytest.raises(ImportRefused, match="cannot be discarded"):
        import_steps.discard(batch, by=by)
    import_steps.run(batch.pk)
    with pytest.raises(ImportRefused, match="has gone in already"):
        import_steps.confirm(batch, by=by)
    with pytest.raises(ImportRefused, match="cannot be discarded"):
        import_steps.discard(batch, by=by)


def test_discarding_leaves_neither_row_nor_file(
    batch: ImportBatch, by: User, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        import_steps.discard(batch, by=by)
    assert kept() == []
    assert not ImportBatch.objects.exists()


def test_the_database_keeps_no_answers_of_a_finished_import(batch: ImportBatch) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(finished_at=timezone.now())


def test_what_nobody_took_up_is_handed_out_again(batch: ImportBatch, by: User) -> None:
    import_steps.confirm(batch, by=by)
    assert import_steps.hand_out_imports() == 0  # it was queued a moment ago
    ImportBatch.objects.update(confirmed_at=timezone.now() - timedelta(minutes=1))
    assert import_steps.hand_out_imports() == 1
    import_steps.run(batch.pk)
    assert import_steps.hand_out_imports() == 0


def test_uploads_that_nobody_confirmed_are_forgotten(batch: ImportBatch, django_capture_on_commit_callbacks) -> None:
    hand_out_imports()
    assert ImportBatch.objects.exists()
    ImportBatch.objects.update(started_at=timezone.now() - timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        hand_out_imports()
    assert not ImportBatch.objects.exists()
    assert kept() == []


@pytest.mark.django_db(transaction=True)
def test_while_one_worker_has_it_another_passes_it_by(batch: ImportBatch, by: User) -> None:
    import threading

    import_steps.confirm(batch, by=by)
    results: list[bool] = []

    def elsewhere() -> None:
        try:
            results.append(import_steps.run(batch.pk))
        finally:
            connection.close()

    with transaction.atomic():
        ImportBatch.objects.select_for_update().get(pk=batch.pk)
        (thread := threading.Thread(target=elsewhere)).start()
        thread.join(20)
    assert results == [False]
    assert import_steps.run(batch.pk)
    assert Application.objects.count() == 2
