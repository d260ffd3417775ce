"""What a coordinator reads: that people met, when, and what is due. The texts of sessions are never fetched."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from mentorship.cadence import Contact
from mentorship.lifecycle import LIVE
from mentorship.models import CheckIn, MentoringSession, Mentorship
from mentorship.selectors.mentoring import rows


@dataclass(frozen=True, slots=True)
class Overview:
    """A pair as a coordinator sees it."""

    pk: int
    key: str
    """Where it stands in the order of `pairs_page`."""
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
    """One page of pairs; `next_after` is where the next begins, empty for none."""

    pairs: list[Overview]
    next_after: str


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
            f"{getattr(row.mentorship, 'since', '')},{row.mentorship.pk}",
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


def pairs_page(after: tuple[date, int] | None, limit: int, now: datetime | None = None) -> Page:
    """One page of the live pairs, those who met longest ago first (who never met: counted from the day it was proposed)."""
    met = MentoringSession.objects.filter(mentorship=OuterRef("pk")).order_by("-met_on").values("met_on")[:1]
    live = Mentorship.objects.filter(status__in=LIVE).annotate(
        since=Coalesce(Subquery(met), F("began_on"), TruncDate("proposed_at", tzinfo=UTC))
    )
    if after is not None:
        since, pk = after
        live = live.filter(Q(since__gt=since) | Q(since=since, pk__gt=pk))
    live = live.order_by("since", "pk")[: limit + 1]
    found = overview(live, now)
    return Page(found[:limit], found[limit - 1].key if len(found) > limit else "")
