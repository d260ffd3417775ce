"""What time it is for the pipeline. Normally now; the demo tells a story that happened over months."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_told: ContextVar[datetime | None] = ContextVar("told_time", default=None)


def now() -> datetime:
    """The moment a move is recorded at: now, or the time that is being told."""
    return _told.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Record the moves made inside as having happened at `moment`, in this thread only. For demo data and tests."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
