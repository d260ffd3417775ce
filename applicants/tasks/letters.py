"""Sending letters and notices."""

import logging

from celery import shared_task

from applicants.models import Notice
from applicants.services import sending

log = logging.getLogger(__name__)


@shared_task(name="applicants.tasks.send_letters")
def send_letters() -> None:
    """Send what is due. Beat calls it twice a minute. In two workers at once it sends none twice."""
    _log(sending.send_due())


@shared_task(name="applicants.tasks.send_notices")
def send_notices() -> None:
    """Send the notices that somebody waits for or expects. Rung when one is written; beat calls it every few seconds."""
    _log(sending.send_due(upto=Notice.Urgency.SOON))


def _log(lot: sending.Lot) -> None:
    if lot.sent or lot.later or lot.failed or lot.unsure or lot.unreachable:
        log.info(
            "Mail: %s sent, %s to be tried again, %s failed, %s perhaps sent",
            lot.sent,
            lot.later,
            lot.failed,
            lot.unsure,
        )
