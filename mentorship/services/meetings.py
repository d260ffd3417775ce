"""Meetings that are planned, moved and called off, with an invitation for both calendars."""

from datetime import datetime
from functools import partial
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applicants.models import NoticeKind
from applicants.services.notices import compose, insert
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_moment
from mentorship.models import Meeting, Mentorship
from mentorship.services.working import CannotLog, check_active, check_side

NEW: Final = "new"
MOVED: Final = "moved"
CANCELLED: Final = "cancelled"


def _check_moment(starts_at: datetime) -> None:
    if starts_at <= clock.now():
        raise CannotLog(_("This moment has passed. Choose one that is ahead."))


@transaction.atomic
def arrange(
    mentorship: Mentorship,
    *,
    by: User,
    starts_at: datetime,
    minutes: int = 30,
    mode: str = "video",
    where: str = "",
    at: datetime | None = None,
    tell: bool = True,
) -> Meeting:
    """Plan a meeting; both are told, and both can put it into their calendars. The same moment twice is one. Raises CannotLog."""
    check_side(mentorship, by, "mentor", "mentee")
    check_active(mentorship)
    if at is None:
        _check_moment(starts_at)
    moment = at or clock.now()
    given = {"minutes": minutes, "mode": mode, "where": where, "arranged_by": by, "arranged_at": moment}
    meeting, new = Meeting.objects.get_or_create(
        mentorship=mentorship, starts_at=starts_at, cancelled_at=None, defaults={**given, "changed_at": moment}
    )
    if new and tell:
        _tell(meeting, NEW, mentorship)
    return meeting


def _locked(meeting: Meeting, by: User) -> Meeting:
    locked = (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("mentorship__mentor__user", "mentorship__placement__enrolment__application__applicant__user")
        .get(pk=meeting.pk)
    )
    check_side(locked.mentorship, by, "mentor", "mentee")
    return locked


@transaction.atomic
def move_meeting(
    meeting: Meeting, *, by: User, starts_at: datetime, minutes: int, mode: str, where: str = ""
) -> Meeting:
    """Change when, how long, how or where; calendars follow by a higher sequence. Nothing new tells nobody. Raises CannotLog."""
    locked = _locked(meeting, by)
    if locked.cancelled_at is not None:
        raise CannotLog(_("This meeting is called off. Plan a new one."))
    new = {"starts_at": starts_at, "minutes": minutes, "mode": mode, "where": where}
    if all(getattr(locked, name) == value for name, value in new.items()):
        return locked
    _check_moment(starts_at)
    for name, value in new.items():
        setattr(locked, name, value)
    locked.sequence += 1
    locked.changed_at = clock.now()
    try:
        with transaction.atomic():
            locked.save(update_fields=[*new, "sequence", "changed_at"])
    except IntegrityError:
        raise CannotLog(_("You have a meeting at this moment already.")) from None
    _tell(locked, MOVED, locked.mentorship)
    return locked


@transaction.atomic
def call_off(meeting: Meeting, *, by: User, because: str = "") -> Meeting:
    """Call a meeting off; twice is once. Raises CannotLog."""
    locked = _locked(meeting, by)
    if locked.cancelled_at is None:
        locked.cancelled_at = locked.changed_at = clock.now()
        locked.cancelled_because = because
        locked.sequence += 1
        locked.save(update_fields=["cancelled_at", "cancelled_because", "changed_at", "sequence"])
        _tell(locked, CANCELLED, locked.mentorship)
    return locked


def _tell(meeting: Meeting, change: str, mentorship: Mentorship) -> None:
    """Write to both, each in their language and their time zone, with the link to the invitation."""
    applicant = mentorship.placement.enrolment.application.applicant
    mentor = mentorship.mentor.user
    zone = mentorship.mentor.tz
    mentee_zone = mentorship.placement.opening.client.tz
    page = site_link("mentorship:meeting", meeting.public_id)
    once = f"meeting:{meeting.public_id}:{meeting.sequence}"
    both = [
        (mentor.email, "en", mentor.name, applicant.name, zone, f"{once}:mentor", None),
        (
            applicant.email,
            applicant.language,
            applicant.name,
            mentor.name,
            mentee_zone,
            f"{once}:mentee",
            mentorship.placement.enrolment.application_id,
        ),
    ]
    insert(
        [
            compose(
                NoticeKind.MEETING,
                to=to,
                language=language,
                once=key,
                application_id=application,
                values={
                    "change": change,
                    "name": name,
                    "other": other,
                    "when": partial(say_moment, meeting.starts_at, tz),
                    "minutes": meeting.minutes,
                    "where": meeting.where,
                    "because": meeting.cancelled_because,
                    "link": page,
                },
                good_until=None if change == CANCELLED else meeting.starts_at,
            )
            for to, language, name, other, tz, key, application in both
            if to
        ]
    )
