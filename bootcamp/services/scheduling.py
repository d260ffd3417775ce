"""When and where sessions are: moving, calling off, bringing back, adding, shifting. The only code that changes it.

Each change raises the session's `sequence` (so that calendars follow), is written down, and is told to those who come to it: one
notice for each person, whatever the number of sessions, in a constant number of statements.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q, QuerySet

from applicants.models.notices import NoticeKind
from applicants.services.notices import compose, insert
from bootcamp.lifecycle import LEARNING
from bootcamp.models import Assessment, Attendance, Enrolment, Module, Programme, Section, Session, SessionChange
from bootcamp.selectors.templates import holidays_of
from bootcamp.services.looking_again import look_again_at
from bootcamp.timetable import shifted_days
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_moment
from cohorts.models import Cohort

K = SessionChange.Kind
FURTHEST = 60
"""Taught days that a class may be shifted by."""


class ScheduleRefused(ValueError):
    """A session that cannot be moved, called off or added as asked. The message says why."""


class AttendanceTaken(ScheduleRefused):
    """Attendance is noted for the session: whoever changes it has to say that they know."""


class ChangedMeanwhile(ScheduleRefused):
    """Somebody else changed the session since the page was read."""


@dataclass(frozen=True, slots=True)
class Slot:
    """When and where a session is, how, with whom and for whom."""

    starts_at: datetime
    ends_at: datetime
    mode: str = Session.Mode.ROOM
    place: str = ""
    meeting_url: str = ""
    instructor: User | None = None
    section: Section | None = None

    @classmethod
    def of(cls, session: Session) -> "Slot":
        """The slot that a session has."""
        return cls(**{name: getattr(session, name) for name in cls.__dataclass_fields__})


def lock(session: Session, sequence: int | None) -> Session:
    """The session as it is now, held until the transaction ends. Raises ChangedMeanwhile where it is not what was seen."""
    held = (
        Session.objects.select_for_update(of=("self",), no_key=True)
        .select_related("module__programme__cohort", "instructor", "section")
        .get(pk=session.pk)
    )
    if sequence is not None and held.sequence != sequence:
        raise ChangedMeanwhile("Somebody changed this session meanwhile. Look at it as it is now, and change it then.")
    return held


def check_slot(cohort: Cohort, slot: Slot, *, but: Iterable[int] = ()) -> None:
    """Raise ScheduleRefused where a slot ends before it starts, or where its people or its instructor are elsewhere then."""
    if slot.ends_at <= slot.starts_at:
        raise ScheduleRefused("The session must end after it starts.")
    if slot.section is not None and slot.section.cohort_id != cohort.pk:
        raise ScheduleRefused("This section is not one of this class.")
    at_once = (
        Session.objects.filter(
            module__programme=cohort.pk,
            cancelled_at__isnull=True,
            starts_at__lt=slot.ends_at,
            ends_at__gt=slot.starts_at,
        )
        .exclude(pk__in=list(but))
        .order_by("starts_at", "pk")
    )
    whom = Q() if slot.section is None else Q(section=None) | Q(section=slot.section)
    if other := at_once.filter(whom).first():
        raise ScheduleRefused(
            f"The same people are in “{other.title}” then ({say_moment(other.starts_at, cohort.tz)}). Choose another time."
        )
    if slot.instructor and (
        other := Session.objects.filter(
            instructor=slot.instructor,
            cancelled_at__isnull=True,
            starts_at__lt=slot.ends_at,
            ends_at__gt=slot.starts_at,
        )
        .exclude(pk__in=list(but))
        .first()
    ):
        raise ScheduleRefused(f"{slot.instructor} teaches “{other.title}” then. Choose another time or instructor.")


def check_attendance(session: Session, *, despite: bool, slot: Slot | None = None) -> None:
    """Raise where attendance is noted and nobody said that they know, or where the minutes noted would not fit any more."""
    noted = Attendance.objects.filter(session=session).count()
    if not noted:
        return
    if slot and (slot.ends_at - slot.starts_at) != (session.ends_at - session.starts_at):
        raise ScheduleRefused(
            f"Attendance is noted for {noted} of the class in minutes of {session.minutes}. The session can be at another time, "
            "but not longer or shorter."
        )
    if slot and slot.section != session.section:
        raise ScheduleRefused(f"Attendance is noted for {noted} people, so the section stays as it is.")
    if not despite:
        raise AttendanceTaken(
            f"Attendance is noted for {noted} {'person' if noted == 1 else 'people'}. If it is to be changed all the same, tick "
            "that you know."
        )


def moved(session: Session, slot: Slot) -> bool:
    """Whether a slot is another than the session's."""
    return Slot.of(session) != slot


def put(session: Session, slot: Slot, *, at: datetime) -> None:
    """Give a session a slot; not saved."""
    for name in Slot.__dataclass_fields__:
        setattr(session, name, getattr(slot, name))
    session.sequence += 1
    session.changed_at = at


def note(session: Session, kind: str, *, by: User | None, reason: str, was: Slot | None, at: datetime) -> SessionChange:
    """One row of what happened to a session; not saved."""
    return SessionChange(
        session=session,
        kind=kind,
        was_starts_at=was.starts_at if was else None,
        was_ends_at=was.ends_at if was else None,
        was_place=was.place if was else "",
        reason=reason.strip()[:200],
        by=by,
        at=at,
    )


@transaction.atomic
def move_session(
    session: Session,
    *,
    to: Slot,
    by: User | None,
    title: str = "",
    reason: str = "",
    despite_attendance: bool = False,
    sequence: int | None = None,
) -> Session:
    """Put a session at another time or place, with another link, instructor or section; tell those who came and those who come.

    `sequence`: the one that was seen. The same slot and title change nothing and tell nobody. Raises ScheduleRefused in words.
    """
    held = lock(session, sequence)
    cohort = held.module.programme.cohort
    title = title.strip() or held.title
    if not moved(held, to) and title == held.title:
        return held
    if held.cancelled_at:
        raise ScheduleRefused("This session is called off. Bring it back first.")
    check_attendance(held, despite=despite_attendance, slot=to)
    check_slot(cohort, to, but=[held.pk])
    was, now = Slot.of(held), clock.now()
    put(held, to, at=now)
    held.title = title
    held.save()
    note(held, K.MOVED, by=by, reason=reason, was=was, at=now).save()
    everybody = None in (was.section, to.section)
    sections = None if everybody else {was.section.pk, to.section.pk}  # type: ignore[union-attr]
    tell(cohort, [(held, was)], "moved", reason=reason, sections=sections, at=now)
    look_again(cohort, sections)
    return held


@transaction.atomic
def cancel_session(
    session: Session,
    *,
    reason: str,
    by: User | None,
    despite_attendance: bool = False,
    sequence: int | None = None,
) -> Session:
    """Call a session off. It stays, for everybody's calendar; what was noted in it does not count while it is off."""
    if not (reason := reason.strip()):
        raise ScheduleRefused("Say why it is called off. The class reads it.")
    held = lock(session, sequence)
    if held.cancelled_at:
        return held
    check_attendance(held, despite=despite_attendance)
    now = clock.now()
    held.cancelled_at, held.cancelled_because = now, reason[:200]
    return changed(held, K.CALLED_OFF, "cancelled", by=by, reason=reason, at=now)


@transaction.atomic
def restore_session(session: Session, *, by: User | None, sequence: int | None = None) -> Session:
    """Bring back a session that was called off, at the time it had. Raises where its people are elsewhere by now."""
    held = lock(session, sequence)
    if held.cancelled_at is None:
        return held
    check_slot(held.module.programme.cohort, Slot.of(held), but=[held.pk])
    held.cancelled_at, held.cancelled_because = None, ""
    return changed(held, K.BROUGHT_BACK, "restored", by=by, reason="", at=clock.now())


def changed(session: Session, kind: str, told: str, *, by: User | None, reason: str, at: datetime) -> Session:
    """Save a session whose time stays as it is: sequence, record, notices."""
    cohort = session.module.programme.cohort
    session.sequence += 1
    session.changed_at = at
    session.save()
    note(session, kind, by=by, reason=reason, was=None, at=at).save()
    sections = None if session.section_id is None else {session.section_id}
    tell(cohort, [(session, None)], told, reason=reason, sections=sections, at=at)
    look_again(cohort, sections)
    return session


@transaction.atomic
def add_session(module: Module, *, title: str, slot: Slot, by: User | None, reason: str = "") -> Session:
    """One more session of a module; those who come to it are told."""
    cohort = module.programme.cohort
    if not (title := title.strip()):
        raise ScheduleRefused("Give the session a title.")
    check_slot(cohort, slot)
    now = clock.now()
    fresh = Session(
        module=module, title=title, changed_at=now, **{n: getattr(slot, n) for n in Slot.__dataclass_fields__}
    )
    fresh.save()
    note(fresh, K.ADDED, by=by, reason=reason, was=None, at=now).save()
    sections = None if slot.section is None else {slot.section.pk}
    tell(cohort, [(fresh, None)], "added", reason=reason, sections=sections, at=now)
    look_again(cohort, sections)
    return fresh


@dataclass(frozen=True, slots=True)
class Shifted:
    """What a shift did: how many sessions and due dates moved, and the last day that is taught now."""

    sessions: int
    assessments: int
    last_day: date | None


@transaction.atomic
def shift_sessions(
    programme: Programme,
    *,
    from_day: date,
    by_days: int,
    by: User | None,
    reason: str = "",
    with_work: bool = True,
    despite_attendance: bool = False,
) -> Shifted:
    """Put everything from a day on so many taught days later (earlier, where negative), at the same times of day.

    Days that are not taught (weekends, holidays) are passed over. `with_work`: what is due from that day on moves as well. Sessions
    called off stay where they are. A constant number of statements; one notice a person.
    """
    cohort, now = programme.cohort, clock.now()
    if not by_days or abs(by_days) > FURTHEST:
        raise ScheduleRefused(f"Give a number of days from 1 to {FURTHEST}, or with a minus sign for earlier.")
    off = frozenset(holidays_of(programme))
    begins = datetime.combine(from_day, datetime.min.time(), tzinfo=cohort.tz)

    every = list(
        Session.objects.select_for_update(of=("self",), no_key=True)
        .filter(module__programme=programme, cancelled_at__isnull=True)
        .select_related("instructor", "section")
        .order_by("starts_at", "pk")
    )
    moving = [each for each in every if each.starts_at >= begins]
    if not moving:
        raise ScheduleRefused("There is no session on this day or after it.")
    noted = Attendance.objects.filter(session__in=moving).values("session").distinct().count()
    if noted and not despite_attendance:
        raise AttendanceTaken(
            f"Attendance is noted in {noted} of these sessions. If they move all the same, tick that you know."
        )
    work = list(Assessment.objects.filter(module__programme=programme, due_at__gte=begins)) if with_work else []
    days = {each.starts_at.astimezone(cohort.tz).date() for each in moving}
    new_day = shifted_days(
        days | {item.due_at.astimezone(cohort.tz).date() for item in work},
        by_days,
        weekdays=programme.weekdays,
        off=off,
    )

    def later(at: datetime) -> datetime:
        local = at.astimezone(cohort.tz)
        return datetime.combine(new_day[local.date()], local.time(), tzinfo=cohort.tz)

    steps: list[tuple[Session, Slot]] = []
    for each in moving:
        was = Slot.of(each)
        starts, length = later(each.starts_at), each.ends_at - each.starts_at
        steps.append((each, was))
        put(each, replace(was, starts_at=starts, ends_at=starts + length), at=now)
    check_no_clash(every)
    Session.objects.bulk_update(moving, ["starts_at", "ends_at", "sequence", "changed_at"])
    SessionChange.objects.bulk_create(
        [note(each, K.MOVED, by=by, reason=reason, was=was, at=now) for each, was in steps]
    )
    for item in work:
        item.due_at = later(item.due_at)
    Assessment.objects.bulk_update(work, ["due_at"])
    tell(cohort, steps, "shifted", reason=reason, sections=None, at=now)
    look_again(cohort, None)
    return Shifted(len(steps), len(work), max(each.starts_at for each in moving).astimezone(cohort.tz).date())


def check_no_clash(sessions: Sequence[Session]) -> None:
    """Raise ScheduleRefused where two sessions of a class would be at once for the same people."""
    ordered = sorted(sessions, key=lambda each: each.starts_at)
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if other.starts_at >= one.ends_at:
                break
            if None in (one.section_id, other.section_id) or one.section_id == other.section_id:
                raise ScheduleRefused(f"“{one.title}” and “{other.title}” would be at the same time.")


def look_again(cohort: Cohort, sections: set[int] | None) -> None:
    """What counts for these people may have changed."""
    look_again_at(comers(cohort, sections).values_list("pk", flat=True))


def comers(cohort: Cohort, sections: set[int] | None) -> QuerySet[Enrolment]:
    """Those who come to a session of these sections (None: of the whole class)."""
    people = Enrolment.objects.filter(cohort=cohort, status__in=LEARNING)
    return people if sections is None else people.filter(section__in=sections)


def tell(
    cohort: Cohort,
    changes: Sequence[tuple[Session, Slot | None]],
    what: str,
    *,
    reason: str,
    sections: set[int] | None,
    at: datetime,
) -> int:
    """One notice for each person who comes, about all of the changes; how many. Nobody is told of what is over. Two statements.

    `what`: moved, cancelled, restored, added or shifted.
    """
    changes = [(one, was) for one, was in changes if max(one.ends_at, was.ends_at if was else one.ends_at) > at]
    if not changes:
        return 0
    batch, first, count = uuid4(), changes[0][0], len(changes)
    zone = cohort.tz
    values: Mapping[str, Any] = {
        "what": what,
        "cohort": cohort.name,
        "title": first.title,
        "when": partial(say_moment, first.starts_at, zone),
        "until": partial(say_moment, first.ends_at, zone),
        "was": partial(say_moment, changes[0][1].starts_at, zone) if changes[0][1] else "",
        "place": first.place,
        "link": first.meeting_url,
        "count": count,
        "because": reason.strip(),
        "page": site_link("bootcamp:learner"),
    }
    people = comers(cohort, sections).select_related("application__applicant__user").order_by("pk")
    notices = [
        compose(
            NoticeKind.SESSION_CHANGED,
            to=each.application.applicant.email,
            language=each.application.applicant.language,
            values={**values, "name": each.name},
            once=f"session:{batch}:{each.pk}",
            application_id=each.application_id,
            good_until=max(one.ends_at for one, _ in changes) + timedelta(days=1),
            at=at,
        )
        for each in people
        if each.application.applicant.email
    ]
    return insert(notices) if notices else 0
