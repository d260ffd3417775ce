"""Exports: parts written by the chunks of an operation, joined into one file that can be fetched for some days."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, Final, cast

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.text import slugify

from applicants.exporting.columns import Column, chosen, from_json, to_json
from applicants.exporting.files import CONTENT_TYPES, Format, join, write_part
from applicants.models import BulkOperation
from applicants.selectors.deciding import latest_run
from applicants.selectors.exporting import export_columns, export_rows
from careerpath.ui.moments import say_moment
from cohorts.models import Cohort

KEPT_DAYS: Final = 7
"""How long a finished export can be fetched."""


class ExportRefused(ValueError):
    """An export that cannot be made; the message says why, in words."""


def export_params(cohort: Cohort, *, kind: str, columns: Sequence[str]) -> dict[str, Any]:
    """What an export operation keeps of how it is made. Empty `columns` means all. Raises ExportRefused."""
    if kind not in CONTENT_TYPES:
        raise ExportRefused("Choose CSV or XLSX.")
    every = export_columns(cohort)
    try:
        picked = chosen(every, columns) if columns else every
    except ValueError as error:
        raise ExportRefused(str(error)) from None
    run = latest_run(cohort)
    return {"format": kind, "columns": to_json(picked), "run": run.pk if run else None}


def write_chunk(operation: BulkOperation, ids: Sequence[int]) -> int:
    """Write the part of these applications; returns how many were there. Written anew where a killed worker left a piece of it."""
    kind, columns = _kind(operation), _columns(operation)
    rows = export_rows(ids, columns=columns, cohort=operation.cohort, run=operation.params["run"])
    with tempfile.TemporaryFile() as part:
        count = write_part(kind, rows, part)
        part.seek(0)
        name = _part_name(operation, min(ids))
        default_storage.delete(name)
        default_storage.save(name, File(part))
    return count


def join_parts(operation: BulkOperation) -> None:
    """Join the parts into the file of the operation, and delete them. Twice gives the same file, once."""
    kind = _kind(operation)
    names = [_part_name(operation, first) for first in _first_ids(operation)]
    about = [
        ("Cohort", str(operation.cohort)),
        ("Who", operation.filter_words or "everybody"),
        ("Asked for by", str(operation.created_by)),
        ("Asked for", say_moment(operation.created_at, operation.cohort.tz)),
        ("Answers", "As they were when the application was submitted, in the words of the form that was answered."),
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        join(kind, [column.heading for column in _columns(operation)], _opened(names), path, about=about)
        if operation.file:
            operation.file.delete(save=False)
        operation.file_name = f"{slugify(str(operation.cohort))}-{operation.created_at:%Y-%m-%d}-{operation.pk}.{kind}"
        operation.file_expires_at = timezone.now() + timedelta(days=KEPT_DAYS)
        with path.open("rb") as whole:
            operation.file.save(operation.file_name, File(whole), save=False)
    operation.save(update_fields=["file", "file_name", "file_expires_at"])
    for name in names:
        default_storage.delete(name)


def forget_old_files() -> int:
    """Delete the files of exports whose time is over; how many. Called by the worker, and whenever somebody comes too late."""
    old = BulkOperation.objects.filter(file_expires_at__lt=timezone.now())
    count = 0
    for operation in old:
        operation.file.delete(save=False)
        count += BulkOperation.objects.filter(pk=operation.pk).update(file="", file_expires_at=None)
    return count


def _kind(operation: BulkOperation) -> Format:
    return cast("Format", operation.params["format"])


def _columns(operation: BulkOperation) -> list[Column]:
    return from_json(operation.params["columns"])


def _part_name(operation: BulkOperation, first: int) -> str:
    return f"operations/parts/{operation.batch.hex}/{first:020d}"


def _first_ids(operation: BulkOperation) -> list[int]:
    """The smallest id of each chunk that is done, in order: one part each."""
    done = operation.chunks.filter(done_at__isnull=False).order_by("number")
    return [min(ids) for ids in done.values_list("application_ids", flat=True).iterator() if ids]


def _opened(names: Sequence[str]) -> Iterator[IO[bytes]]:
    for name in names:
        if default_storage.exists(name):
            with default_storage.open(name) as part:
                yield cast("IO[bytes]", part)
