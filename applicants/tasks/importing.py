"""Running confirmed imports."""

import logging

from celery import shared_task

from applicants.services import import_steps

log = logging.getLogger(__name__)


@shared_task(name="applicants.tasks.run_import")
def run_import(batch_id: int) -> None:
    """Import one confirmed file. Delivered twice, or for an import that is gone or in work elsewhere, it does nothing."""
    if import_steps.run(batch_id):
        log.info("Import %s done", batch_id)


@shared_task(name="applicants.tasks.hand_out_imports")
def hand_out_imports() -> None:
    """Hand out again the confirmed imports that nobody has in work, and forget old uploads. Beat calls it twice a minute."""
    if again := import_steps.hand_out_imports():
        log.info("Handed out %s imports again", again)
