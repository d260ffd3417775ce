"""Who somebody works for at the client: chosen by staff among the client's contacts. Who only supervises sees their own people."""

from collections.abc import Callable
from typing import Final

from django.db import transaction

from careerpath.accounts.models import User
from placements.lifecycle import PLACEMENT
from placements.models import ClientContact, Placement

WHY_NOT: Final[list[Callable[[Placement, User], str]]] = []
"""Why somebody cannot supervise a placement, in words, or nothing: apps above put reasons in (mentoring: who mentors them)."""


class CannotSupervise(ValueError):
    """Somebody cannot supervise this person. The message is the reason, in words for people."""


def who_could(placement: Placement) -> list[User]:
    """The contacts of the client who may do more than read, by name; one query."""
    contacts = ClientContact.objects.filter(client=placement.opening.client_id, is_active=True, user__is_active=True)
    found = contacts.exclude(role=ClientContact.Role.READER).select_related("user").order_by("user__name", "pk")
    return [one.user for one in found]


@transaction.atomic
def choose_supervisor(placement: Placement, supervisor: User | None) -> Placement:
    """Say who supervises somebody, or that nobody does for now. Raises CannotSupervise."""
    locked = (
        Placement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("opening__client", "enrolment__application__applicant")
        .get(pk=placement.pk)
    )
    if PLACEMENT.is_final(locked.status):
        raise CannotSupervise("This placement is over: who supervised it stays as it was.")
    if supervisor is not None:
        if supervisor not in who_could(locked):
            raise CannotSupervise(f"Choose somebody who supervises or hires at {locked.opening.client}.")
        if supervisor.pk == locked.enrolment.application.applicant.user_id:
            raise CannotSupervise("Nobody supervises themselves.")
        for why in (said for ask in WHY_NOT if (said := ask(locked, supervisor))):
            raise CannotSupervise(why)
    locked.supervisor = supervisor
    locked.save(update_fields=["supervisor"])
    return locked
