"""The tasks of mentoring. What is to be done stands in the database; a task only begins it."""

import logging

from celery import shared_task

from mentorship.services import nudging, pair_notices, reminding

log = logging.getLogger(__name__)


@shared_task(name="mentorship.tasks.nudge")
def nudge() -> None:
    """Write to pairs whose contact is due for days. Beat calls it every hour; each nudge is written once."""
    if written := nudging.nudge_due():
        log.info("Nudges about contacts: %s", written)


@shared_task(name="mentorship.tasks.remind_of_proposals")
def remind_of_proposals() -> None:
    """Remind who has not answered a proposed pair. Beat calls it every hour; each reminder is written once."""
    if written := pair_notices.remind_of_proposals():
        log.info("Reminders of proposed pairs: %s", written)


@shared_task(name="mentorship.tasks.remind_of_check_ins")
def remind_of_check_ins() -> None:
    """Remind mentees and mentors of check-ins that can be answered. Beat calls it every hour; each reminder is written once."""
    if written := reminding.remind_of_check_ins():
        log.info("Reminders of check-ins: %s", written)
