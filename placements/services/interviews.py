"""Interviews: a contact asks, staff arrange, move and call off, and each side is told. Asking again after one that was called off,
or that has been, is asking anew."""

from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction

from applicants.models import Notice, NoticeKind
from applicants.services.notices import compose, insert
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_moment
from placements.lifecycle import CANDIDATE, PlacementStatus
from placements.models import InterviewRequest, Placement
from placements.selectors.contacts import Part, check_part, part_of
from placements.selectors.interviews import OPEN, portal_link
from placements.selectors.portal import for_client
from placements.services.advancing import advance
from placements.services.telling import notice

FURTHEST = timedelta(days=366)
"""How far ahead an interview may be: beyond it the year is a slip."""


class NotYours(LookupError):
    """The placement is not at a client that this person signs in for. To them it does not exist."""


class CannotAsk(ValueError):
    """An interview cannot be asked for. The message is the reason, in words for people."""


class CannotArrange(ValueError):
    """An interview cannot be arranged, moved or called off like this. The message is the reason, in words for people."""


def check_is_theirs(placement: Placement, by: User, at_least: str) -> None:
    """Raise NotYours where a contact does not see a placement, NotYourPart where their part is less."""
    found = for_client(by).filter(pk=placement.pk).values_list("opening__client", flat=True).first()
    if found is None:
        raise NotYours("No such person among those presented to you.")
    check_part(by, found, at_least)


def check_can_ask_for_interview(placement: Placement) -> None:
    """Raise CannotAsk with the reason, if there is one."""
    if placement.status not in CANDIDATE:
        raise CannotAsk("You can ask for an interview while somebody is presented to you, until they have accepted.")
    if InterviewRequest.objects.filter(OPEN, placement=placement).exists():
        raise CannotAsk("You have asked already. We arrange it and write to you.")


def ask_for_interview(
    placement: Placement, *, times: str, by: User, note: str = "", at: datetime | None = None
) -> InterviewRequest:
    """Ask to meet somebody. Raises NotYours, NotYourPart, CannotAsk; asked twice at once, one of the two is refused."""
    check_is_theirs(placement, by, Part.HIRING)
    check_can_ask_for_interview(placement)
    try:
        with transaction.atomic():
            return InterviewRequest.objects.create(
                placement=placement, asked_by=by, asked_at=at or clock.now(), times=times, note=note
            )
    except IntegrityError as error:
        raise CannotAsk("You have asked already. We arrange it and write to you.") from error


def _held(interview: InterviewRequest) -> InterviewRequest:
    return (
        InterviewRequest.objects.select_for_update(of=("self", "placement"), no_key=True)
        .select_related("asked_by", "placement__opening__client", "placement__enrolment__application__applicant")
        .get(pk=interview.pk)
    )


@transaction.atomic
def arrange_interview(
    interview: InterviewRequest,
    *,
    by: User,
    starts_at: datetime | None = None,
    minutes: int = 45,
    where: str = "",
    at: datetime | None = None,
) -> InterviewRequest:
    """Staff: the interview is arranged, or moved. Somebody who was only presented is interviewing from now on.

    With a moment it stands in calendars: each change of it raises `sequence`, and both sides are told. The same again changes
    nothing. Raises CannotArrange.
    """
    now = at or clock.now()
    held = _held(interview)
    if held.cancelled_at is not None:
        raise CannotArrange("It was called off. The client can ask again.")
    if starts_at is None and held.starts_at is not None:
        starts_at, minutes, where = held.starts_at, held.minutes, held.where
    was = (held.starts_at, held.minutes, held.where)
    is_same = held.arranged_at is not None and was == (starts_at, minutes, where)
    if not is_same:
        _check_moment(held, starts_at, now)
        is_first = held.starts_at is None
        if held.arranged_at is None:
            held.arranged_at, held.arranged_by = now, by
        held.starts_at, held.minutes, held.where, held.changed_at = starts_at, minutes, where, now
        held.sequence += 0 if is_first else 1
        held.save()
        if held.placement.status == PlacementStatus.PRESENTED:
            advance(held.placement, to=PlacementStatus.INTERVIEWING, by=by, reason="The client asked for it.", at=at)
        if starts_at is not None:
            _tell(held, "set" if is_first else "moved")
    return held


def _check_moment(interview: InterviewRequest, starts_at: datetime | None, now: datetime) -> None:
    if starts_at is None:
        return
    if interview.placement.status not in CANDIDATE:
        raise CannotArrange("This person is not a candidate there any more. Call the interview off.")
    if not now < starts_at <= now + FURTHEST:
        raise CannotArrange("Choose a time that is still ahead, and within a year.")


@transaction.atomic
def call_off_interview(
    interview: InterviewRequest, *, by: User, because: str, at: datetime | None = None
) -> InterviewRequest:
    """Staff: it does not take place. It stays, as called off, and whoever was told of it is told. Twice changes nothing.

    `because` is for the programme; neither side reads it in mail. Raises CannotArrange without a reason, or once it is over.
    """
    now = at or clock.now()
    held = _held(interview)
    if held.cancelled_at is not None:
        return held
    if not because.strip():
        raise CannotArrange("Say in a few words why it is called off.")
    if held.starts_at is not None and held.starts_at <= now:
        raise CannotArrange("It has begun already, so it cannot be called off.")
    held.cancelled_at, held.cancelled_because, held.changed_at = now, because.strip(), now
    if held.starts_at is not None:
        held.sequence += 1
    held.save()
    _tell(held, "cancelled")
    return held


def _tell(interview: InterviewRequest, change: str) -> None:
    """Tell the person, with the time; and the contact, with a link and nothing else."""
    placement = interview.placement
    written: list[Notice] = []
    if interview.starts_at is not None:
        told = notice(
            placement,
            change,
            key=f"interview:{interview.pk}:{interview.sequence}",
            kind=NoticeKind.CLIENT_INTERVIEW,
            values={
                "when": partial(say_moment, interview.starts_at, placement.opening.client.time_zone),
                "minutes": interview.minutes,
                "where": interview.where,
                "calendar_link": site_link("interviews:calendar", interview.public_id),
            },
        )
        written += [told] if told else []
    if interview.asked_by.email and part_of(interview.asked_by, placement.opening.client_id):
        written.append(
            compose(
                NoticeKind.PORTAL,
                to=interview.asked_by.email,
                language="en",  # the portal is in English
                once=f"portal:interview:{interview.pk}:{interview.sequence}:{change}",
                values={"name": interview.asked_by.name, "what": f"interview_{change}", "link": portal_link(interview)},
            )
        )
    if written:
        insert(written)
