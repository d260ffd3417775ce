"""What a client contact says in the portal. Each service asks first whether this placement is theirs to see, and their part."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from applicants.models import NoticeKind
from applicants.services.notices import compose, insert
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from placements.models import ClientContact, ClientFeedback, Placement
from placements.selectors.contacts import Part
from placements.services.interviews import (
    CannotArrange,
    CannotAsk,
    NotYours,
    arrange_interview,
    ask_for_interview,
    call_off_interview,
    check_can_ask_for_interview,
    check_is_theirs,
)

__all__ = [
    "CannotArrange",
    "CannotAsk",
    "NotYours",
    "arrange_interview",
    "ask_for_interview",
    "call_off_interview",
    "check_can_ask_for_interview",
    "give_feedback",
    "tell_of_presented",
]


AGAIN: Final = timedelta(minutes=5)
"""The same feedback by the same contact within this time is one."""


@transaction.atomic
def give_feedback(
    placement: Placement,
    *,
    verdict: str,
    by: User,
    went_well: str = "",
    to_improve: str = "",
    at: datetime | None = None,
) -> ClientFeedback:
    """Say how it is going with one person. The same words again within AGAIN are one click twice. Raises NotYours, NotYourPart."""
    check_is_theirs(placement, by, Part.SUPERVISOR)
    Placement.objects.select_for_update(no_key=True).get(pk=placement.pk)
    said = {"placement": placement, "by": by, "verdict": verdict, "went_well": went_well, "to_improve": to_improve}
    moment = at or clock.now()
    if (twice := ClientFeedback.objects.filter(**said, at__gt=moment - AGAIN, at__lte=moment).first()) is not None:
        return twice
    return ClientFeedback.objects.create(**said, at=moment)


def tell_of_presented(placements: Sequence[Placement], *, at: datetime) -> int:
    """Tell the contacts who hire or lead that somebody new is presented to them; one mail a day each, with a link only.

    Needs `opening` selected. Returns how many were written; two statements.
    """
    clients = {one.opening.client_id for one in placements}
    contacts = ClientContact.objects.filter(
        client__in=clients,
        client__is_active=True,
        is_active=True,
        user__is_active=True,
        role__in=(Part.HIRING, Part.LEAD),
    ).select_related("user")
    people = {contact.user_id: contact.user for contact in contacts if contact.user.email}
    written = [
        compose(
            NoticeKind.PORTAL,
            to=user.email,
            language="en",  # the portal is in English
            once=f"portal:presented:{user.pk}:{at:%Y-%m-%d}",
            values={"name": user.name, "what": "presented", "link": site_link("placements:portal")},
        )
        for user in people.values()
    ]
    return insert(written) if written else 0
