"""Reports of meeting tools: whose addresses are known, who was who last time, and what a report comes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress

from applicants.models import EmailProof
from bootcamp.meeting_reports import Stay, code_of, plain, stay
from bootcamp.models import Enrolment, MeetingAttendee, MeetingReport, Session
from cohorts.models import Cohort

Match = MeetingAttendee.Match


@dataclass(frozen=True, slots=True)
class Result:
    """What a report says of one person: the mark, how it came about, and under which names they joined."""

    mark: tuple[str, int | None]
    was: Stay | None
    names: tuple[str, ...]


def known_addresses(people: Iterable[Enrolment]) -> dict[str, int]:
    """Every address of the class in lower case -> enrolment id; one that belongs to two of them is left out. Two queries.

    The application's, the account's and its others, and the one that was proved with the form.
    """
    found: dict[str, set[int]] = {}
    users, applications = {}, {}
    for person in people:
        applicant = person.application.applicant
        applications[person.application_id] = person.pk
        if applicant.user_id:
            users[applicant.user_id] = person.pk
        for address in (applicant.email, applicant.user.email if applicant.user else None):
            if address:
                found.setdefault(address.lower(), set()).add(person.pk)
    own = EmailAddress.objects.filter(user__in=list(users), verified=True).values_list("user_id", "email")
    proved = EmailProof.objects.filter(application__in=list(applications), proved_at__isnull=False)
    for user_id, address in own:
        found.setdefault(address.lower(), set()).add(users[user_id])
    for application_id, address in proved.values_list("application_id", "email"):
        found.setdefault(address.lower(), set()).add(applications[application_id])
    return {address: next(iter(pks)) for address, pks in found.items() if len(pks) == 1}


def matched_before(cohort: Cohort) -> dict[str, int | None]:
    """What a person decided in earlier reports of the class: address (or plain name without one) -> enrolment id or nobody."""
    rows = (
        MeetingAttendee.objects.filter(
            report__session__module__programme=cohort.pk,
            report__applied_at__isnull=False,
            match__in=[Match.CHOSEN, Match.BEFORE, Match.NOBODY],
        )
        .order_by("report__applied_at", "pk")
        .values_list("email", "name", "match", "enrolment_id")
    )
    return {
        email or plain(name): enrolment_id
        for email, name, match, enrolment_id in rows
        if enrolment_id or match == "nobody"
    }


def results_of(
    report: MeetingReport, session: Session, attendees: Iterable[MeetingAttendee], *, late_after: int
) -> dict[int, Result]:
    """Enrolment id -> what the report says, of everybody who is matched. Who joined under several names counts once."""
    zone = ZoneInfo(report.time_zone)
    joined: dict[int, list[MeetingAttendee]] = {}
    for attendee in attendees:
        if attendee.enrolment_id is not None:
            joined.setdefault(attendee.enrolment_id, []).append(attendee)
    found = {}
    for pk, rows in joined.items():
        was = stay_of(rows, session, zone)
        mark = (
            code_of(was, session.minutes, remote=session.mode == Session.Mode.ROOM, grace=late_after)
            if was
            else ("unexcused", None)
        )
        found[pk] = Result(mark, was, tuple(row.name for row in rows))
    return found


def stay_of(rows: Iterable[MeetingAttendee], session: Session, zone: ZoneInfo) -> Stay | None:
    """What all joins of these rows come to in the session."""
    intervals, most = [], []
    for row in rows:
        for joined, left, seconds in row.joins:
            begun = _at(joined, zone)
            ended = _at(left, zone) if left else max(session.ends_at, begun)
            intervals.append((begun, ended))
            most.append(seconds)
    cap = sum(most) if most and all(seconds is not None for seconds in most) else None
    return stay(intervals, session.starts_at, session.ends_at, most_seconds=cap)


def _at(text: str, zone: ZoneInfo) -> datetime:
    """A moment of the report in its zone, unless it says one itself; in UTC.

    Two moments of one zone are compared and subtracted by their clocks, which is an hour wrong in the night the clocks change.
    """
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone)
    try:
        return found.astimezone(UTC)
    except OverflowError:  # in the year 1 or 9999: no session is near
        return found


def plain_names(people: Iterable[Enrolment]) -> Mapping[int, str]:
    """Enrolment id -> the name as it is compared."""
    return {person.pk: plain(person.name) for person in people}
