"""The menu in the header: each app says in `AppConfig.ready` which of its pages belong there, and for whom.

from careerpath.ui.menu import MenuItem, register
register(MenuItem("Mentees", "mentorship:home", roles=[Role.MENTOR], icon="handshake", order=10))
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from careerpath.accounts.access import roles_of
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role

EVERYBODY: Final = frozenset(Role)
"""For `roles`: everybody who holds any role."""
NO_ROLE: Final[frozenset[Role]] = frozenset()
"""For `roles`: people without a role, which is to say applicants and learners."""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry. `roles` empty means people without a role; `order` sorts, small numbers first.

    `is_for` narrows it to some of those people: an applicant has no boot camp yet. It may query, so give it to few entries.
    `also` names addresses that lie elsewhere and whose pages belong to this entry.
    """

    label: str | Promise
    url_name: str
    roles: Collection[Role]
    icon: str = ""
    order: int = 100
    is_for: Callable[[User], bool] | None = None
    also: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A menu item as the template shows it."""

    label: str
    url: str
    icon: str
    current: bool


_items: dict[str, MenuItem] = {}


def register(item: MenuItem) -> None:
    """Put an item in the menu; the same URL name again replaces it."""
    _items[item.url_name] = item


def registered() -> list[MenuItem]:
    """All items in menu order."""
    return sorted(_items.values(), key=lambda item: (item.order, str(item.label)))


def entries_for(user: User, path: str) -> list[Entry]:
    """The entries somebody signed in sees at `path`. An item whose URL does not exist is left out (check ui.W001)."""
    roles = roles_of(user)
    shown: list[tuple[str, MenuItem]] = []
    for item in registered():
        if not (set(item.roles) & roles or (not item.roles and not roles)):
            continue
        if item.is_for is not None and not item.is_for(user):
            continue
        try:
            shown.append((reverse(item.url_name), item))
        except NoReverseMatch:
            continue
    # The longest address that the path starts with is where we are: "/" is not "current" on every page.
    places = [(place, url) for url, item in shown for place in (url, *map(reverse, item.also))]
    _, here = max((one for one in places if path.startswith(one[0])), key=lambda one: len(one[0]), default=("", None))
    return [Entry(str(item.label), url, item.icon, url == here) for url, item in shown]
