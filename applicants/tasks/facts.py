"""Making facts after an application was submitted or imported."""

import logging
from collections.abc import Sequence

from celery import shared_task

from applicants.services import facts

log = logging.getLogger(__name__)


@shared_task(name="applicants.tasks.make_facts")
def make_facts(application_ids: Sequence[int]) -> None:
    """Make the facts of these applications. Ids that are gone are passed over; twice gives the same."""
    written = facts.make_facts(application_ids)
    log.info("Facts made for %s of %s applications", written, len(application_ids))
