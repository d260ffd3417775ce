"""Reading demographics, written down: the only way for a person's page to see rows behind the second wall."""

from collections.abc import Iterator
from contextlib import contextmanager

from careerpath.accounts.models import User
from reports.models import DemographicsRead
from reports.wall import WallClosed, check_open, is_open, open_demographics

__all__ = ["WallClosed", "check_open", "is_open", "open_demographics", "reading"]


@contextmanager
def reading(*, by: User, what: str) -> Iterator[None]:
    """Note that somebody reads demographic aggregates, and open the wall for this block. `what` is cut at 200 characters.

    Both or neither: where the note cannot be written nothing is read, and what was not noted finds no row.
    """
    with open_demographics():
        DemographicsRead.objects.create(by=by, what=what[:200])
        yield
