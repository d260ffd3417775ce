"""Making the words that answers are found by."""

import logging

from celery import shared_task

from applicants.services import indexing

log = logging.getLogger(__name__)

AT_MOST = 20_000
"""Applications in one task, so that no worker is held by it for more than some ten seconds."""


@shared_task(name="applicants.tasks.make_words")
def make_words() -> None:
    """Make the words of applications that came in or changed. Beat calls it every five seconds; two at once do no harm."""
    if written := indexing.make_words(AT_MOST):
        log.info("Words made for %s applications", written)
