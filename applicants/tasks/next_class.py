"""The list for the next class."""

import logging

from celery import shared_task

from applicants.services import next_class

log = logging.getLogger(__name__)


@shared_task(name="applicants.tasks.tell_of_open_classes")
def tell_of_open_classes() -> None:
    """Write to who waits for a class that has opened, each once. Beat calls it every five minutes."""
    if written := next_class.tell_of_open_classes():
        log.info("Told %s people that a class is open", written)


@shared_task(name="applicants.tasks.forget_next_class")
def forget_next_class() -> None:
    """Delete addresses that were not confirmed or want no more mail, after 30 days. Beat calls it once a day."""
    if forgotten := next_class.forget_unconfirmed():
        log.info("Forgot %s addresses of the list for the next class", forgotten)
