"""Housekeeping of sign-ins."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore


@shared_task(name="careerpath.accounts.tasks.clear_expired_sessions")
def clear_expired_sessions() -> None:
    """Delete sessions that have run out. Doing it twice does nothing more."""
    SessionStore.clear_expired()
