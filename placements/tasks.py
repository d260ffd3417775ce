"""The tasks of placements. What is to be done stands in the database; a task only begins it."""

import logging

from celery import shared_task

from placements.services import evaluation_reminders, matching, reminding, yearly

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


@shared_task(name="placements.tasks.run_match")
def run_match(run_id: int) -> None:
    """Do a matching that waits. Gone, over or in other hands: passed over."""
    if matching.run_match(run_id):
        log.info("Matching %s is done", run_id)


@shared_task(name="placements.tasks.hand_out_matches")
def hand_out_matches() -> None:
    """Ring again for matchings that nobody has. Beat calls it twice a minute."""
    if waiting := matching.hand_out():
        log.info("Matchings handed out: %s", waiting)


@shared_task(name="placements.tasks.open_yearly_surveys")
def open_yearly_surveys() -> None:
    """Open the yearly surveys that are due, and tell their people once. Beat calls it every hour."""
    if opened := yearly.open_due():
        log.info("Yearly surveys opened: %s", opened)
