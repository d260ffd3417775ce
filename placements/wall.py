"""The portal's wall: in an open block the database hands out the rows of some clients and of nobody else, whatever is asked.

The third of three: querysets begin at `selectors.portal.for_client`, services ask again, and row-level security on the tables of
this app and of mentoring holds what both forget. It lets everything through while the setting `careerpath.portal_clients` is empty
(staff, workers); inside `only_clients` it lets through rows of those clients. The setting is made for a transaction, so that no
pooled connection carries it on.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction

SETTING: Final = "careerpath.portal_clients"
NOBODY: Final = 0
"""No client has this id: a contact whose clients were all switched off sees nothing, not everything."""
_FLAG: Final = "_careerpath_portal_clients"


class WallOpen(RuntimeError):
    """A page of the portal wanted to read outside `only_clients`: then the queryset alone would have kept clients apart."""


@contextmanager
def only_clients(ids: Collection[int]) -> Iterator[None]:
    """From here to the end of the block the database knows these clients only. Opens a transaction; blocks do not nest.

    Raises RuntimeError inside another block: a contact's page never widens what it sees.
    """
    if is_closed():
        raise RuntimeError("The portal's wall stands already in this block.")
    with transaction.atomic():
        _set(",".join(str(one) for one in sorted(ids)) or str(NOBODY))
        setattr(connection, _FLAG, True)
        try:
            yield
        finally:
            setattr(connection, _FLAG, False)
        if not connection.needs_rollback:
            _set("")


def is_closed() -> bool:
    """Whether this thread's connection is inside `only_clients`."""
    return bool(getattr(connection, _FLAG, False))


def check_closed() -> None:
    """For the portal's selectors and services: refuse to work where the wall does not stand. Raises `WallOpen`."""
    if not is_closed():
        raise WallOpen("The portal reads and writes inside `only_clients`.")


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])
