"""`manage.py check --database default` (and `migrate`, which runs it) says where the portal's wall does not stand."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError, connections

from placements.walled import POLICY, WALLED


@register(Tags.database)
def portal_wall_stands(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """A warning for each table whose row-level security is off, not forced, or without its policy.

    Whether the role passes over row security says `reports.W001`. Silent where no database answers.
    """
    if "default" not in (databases or ()):
        return []
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r' AND pg_table_is_visible(oid) AND NOT"
                " (relrowsecurity AND relforcerowsecurity"
                "  AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = %s))",
                [sorted(WALLED), POLICY],
            )
            open_tables = sorted(name for (name,) in cursor.fetchall())
    except DatabaseError:
        return []
    return [
        Warning(
            f"The portal's wall does not stand on {name}: a page of the portal that forgets to ask whose rows it reads shows all.",
            hint="Run `manage.py migrate`; after restoring a dump, see docs/deploying.md, “Backing up”.",
            id="placements.W001",
        )
        for name in open_tables
    ]
