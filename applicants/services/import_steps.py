"""An import from the workbench, step by step: upload and check, confirm, run in the worker, or discard."""

import logging
import tempfile
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from redis.exceptions import RedisError

from applicants.importing.mapping import describe, parse, source_of
from applicants.importing.reading import Unreadable, inspect
from applicants.importing.rows import CleanRow
from applicants.models import ImportBatch
from applicants.services.bell import ring
from applicants.services.importing import ImportRefused, ImportReport, import_file
from careerpath.accounts.models import User
from cohorts.answers import Answer, QuestionSpec
from cohorts.models import Cohort
from cohorts.selectors import question_specs

log = logging.getLogger(__name__)

CHECK_SECONDS: Final = 4.0
"""How long the check at upload may take; a longer file is checked to there, and wholly when it goes in."""
KEPT_FOR: Final = timedelta(days=7)
"""How long an upload that nobody confirmed is kept: it holds people's answers."""
_SHOWN: Final = 50
_AGAIN_AFTER: Final = timedelta(seconds=20)
_TASK: Final = "applicants.tasks.run_import"
_BROKEN: Final = (
    "Something went wrong on our side, so nothing went in. Try again; "
    "if it happens again, tell the people who run this site."
)


def upload(*, cohort: Cohort, file: UploadedFile, mapping: str, mapping_name: str, by: User) -> ImportBatch:
    """Keep an uploaded file and say what importing it would do. Raises ImportRefused, keeping nothing, where it cannot be read."""
    batch = ImportBatch(
        cohort=cohort,
        file_name=Path(str(file.name)).name[:255],
        mapping=mapping,
        mapping_name=mapping_name[:200],
        by=by,
    )
    batch.file.save(batch.file_name, file, save=False)
    path = Path(batch.file.path)
    try:
        batch.file_sha256 = inspect(path, most_bytes=settings.IMPORT_MAX_BYTES).sha256
        report = import_file(cohort=cohort, path=path, mapping=mapping, dry_run=True, stop_after=CHECK_SECONDS)
        batch.preview = preview_of(cohort, mapping, report)
        batch.save()
    except Unreadable as error:
        batch.file.delete(save=False)
        raise ImportRefused(str(error)) from None
    except BaseException:
        batch.file.delete(save=False)
        raise
    return batch


def preview_of(cohort: Cohort, mapping: str, report: ImportReport) -> dict[str, Any]:
    """What the preview page shows, as data."""
    specs = question_specs(cohort.question_set)
    parsed = parse(mapping, specs)
    rules = {rule.spec.key: rule for rule in parsed.questions}
    return {
        "figures": {**report.as_json(), "left_blank": report.left_blank, "complete": report.complete},
        "questions": [
            {
                "key": spec.key,
                "label": spec.label,
                "required": spec.required,
                "columns": report.fed_by.get(spec.key, []),
                "cleaning": describe(rules[spec.key], parsed.blank) if spec.key in rules else [],
            }
            for spec in specs
        ],
        "blank": sorted(parsed.blank),
        "unused": report.unused,
        "by_column": sorted(report.by_column.items(), key=lambda pair: -pair[1]),
        "problems": [asdict(problem) | {"value": problem.value[:100]} for problem in report.problems[:_SHOWN]],
        "rows": [_shown(row) for row in report.first_rows],
        "answered": [
            {"label": spec.label, "answers": [_in_words(spec, row.answers.get(spec.key)) for row in report.first_rows]}
            for spec in specs
            if spec.key in rules
        ],
        "source": source_of(mapping),
    }


def _shown(row: CleanRow) -> dict[str, Any]:
    return {
        "line": row.line,
        "id": row.external_id,
        "who": row.name or row.email,
        "submitted": row.submitted_at.isoformat() if row.submitted_at else "",
    }


def _in_words(spec: QuestionSpec, answer: Answer) -> str:
    """An answer as people read it; empty where there is none."""
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    labels = dict(spec.options)
    values = answer if isinstance(answer, list) else [str(answer)]
    said = ", ".join(labels.get(value, value) for value in values)
    return said if len(said) <= 80 else f"{said[:79]}…"


def check_can_confirm(batch: ImportBatch) -> None:
    """Raise ImportRefused with the reason where an import cannot be started."""
    match batch.state:
        case ImportBatch.State.FINISHED:
            raise ImportRefused("This file has gone in already.")
        case ImportBatch.State.RUNNING:
            raise ImportRefused("This import is running already.")
    if not batch.file:
        raise ImportRefused("The file is not kept any more. Upload it again.")


def confirm(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Start an import that was looked at, or that failed before; the worker does it. Raises ImportRefused in words."""
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        check_can_confirm(locked)
        locked.confirmed_at, locked.by, locked.problem = timezone.now(), by, ""
        locked.save(update_fields=["confirmed_at", "by", "problem"])
        _tell_progress(locked.pk, 0)  # it may have run half-way before
        transaction.on_commit(partial(ring, _TASK, [[locked.pk]]))
    return locked


def discard(batch: ImportBatch, *, by: User) -> None:
    """Throw away an upload that has not gone in, with its file. Raises ImportRefused for one that runs or has finished."""
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state in (ImportBatch.State.RUNNING, ImportBatch.State.FINISHED):
            raise ImportRefused("An import that runs or has finished cannot be discarded: the ledger keeps it.")
        _forget(locked)
    log.info("Import %s discarded by user %s", batch.pk, by.pk)


def _forget(batch: ImportBatch) -> None:
    if batch.file:
        transaction.on_commit(partial(batch.file.storage.delete, str(batch.file.name)))
    batch.delete()


def run(batch_id: int) -> bool:
    """Do a confirmed import; whether there was something to do. Delivered twice, or while it runs elsewhere, it does nothing.

    The ledger row is locked as long as it runs, so a worker that is killed leaves it as it was, to be handed out again.
    """
    try:
        with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
            waiting = ImportBatch.objects.select_for_update(skip_locked=True, of=("self",))
            batch = waiting.select_related("cohort__question_set", "by").filter(pk=batch_id, **_UNFINISHED).first()
            if batch is None:
                return False
            import_file(
                cohort=batch.cohort,
                path=Path(batch.file.path),
                mapping=batch.mapping,
                by=batch.by,
                file_name=batch.file_name,
                errors=Path(folder) / "errors.csv",
                batch=batch,
                on_progress=partial(_tell_progress, batch_id),
            )
    except ImportRefused as error:
        ImportBatch.objects.filter(pk=batch_id).update(problem="\n".join(error.reasons))
    except Exception:  # whatever it was: unmarked, beat would hand the same file out for ever
        log.exception("Import %s failed", batch_id)
        ImportBatch.objects.filter(pk=batch_id).update(problem=_BROKEN)
    return True


_UNFINISHED: Final[dict[str, Any]] = {"confirmed_at__isnull": False, "finished_at__isnull": True, "problem": ""}


def hand_out_imports() -> int:
    """Queue again what was confirmed and is neither done nor in work, and forget uploads that nobody confirmed; how many queued."""
    now = timezone.now()
    with transaction.atomic():
        waiting = ImportBatch.objects.select_for_update(skip_locked=True).filter(**_UNFINISHED)
        ids = list(waiting.filter(confirmed_at__lt=now - _AGAIN_AFTER).values_list("pk", flat=True))
        old = ImportBatch.objects.select_for_update(skip_locked=True).filter(finished_at__isnull=True)
        for batch in old.exclude(**_UNFINISHED).filter(started_at__lt=now - KEPT_FOR):
            _forget(batch)
    return ring(_TASK, ([pk] for pk in ids))


def _progress_key(batch_id: int) -> str:
    return f"import-progress:{batch_id}"


def _tell_progress(batch_id: int, read: int) -> None:
    """Rows read so far, beside the transaction that nobody sees into; only for the page, nothing depends on it."""
    try:
        cache.set(_progress_key(batch_id), read, 3600)
    except (RedisError, OSError):
        log.debug("Progress of import %s could not be told", batch_id)


def progress(batch: ImportBatch) -> int:
    """Rows read so far by the worker; 0 where nothing is known."""
    try:
        return int(cache.get(_progress_key(batch.pk)) or 0)
    except (RedisError, OSError):
        return 0
