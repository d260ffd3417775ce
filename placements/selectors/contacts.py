"""Who signs in to the portal for whom, and with which part. Read before the wall stands, or inside it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from careerpath.accounts.models import User
from placements.models import Client, ClientContact

Part = ClientContact.Role
RANK: Final[Mapping[str, int]] = MappingProxyType(
    {Part.READER: 0, Part.SUPERVISOR: 1, Part.HIRING: 2, Part.LEAD: 3},
)
"""Whoever has a part may do what those of a lower rank may. What they see is another matter: a supervisor sees their own people."""


class NotYourPart(PermissionDenied):
    """A contact may see this, and may not do it: it is for another part at their client. The message says so in words."""


def parts_of(user: User, *, at_least: str = Part.READER) -> dict[int, str]:
    """Client id -> the part somebody has there, where it is at least this one; one query.

    Empty for everybody who is no contact, and while the account, the contact or the client is switched off.
    """
    if not user.is_active:
        return {}
    mine = ClientContact.objects.filter(user=user.pk, is_active=True, client__is_active=True)
    return {client: part for client, part in mine.values_list("client_id", "role") if RANK[part] >= RANK[at_least]}


def part_of(user: User, client: Client | int) -> str | None:
    """The part somebody has at one client; None where they have none."""
    return parts_of(user).get(client if isinstance(client, int) else client.pk)


def check_part(user: User, client: Client | int, at_least: str) -> None:
    """Raise `NotYourPart` (a 403 in words) where somebody's part at a client is less than this."""
    if not has_part(user, client, at_least):
        raise NotYourPart(words_for(at_least))


def has_part(user: User, client: Client | int, at_least: str) -> bool:
    """Whether somebody's part at a client is at least this."""
    part = part_of(user, client)
    return part is not None and RANK[part] >= RANK[at_least]


def words_for(at_least: str) -> str:
    """Why somebody whose part is less may not do it."""
    return _("At your organisation this is done by somebody whose part is: %(part)s.") % {"part": Part(at_least).label}


def with_logo(clients: QuerySet[Client]) -> QuerySet[Client]:
    """Clients with what is known of their logo, not with the picture itself."""
    return clients.select_related("logo").defer("logo__content")


def clients_of(user: User) -> QuerySet[Client]:
    """The clients that somebody signs in for, while neither they nor the client is switched off."""
    mine = ClientContact.objects.filter(user=user.pk, user__is_active=True, is_active=True)
    return Client.objects.filter(is_active=True, pk__in=mine.values("client"))
