"""Having a stored file looked into: it waits, and a worker is rung for."""

from functools import partial

from django.db import transaction

from applicants.models import CheckedFile, FileState
from applicants.services.bell import ring
from careerpath.pipeline import clock

TASK = "applicants.tasks.check_documents"


def ask_to_check(file: CheckedFile) -> None:
    """Make a file wait for its check and ring for a worker after commit. The caller saves it, in a transaction.

    Call it whenever its file is a new one: what was found in the file before says nothing of this one.
    """
    file.state, file.reason, file.scanned = FileState.WAITING, "", False
    file.settled_at, file.attempts, file.next_try_at = None, 0, clock.now()
    if file.pk:
        file.forget_words()
    transaction.on_commit(partial(_ring, file), robust=True)


def _ring(file: CheckedFile) -> None:
    ring(TASK, [([file.pk], file._meta.label)])
