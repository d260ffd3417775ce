"""Openings that clients ask for in the portal, and what staff answer."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.services.notices import write_notice
from bootcamp.models import Credential
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from placements.models import Client, ClientSite, Opening, OpeningRequest
from placements.selectors.contacts import Part, check_part
from placements.services.openings import CannotChange, make_opening
from placements.wall import check_closed

MOST_WAITING = 20
"""So many requests of one client may wait at once: more is a mistake, or somebody who means no good."""


class CannotAnswer(ValueError):
    """A request cannot be made, answered or taken back like this. The message is the reason, in words for people."""


def today_of(client: Client) -> date:
    """Today where the client is."""
    return clock.now().astimezone(client.tz).date()


@transaction.atomic
def ask_for_opening(
    client: Client,
    *,
    by: User,
    title: str,
    starts_on: date,
    credentials: Collection[Credential] = (),
    at_site: ClientSite | None = None,
    **fields: Any,
) -> OpeningRequest:
    """A contact asks for people. Inside the portal's wall, by somebody who hires.

    Raises NotYourPart, CannotAnswer with the reason, ValidationError for what is not valid.
    """
    check_closed()
    check_part(by, client, Part.HIRING)
    if starts_on < today_of(client):
        raise CannotAnswer(_("The first day lies in the past."))
    if at_site is not None and at_site.client_id != client.pk:
        raise CannotAnswer(_("This site belongs to another client."))
    # The client's row is the lock: two requests at once are counted one after the other.
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    if OpeningRequest.objects.filter(client=client, answered_at=None).count() >= MOST_WAITING:
        raise CannotAnswer(
            _("%(most)s requests wait for our answer already. Take one back, or write to us.") % {"most": MOST_WAITING}
        )
    asked = OpeningRequest(
        client=client, asked_by=by, asked_at=clock.now(), title=title, starts_on=starts_on, at_site=at_site, **fields
    )
    asked.full_clean()
    asked.save()
    asked.credentials.set(credentials)
    return asked


def _waiting(asked: OpeningRequest) -> OpeningRequest:
    """The row, locked; CannotAnswer if somebody has answered meanwhile, or it was taken back."""
    locked = OpeningRequest.objects.select_for_update(of=("self",)).select_related("client", "asked_by")
    found = locked.filter(pk=asked.pk).first()
    if found is None:
        raise CannotAnswer(_("This request was taken back."))
    if found.answered_at is not None:
        raise CannotAnswer(_("This request has been answered already."))
    return found


@transaction.atomic
def take_back_request(asked: OpeningRequest, *, by: User) -> None:
    """A contact takes back what nobody has answered yet. Raises NotYourPart, CannotAnswer."""
    check_closed()
    check_part(by, asked.client, Part.HIRING)
    _waiting(asked).delete()


@transaction.atomic
def confirm_request(asked: OpeningRequest, *, by: User, **opening: Any) -> Opening:
    """Staff make an opening of it, with the fields of `make_opening` as they agreed them; the contact is told.

    Raises CannotAnswer with the reason, ValidationError for what is not valid.
    """
    locked = _waiting(asked)
    try:
        made = make_opening(locked.client, by=by, **opening)
    except CannotChange as why:
        raise CannotAnswer(str(why)) from why
    locked.opening, locked.answered_at, locked.answered_by = made, clock.now(), by
    locked.save(update_fields=["opening", "answered_at", "answered_by"])
    _tell(locked)
    return made


@transaction.atomic
def decline_request(asked: OpeningRequest, *, by: User, because: str) -> OpeningRequest:
    """Staff cannot fill it, and say why; the contact reads the reason in the portal. Raises CannotAnswer."""
    if not because.strip():
        raise CannotAnswer(_("Say in a sentence why not, and what would be possible. The client reads it."))
    locked = _waiting(asked)
    locked.declined_because, locked.answered_at, locked.answered_by = because.strip(), clock.now(), by
    locked.full_clean(exclude=["credentials"])
    locked.save(update_fields=["declined_because", "answered_at", "answered_by"])
    _tell(locked)
    return locked


def _tell(asked: OpeningRequest) -> None:
    """Mail to who asked: that there is an answer, and where. Nothing of it stands in the mail."""
    write_notice(
        "opening_answer",
        to=asked.asked_by.email,
        language="en",
        values={"name": asked.asked_by.name, "link": site_link("placements:openings")},
        once=f"opening-answer:{asked.pk}",
    )
