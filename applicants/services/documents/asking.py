"""Having a stored document looked into: it waits, and a worker is rung for."""

from functools import partial

from django.db import transaction

from applicants.models import Document, DocumentText
from applicants.services.bell import ring
from careerpath.pipeline import clock

TASK = "applicants.tasks.check_documents"


def ask_to_check(document: Document) -> None:
    """Make a document wait for its check and ring for a worker after commit. The caller saves it, in a transaction.

    Call it whenever its file is a new one: what was found in the file before says nothing of this one.
    """
    document.state, document.reason, document.scanned = Document.State.WAITING, "", False
    document.settled_at, document.attempts, document.next_try_at = None, 0, clock.now()
    if document.pk:
        DocumentText.objects.filter(document=document.pk).delete()
    transaction.on_commit(partial(_ring, document), robust=True)


def _ring(document: Document) -> None:
    ring(TASK, [([document.pk],)])
