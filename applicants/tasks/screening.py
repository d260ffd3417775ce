"""Scoring the batches of screening runs."""

import logging

from celery import shared_task

from applicants.services import screening

log = logging.getLogger(__name__)


@shared_task(name="applicants.tasks.score_batch")
def score_batch(batch_id: int) -> None:
    """Score one batch. Delivered twice, or for a batch that is gone or in work elsewhere, it does nothing."""
    if screening.score_batch(batch_id):
        log.info("Batch %s scored", batch_id)


@shared_task(name="applicants.tasks.hand_out_unfinished")
def hand_out_unfinished() -> None:
    """Hand out again what nobody finished, and finish the runs of which nothing is left. Beat calls it every ten seconds."""
    handed_out, finished = screening.hand_out_unfinished()
    if handed_out or finished:
        log.info("Handed out %s batches again, finished %s runs", handed_out, finished)
