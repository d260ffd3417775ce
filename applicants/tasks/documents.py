"""Looking into documents."""

import logging
from collections.abc import Sequence

from celery import shared_task
from django.apps import apps

from applicants.services.documents import checking

log = logging.getLogger(__name__)


@shared_task(name="applicants.tasks.check_documents")
def check_documents(ids: Sequence[int], kind: str = "applicants.Document") -> None:
    """Look into these files of a kind. Those that are gone, settled or in somebody else's hands are passed over."""
    _tell(checking.check(ids, apps.get_model(kind)))


@shared_task(name="applicants.tasks.check_waiting_documents")
def check_waiting_documents() -> None:
    """Look into those whose time has come: the bell could not be rung, the scanner was away, a worker was killed."""
    for kind in checking.kinds():
        if waiting := checking.due(kind):
            _tell(checking.check(waiting, kind))


def _tell(counted: dict[str, int]) -> None:
    if any(counted.values()):
        log.info("Documents: %s clean, %s refused, %s wait", counted["clean"], counted["refused"], counted["waiting"])
