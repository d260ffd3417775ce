"""Erasing what is due, and reminding people whose consent ends."""

import logging

from celery import shared_task

from applicants.services.erasing import erase_due as erase
from applicants.services.pool import remind_of_ending

log = logging.getLogger(__name__)


@shared_task(name="applicants.tasks.erase_due")
def erase_due() -> None:
    """Erase the drafts and the applications asked to be deleted whose time is over. Twice at once erases each once."""
    done = erase()
    if any(done.values()):
        log.info("Erased: %s drafts, %s applications asked for", done["drafts"], done["asked"])


@shared_task(name="applicants.tasks.remind_of_ending_consents")
def remind_of_ending_consents() -> None:
    """Tell people once, two weeks before, that their consent to be asked for later classes ends."""
    if reminded := remind_of_ending():
        log.info("Reminded %s people that their consent ends", reminded)
