"""`manage.py check --database default` (and `migrate`, which runs it) says where the second wall does not hold."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError, connections

from reports.wall import SETTING, WALLED


@register(Tags.database)
def role_is_held_by_the_wall(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """A warning where row-level security passes over the role that the application signs in as, or is switched off.

    Says nothing where no database answers: the settings can be checked without one.
    """
    if "default" not in (databases or ()):
        return []
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            role, passes = cursor.fetchone()
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r'"
                " AND NOT (relrowsecurity AND relforcerowsecurity)",
                [sorted(WALLED)],
            )
            open_tables = [name for (name,) in cursor.fetchall()]
    except DatabaseError:
        return []
    found: list[CheckMessage] = []
    if passes:
        found.append(
            Warning(
                f"The database role “{role}” is a superuser or has BYPASSRLS: row-level security does not hold it, so demographic "
                f"rows can be read without the setting {SETTING}.",
                hint="Sign in as a role that is neither and owns the database: docs/deploying.md, “The database role”.",
                id="reports.W001",
            )
        )
    found += [
        Warning(
            f"Row-level security is not forced on {name}: its rows can be read without the setting {SETTING}.",
            hint="Run `manage.py migrate`; after restoring a dump, see docs/deploying.md, “Backing up”.",
            id="reports.W002",
        )
        for name in sorted(open_tables)
    ]
    return found
