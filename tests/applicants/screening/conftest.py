"""Fixtures of the screening tests."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import redis


@pytest.fixture(autouse=True)
def queue(settings) -> Iterator[str]:
    """A queue of its own for each test, gone afterwards: no worker of anybody else takes what a test rings for."""
    settings.CELERY_TASK_DEFAULT_QUEUE = name = f"test-{uuid4().hex}"
    yield name
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.delete(name, f"_kombu.binding.{name}")
