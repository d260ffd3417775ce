"""Attendance of one session: for whom it takes place, what was noted, what ever stood there, and check-in. Constant queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from bootcamp.lifecycle import LEARNING
from bootcamp.models import (
    AttendanceCode,
    AttendanceRecord,
    CheckedIn,
    CheckIn,
    CorrectionRequest,
    Enrolment,
    Session,
)
from bootcamp.selectors.people import in_class
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort


def people_of(session: Session, cohort: Cohort) -> QuerySet[Enrolment]:
    """For whom a session takes place, by name: the class or its section, from their first day on, and whoever was noted in it."""
    day = session.starts_at.astimezone(cohort.tz).date()
    theirs = Q(joined_on=None) | Q(joined_on__lte=day)
    if session.section_id is not None:
        theirs &= Q(section=session.section_id)
    return in_class(cohort).filter(theirs | Q(pk__in=session.attendances.values("enrolment_id")))


def open_check_ins(enrolment: Enrolment, at: datetime) -> QuerySet[CheckIn]:
    """The check-ins that are open at a moment for somebody, with their sessions."""
    if enrolment.status not in LEARNING:
        return CheckIn.objects.none()
    return (
        CheckIn.objects.filter(
            Q(session__section=None) | Q(session__section=enrolment.section_id),
            closes_at__gt=at,
            opened_at__lte=at,
            session__module__programme=enrolment.cohort_id,
            session__cancelled_at=None,
        )
        .select_related("session__module")
        .order_by("session__starts_at", "pk")
    )


def open_check_in_of(session: Session) -> CheckIn | None:
    """The check-in of a session that is open now."""
    now = clock.now()
    return CheckIn.objects.filter(session=session, opened_at__lte=now, closes_at__gt=now).order_by("-pk").first()


def checked_in(session: Session) -> QuerySet[CheckedIn]:
    """Everybody who typed a code of a session, the last first."""
    return CheckedIn.objects.filter(check_in__session=session).select_related("enrolment__application__applicant")


def checked_in_before(enrolment: Enrolment, session_ids: Iterable[int]) -> dict[int, CheckedIn]:
    """Session id -> when and how somebody checked in to it."""
    found = CheckedIn.objects.filter(enrolment=enrolment, check_in__session__in=list(session_ids))
    return {each.check_in.session_id: each for each in found.select_related("check_in").order_by("at")}


@dataclass(frozen=True, slots=True)
class Change:
    """One value that was noted, and what stood there before it."""

    record: AttendanceRecord
    before: AttendanceRecord | None

    @property
    def label(self) -> str:
        """The code in words, with its minutes."""
        return in_words(self.record)

    @property
    def label_before(self) -> str:
        """What stood there before, in words; empty where nothing did."""
        return in_words(self.before) if self.before else ""


def in_words(record: AttendanceRecord) -> str:
    """`Late, 330 minutes`."""
    label = str(AttendanceCode(record.code).label)
    return f"{label}, {record.minutes} minutes" if record.minutes else label


def history_of(session: Session, enrolment: Enrolment | None = None) -> list[Change]:
    """Everything that was ever noted in a session (of one person), the last first; one query."""
    records = AttendanceRecord.objects.filter(attendance__session=session)
    if enrolment is not None:
        records = records.filter(attendance__enrolment=enrolment)
    stood: dict[int, AttendanceRecord] = {}
    changes = []
    for record in records.select_related("by", "attendance__enrolment__application__applicant").order_by("at", "pk"):
        changes.append(Change(record, stood.get(record.attendance_id)))
        stood[record.attendance_id] = record
    return changes[::-1]


def open_requests(user: User | None = None) -> QuerySet[CorrectionRequest]:
    """The corrections that were asked for and not answered, the oldest first; of one instructor, or all."""
    found = CorrectionRequest.objects.filter(answered_at__isnull=True)
    if user is not None:
        found = found.filter(asked_by=user)
    return found.select_related("session__module__programme__cohort", "asked_by").order_by("asked_at", "pk")


def requests_of(session: Session) -> QuerySet[CorrectionRequest]:
    """What was asked for in a session, the last first."""
    return (
        CorrectionRequest.objects.filter(session=session)
        .select_related("asked_by", "answered_by")
        .order_by("-asked_at", "-pk")
    )
