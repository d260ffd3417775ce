"""Reading interviews, and the file that a calendar takes them from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applicants.models import AnotherTime, Application, Interview, InterviewVersion

LINE: Final = 75
"""Octets of a line of a calendar file, at most (RFC 5545, 3.1)."""


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


def calendar_file(shown: Shown, application: Application) -> str:
    """An iCalendar file (RFC 5545) of one interview: CRLF, lines folded at 75 octets, text escaped.

    A calendar knows it again by its UID, and takes a change by its higher SEQUENCE; called off, the file says CANCEL.
    """
    version = shown.version
    host = settings.SITE_URL.rpartition("//")[2].partition("/")[0].partition(":")[0] or "localhost"
    sequence = version.number + (1 if shown.is_cancelled else 0)
    summary = _("Interview for %(cohort)s") % {"cohort": application.cohort.name}
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_text(settings.SITE_NAME)}//interviews//EN",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if shown.is_cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{shown.interview.public_id}@{host}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{_moment(shown.interview.cancelled_at or version.at)}",
        f"DTSTART:{_moment(version.starts_at)}",
        f"DTEND:{_moment(version.ends_at)}",
        f"SUMMARY:{_text(summary)}",
        f"STATUS:{'CANCELLED' if shown.is_cancelled else 'CONFIRMED'}",
    ]
    if where := version.place or version.link:
        lines.append(f"LOCATION:{_text(where)}")
    if version.link:
        lines.append(f"URL:{version.link}")
    if version.note:
        lines.append(f"DESCRIPTION:{_text(version.note)}")
    return "".join(_folded(line) for line in [*lines, "END:VEVENT", "END:VCALENDAR"])


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    r"""Escaped: `\`, `;` and `,` with a backslash, a new line as `\n`; other control characters go."""
    value = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(character for character in value if character >= " " and character != "\x7f")


def _folded(line: str) -> str:
    """One content line, broken after 75 octets and never inside a character; each further line begins with a space."""
    parts, room = [""], LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            parts.append("")
            room = LINE - 1
        parts[-1] += character
        room -= size
    return "\r\n ".join(parts) + "\r\n"
