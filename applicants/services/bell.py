"""The broker is only a bell: it says that there is work, the ledgers in the database say which. So a bell that cannot be rung loses
nothing, and must not stop the person who pressed the button."""

import logging
from collections.abc import Iterable, Sequence
from threading import Lock, Timer
from typing import Any, Final

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def ring(task: str, calls: Iterable[Sequence[Any]]) -> int:
    """Queue a task by its name, once for each row of arguments; call it only after commit.

    Returns how many were queued. Where the broker cannot be reached it logs that, gives up the rest and returns.
    """
    queued = 0
    try:
        with current_app.producer_or_acquire() as producer:
            for arguments in calls:
                current_app.send_task(
                    task, arguments, producer=producer, queue=settings.CELERY_TASK_DEFAULT_QUEUE, ignore_result=True
                )
                queued += 1
    except (OperationalError, RedisError, OSError) as error:
        log.warning("The broker cannot be reached, %s waits in the database: %s", task, error)
    return queued


SOON: Final = 0.5
"""Seconds for which `ring_soon` collects."""
_waiting: dict[str, list[int]] = {}
_guard = Lock()


def ring_soon(task: str, ids: Sequence[int]) -> None:
    """Queue a task that takes a list of ids, together with what others ring for within half a second: one message for all of them.

    Call it only after commit, and only for what is found again without it: what this process has collected ends with it.
    """
    with _guard:
        idle = not any(_waiting.values())
        _waiting.setdefault(task, []).extend(ids)
    if idle:
        timer = Timer(SOON, ring_now)
        timer.daemon = True
        timer.start()


def ring_now() -> int:
    """Ring for all that was collected; how many messages were queued."""
    with _guard:
        collected = dict(_waiting)
        _waiting.clear()
    return sum(ring(task, [(ids,)]) for task, ids in collected.items())
