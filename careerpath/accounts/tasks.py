"""Housekeeping of sign-ins."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from careerpath.accounts.limits import forget_full


@shared_task(name="careerpath.accounts.tasks.clear_expired_sessions")
def clear_expired_sessions() -> None:
    """Delete sessions that have run out. Doing it twice does nothing more."""
    SessionStore.clear_expired()


@shared_task(name="careerpath.accounts.tasks.forget_full_buckets")
def forget_full_buckets() -> None:
    """Delete what says nothing about how often any more. Doing it twice does nothing more."""
    forget_full()
