"""Writing reminders."""

import logging

from celery import shared_task

from applicants.services import reminders

log = logging.getLogger(__name__)


@shared_task(name="applicants.tasks.write_reminders")
def write_reminders() -> None:
    """Write the reminders that are due. Beat calls it every ten minutes. In two workers at once it writes none twice."""
    written = reminders.write_reminders()
    if any(written.values()):
        log.info("Reminders: %s", ", ".join(f"{kind} {number}" for kind, number in written.items() if number))
