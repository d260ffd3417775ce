"""What a later stage has to show on somebody's own placement pages: it fills this list when it is ready (`AppConfig.ready`)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise

from careerpath.accounts.models import User


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A line that leads to a page of theirs: what it is, who or what in words, the address, an icon."""

    label: str | Promise
    text: str
    url: str
    icon: str


OWN_LINKS: Final[list[Callable[[User], OwnLink | None]]] = []
"""Each says what it has for a person, or None; at most one query each."""


def links_for(user: User) -> list[OwnLink]:
    """What there is for somebody, in the order in which it was registered."""
    return [link for make in OWN_LINKS if (link := make(user)) is not None]
