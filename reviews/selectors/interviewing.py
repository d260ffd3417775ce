"""An interviewer's pages: their rounds, their times, and what their calendar takes from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from applicants.models import Notice
from careerpath.accounts.models import User
from careerpath.calendars import Entry, Party, invitation, make_calendar
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from reviews.lifecycle import RoundStatus
from reviews.models import InterviewSlot, ReviewRound, RoundReader
from reviews.selectors.projection import Projection, project

MOST = 200


@dataclass(frozen=True)
class Desk:
    """What an interviewer sees first."""

    rounds: Sequence[RoundReader]
    to_settle: Sequence[InterviewSlot]
    """They have begun, and nothing became of them yet."""
    to_come: Sequence[InterviewSlot]
    offered: Sequence[InterviewSlot]
    done: Sequence[InterviewSlot]


def rounds_of(user: User) -> QuerySet[RoundReader]:
    """The rounds somebody interviews in, being prepared or open, with how many times of theirs are free, chosen and held."""
    now = clock.now()
    standing = Q(slots__withdrawn_at__isnull=True)
    return (
        RoundReader.objects.filter(
            user=user,
            left_at__isnull=True,
            round__kind=ReviewRound.Kind.INTERVIEW,
            round__status__in=[RoundStatus.DRAFT, RoundStatus.OPEN],
        )
        .select_related("round__cohort")
        .annotate(
            n_free=Count("slots", filter=standing & Q(slots__entry__isnull=True, slots__starts_at__gt=now)),
            n_chosen=Count("slots", filter=standing & Q(slots__entry__isnull=False, slots__outcome="")),
            n_held=Count("slots", filter=Q(slots__outcome=InterviewSlot.Outcome.HELD)),
        )
        .order_by("-round__created_at", "pk")
    )


def slots_of(user: User) -> QuerySet[InterviewSlot]:
    """The times somebody has offered, with all that their pages say of them."""
    return InterviewSlot.objects.filter(interviewer__user=user).select_related(
        "round__cohort", "round__scorecard_version", "interviewer__user", "entry__application__applicant",
        "interview", "assignment__scoresheet",
    )  # fmt: skip


def desk(user: User) -> Desk:
    """An interviewer's first page; four queries at any number."""
    now = clock.now()
    standing = slots_of(user).filter(withdrawn_at__isnull=True)
    chosen = list(standing.filter(entry__isnull=False, outcome="").order_by("starts_at", "pk")[:MOST])
    return Desk(
        rounds=list(rounds_of(user)),
        to_settle=[each for each in chosen if each.starts_at <= now],
        to_come=[each for each in chosen if each.starts_at > now],
        offered=list(standing.filter(entry__isnull=True, starts_at__gt=now).order_by("starts_at", "pk")[:MOST]),
        done=list(standing.exclude(outcome="").order_by("-starts_at", "-pk")[:20]),
    )


def calendar_entry(slot: InterviewSlot) -> Entry:
    """A time as it stands in its interviewer's calendar: chosen, or called off. The same identifier always."""
    is_off = slot.entry is None or slot.withdrawn_at is not None
    name = slot.entry.application.applicant.name if slot.entry else ""
    page = site_link("interviewing:slot", slot.public_id)
    return Entry(
        uid=f"slot-{slot.public_id}@{urlsplit(settings.SITE_URL).hostname or 'careerpath'}",
        title=f"Interview: {name or slot.round.cohort.name}",
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        sequence=slot.sequence,
        changed_at=slot.changed_at,
        place=slot.place or slot.link,
        url=page,
        about=f"The scorecard: {page}",
        kind="Interview",
        called_off=is_off,
    )


def invitation_to(slot: InterviewSlot) -> bytes:
    """The invitation for the interviewer, or its withdrawal where the time is free again."""
    user, entry = slot.interviewer.user, calendar_entry(slot)
    return invitation(
        entry,
        Party(settings.CONTACT_EMAIL, settings.SITE_NAME),
        [Party(user.email, user.name)],
        "CANCEL" if entry.called_off else "REQUEST",
    )


def calendar_of(user: User) -> bytes:
    """All interviews of somebody that are still to come, as one file; one query."""
    coming = slots_of(user).filter(
        entry__isnull=False, withdrawn_at__isnull=True, outcome="", starts_at__gt=clock.now()
    )
    rows = list(coming.order_by("starts_at", "pk")[:MOST])
    return make_calendar(
        (calendar_entry(each) for each in rows),
        name=f"{settings.SITE_NAME}: interviews",
        about="Interviews that you hold.",
        zone=ZoneInfo(rows[0].round.cohort.time_zone if rows else "UTC"),
    )


def file_of_notice(notice: Notice) -> tuple[str, bytes] | None:
    """The invitation that goes with a notice to an interviewer, as the time stands when it is sent."""
    prefix, _colon, rest = notice.once.partition(":")
    if prefix != "slot" or not (pk := rest.partition(":")[0]).isdecimal():
        return None
    slot = (
        InterviewSlot.objects.select_related("round__cohort", "interviewer__user", "entry__application__applicant")
        .filter(pk=int(pk))
        .first()
    )
    return ("interview.ics", invitation_to(slot)) if slot else None


def texts_of(slot: InterviewSlot) -> Projection | None:
    """What the applicant wrote, as the interviewer prepares from it: the projection of the round, and nothing beside it."""
    if slot.entry_id is None:
        return None
    return project([slot.entry_id], for_reader=slot.interviewer.user).get(slot.entry_id)
