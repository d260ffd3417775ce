"""Fixtures of the tests of bulk operations."""

from collections.abc import Iterator

import pytest
from celery import Celery
from django.conf import settings as settings_of_django

from careerpath.celery import app
from tests.applicants.screening.conftest import queue

__all__ = ["queue"]


@pytest.fixture
def unreachable_broker() -> Iterator[None]:
    """Nothing listens where the broker should be."""
    nowhere = Celery("nowhere", broker="redis://127.0.0.1:1/0", set_as_current=False)
    nowhere.conf.task_publish_retry_policy = settings_of_django.CELERY_TASK_PUBLISH_RETRY_POLICY
    nowhere.set_current()
    yield
    app.set_current()
