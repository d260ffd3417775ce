"""Keeping a draft's resume: outside the web root, under a random name, readable by us alone."""

from functools import partial

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from applicants.models import Application, Document
from applicants.services.applying_rules import check_is_draft, check_takes_drafts, lock
from applicants.services.documents.asking import ask_to_check
from applicants.services.documents.receiving import check_document
from careerpath.accounts.models import User
from careerpath.pipeline import clock


def attach_resume(application: Application, *, file: File, by: User | None) -> Document:
    """Keep a file as the draft's resume, in place of the one before; it waits for its check, and nobody gets it till then.

    Raises DocumentRefused for what can be seen at once, or ApplyingRefused.
    """
    checked = check_document(file)
    stored = ""
    try:
        with transaction.atomic():
            locked = _open_draft(application)
            before = Document.objects.filter(application=locked, kind=Document.Kind.RESUME).first()
            document = before or Document(application=locked)
            old, document.original_name = (before.file.name if before else ""), checked.name
            document.content_type, document.size, document.sha256 = checked.content_type, checked.size, checked.sha256
            document.uploaded_at = clock.now()
            document.file.save(checked.name, file, save=False)
            stored = document.file.name or ""
            ask_to_check(document)
            document.save()
            locked.save(update_fields=["updated_at"])
            if old:
                transaction.on_commit(partial(default_storage.delete, old), robust=True)
    except BaseException:
        if stored:  # no row points to it
            default_storage.delete(stored)
        raise
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
