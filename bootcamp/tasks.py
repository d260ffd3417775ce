"""The tasks of the boot camp. What is to be done stands in the database; a task only begins it."""

import logging
from collections.abc import Sequence

from celery import shared_task

from bootcamp.services import warning

log = logging.getLogger(__name__)


@shared_task(name="bootcamp.tasks.look_again")
def look_again(ids: Sequence[int]) -> None:
    """Work out early warning of these enrolments where they are stale. Gone, fresh or in other hands: passed over."""
    if done := warning.look_again(ids):
        log.info("Early warning was worked out for %s people", done)


@shared_task(name="bootcamp.tasks.hand_out_warnings")
def hand_out_warnings() -> None:
    """Ring again for whom nobody looked at, and for those whose time has come. Beat calls it twice a minute."""
    if waiting := warning.hand_out():
        log.info("Early warning waits for %s people; handed out", waiting)
