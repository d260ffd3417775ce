"""An interviewer's pages: their rounds, their times, and what their calendar takes from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from applicants.models import Notice
from careerpath.accounts.models import User
from careerpath.calendars import Entry, Party, invitation, make_calendar
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from reviews.lifecycle import RoundStatus
from reviews.models import Assignment, InterviewSlot, ReviewRound, RoundReader, SlotCompanion
from reviews.selectors.companions import n_joined, theirs, with_company

MOST = 200
Outcome = InterviewSlot.Outcome


@dataclass(frozen=True)
class Seat:
    """Somebody's place at a time."""

    slot: InterviewSlot
    companion: SlotCompanion | None
    """Their row where they come beside whoever offers it; None of whoever offers it."""

    @property
    def assignment(self) -> Assignment | None:
        """What their own scorecard is filled in under; None while nobody has the time."""
        return self.companion.assignment if self.companion else self.slot.assignment

    @property
    def others(self) -> list[RoundReader]:
        """The other interviewers of the time, who offers it first."""
        own = self.companion.reader_id if self.companion else self.slot.interviewer_id
        everybody = [self.slot.interviewer, *(each.reader for each in self.slot.company)]
        return [each for each in everybody if each.pk != own]


@dataclass(frozen=True)
class Desk:
    """What an interviewer sees first."""

    rounds: Sequence[RoundReader]
    to_settle: Sequence[Seat]
    """They have begun, and nothing became of them yet, or the interviewer's own scorecard is missing."""
    to_come: Sequence[Seat]
    offered: Sequence[Seat]
    done: Sequence[Seat]


def rounds_of(user: User) -> QuerySet[RoundReader]:
    """The rounds somebody interviews in, prepared or open, with how many times of theirs are free, chosen, held and joined."""
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
            n_joined=n_joined(),
        )
        .order_by("-round__created_at", "pk")
    )


def slots_of(user: User) -> QuerySet[InterviewSlot]:
    """The times somebody has offered or joined, with all that their pages say of them; one query, and one for who else comes."""
    found = InterviewSlot.objects.filter(theirs(user)).select_related(
        "round__cohort", "round__scorecard_version", "interviewer__user", "entry__application__applicant",
        "interview", "assignment__scoresheet",
    )  # fmt: skip
    return with_company(found)


def seat_of(slot: InterviewSlot, user: User) -> Seat:
    """Somebody's place at a time of theirs (`slots_of`)."""
    own = None if slot.interviewer.user_id == user.pk else user.pk
    return Seat(slot, next((each for each in slot.company if each.reader.user_id == own), None))


def desk(user: User) -> Desk:
    """An interviewer's first page; seven queries at any number."""
    now = clock.now()
    standing = slots_of(user).filter(withdrawn_at__isnull=True)
    unsent = Assignment.objects.filter(Assignment.OPEN, reader__user=user)
    beside = SlotCompanion.objects.filter(slot=OuterRef("pk"), left_at__isnull=True, assignment__in=unsent)
    missing = Q(interviewer__user=user, assignment__in=unsent) | Exists(beside)
    waiting = Q(outcome="") | Q(missing, outcome=Outcome.HELD, round__status=RoundStatus.OPEN)

    def seats(found: QuerySet[InterviewSlot], most: int = MOST) -> list[Seat]:
        return [seat_of(each, user) for each in found[:most]]

    chosen = seats(standing.filter(waiting, entry__isnull=False).order_by("starts_at", "pk"))
    begun = [each for each in chosen if each.slot.starts_at <= now or each.slot.outcome]
    to_settle = {each.slot.pk for each in begun}
    done = seats(standing.exclude(outcome="").order_by("-starts_at", "-pk"), 20)
    return Desk(
        rounds=list(rounds_of(user)),
        to_settle=begun,
        to_come=[each for each in chosen if each.slot.pk not in to_settle],
        offered=seats(standing.filter(entry__isnull=True, starts_at__gt=now).order_by("starts_at", "pk")),
        done=[each for each in done if each.slot.pk not in to_settle],
    )


def calendar_entry(slot: InterviewSlot, companion: SlotCompanion | None = None) -> Entry:
    """A time as it stands in the calendar of its interviewer, or of one who comes along: chosen, or called off.

    The same identifier for the same person, always; each has their own, with a SEQUENCE of its own.
    """
    has_left = companion is not None and companion.left_at is not None
    is_off = slot.entry is None or slot.withdrawn_at is not None or has_left
    name = slot.entry.application.applicant.name if slot.entry and not has_left else ""
    page = site_link("interviewing:slot", slot.public_id)
    what = f"companion-{companion.public_id}" if companion else f"slot-{slot.public_id}"
    told = companion or slot
    return Entry(
        uid=f"{what}@{urlsplit(settings.SITE_URL).hostname or 'careerpath'}",
        title=f"Interview: {name or slot.round.cohort.name}",
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        sequence=told.sequence,
        changed_at=told.changed_at,
        place=slot.place or slot.link,
        url=page,
        about=f"The scorecard: {page}",
        kind="Interview",
        called_off=is_off,
    )


def invitation_to(slot: InterviewSlot, companion: SlotCompanion | None = None) -> bytes:
    """The invitation for the interviewer, or for one who comes along; or its withdrawal where it is not theirs any more."""
    user, entry = (companion.reader if companion else slot.interviewer).user, calendar_entry(slot, companion)
    return invitation(
        entry,
        Party(settings.CONTACT_EMAIL, settings.SITE_NAME),
        [Party(user.email, user.name)],
        "CANCEL" if entry.called_off else "REQUEST",
    )


def calendar_of(user: User) -> bytes:
    """All interviews of somebody that are still to come, as one file; two queries."""
    coming = slots_of(user).filter(
        entry__isnull=False, withdrawn_at__isnull=True, outcome="", starts_at__gt=clock.now()
    )
    rows = [seat_of(each, user) for each in coming.order_by("starts_at", "pk")[:MOST]]
    return make_calendar(
        (calendar_entry(each.slot, each.companion) for each in rows),
        name=f"{settings.SITE_NAME}: interviews",
        about="Interviews that you hold.",
        zone=ZoneInfo(rows[0].slot.round.cohort.time_zone if rows else "UTC"),
    )


def file_of_notice(notice: Notice) -> tuple[str, bytes] | None:
    """The invitation that goes with a notice to an interviewer, as the time stands when it is sent."""
    prefix, _colon, rest = notice.once.partition(":")
    pk, _colon, change = rest.partition(":")
    if prefix not in ("slot", "companion") or not pk.isdecimal():
        return None
    slots = InterviewSlot.objects.select_related("round__cohort", "interviewer__user", "entry__application__applicant")
    if prefix == "slot":
        slot = slots.filter(pk=int(pk)).first()
        return ("interview.ics", invitation_to(slot)) if slot else None
    companion = SlotCompanion.objects.filter(pk=int(pk)).select_related("reader__user").first()
    if companion is None:
        return None
    slot = slots.get(pk=companion.slot_id)
    if slot.entry_id is None and change.endswith("joined"):  # a time that nobody has stands in nobody's calendar
        return None
    return "interview.ics", invitation_to(slot, companion)
