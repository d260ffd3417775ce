"""The tasks of the reports. What is to be done stands in the database; a task only begins it."""

import logging

from celery import shared_task

from reports.services import counting, partners, preparing

log = logging.getLogger(__name__)

AT_MOST = 100_000
"""Changes in one task, so that no worker is held by it for more than some ten seconds."""


@shared_task(name="reports.tasks.count_changed")
def count_changed() -> None:
    """Count what changed since. Beat calls it every five seconds; of two at once the second does nothing."""
    if done := counting.count_changed(AT_MOST):
        log.info("%s changes counted", done)


@shared_task(name="reports.tasks.prepare_pages")
def prepare_pages() -> None:
    """Work out what the newest cohorts' pages hide, so that nobody waits for it. Beat calls it every minute."""
    if done := preparing.prepare():
        log.info("What is hidden was worked out for %s cohorts", done)


@shared_task(name="reports.tasks.count_for_partners")
def count_for_partners() -> None:
    """Count what partner universities read. Beat calls it every ten minutes; the first call of a week does it."""
    if done := partners.count_if_due():
        log.info("Counted for %s partner universities", done)
