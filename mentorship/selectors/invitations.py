"""A planned meeting as calendars read it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from applicants.services.notices import spoken
from bootcamp.models import Enrolment
from careerpath.calendars import Entry, Party, invitation
from careerpath.ui.links import site_link
from mentorship.models import Meeting


def invitation_to(meeting: Meeting, side: str) -> bytes:
    """The invitation for one of the two (`mentor` or `mentee`), or its withdrawal, in their language.

    The programme is the organiser and only the reader is named as invited: neither learns the other's address from a file.
    """
    mentorship = meeting.mentorship
    applicant = mentorship.placement.enrolment.application.applicant
    reader = mentorship.mentor.user if side == "mentor" else applicant
    with override("en" if side == "mentor" else spoken(applicant.language)):
        return invitation(
            entry_of(meeting, side),
            Party(settings.CONTACT_EMAIL, settings.SITE_NAME),
            [Party(reader.email or settings.CONTACT_EMAIL, reader.name)],
            "CANCEL" if meeting.cancelled_at else "REQUEST",
        )


def entry_of(meeting: Meeting, side: str) -> Entry:
    """A meeting as it stands in a calendar: the same identifier always."""
    mentorship = meeting.mentorship
    mentee = mentorship.placement.enrolment.application.applicant.name
    other = mentee if side == "mentor" else mentorship.mentor.user.name
    is_link = meeting.where.startswith(("https://", "http://"))
    page = site_link("mentorship:meeting", meeting.public_id)
    return Entry(
        uid=f"{meeting.public_id}@{urlsplit(settings.SITE_URL).hostname or 'careerpath'}",
        title=_("Mentoring with %(name)s") % {"name": other or _("your mentor")},
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        sequence=meeting.sequence,
        changed_at=meeting.changed_at,
        place="" if is_link else meeting.where,
        url=meeting.where if is_link else page,
        about=_("Move it or call it off here: %(link)s") % {"link": page},
        kind=_("Mentoring"),
        called_off=meeting.cancelled_at is not None,
    )


def in_feed(enrolment: Enrolment) -> Iterator[Entry]:
    """The mentoring meetings of a graduate, for the calendar that they follow already (`bootcamp.selectors.calendars.MORE`)."""
    found = Meeting.objects.filter(mentorship__placement__enrolment=enrolment).select_related(
        "mentorship__mentor__user", "mentorship__placement__enrolment__application__applicant"
    )
    return (entry_of(one, "mentee") for one in found.order_by("starts_at", "pk"))
