"""The second wall: outside an open block the database hands out no demographic row, whoever asks.

Why, and what it does not do: docs/decisions/0017-the-second-wall.md.

Row-level security lets rows of the walled tables through only while the setting `careerpath.demographics` is `open`. The setting is
made for a transaction, so neither a pooled connection nor a worker can carry it on.

People read through `reports.services.wall.reading`, which writes down who reads what in the same breath. `open_demographics` alone
is for what no person reads: storing answers, keeping counts.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction

SETTING: Final = "careerpath.demographics"
OPEN: Final = "open"
WALLED: Final = frozenset(
    {"reports_selfidentification", "reports_selfidentificationkey", "reports_countedanswers", "reports_groupcount"}
)
"""The tables behind the wall. `manage.py check --database default` and a test look that row security is forced on each."""
_FLAG: Final = "_careerpath_demographics_open"


class WallClosed(RuntimeError):
    """Something wanted to read demographic rows outside an open block: it would have found nobody, and called that a figure."""


@contextmanager
def open_demographics() -> Iterator[None]:
    """Open the wall for this block, in a transaction of its own or a savepoint; inside an open block it changes nothing.

    Closed again at the end, also after an exception: rolling back takes the setting with it. Four statements where it is nested in
    a transaction (savepoint, open, close, release). Not for a generator that may be left half read: the wall stays open with it.
    """
    if is_open():
        yield
    else:
        with opened_by(lambda: _set(OPEN)):
            yield


@contextmanager
def opened_by(opening: Callable[[], None]) -> Iterator[None]:
    """The same with a statement of the caller's own that makes the setting; it is run inside an open block too."""
    if is_open():
        opening()
        yield
        return
    with transaction.atomic():
        opening()
        setattr(connection, _FLAG, True)
        try:
            yield
        finally:
            setattr(connection, _FLAG, False)
        if not connection.needs_rollback:
            _set("")


def is_open() -> bool:
    """Whether this thread's connection is inside `open_demographics`."""
    return bool(getattr(connection, _FLAG, False))


def check_open() -> None:
    """For selectors: refuse to count what the wall hides. Raises `WallClosed`."""
    if not is_open():
        raise WallClosed("Demographics are read inside `reading(by=..., what=...)`.")


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])
