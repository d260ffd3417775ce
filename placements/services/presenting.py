"""Presenting graduates to openings."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bootcamp.lifecycle import EnrolmentStatus
from bootcamp.models import Enrolment
from bootcamp.selectors.people import graduates
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import begin_many
from placements.lifecycle import COMMITTED
from placements.models import Opening, Placement
from placements.selectors.openings import seats_taken
from placements.services.portal import tell_of_presented
from placements.services.telling import FRESH, tell_presented


class CannotPresent(ValueError):
    """Somebody cannot be presented to an opening. The message is the reason, in words for people."""


def refusals(pairs: Sequence[tuple[Enrolment, Opening]]) -> dict[tuple[int, int], str]:
    """Why each pair (enrolment id, opening id) cannot be presented; pairs that can are left out. Five queries at any number."""
    enrolments, openings = {one.pk for one, _ in pairs}, {opening.pk for _, opening in pairs}
    presentable = set(graduates().filter(pk__in=enrolments).values_list("pk", flat=True))
    mine = Placement.objects.filter(enrolment__in=enrolments)
    committed = set(mine.filter(status__in=COMMITTED).values_list("enrolment_id", flat=True))
    known = set(mine.filter(opening__in=openings).values_list("enrolment_id", "opening_id"))
    taken = seats_taken(openings)
    left = set(Opening.objects.filter(pk__in=openings, client__is_active=False).values_list("pk", flat=True))
    why: dict[tuple[int, int], str] = {}
    for enrolment, opening in pairs:
        key = (enrolment.pk, opening.pk)
        if enrolment.pk not in presentable and enrolment.status == EnrolmentStatus.COMPLETED:
            why[key] = "Their certificate of completion was taken back. They can be presented once they have a new one."
        elif enrolment.pk not in presentable:
            why[key] = "Only somebody who has completed the boot camp can be presented."
        elif enrolment.pk in committed:
            why[key] = "This person already has a placement."
        elif key in known:
            why[key] = "This person was already presented to this opening."
        elif opening.closed_on is not None:
            why[key] = "This opening is closed."
        elif opening.pk in left:
            why[key] = "This client does not work with us now."
        elif taken.get(opening.pk, 0) >= opening.seats:
            why[key] = f"Every seat of this opening is taken ({opening.seats} of {opening.seats})."
    return why


def check_can_present(enrolment: Enrolment, *, opening: Opening) -> None:
    """Raise CannotPresent with the reason, if there is one."""
    for reason in refusals([(enrolment, opening)]).values():
        raise CannotPresent(reason)


def can_present(enrolment: Enrolment, *, opening: Opening) -> bool:
    """Whether this person can be presented to this opening."""
    return not refusals([(enrolment, opening)])


@transaction.atomic
def present_many(
    pairs: Sequence[tuple[Enrolment, Opening]], *, by: User | None, at: datetime | None = None
) -> list[Placement]:
    """Present each graduate to their opening; all or none. Raises CannotPresent with the first reason. Constant queries."""
    # The openings' rows first, as where somebody accepts, and as they stand now: none closes meanwhile. Then the graduates': two
    # people presenting the same person take turns.
    opened = Opening.objects.select_for_update(no_key=True).filter(pk__in={opening.pk for _, opening in pairs})
    now = {opening.pk: opening for opening in opened.order_by("pk")}
    pairs = [(enrolment, now[opening.pk]) for enrolment, opening in pairs]
    list(Enrolment.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one, _ in pairs]).order_by("pk"))
    for reason in refusals(pairs).values():
        raise CannotPresent(reason)
    moment = at or timezone.now()
    placements = Placement.objects.bulk_create(
        [
            Placement(enrolment=enrolment, opening=opening, presented_at=moment, status_changed_at=moment)
            for enrolment, opening in pairs
        ]
    )
    begin_many(placements, by=by, at=moment)
    if moment > clock.now() - FRESH:
        tell_of_presented(placements, at=moment)
        tell_presented([one.pk for one in placements])
    return placements


def present(enrolment: Enrolment, *, opening: Opening, by: User | None, at: datetime | None = None) -> Placement:
    """Present a graduate to an opening; from now on its client sees them. Raises CannotPresent with the reason."""
    return present_many([(enrolment, opening)], by=by, at=at)[0]
