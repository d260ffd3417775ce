"""Reading interviews, and the file that a calendar takes them from."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from applicants.models import AnotherTime, Application, Interview, InterviewVersion, Notice
from careerpath.calendars import Entry, Party, invitation
from careerpath.ui.links import site_link


def current_interview(application: Application) -> Interview | None:
    """The interview that stands; one query."""
    return application.interviews.filter(cancelled_at__isnull=True).first()


def newest(interview: Interview) -> InterviewVersion | None:
    """What was told last of it; one query."""
    return interview.versions.order_by("-number").first()


@dataclass(frozen=True)
class Shown:
    """An interview as its applicant and the recruiter read it."""

    interview: Interview
    version: InterviewVersion
    wishes: Sequence[AnotherTime]

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.interview.cancelled_at is not None

    @property
    def open_wish(self) -> AnotherTime | None:
        """A wish for another time that nobody has answered."""
        return next((each for each in self.wishes if each.answered_at is None), None)


def interview_shown(application: Application) -> Shown | None:
    """The newest interview of an application, cancelled or not; three queries at most."""
    interview = application.interviews.order_by("-pk").first()
    version = newest(interview) if interview else None
    if interview is None or version is None:
        return None
    return Shown(interview, version, list(interview.asked_for_another_time.order_by("asked_at")))


def open_wishes() -> QuerySet[AnotherTime]:
    """The wishes for another time that nobody has answered, the oldest first."""
    return AnotherTime.objects.filter(answered_at__isnull=True).order_by("asked_at", "pk")


def calendar_file(shown: Shown, application: Application) -> bytes:
    """One interview as an invitation for its applicant's calendar, or as the news that it is called off (RFC 5546).

    A calendar knows it again by its UID, and takes a change by its higher SEQUENCE. It names the programme and the applicant only.
    """
    version, person = shown.version, application.applicant
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    entry = Entry(
        uid=f"{shown.interview.public_id}@{host}",
        title=_("Interview for %(cohort)s") % {"cohort": application.cohort.name},
        starts_at=version.starts_at,
        ends_at=version.ends_at,
        sequence=version.number + (1 if shown.is_cancelled else 0),
        changed_at=shown.interview.cancelled_at or version.at,
        place=version.place or version.link,
        url=version.link or site_link("applicants:status", application.public_id),
        about=version.note,
        called_off=shown.is_cancelled,
    )
    programme = Party(settings.CONTACT_EMAIL, settings.SITE_NAME)
    invited = Party(person.email or settings.CONTACT_EMAIL, person.name)
    return invitation(entry, programme, [invited], "CANCEL" if shown.is_cancelled else "REQUEST")


def file_of_notice(notice: Notice) -> tuple[str, bytes] | None:
    """The invitation that goes with a notice of an interview, as things stand when it is sent; in its language."""
    application = notice.application
    if application is None or (shown := interview_shown(application)) is None:
        return None
    with override(notice.language):
        return "interview.ics", calendar_file(shown, application)
