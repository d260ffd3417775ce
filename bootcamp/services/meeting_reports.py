"""The report of a meeting tool becomes attendance: read, matched to the class, looked at by a person, applied in one operation."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from bootcamp.meeting_reports import Attendee, plain, read_report
from bootcamp.models import Attendance, Enrolment, MeetingAttendee, MeetingReport, Programme, Session
from bootcamp.selectors.attendance import people_of
from bootcamp.selectors.meeting_reports import known_addresses, matched_before, results_of
from bootcamp.services.attending import record_attendance
from bootcamp.services.locking import check_can_note
from careerpath.accounts.models import User
from careerpath.pipeline import clock

Match = MeetingAttendee.Match


class NotReady(ValueError):
    """A report that cannot be applied yet, with the reason in words."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a report came to: values written, and people whose noted value was left as it stood."""

    written: int
    kept: int


@transaction.atomic
def take_report(
    session: Session, programme: Programme, *, data: bytes, file_name: str, time_zone: str, by: User
) -> MeetingReport:
    """Read a report for a session and match its people by e-mail, and as they were matched last time in this class.

    Nothing is noted yet. Raises `Unreadable` (a ValueError) in words for a file that is no report.
    """
    check_can_note(session, programme, by=by)
    report = read_report(data, near=session.starts_at.astimezone(programme.cohort.tz).date())
    people = list(people_of(session, programme.cohort).select_related("application__applicant__user"))
    ids = {person.pk for person in people}
    addresses = known_addresses(people)
    before = matched_before(programme.cohort)
    kept = MeetingReport.objects.create(
        session=session,
        tool=report.tool,
        file_name=file_name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        time_zone=time_zone,
        unread=report.unread[:200],
        read_by=by,
    )
    rows = []
    for attendee in report.attendees:
        match, enrolment_id = _match(attendee, addresses, before, ids)
        joins = [
            [join.joined.isoformat(), join.left.isoformat() if join.left else None, join.most_seconds]
            for join in attendee.joins
        ]
        rows.append(
            MeetingAttendee(
                report=kept,
                name=attendee.name,
                email=attendee.email,
                joins=joins,
                match=match,
                enrolment_id=enrolment_id,
            )
        )
    MeetingAttendee.objects.bulk_create(rows)
    return kept


def _match(
    attendee: Attendee, addresses: Mapping[str, int], before: Mapping[str, int | None], ids: set[int]
) -> tuple[Match, int | None]:
    found = addresses.get(attendee.email)
    if found is not None:
        return Match.EMAIL, found
    key = attendee.email or plain(attendee.name)
    if key and key in before:
        pk = before[key]
        if pk is None:
            return Match.NOBODY, None
        if pk in ids:
            return Match.BEFORE, pk
    return Match.OPEN, None


def decide(report: MeetingReport, choices: Mapping[int, int | None]) -> None:
    """Keep who a participant is: attendee id -> enrolment id, None for "nobody of the class". Two statements at any size."""
    ids = set(Enrolment.objects.filter(cohort=report.session.module.programme_id).values_list("pk", flat=True))
    changed = []
    for attendee in report.attendees.filter(pk__in=list(choices)):
        chosen = choices[attendee.pk]
        if chosen is not None and chosen not in ids:
            continue
        if chosen == attendee.enrolment_id and attendee.match != Match.OPEN:
            continue
        attendee.enrolment_id = chosen
        attendee.match = Match.NOBODY if chosen is None else Match.CHOSEN
        changed.append(attendee)
    MeetingAttendee.objects.bulk_update(changed, ["enrolment", "match"])


@transaction.atomic
def apply_report(
    report: MeetingReport,
    programme: Programme,
    *,
    late_after: int,
    replace: bool,
    absent: bool,
    reason: str,
    by: User,
) -> Applied:
    """Note everybody of the class who is in the report, in one operation; once.

    `replace`: what was noted otherwise is corrected, else it stays. `absent`: whoever is in no line of it and not noted yet is
    noted as unexcused. Raises NotReady in words while a participant is undecided, or when it was applied before.
    """
    session = Session.objects.select_for_update(no_key=True).select_related("module").get(pk=report.session_id)
    check_can_note(session, programme, by=by)
    report = MeetingReport.objects.select_for_update(no_key=True, of=("self",)).get(pk=report.pk)
    if report.applied_at is not None:
        raise NotReady("This report was applied before.")
    if not reason.strip():
        raise NotReady("Say where these values come from, for the history.")
    attendees = list(report.attendees.all())
    undecided = sum(1 for attendee in attendees if attendee.match == Match.OPEN)
    if undecided:
        raise NotReady(f"{undecided} of the report are still to be decided: choose the person, or nobody of the class.")
    people = {person.pk for person in people_of(session, programme.cohort)}
    noted = dict(Attendance.objects.filter(session=session).values_list("enrolment_id", "code"))
    found = results_of(report, session, attendees, late_after=late_after)
    marks = {pk: result.mark for pk, result in found.items() if pk in people and (replace or pk not in noted)}
    if absent:
        marks |= dict.fromkeys(people - found.keys() - noted.keys(), ("unexcused", None))
    if not marks and not (found.keys() & people):
        raise NotReady("Nobody of the class was in this meeting during the session. Is the time zone right?")
    written = record_attendance(session, marks, by=by, reason=reason)
    report.applied_at, report.applied_by, report.applied = clock.now(), by, written
    report.save(update_fields=["applied_at", "applied_by", "applied"])
    return Applied(written, 0 if replace else len(found.keys() & people & noted.keys()))


def throw_away(report: MeetingReport) -> None:
    """Delete a report that was not applied. What was applied stays, for whoever asks later."""
    MeetingReport.objects.filter(pk=report.pk, applied_at__isnull=True).delete()
