"""Reading demographics, written down: the only way for a person's page to see rows behind the second wall."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from careerpath.accounts.models import User
from reports.wall import OPEN, SETTING, WallClosed, check_open, is_open, open_demographics, opened_by

__all__ = ["NotForYou", "WallClosed", "check_open", "is_open", "open_demographics", "reading"]

_NOTE: Final = """
WITH noted AS (
    INSERT INTO reports_demographicsread (by_id, at, what)
    SELECT reader.id, %(at)s, %(what)s FROM accounts_user AS reader
     WHERE reader.id = %(by)s AND reader.is_active AND EXISTS (
           SELECT FROM accounts_user_groups AS held
             JOIN auth_group_permissions AS granted USING (group_id)
             JOIN auth_permission AS permission ON permission.id = granted.permission_id
             JOIN django_content_type AS kind ON kind.id = permission.content_type_id
            WHERE held.user_id = reader.id AND kind.app_label = 'reports' AND permission.codename = 'view_demographics')
    RETURNING id)
SELECT set_config(%(setting)s, %(open)s, true) FROM noted
"""
"""One statement: the note, the permission of the reader's role (not of a superuser), and the wall."""


class NotForYou(PermissionError):
    """The reader's role does not hold `reports.view_demographics`."""


@contextmanager
def reading(*, by: User, what: str) -> Iterator[None]:
    """Note that somebody reads demographic aggregates, and open the wall for this block. `what` is cut at 200 characters.

    Both or neither: the statement that writes the note opens the wall, so what was not noted finds no row. Raises `NotForYou`.
    Four statements where it is nested in a transaction (savepoint, note, close, release).
    """
    with opened_by(lambda: _note(by, what)):
        yield


def _note(by: User, what: str) -> None:
    values: dict[str, Any] = {"by": by.pk, "at": timezone.now(), "what": what[:200], "setting": SETTING, "open": OPEN}
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
        if cursor.fetchone() is None:
            raise NotForYou("Demographics are for the programme manager and the compliance officer.")
