"""Forgetting exports whose time is over."""

import logging

from celery import shared_task

from applicants.services import exporting

log = logging.getLogger(__name__)


@shared_task(name="applicants.tasks.forget_old_files")
def forget_old_files() -> None:
    """Delete the files whose time is over. Beat calls it every hour; twice does nothing more."""
    if count := exporting.forget_old_files():
        log.info("Forgot %s exported files", count)
