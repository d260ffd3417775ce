"""Changing the schedule: calendars follow, the class is told once, and nobody is put in two places."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applicants.models import Notice
from bootcamp.models import Enrolment, Holiday, Section, Session, SessionChange
from bootcamp.selectors.standing import plan_of
from bootcamp.services import record_attendance, set_up_bootcamp
from bootcamp.services.scheduling import (
    AttendanceTaken,
    ChangedMeanwhile,
    ScheduleRefused,
    Slot,
    add_session,
    cancel_session,
    move_session,
    restore_session,
    shift_sessions,
)
from cohorts.models import Cohort
from tests.bootcamp.factories import make_bootcamp_cohort, make_class, make_instructor, sessions_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def coming(cohort: Cohort) -> list[Session]:
    """Sessions that are still to be taught; a class in week four has some."""
    return [each for each in sessions_of(cohort) if each.starts_at > timezone.now() + timedelta(hours=1)]


def later(session: Session, **by: Any) -> Slot:
    """The session's slot, so much later."""
    slot = Slot.of(session)
    return replace(slot, starts_at=slot.starts_at + timedelta(**by), ends_at=slot.ends_at + timedelta(**by))


def queries_of(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def test_move_raises_the_sequence_writes_it_down_and_tells_each_person_once() -> None:
    people = make_class(size=2)
    session, by = coming(people[0].cohort)[0], make_user()
    was = session.starts_at
    moved = move_session(
        session, to=replace(later(session, hours=7), place="Room 12"), by=by, reason="The room is taken."
    )
    moved.refresh_from_db()
    assert (moved.starts_at - was, moved.place, moved.sequence) == (timedelta(hours=7), "Room 12", 1)
    assert moved.changed_at > was - timedelta(days=365)
    change = SessionChange.objects.get()
    assert (change.kind, change.was_starts_at, change.reason, change.by) == ("moved", was, "The room is taken.", by)
    notices = Notice.objects.filter(kind="session_changed").order_by("application")
    assert [notice.to for notice in notices] == [each.application.applicant.email for each in people]
    assert "The room is taken." in notices[0].body
    assert session.title in notices[0].body


def test_the_same_slot_changes_nothing_and_tells_nobody() -> None:
    (person,) = make_class(size=1)
    session = coming(person.cohort)[0]
    move_session(session, to=Slot.of(session), by=None)
    session.refresh_from_db()
    assert (session.sequence, SessionChange.objects.count(), Notice.objects.count()) == (0, 0, 0)


def test_telling_costs_the_same_for_one_and_three() -> None:
    one, three = (coming(make_class(size=size)[0].cohort)[0] for size in (1, 3))
    costs = [queries_of(lambda s=s: move_session(s, to=later(s, hours=7), by=None)) for s in (one, three)]
    assert costs[0] == costs[1] <= 16


def test_only_those_who_come_are_told_and_those_who_came_before() -> None:
    people = make_class(size=3)
    cohort = people[0].cohort
    first, second = (Section.objects.create(cohort=cohort, name=name) for name in ("A", "B"))
    for person, section in zip(people, (first, second, None), strict=True):
        Enrolment.objects.filter(pk=person.pk).update(section=section)
    session = coming(cohort)[0]
    Session.objects.filter(pk=session.pk).update(section=first)
    session.refresh_from_db()
    move_session(session, to=later(session, hours=7), by=None)
    assert set(Notice.objects.values_list("application", flat=True)) == {people[0].application_id}
    session.refresh_from_db()
    move_session(session, to=replace(Slot.of(session), section=second), by=None)
    assert set(Notice.objects.values_list("application", flat=True)) == {each.application_id for each in people[:2]}


def test_what_is_over_is_corrected_without_a_mail() -> None:
    (person,) = make_class(size=1)
    session = sessions_of(person.cohort)[0]
    move_session(session, to=replace(Slot.of(session), place="Room 3"), by=None)
    assert (SessionChange.objects.count(), Notice.objects.count()) == (1, 0)


def test_a_session_with_attendance_is_not_moved_without_saying_so() -> None:
    (person,) = make_class(size=1)
    session = sessions_of(person.cohort)[0]
    record_attendance(session, {person.pk: ("present", None)}, by=None)
    with pytest.raises(AttendanceTaken, match="Attendance is noted for 1 person"):
        move_session(session, to=later(session, hours=7), by=None)
    with pytest.raises(AttendanceTaken):
        cancel_session(session, reason="Snow.", by=None)
    longer = replace(Slot.of(session), ends_at=session.ends_at + timedelta(hours=1))
    with pytest.raises(ScheduleRefused, match="not longer or shorter"):
        move_session(session, to=longer, by=None, despite_attendance=True)
    move_session(session, to=later(session, hours=7), by=None, despite_attendance=True)
    session.refresh_from_db()
    assert session.sequence == 1


def test_two_who_change_at_once_do_not_undo_one_another() -> None:
    (person,) = make_class(size=1)
    session = coming(person.cohort)[0]
    move_session(session, to=later(session, hours=7), by=None, sequence=0)
    with pytest.raises(ChangedMeanwhile, match="Somebody changed this session meanwhile"):
        move_session(session, to=later(session, hours=8), by=None, sequence=0)


def test_nobody_is_put_in_two_places_at_once() -> None:
    (person,) = make_class(size=1)
    cohort = person.cohort
    first, second = coming(cohort)[:2]
    with pytest.raises(ScheduleRefused, match="The same people are in “"):
        move_session(first, to=replace(Slot.of(second), place="Room 4"), by=None)
    other, instructor = make_bootcamp_cohort(), make_instructor(cohort)
    set_up_bootcamp(other, by=None)
    Session.objects.filter(pk=first.pk).update(instructor=instructor)
    twin = next(each for each in sessions_of(other) if each.starts_at == first.starts_at)
    with pytest.raises(ScheduleRefused, match="teaches “"):
        move_session(twin, to=replace(Slot.of(twin), instructor=instructor), by=None)


def test_two_sections_may_meet_at_the_same_time() -> None:
    (person,) = make_class(size=1)
    first, second = (Section.objects.create(cohort=person.cohort, name=name) for name in ("A", "B"))
    one, other = coming(person.cohort)[:2]
    Session.objects.filter(pk=one.pk).update(section=first)
    move_session(other, to=replace(Slot.of(one), section=second), by=None)
    other.refresh_from_db()
    assert other.starts_at == one.starts_at


def test_called_off_stays_does_not_count_and_comes_back() -> None:
    (person,) = make_class(size=1)
    session = coming(person.cohort)[0]
    with pytest.raises(ScheduleRefused, match="Say why"):
        cancel_session(session, reason=" ", by=None)
    cancel_session(session, reason="Snow.", by=None)
    session.refresh_from_db()
    plan = plan_of(person.cohort)
    assert plan is not None
    assert (session.sequence, session.cancelled_because) == (1, "Snow.")
    assert (session in plan.sessions, session in plan.sessions_of(person)) == (True, False)
    with pytest.raises(ScheduleRefused, match="Bring it back first"):
        move_session(session, to=later(session, hours=7), by=None)
    restore_session(session, by=None)
    session.refresh_from_db()
    assert (session.sequence, session.cancelled_at, session.cancelled_because) == (2, None, "")
    assert list(SessionChange.objects.values_list("kind", flat=True)) == ["called_off", "brought_back"]
    assert Notice.objects.count() == 2


def test_a_session_is_not_brought_back_where_its_people_are_elsewhere() -> None:
    (person,) = make_class(size=1)
    first, second = coming(person.cohort)[:2]
    cancel_session(first, reason="Snow.", by=None)
    move_session(second, to=Slot.of(first), by=None)
    with pytest.raises(ScheduleRefused, match="The same people"):
        restore_session(first, by=None)


def test_a_session_is_added_and_told() -> None:
    (person,) = make_class(size=1)
    last = coming(person.cohort)[-1]
    fresh = add_session(last.module, title=" Questions ", slot=later(last, hours=7), by=None)
    assert (fresh.title, fresh.sequence, SessionChange.objects.get().kind) == ("Questions", 0, "added")
    assert "Questions" in Notice.objects.get().body


def shifted_days(programme: Any) -> dict[str, date]:
    cohort = programme.cohort
    return {each.title: each.starts_at.astimezone(cohort.tz).date() for each in sessions_of(cohort)}


def winter_class() -> Cohort:
    """A class that runs over the day on which summer time begins (9 March 2025)."""
    cohort = make_bootcamp_cohort(
        bootcamp_starts=date(2025, 2, 10), bootcamp_ends=date(2025, 3, 23), time_zone="America/New_York"
    )
    set_up_bootcamp(cohort, by=None)
    return cohort


def test_shift_passes_over_weekends_and_days_off_and_keeps_the_time_of_day() -> None:
    cohort = winter_class()
    programme = cohort.programme
    Holiday.objects.create(programme=programme, day=date(2025, 3, 10), name="Founders' day")
    before = shifted_days(programme)
    done = shift_sessions(programme, from_day=date(2025, 3, 7), by_days=1, by=None)
    after = shifted_days(programme)
    unmoved = {title for title, day in before.items() if day < date(2025, 3, 7)}
    assert {title for title in before if before[title] == after[title]} == unmoved
    friday = next(title for title, day in before.items() if day == date(2025, 3, 7))
    assert after[friday] == date(2025, 3, 11)  # over the weekend and the day off
    assert {each.starts_at.astimezone(cohort.tz).time() for each in sessions_of(cohort)} == {time(9)}
    assert {each.minutes for each in sessions_of(cohort)} == {360}
    assert len(set(after.values())) == len(before)  # what stood on the day off pushed the others on
    assert (done.sessions, done.last_day) == (len(before) - len(unmoved), date(2025, 3, 25))


def test_shift_back_again_is_where_it_was_and_moves_what_is_due() -> None:
    cohort = winter_class()
    before = shifted_days(cohort.programme)
    assert shift_sessions(cohort.programme, from_day=date(2025, 3, 3), by_days=2, by=None).assessments > 0
    shift_sessions(cohort.programme, from_day=date(2025, 3, 5), by_days=-2, by=None)
    assert shifted_days(cohort.programme) == before
    with pytest.raises(ScheduleRefused, match="would be at the same time"):
        shift_sessions(cohort.programme, from_day=date(2025, 3, 3), by_days=-1, by=None)
    with pytest.raises(ScheduleRefused, match="There is no session"):
        shift_sessions(cohort.programme, from_day=date(2026, 3, 3), by_days=1, by=None)


def test_shift_costs_the_same_for_one_and_three_and_tells_each_once() -> None:
    def cost(size: int) -> int:
        cohort = make_class(size=size)[0].cohort
        day = coming(cohort)[0].starts_at.astimezone(cohort.tz).date()
        return queries_of(lambda: shift_sessions(cohort.programme, from_day=day, by_days=1, by=None))

    assert cost(1) == cost(3) <= 20
    assert Notice.objects.count() == 4


def test_shift_over_noted_attendance_has_to_be_said() -> None:
    (person,) = make_class(size=1)
    session = sessions_of(person.cohort)[0]
    record_attendance(session, {person.pk: ("present", None)}, by=None)
    day = session.starts_at.astimezone(person.cohort.tz).date()
    with pytest.raises(AttendanceTaken, match="Attendance is noted in 1 of these sessions"):
        shift_sessions(person.cohort.programme, from_day=day, by_days=1, by=None)
    shift_sessions(person.cohort.programme, from_day=day, by_days=1, by=None, despite_attendance=True)
    assert Session.objects.filter(sequence=1).count() == 30


def test_the_day_somebody_joined_decides_which_sessions_count() -> None:
    (person,) = make_class(size=1)
    plan, sessions = plan_of(person.cohort), sessions_of(person.cohort)
    assert plan is not None
    person.joined_on = sessions[3].starts_at.astimezone(person.cohort.tz).date()
    assert plan.sessions_of(person) == sessions[3:]
    assert datetime.combine(person.joined_on, time(0), tzinfo=person.cohort.tz) < sessions[3].starts_at
