"""The small programme, committed in a database of its own, behind a real web server, for a real browser.

The database is a copy of the test database, thrown away at the end: no other test sees what the browser did, and no test's flush
takes the programme away.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, connections
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from careerpath.accounts.roles import Role
from tests.access_table import NOBODY, TABLE
from tests.browser.interviewee import INTERVIEWEE, make_interviewee
from tests.test_access import Things, make_things
from tests.world import World, make_world

SUFFIX = "browser"


@dataclass
class Site:
    """Where it is, what stands in it, and the session of each kind of person."""

    url: str
    things: Things
    sessions: dict[str, str]
    open_section: str
    rows: dict[str, int]
    interview: str = ""
    """Where the interviewee chooses their time."""

    def path(self, name: str) -> str:
        """The address of a row of the access table."""
        row = TABLE[name]
        path = reverse(name, args=[getattr(self.things, thing) for thing in row.things])
        asked = urlencode({key: getattr(self.things, thing) for key, thing in row.form})
        return f"{path}?{asked}" if asked and row.method == "get" else path


@contextmanager
def served() -> Iterator[Site]:
    """Make the programme, serve it, and throw both away."""
    with _database_of_its_own():
        world = make_world()
        site = Site("", make_things(world), _sessions(world), world.open.question_set.sections.all()[0].slug, _rows())
        site.sessions[INTERVIEWEE], entry = make_interviewee(world.user("reviewer"))
        site.interview = reverse("interview:choose", args=[entry.public_id])
        server = LiveServer("localhost")
        server._live_server_modified_settings.enable()
        try:
            site.url = server.url
            yield site
        finally:
            server.stop()
            server._live_server_modified_settings.disable()


def _sessions(world: World) -> dict[str, str]:
    return {
        who: client.cookies["sessionid"].value  # type: ignore[misc]  # signed in
        for who, client in world.clients.items()
        if who != NOBODY
    }


def _rows() -> dict[str, int]:
    """The first object of each model that the admin shows, by `app_model`."""
    from django.contrib import admin

    found = {}
    for model in admin.site._registry:
        first: Any = model._default_manager.order_by("pk").values_list("pk", flat=True).first()
        if first is not None:
            found[f"{model._meta.app_label}_{model._meta.model_name}"] = first
    return found


@contextmanager
def _database_of_its_own() -> Iterator[None]:
    ours = connection.settings_dict["NAME"]
    assert ours.startswith("test_")
    connections.close_all()  # PostgreSQL copies a database only when nobody is in it
    _drop(f"{ours}_{SUFFIX}")  # of a session that was killed
    connection.creation.clone_test_db(SUFFIX, verbosity=0)
    connection.settings_dict["NAME"] = f"{ours}_{SUFFIX}"
    try:
        _restore_what_a_flush_took()
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = ours
        _drop(f"{ours}_{SUFFIX}")


def _restore_what_a_flush_took() -> None:
    """The groups come from a migration, the permissions and what each role may from its signal."""
    for role in Role:
        Group.objects.get_or_create(name=role.value)
    ContentType.objects.clear_cache()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


def _drop(name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")
