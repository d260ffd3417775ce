"""What other apps show on the page of one application and in the drawer beside the list: `applicants` asks without knowing them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from applicants.models import Application
from careerpath.accounts.models import User


@dataclass(frozen=True)
class Panel:
    """A card: its key (an HTML id), title, template, and what the template reads as `panel.shown`."""

    key: str
    title: str
    template: str
    shown: Any
    hides_readings: bool = False
    """Whether whoever looks reads it too, and must not see yet what other readers wrote."""


PANELS: Final[list[Callable[[Application, User], Panel | None]]] = []
"""Given an application and who looks; None where there is nothing to show. Each asks a constant number of queries."""


def panels_for(application: Application, viewer: User) -> list[Panel]:
    """The cards of all apps for one application."""
    return [panel for ask in PANELS if (panel := ask(application, viewer)) is not None]
