"""Keeping a draft's resume: outside the web root, under a random name, readable by us alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from applicants.models import Application, CheckedFile, Document
from applicants.services.applying_rules import check_is_draft, check_takes_drafts, lock
from applicants.services.documents.asking import ask_to_check
from applicants.services.documents.receiving import Checked, check_document
from careerpath.accounts.models import User
from careerpath.pipeline import clock


@contextmanager
def stored_or_gone() -> Iterator[list[str]]:
    """Where what stands inside fails, the files whose names were put into the list are deleted: no row points to them."""
    stored: list[str] = []
    try:
        yield stored
    except BaseException:
        for name in stored:
            default_storage.delete(name)
        raise


def store(row: CheckedFile, file: File, checked: Checked, stored: list[str]) -> None:
    """Keep a file that was looked at (`check_document`) in its row, which is saved and waits for its check."""
    row.original_name, row.content_type = checked.name, checked.content_type
    row.size, row.sha256, row.uploaded_at = checked.size, checked.sha256, clock.now()
    row.file.save(checked.name, file, save=False)
    stored.append(row.file.name or "")
    ask_to_check(row)
    row.save()


def attach_resume(application: Application, *, file: File, by: User | None) -> Document:
    """Keep a file as the draft's resume, in place of the one before; it waits for its check, and nobody gets it till then.

    Raises DocumentRefused for what can be seen at once, or ApplyingRefused.
    """
    checked = check_document(file)
    with stored_or_gone() as stored, transaction.atomic():
        locked = _open_draft(application)
        before = Document.objects.filter(application=locked, kind=Document.Kind.RESUME).first()
        document = before or Document(application=locked)
        old = before.file.name if before else ""
        store(document, file, checked, stored)
        locked.save(update_fields=["updated_at"])
        if old:
            transaction.on_commit(partial(default_storage.delete, old), robust=True)
    return document


@transaction.atomic
def remove_resume(application: Application, *, by: User | None) -> None:
    """Take a draft's resume away, file and all. Doing it twice changes nothing. Raises ApplyingRefused."""
    locked = _open_draft(application)
    if document := Document.objects.filter(application=locked, kind=Document.Kind.RESUME).first():
        if name := document.file.name:
            transaction.on_commit(partial(default_storage.delete, name), robust=True)
        document.delete()
        locked.save(update_fields=["updated_at"])


def _open_draft(application: Application) -> Application:
    """The application under lock; raises ApplyingRefused unless it is a draft that may still be changed."""
    locked = lock(application.pk)
    check_is_draft(locked)
    check_takes_drafts(locked.cohort)
    return locked
