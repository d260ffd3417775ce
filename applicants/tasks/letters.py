"""Sending letters."""

import logging

from celery import shared_task

from applicants.services import sending

log = logging.getLogger(__name__)


@shared_task(name="applicants.tasks.send_letters")
def send_letters() -> None:
    """Send the letters that are due. Beat calls it twice a minute. In two workers at once it sends none twice."""
    lot = sending.send_due()
    if lot.sent or lot.later or lot.failed or lot.unsure or lot.unreachable:
        log.info(
            "Letters: %s sent, %s to be tried again, %s failed, %s perhaps sent",
            lot.sent,
            lot.later,
            lot.failed,
            lot.unsure,
        )
