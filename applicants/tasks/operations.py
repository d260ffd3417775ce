"""Doing the chunks of bulk operations."""

import logging

from celery import shared_task

from applicants.services import operations

log = logging.getLogger(__name__)


@shared_task(name="applicants.tasks.work_chunk")
def work_chunk(chunk_id: int) -> None:
    """Do one chunk. Delivered twice, or for a chunk that is gone or in work elsewhere, it does nothing."""
    if operations.work_chunk(chunk_id):
        log.info("Chunk %s done", chunk_id)


@shared_task(name="applicants.tasks.hand_out_operations")
def hand_out_operations() -> None:
    """Hand out again what nobody finished, finish operations of which nothing is left. Beat calls it every ten seconds."""
    handed_out, finished = operations.hand_out_unfinished()
    if handed_out or finished:
        log.info("Handed out %s chunks again, finished %s operations", handed_out, finished)
