"""Interviews of clients with people presented to them: where they stand, and what a calendar takes from them."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from applicants.services.notices import spoken
from careerpath.accounts.models import User
from careerpath.calendars import Entry, Party, invitation
from careerpath.ui.links import absolute, site_link
from placements.models import InterviewRequest

OPEN: Final = Q(arranged_at__isnull=True, cancelled_at__isnull=True)
"""Asked for, and neither arranged nor called off."""
PUBLISHED: Final = Q(starts_at__isnull=False)
"""It has, or had, a moment: it stands in calendars."""


def state_of(interview: InterviewRequest, now: datetime) -> str:
    """Where an interview stands: asked, arranged, past, called_off."""
    if interview.cancelled_at is not None:
        return "called_off"
    if interview.arranged_at is None:
        return "asked"
    return "past" if interview.starts_at is not None and ends_of(interview) <= now else "arranged"


def ends_of(interview: InterviewRequest) -> datetime:
    """When it ends; only of one that has a moment."""
    if interview.starts_at is None:
        raise ValueError("An interview without a moment has no end.")
    return interview.starts_at + timedelta(minutes=interview.minutes)


def of_person(user: User) -> QuerySet[InterviewRequest]:
    """The interviews that somebody has, or had, as the graduate; only those with a moment."""
    return InterviewRequest.objects.filter(PUBLISHED, placement__enrolment__application__applicant__user=user.pk)


def for_staff() -> QuerySet[InterviewRequest]:
    """Every interview, with what its page says."""
    return InterviewRequest.objects.select_related(
        "asked_by", "arranged_by", "placement__opening__client", "placement__enrolment__application__applicant"
    )


def calendar_file(interview: InterviewRequest, *, reader: Party, title: str, url: str) -> bytes:
    """The invitation for one reader, or the news that it is called off. It names nobody but the programme and the reader.

    Needs `placement.opening.client` selected, and a moment.
    """
    starts_at = interview.starts_at
    if starts_at is None:
        raise ValueError("An interview without a moment is in no calendar.")
    entry = Entry(
        uid=f"interview-{interview.public_id}@{_host()}",
        title=title,
        starts_at=starts_at,
        ends_at=ends_of(interview),
        sequence=interview.sequence,
        changed_at=interview.changed_at or interview.asked_at,
        place=interview.where,
        url=url,
        kind=_("Interview"),
        called_off=interview.cancelled_at is not None,
    )
    return invitation(
        entry,
        Party(settings.CONTACT_EMAIL, settings.SITE_NAME),
        [reader],
        "CANCEL" if entry.called_off else "REQUEST",
        zone=ZoneInfo(interview.placement.opening.client.time_zone),
    )


def own_calendar_file(interview: InterviewRequest, user: User) -> bytes:
    """The invitation for the graduate, in their language. Needs client and applicant of the placement selected."""
    with override(spoken(interview.placement.enrolment.application.applicant.language)):
        return calendar_file(
            interview,
            reader=Party(user.email, user.name),
            title=_("Interview with %(client)s") % {"client": interview.placement.opening.client.name},
            url=absolute("/placement/"),
        )


def _host() -> str:
    return settings.SITE_URL.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0]


def portal_link(interview: InterviewRequest) -> str:
    """The person's page in the portal, whole."""
    return site_link("placements:person", interview.placement.public_id)
