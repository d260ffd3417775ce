"""The tasks of placements. What is to be done stands in the database; a task only begins it."""

import logging

from celery import shared_task

from placements.services import evaluation_reminders, reminding

log = logging.getLogger(__name__)


@shared_task(name="placements.tasks.remind_of_evaluations")
def remind_of_evaluations() -> None:
    """Tell client contacts of evaluations that are open or late. Beat calls it every hour; each is told once of each."""
    if written := evaluation_reminders.remind_of_evaluations():
        log.info("Contacts told of evaluations: %s", written)


@shared_task(name="placements.tasks.remind_of_first_days")
def remind_of_first_days() -> None:
    """Remind who has something to do before a first day, or to renew. Beat calls it every hour; each is written once."""
    if written := reminding.remind():
        log.info("Reminders of what comes before a first day: %s", written)
