"""Reading times of interviews: what an applicant can choose, and which one they have."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application
from applicants.selectors.applying import records_of
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from reviews.lifecycle import RoundStatus
from reviews.models import InterviewSlot, ReviewRound, RoundEntry, SlotCompanion
from reviews.selectors.apart import pairs
from reviews.selectors.companions import with_company

LEAD: Final = timedelta(hours=2)
"""A time that begins sooner is not offered any more: the interviewer would not learn of it."""
MOST: Final = 300
"""Times on one page, at most."""


def zone_of(slot: InterviewSlot) -> ZoneInfo:
    """The zone in which whoever chose it reads times. Reads the cohort of its round."""
    return ZoneInfo(slot.time_zone or slot.round.cohort.time_zone)


def entries_of(user: User) -> QuerySet[RoundEntry]:
    """The rounds of interviews somebody is in with an application of theirs; nobody else's are there."""
    return RoundEntry.objects.filter(
        application__applicant__in=records_of(user),
        round__kind=ReviewRound.Kind.INTERVIEW,
        round__status__in=[RoundStatus.OPEN, RoundStatus.CLOSED],
        left_at__isnull=True,
    ).select_related("round__cohort", "application__applicant", "application__cohort")


def entry_of(application: Application) -> RoundEntry | None:
    """The newest round of interviews that began and has this application in it; one query."""
    return (
        RoundEntry.objects.filter(
            application=application,
            left_at__isnull=True,
            round__kind=ReviewRound.Kind.INTERVIEW,
            round__status__in=[RoundStatus.OPEN, RoundStatus.CLOSED],
        )
        .select_related("round__cohort")
        .order_by("-round__created_at", "-pk")
        .first()
    )


def last_slot(entry: RoundEntry) -> InterviewSlot | None:
    """The time that was chosen last and not given back, whatever became of it; one query."""
    return (
        entry.slots.select_related("round__cohort", "interviewer__user", "interview")
        .order_by("-taken_at", "-pk")
        .first()
    )


def standing_slot(entry: RoundEntry) -> InterviewSlot | None:
    """The time that stands: chosen, not withdrawn, and nothing became of it yet; one query."""
    return (
        entry.slots.filter(withdrawn_at__isnull=True, outcome="")
        .select_related("round__cohort", "interviewer__user", "interview")
        .first()
    )


def free(round: ReviewRound, now: datetime | None = None) -> QuerySet[InterviewSlot]:
    """The times of a round that can still be chosen, in order."""
    return InterviewSlot.objects.filter(
        round=round,
        entry__isnull=True,
        withdrawn_at__isnull=True,
        interviewer__left_at__isnull=True,
        starts_at__gt=(now or clock.now()) + LEAD,
    ).order_by("starts_at", "pk")


def free_for(entry: RoundEntry) -> Sequence[InterviewSlot]:
    """What this applicant can choose: free times, but none to which somebody comes who is kept apart from them; three queries.

    With who else comes: times are read with how many people they are.
    """
    apart = {reader for _entry, reader, _why in pairs(entry.round, entry_ids=[entry.pk])}
    known = SlotCompanion.objects.filter(reader__in=apart, left_at__isnull=True)
    found = free(entry.round).exclude(interviewer__in=apart).exclude(pk__in=known.values("slot"))
    return list(with_company(found)[:MOST])


def at_interview(entry: RoundEntry) -> bool:
    """Whether the application is at its interview. Reads the application."""
    return entry.application.status == ApplicationStatus.INTERVIEW


def not_chosen() -> QuerySet[RoundEntry]:
    """Whoever is at their interview in a round of interviews and has no time: none yet, or none since they were asked again."""
    standing = InterviewSlot.objects.filter(entry=OuterRef("pk"), withdrawn_at__isnull=True, again_at__isnull=True)
    return RoundEntry.objects.filter(
        ~Exists(standing),
        round__kind=ReviewRound.Kind.INTERVIEW,
        left_at__isnull=True,
        application__status=ApplicationStatus.INTERVIEW,
    )
