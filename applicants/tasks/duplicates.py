"""Looking for people who applied twice."""

import logging
from collections.abc import Sequence

from celery import shared_task

from applicants.services import duplicates

log = logging.getLogger(__name__)


@shared_task(name="applicants.tasks.find_duplicates")
def find_duplicates(application_ids: Sequence[int]) -> None:
    """Look for the people of these applications. Ids that are gone are passed over; twice gives the same."""
    _tell(duplicates.look_at(application_ids))


@shared_task(name="applicants.tasks.find_duplicates_of")
def find_duplicates_of(applicant_ids: Sequence[int]) -> None:
    """Look again for these people, whose records were merged or separated."""
    _tell(duplicates.look_for(applicant_ids))


@shared_task(name="applicants.tasks.look_for_missed_duplicates")
def look_for_missed_duplicates() -> None:
    """Look for those who came in while the bell could not be rung. Beat calls it every five minutes."""
    if missed := duplicates.missed():
        _tell(duplicates.look_for(missed))


def _tell(found: duplicates.Found) -> None:
    log.info(
        "Looked for %s people: %s pairs compared, %s to look at, %s keys shared by too many",
        found.people,
        found.compared,
        found.listed,
        len(found.common),
    )
