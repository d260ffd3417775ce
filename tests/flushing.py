"""A quicker way to empty the database after a test with real transactions than Django's, which truncates two hundred tables
and makes all content types, permissions and groups anew.

What migrations and their signal put in is kept, and nothing else. Where a test changed even that, Django's own way is gone.
"""

from collections.abc import Callable

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TestCase, TransactionTestCase

KEPT = ("django_content_type", "auth_permission", "auth_group", "auth_group_permissions")
"""What migrating fills."""
_as_migrated: list[str] = []


def remember_what_migrating_made() -> None:
    """Note what the tables that are kept hold. Call it before the first test, in a database that no test has seen."""
    _as_migrated[:] = [_held()]


def empty_quickly() -> bool:
    """Empty every table that is not kept. False, and nothing done, where a kept one is not as migrating made it."""
    if not _as_migrated or _held() != _as_migrated[0]:
        return False
    quote = connection.ops.quote_name
    names = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - set(KEPT)
    with transaction.atomic(), connection.cursor() as cursor:
        # Behind the wall of the reports nothing is seen, and nothing deleted, without the setting.
        cursor.execute("SELECT set_config('careerpath.demographics', 'open', true)")
        asked = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM {quote(name)})" for name in sorted(names))
        cursor.execute(" UNION ALL ".join(asked))
        filled = [quote(name) for (name,) in cursor.fetchall()]
        for switch, rows in (("DISABLE", "DEFERRED"), ("ENABLE", "IMMEDIATE")):
            cursor.execute(f"SET CONSTRAINTS ALL {rows}")  # the second time: no key may lead to a row that is gone
            for name in filled:
                cursor.execute(f"ALTER TABLE {name} {switch} TRIGGER USER")
            if switch == "DISABLE":
                for name in filled:
                    cursor.execute(f"DELETE FROM {name}")
    return True


def _held() -> str:
    with connection.cursor() as cursor:
        held = (f"(SELECT coalesce(md5(string_agg(t::text, ',' ORDER BY t.id)), '') FROM {name} t)" for name in KEPT)
        cursor.execute("SELECT " + " || ' ' || ".join(held))
        return str(cursor.fetchone()[0])


def flush_quickly() -> None:
    """Let tests with real transactions be cleaned up after in this way, where they ask for nothing special."""
    djangos_own: Callable[[TransactionTestCase], None] = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        special = self.available_apps is not None or self.serialized_rollback or set(self.databases) != {"default"}
        if special or not empty_quickly():
            djangos_own(self)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]


def check_keys_by_today() -> None:
    """After a test in a transaction PostgreSQL checks its foreign keys, by plans that it keeps for the session. One that was made
    while a table had three rows reads all of it, for each of the 1,200 that a later test puts in: that took 14 s. Forgotten, the
    plans are made anew for the tables as they are."""
    djangos_own: Callable[[TestCase, BaseDatabaseWrapper], bool] = TestCase._should_check_constraints

    def should(self: TestCase, line: BaseDatabaseWrapper) -> bool:
        if checks := djangos_own(self, line):
            with line.cursor() as cursor:
                cursor.execute("DISCARD PLANS")
        return checks

    TestCase._should_check_constraints = should  # type: ignore[method-assign]
