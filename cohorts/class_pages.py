"""Public pages about classes that other apps have: the front page and a cohort's page lead to them without knowing the apps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class ClassPage:
    """A public page about one cohort: its slug and name, and the address of the page."""

    slug: str
    name: str
    url: str


SOURCES: Final[list[Callable[[], Sequence[ClassPage]]]] = []
"""An app adds, when it is ready, a function that gives the pages there are now, the newest class first."""


def class_pages() -> list[ClassPage]:
    """Every public page about a class that there is now."""
    return [page for source in SOURCES for page in source()]
