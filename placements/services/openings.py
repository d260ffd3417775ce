"""Openings: made, changed, closed; and what a client pays, kept apart."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bootcamp.models import Credential
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from placements.lifecycle import CANDIDATE, PlacementStatus
from placements.models import Client, ClientSite, Opening, OpeningRate, Placement
from placements.selectors.openings import seats_taken
from placements.services.advancing import advance_many

CHANGEABLE = frozenset(
    {"title", "description", "at_site", "site", "city", "mode", "starts_on", "weeks", "seats", "skills"}
)


class CannotChange(ValueError):
    """An opening cannot be changed like this. The message is the reason, in words for people."""


@transaction.atomic
def make_opening(
    client: Client,
    *,
    title: str,
    starts_on: date,
    by: User | None,
    credentials: Collection[Credential] = (),
    at_site: ClientSite | None = None,
    **fields: Any,
) -> Opening:
    """Make an opening. Raises ValidationError for what is not valid, CannotChange for a site of another client."""
    opening = Opening(client=client, title=title, starts_on=starts_on, **fields)
    _stand_at(opening, at_site)
    opening.full_clean()
    opening.save()
    opening.credentials.set(credentials)
    return opening


def _stand_at(opening: Opening, site: ClientSite | None) -> None:
    """At one of the client's sites, whose name and city are kept on the opening: it says later where it was."""
    opening.at_site = site
    if site is not None:
        if site.client_id != opening.client_id:
            raise CannotChange(_("This site belongs to another client."))
        opening.site, opening.city = site.name, site.city


@transaction.atomic
def change_opening(
    opening: Opening, *, by: User, credentials: Collection[Credential] | None = None, **fields: Any
) -> Opening:
    """Change what an opening asks for (`CHANGEABLE`). People who have agreed keep their own first day.

    Raises CannotChange with the reason, ValidationError for what is not valid, TypeError for any other field.
    """
    if unknown := set(fields) - CHANGEABLE:
        raise TypeError(f"Not changed here: {', '.join(sorted(unknown))}")
    locked = Opening.objects.select_for_update(no_key=True).get(pk=opening.pk)
    taken = seats_taken([locked.pk]).get(locked.pk, 0)
    if fields.get("seats", locked.seats) < taken:
        words = _("%(taken)s people have agreed to come: there cannot be fewer seats than that.")
        raise CannotChange(words % {"taken": taken})
    site = fields.pop("at_site", locked.at_site)
    for name, value in fields.items():
        setattr(locked, name, value)
    _stand_at(locked, site)
    locked.full_clean()
    locked.save()
    if credentials is not None:
        locked.credentials.set(credentials)
    return locked


@transaction.atomic
def close_opening(opening: Opening, *, by: User, on: date, reason: str = "") -> int:
    """Nobody new is presented from a day on. People whom the client was still looking at are not taken forward; how many.

    Who has agreed stays. Raises CannotChange if it is closed already.
    """
    locked = Opening.objects.select_for_update(no_key=True).get(pk=opening.pk)
    if locked.closed_on is not None:
        raise CannotChange(_("This opening is closed already."))
    locked.closed_on = on
    locked.save(update_fields=["closed_on"])
    waiting = list(Placement.objects.filter(opening=locked, status__in=CANDIDATE).order_by("pk"))
    if not waiting:
        return 0
    why = reason or _("The opening was closed.")
    return len(advance_many(waiting, to=PlacementStatus.NOT_SELECTED, by=by, reason=why).moved)


@transaction.atomic
def reopen_opening(opening: Opening, *, by: User) -> Opening:
    """People may be presented again. Who was not taken forward stays so."""
    locked = Opening.objects.select_for_update(no_key=True).get(pk=opening.pk)
    locked.closed_on = None
    locked.save(update_fields=["closed_on"])
    return locked


def set_rate(
    opening: Opening, *, by: User, amount: Decimal, currency: str = "USD", unit: str = "hour", note: str = ""
) -> OpeningRate:
    """Keep what the client pays. For programme managers: PermissionError for everybody else."""
    if not has_role(by, Role.MANAGER):
        raise PermissionError("Rates are for programme managers.")
    rate, _made = OpeningRate.objects.update_or_create(
        opening=opening,
        defaults={"amount": amount, "currency": currency, "unit": unit, "note": note, "changed_by": by},
    )
    return rate
