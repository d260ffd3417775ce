"""What a coordinator reads: that people met, when, and what is due. The texts of sessions are never fetched."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from mentorship.cadence import Contact
from mentorship.lifecycle import LIVE
from mentorship.models import CheckIn, Mentorship
from mentorship.selectors.mentoring import rows


@dataclass(frozen=True, slots=True)
class Overview:
    """A pair as a coordinator sees it."""

    pk: int
    mentor: str
    mentee: str
    client: str
    status: str
    status_label: str
    last: date | None
    sessions: int
    due: date | None
    state: Contact | None
    late_check_ins: int
    low_intent: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of pairs; `next_after` is where the next begins, 0 for none."""

    pairs: list[Overview]
    next_after: int


def overview(mentorships: QuerySet[Mentorship], now: datetime | None = None) -> list[Overview]:
    """Pairs for a coordinator, in the order of the queryset. Four queries at any number."""
    found = rows(mentorships, side=CheckIn.Side.MENTEE, now=now)
    low = set(
        CheckIn.objects.filter(
            mentorship__in=[row.mentorship.pk for row in found], side=CheckIn.Side.MENTEE, intent_to_stay__lte=2
        ).values_list("mentorship", flat=True)
    )
    return [
        Overview(
            row.mentorship.pk,
            row.mentorship.mentor.user.name or "Name not given",
            row.mentee,
            row.mentorship.placement.opening.client.name,
            row.mentorship.status,
            row.mentorship.get_status_display(),
            row.last,
            row.sessions,
            row.due,
            row.state,
            sum(one.is_late for one in row.check_ins),
            row.mentorship.pk in low,
        )
        for row in found
    ]


def pairs_page(after: int, limit: int, now: datetime | None = None) -> Page:
    """One page of the live pairs by id, those after `after`."""
    live = Mentorship.objects.filter(status__in=LIVE, pk__gt=after).order_by("pk")[: limit + 1]
    found = overview(live, now)
    return Page(found[:limit], found[limit - 1].pk if len(found) > limit else 0)
