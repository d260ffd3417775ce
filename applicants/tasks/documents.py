"""Looking into documents."""

import logging
from collections.abc import Sequence

from celery import shared_task

from applicants.services.documents import checking

log = logging.getLogger(__name__)


@shared_task(name="applicants.tasks.check_documents")
def check_documents(document_ids: Sequence[int]) -> None:
    """Look into these documents. Those that are gone, settled or in somebody else's hands are passed over."""
    _tell(checking.check(document_ids))


@shared_task(name="applicants.tasks.check_waiting_documents")
def check_waiting_documents() -> None:
    """Look into those whose time has come: the bell could not be rung, the scanner was away, a worker was killed."""
    if waiting := checking.due():
        _tell(checking.check(waiting))


def _tell(counted: dict[str, int]) -> None:
    if any(counted.values()):
        log.info("Documents: %s clean, %s refused, %s wait", counted["clean"], counted["refused"], counted["waiting"])
