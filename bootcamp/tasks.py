"""The tasks of the boot camp. What is to be done stands in the database; a task only begins it."""

import logging
from collections.abc import Sequence

from celery import shared_task

from bootcamp.services import onboarding, renewal_notices, surveying, warning

log = logging.getLogger(__name__)


@shared_task(name="bootcamp.tasks.look_again")
def look_again(ids: Sequence[int]) -> None:
    """Work out early warning of these enrolments where they are stale. Gone, fresh or in other hands: passed over."""
    if done := warning.look_again(ids):
        log.info("Early warning was worked out for %s people", done)


@shared_task(name="bootcamp.tasks.hand_out_warnings")
def hand_out_warnings() -> None:
    """Ring again for whom nobody looked at, and for those whose time has come. Beat calls it twice a minute."""
    if waiting := warning.hand_out():
        log.info("Early warning waits for %s people; handed out", waiting)


@shared_task(name="bootcamp.tasks.remind_of_onboarding")
def remind_of_onboarding() -> None:
    """Remind who has something to do before a class begins. Beat calls it every hour; each reminder is written once."""
    if written := onboarding.remind_due():
        log.info("Reminders of what comes before a class: %s", written)


@shared_task(name="bootcamp.tasks.remind_of_renewals")
def remind_of_renewals() -> None:
    """Write the reminders of credentials that end. Beat calls it every hour; each reminder is written once."""
    if written := renewal_notices.write_renewal_reminders():
        log.info("Reminders of renewals: %s", written)


@shared_task(name="bootcamp.tasks.open_surveys")
def open_surveys() -> None:
    """Open the surveys of the modules that are over, and write to their classes, once. Beat calls it every ten minutes."""
    if opened := surveying.open_surveys():
        log.info("%s surveys are open", opened)
