"""Exports: parts written by the chunks of an operation, joined into one file that can be fetched for some days."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO, Any, Final, cast

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from applicants.exporting.columns import Column, chosen, from_json, to_json
from applicants.exporting.files import CONTENT_TYPES, Format, join, write_part
from applicants.lifecycle import OperationStatus
from applicants.models import BulkOperation, BulkOutcome
from applicants.selectors.deciding import latest_run
from applicants.selectors.exporting import export_columns, export_rows
from careerpath.ui.moments import say_moment
from cohorts.models import Cohort

KEPT_DAYS: Final = 7
"""How long a finished export can be fetched."""
LOOKED_AT: Final = 100
"""Ended exports whose parts are looked for each time; older ones were looked at before."""


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
    """Write the part of these applications; returns how many were there.

    A part is named by its first id. What an earlier try left of the same applications, in whatever pieces, goes first.
    """
    kind, columns = _kind(operation), _columns(operation)
    rows = export_rows(ids, columns=columns, cohort=operation.cohort, run=operation.params["run"])
    mine = set(ids)
    with tempfile.TemporaryFile() as part:
        count = write_part(kind, rows, part)
        part.seek(0)
        for first in _parts(operation):
            if first in mine:
                default_storage.delete(_part_name(operation, first))
        default_storage.save(_part_name(operation, min(ids)), File(part))
    return count


def join_parts(operation: BulkOperation) -> None:
    """Join the parts into the file of the operation. Done again, it gives the same file.

    Once that is committed the parts are deleted, unless some applications failed: a retry adds theirs to the others.
    """
    kind = _kind(operation)
    failed = operation.outcomes.filter(outcome=BulkOutcome.Outcome.FAILED)
    left_out = set(failed.values_list("application", flat=True))
    names = [_part_name(operation, first) for first in _parts(operation) if first not in left_out]
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
        operation.file_name = f"{slugify(str(operation.cohort))}-{operation.created_at:%Y-%m-%d}-{operation.pk}.{kind}"
        operation.file_expires_at = timezone.now() + timedelta(days=KEPT_DAYS)
        before = operation.file.name
        with path.open("rb") as whole:
            operation.file.save(operation.file_name, File(whole), save=False)
    operation.save(update_fields=["file", "file_name", "file_expires_at"])
    if before:
        transaction.on_commit(partial(default_storage.delete, before))
    if not left_out:
        transaction.on_commit(partial(forget_parts, operation))


def forget_parts(operation: BulkOperation) -> None:
    """Delete the parts of an export that has its file, or never will."""
    for first in _parts(operation):
        default_storage.delete(_part_name(operation, first))


def forget_old_files() -> int:
    """Delete the files of exports whose time is over, and the parts of those that will never have one; how many files."""
    count = 0
    for operation in BulkOperation.objects.filter(file_expires_at__lt=timezone.now()):
        name = str(operation.file.name)
        count += BulkOperation.objects.filter(pk=operation.pk).update(file="", file_expires_at=None)
        default_storage.delete(name)
        forget_parts(operation)
    given_up = BulkOperation.objects.filter(
        kind=BulkOperation.Kind.EXPORT, status__in=[OperationStatus.CANCELLED, OperationStatus.FAILED]
    )
    for operation in given_up.order_by("-pk")[:LOOKED_AT]:
        forget_parts(operation)
    return count


def _kind(operation: BulkOperation) -> Format:
    return cast("Format", operation.params["format"])


def _columns(operation: BulkOperation) -> list[Column]:
    return from_json(operation.params["columns"])


def _folder(operation: BulkOperation) -> str:
    return f"operations/parts/{operation.batch.hex}"


def _part_name(operation: BulkOperation, first: int) -> str:
    return f"{_folder(operation)}/{first:020d}"


def _parts(operation: BulkOperation) -> list[int]:
    """The first ids of the parts that are there, in order."""
    try:
        _, names = default_storage.listdir(_folder(operation))
    except FileNotFoundError:  # nothing written yet
        return []
    return sorted(int(name) for name in names if name.isdecimal())


def _opened(names: Sequence[str]) -> Iterator[IO[bytes]]:
    for name in names:
        with default_storage.open(name) as part:
            yield cast("IO[bytes]", part)
