"""The tasks of placements. What is to be done stands in the database; a task only begins it."""

import logging

from celery import shared_task

from placements.services import evaluation_reminders

log = logging.getLogger(__name__)


@shared_task(name="placements.tasks.remind_of_evaluations")
def remind_of_evaluations() -> None:
    """Tell client contacts of evaluations that are open or late. Beat calls it every hour; each is told once of each."""
    if written := evaluation_reminders.remind_of_evaluations():
        log.info("Contacts told of evaluations: %s", written)
