"""A small programme, told by the demo's story, for tests that walk the whole site. One a module; rolled back after it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from careerpath.accounts.demo import DEMO_PEOPLE, demo_email
from careerpath.accounts.models import User
from cohorts.models import Cohort

PEOPLE = 150


@dataclass
class World:
    """The three cohorts of the story (placed, in training, open) and a signed-in client for each kind of person."""

    placed: Cohort
    current: Cohort
    open: Cohort
    clients: dict[str, Client] = field(default_factory=dict)

    def user(self, who: str) -> User:
        """The demo's person of a kind."""
        return User.objects.get(email=demo_email(who))


def make_world(today: date | None = None) -> World:
    """Tell the story and sign everybody in. `nobody` is not signed in; `superuser` has no role."""
    from reports.demo import story

    story.tell(applicants=PEOPLE, seed=7, today=today or timezone.localdate(), progress=lambda *_: None)
    world = World(*Cohort.objects.order_by("bootcamp_starts"))
    world.clients["nobody"] = Client()
    superuser = User.objects.create_superuser("superuser@example.org")
    users: dict[str, Any] = {**{who: world.user(who) for who in DEMO_PEOPLE}, "superuser": superuser}
    for who, user in users.items():
        world.clients[who] = Client()
        world.clients[who].force_login(user)
    with connection.cursor() as cursor:
        # The planner may still think of these tables as a test left them, empty: once a page took it a minute.
        cursor.execute("ANALYZE")
    return world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The small programme, in a transaction that is rolled back when the module is done. Mark the module `django_db`."""
    assert connection.settings_dict["NAME"].startswith("test_"), "mark the module django_db: there is no test database"
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        try:
            yield make_world()
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)
