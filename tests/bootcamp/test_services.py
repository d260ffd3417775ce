"""Setting up, enrolling, marking, grading, completing, following up: what they write, and what they refuse in words."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bootcamp.models import (
    Assessment,
    Attendance,
    AttendanceRecord,
    Completion,
    Enrolment,
    FollowUp,
    Grade,
    GradeRecord,
    Module,
    Session,
)
from bootcamp.selectors import graduates, standing_of, status_counts
from bootcamp.selectors.standing import plan_of, standing_of_class
from bootcamp.services import (
    NotComplete,
    ProgrammeRefused,
    ReasonNeeded,
    WrongMarks,
    can_complete,
    check_weights,
    complete,
    complete_many,
    defer,
    dismiss,
    enrol_admitted,
    enrol_again,
    open_follow_up,
    record_attendance,
    record_contact,
    record_grade,
    record_grades,
    reinstate,
    set_up_bootcamp,
    start_training,
    withdraw,
)
from bootcamp.services.enrolling import NotAdmitted, enrol_late
from bootcamp.timetable import days_taught
from careerpath.pipeline.history import IllegalMove
from tests.bootcamp.factories import assessments_of, make_bootcamp_cohort, make_class, mark_everything, sessions_of
from tests.factories import make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db
D = Decimal


def queries_of(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


# --- setting up -----------------------------------------------------------------------------------------------------


def test_set_up_bootcamp_makes_five_modules_and_an_examination_whose_weights_sum_to_100() -> None:
    cohort = make_bootcamp_cohort()
    programme = set_up_bootcamp(cohort, by=None)
    modules = list(Module.objects.filter(programme=programme))
    assert [module.kind for module in modules] == ["module"] * 5 + ["examination"]
    assert sum(module.weight for module in modules) == 100
    for module in modules:
        assert sum(item.weight for item in module.assessments.all()) == 100


def test_set_up_bootcamp_makes_a_session_each_weekday_in_the_cohorts_own_time() -> None:
    cohort = make_bootcamp_cohort(
        bootcamp_starts=date(2025, 2, 10), bootcamp_ends=date(2025, 3, 23), time_zone="America/New_York"
    )
    set_up_bootcamp(cohort, by=None)
    sessions = sessions_of(cohort)
    assert [item.starts_at.astimezone(cohort.tz).date() for item in sessions] == days_taught(
        date(2025, 2, 10), date(2025, 3, 23)
    )
    assert {item.starts_at.astimezone(cohort.tz).strftime("%H:%M") for item in sessions} == {"09:00"}
    assert {item.starts_at.astimezone(ZoneInfo("UTC")).hour for item in sessions} == {
        14,
        13,
    }  # summer time began on 9 March
    assert {item.minutes for item in sessions} == {360}
    last = assessments_of(cohort)[-1]
    assert (last.title, last.due_at.astimezone(cohort.tz).date()) == ("Final examination", date(2025, 3, 21))


def test_set_up_bootcamp_twice_changes_nothing() -> None:
    cohort = make_bootcamp_cohort()
    set_up_bootcamp(cohort, by=None)
    set_up_bootcamp(cohort, by=None)
    assert (Module.objects.count(), Session.objects.count(), Assessment.objects.count()) == (6, 30, 15)


def test_set_up_bootcamp_refuses_fewer_days_than_modules() -> None:
    cohort = make_bootcamp_cohort(bootcamp_starts=date(2025, 2, 10), bootcamp_ends=date(2025, 2, 14))
    with pytest.raises(ProgrammeRefused, match="5 weekdays, and 6 modules"):
        set_up_bootcamp(cohort, by=None)


def test_check_weights_names_the_sum() -> None:
    with pytest.raises(ProgrammeRefused, match=r"weights of the modules sum to 99\.5\."):
        check_weights([D("49.5"), 50], "the modules")


def test_database_refuses_a_second_examination() -> None:
    programme = set_up_bootcamp(make_bootcamp_cohort(), by=None)
    with pytest.raises(IntegrityError, match="module_one_examination"), transaction.atomic():
        Module.objects.create(
            programme=programme, kind="examination", position=9, slug="second", title="Second", weight=0, pass_mark=50
        )


# --- enrolling ------------------------------------------------------------------------------------------------------


def test_enrol_admitted_takes_the_admitted_and_nobody_else() -> None:
    cohort = make_bootcamp_cohort()
    make_application(cohort)
    people = make_class(cohort, size=2)
    assert len(people) == 2
    assert enrol_admitted(cohort, by=None) == []
    history = [(row.from_status, row.to_status) for row in people[0].history.all()]
    assert history == [("", "enrolled"), ("enrolled", "in_training")]


def test_enrol_late_takes_one_admitted_person_once_and_refuses_others() -> None:
    with pytest.raises(NotAdmitted, match="Only somebody admitted"):
        enrol_late(make_application(), by=None)
    (person,) = make_class(size=1)
    assert enrol_late(person.application, by=None) == person


def test_enrol_admitted_costs_the_same_for_one_and_three() -> None:
    from applicants.models import Application
    from careerpath.pipeline.history import move_many

    def admitted_cohort(size: int) -> Any:
        cohort = make_bootcamp_cohort()
        for _ in range(size):
            make_application(cohort)
        for status in ("screened", "offered", "admitted"):
            move_many(Application.objects.filter(cohort=cohort), to=status, by=None)
        return cohort

    one, three = admitted_cohort(1), admitted_cohort(3)
    assert queries_of(lambda: enrol_admitted(one, by=None)) == queries_of(lambda: enrol_admitted(three, by=None))


def test_leaving_the_class_needs_a_reason_and_keeps_it() -> None:
    person, other = make_class(size=2)
    by = make_user()
    with pytest.raises(ValueError, match="Write down the reason"):
        dismiss(person, by=by, reason="  ")
    dismiss(person, by=by, reason="Conduct.")
    reinstate(person, by=by, reason="Appeal upheld.")
    withdraw(person, by=by, reason="Another job.")
    assert [row.reason for row in person.history.all()][-3:] == ["Conduct.", "Appeal upheld.", "Another job."]
    with pytest.raises(IllegalMove, match="They can apply again"):
        enrol_again(person, cohort=person.cohort, by=by)
    assert status_counts(other.cohort) == {"in_training": 1, "withdrawn": 1}


def test_enrol_again_seats_a_deferred_person_in_the_later_class_where_old_marks_do_not_count() -> None:
    (person,) = make_class(size=1)
    later = make_bootcamp_cohort()
    set_up_bootcamp(later, by=None)
    record_attendance(sessions_of(person.cohort)[0], {person.pk: ("present", None)}, by=None)
    defer(person, by=None, reason="A birth in the family.")
    enrol_again(person, cohort=later, by=None)
    person.refresh_from_db()
    standing = standing_of(person)
    assert (person.status, person.cohort) == ("enrolled", later)
    assert standing is not None
    assert standing.sittings == []


# --- attendance -----------------------------------------------------------------------------------------------------


def test_record_attendance_notes_a_class_and_its_history_in_the_same_queries_for_one_and_three() -> None:
    small, large = make_class(size=1), make_class(size=3)
    by = make_user()
    first = queries_of(
        lambda: record_attendance(sessions_of(small[0].cohort)[0], {p.pk: ("present", None) for p in small}, by=by)
    )
    second = queries_of(
        lambda: record_attendance(sessions_of(large[0].cohort)[0], {p.pk: ("present", None) for p in large}, by=by)
    )
    assert first == second
    assert Attendance.objects.count() == AttendanceRecord.objects.count() == 4


def test_record_attendance_twice_changes_nothing() -> None:
    people = make_class(size=2)
    session = sessions_of(people[0].cohort)[0]
    marks = {people[0].pk: ("present", None), people[1].pk: ("late", 330)}
    assert record_attendance(session, marks, by=None) == 2
    assert record_attendance(session, marks, by=None) == 0
    assert AttendanceRecord.objects.count() == 2


def test_record_attendance_correction_needs_a_reason_and_appends_it() -> None:
    (person,) = make_class(size=1)
    session, by = sessions_of(person.cohort)[0], make_user()
    record_attendance(session, {person.pk: ("unexcused", None)}, by=by)
    with pytest.raises(ReasonNeeded, match="Say why you correct it"):
        record_attendance(session, {person.pk: ("excused", None)}, by=by)
    record_attendance(session, {person.pk: ("excused", None)}, by=by, reason="Doctor's note.")
    found = Attendance.objects.get()
    assert [(row.code, row.minutes, row.by, row.reason) for row in found.records.all()] == [
        ("unexcused", 0, by, ""),
        ("excused", 0, by, "Doctor's note."),
    ]
    assert (found.code, found.minutes) == ("excused", 0)


def test_record_attendance_is_all_or_nothing_with_a_reason_for_each_person() -> None:
    people = make_class(size=2)
    (stranger,) = make_class(size=1)
    session = sessions_of(people[0].cohort)[0]
    marks: dict[int, tuple[str, int | None]] = {
        people[0].pk: ("present", None),
        people[1].pk: ("late", None),
        stranger.pk: ("present", None),
    }
    with pytest.raises(WrongMarks) as caught:
        record_attendance(session, marks, by=None)
    assert caught.value.errors == {
        people[1].pk: "Say how many of the 360 minutes they were there.",
        stranger.pk: "This person is not in the class of this session.",
    }
    assert Attendance.objects.count() == 0


def test_database_refuses_minutes_that_do_not_fit_the_code() -> None:
    (person,) = make_class(size=1)
    session = sessions_of(person.cohort)[0]
    with pytest.raises(IntegrityError, match="attendance_minutes_fit_code"), transaction.atomic():
        Attendance.objects.create(session=session, enrolment=person, code="unexcused", minutes=10)


@pytest.mark.django_db(transaction=True)
def test_record_attendance_by_two_at_once_keeps_one_value_and_the_whole_history() -> None:
    people = make_class(size=3)
    session = sessions_of(people[0].cohort)[0]
    failed: list[Exception] = []

    def note(code: str) -> None:
        try:
            record_attendance(session, {p.pk: (code, None) for p in people}, by=None, reason="Both of us wrote.")
        except Exception as error:
            failed.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=note, args=(code,)) for code in ("present", "unexcused")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert Attendance.objects.count() == 3
    assert AttendanceRecord.objects.count() == 6
    assert len(set(Attendance.objects.values_list("code", flat=True))) == 1


# --- grades ---------------------------------------------------------------------------------------------------------


def test_record_grades_keeps_every_grade_that_was_given() -> None:
    (person,) = make_class(size=1)
    assessment, by = assessments_of(person.cohort)[0], make_user()
    record_grade(assessment, person, by=by, state="missing")
    record_grade(assessment, person, by=by, points=D("62.5"))
    record_grade(assessment, person, by=by, points=D("62.50"))
    record_grade(assessment, person, by=by, state="ungraded", reason="Wrong person.")
    assert list(GradeRecord.objects.values_list("state", "points", "reason")) == [
        ("missing", None, ""),
        ("graded", D("62.50"), ""),
        ("ungraded", None, "Wrong person."),
    ]
    assert Grade.objects.get().state == "ungraded"


def test_record_grades_leaves_no_trace_of_an_empty_cell() -> None:
    (person,) = make_class(size=1)
    assert record_grade(assessments_of(person.cohort)[0], person, by=None, state="ungraded") == 0
    assert Grade.objects.count() == 0


@pytest.mark.parametrize(
    ("mark", "why"),
    [
        (("graded", D("100.01")), "Points must be between 0 and 100."),
        (("graded", D("-1")), "Points must be between 0 and 100."),
        (("graded", D("NaN")), "Points must be between 0 and 100."),
        (("graded", D("1.234")), "Points have two decimals at most."),
        (("graded", None), "Points must be between 0 and 100."),
        (("missing", D(0)), "Missing and excused have no points."),
        (("absent", None), "A grade is points, missing or excused."),
    ],
)
def test_record_grades_refuses_in_words(mark: tuple[str, Decimal | None], why: str) -> None:
    (person,) = make_class(size=1)
    assessment = assessments_of(person.cohort)[0]
    with pytest.raises(WrongMarks) as caught:
        record_grades(assessment, {person.pk: mark}, by=None)
    assert caught.value.errors == {(person.pk, assessment.pk): why}


def test_record_grades_costs_the_same_for_one_and_three() -> None:
    small, large = make_class(size=1), make_class(size=3)
    first, second = assessments_of(small[0].cohort)[0], assessments_of(large[0].cohort)[0]
    assert queries_of(lambda: record_grades(first, {p.pk: ("graded", D(1)) for p in small}, by=None)) == queries_of(
        lambda: record_grades(second, {p.pk: ("graded", D(1)) for p in large}, by=None)
    )


# --- standing and completion ----------------------------------------------------------------------------------------


def test_standing_of_a_class_costs_the_same_for_one_and_three() -> None:
    def cost(size: int) -> int:
        people = make_class(size=size)
        mark_everything(people[0].cohort, people)
        return queries_of(lambda: standing_of_class(plan_of(people[0].cohort), people))  # type: ignore[arg-type]

    assert cost(1) == cost(3) == 6


def test_complete_signs_somebody_who_meets_the_rule_and_freezes_the_figures() -> None:
    (person,) = make_class(size=1)
    mark_everything(person.cohort, [person])
    by = make_user()
    complete(person, by=by)
    signed = Completion.objects.get()
    assert (signed.minutes_attended, signed.minutes_scheduled, signed.course_mark) == (30 * 360, 30 * 360, D("80.0"))
    assert (signed.signed_by, person.status, list(graduates())) == (by, "completed", [person])
    with pytest.raises(NotComplete, match="already “completed”"):
        complete(person, by=by)


def test_complete_refuses_with_everything_that_is_missing() -> None:
    (person,) = make_class(size=1)
    mark_everything(person.cohort, [person])
    for session in sessions_of(person.cohort)[:4]:
        record_attendance(session, {person.pk: ("unexcused", None)}, by=None, reason="Test.")
    record_grade(assessments_of(person.cohort)[-1], person, by=None, points=D("63.1"))
    with pytest.raises(NotComplete) as caught:
        complete(person, by=make_user())
    assert str(caught.value) == (
        "Attendance is 86.6% (9,360 of 10,800 minutes); 90% is needed. Examination: the mark is 69.9; 70 is needed."
    )
    assert not can_complete(person)


def test_complete_many_moves_who_is_ready_and_says_why_the_others_are_not() -> None:
    ready, late, gone = make_class(size=3)
    mark_everything(ready.cohort, [ready, late, gone])
    record_grade(assessments_of(ready.cohort)[0], late, by=None, state="ungraded")
    withdraw(gone, by=None, reason="Moved away.")
    result = complete_many(ready.cohort, [ready.pk, late.pk, gone.pk], by=make_user())
    assert result.moved == [ready.pk]
    assert result.skipped[late.pk].startswith("General healthcare fundamentals: 1 assessment is not graded yet.")
    assert result.skipped[gone.pk] == "It is “withdrawn”, and that is final."


def test_complete_many_costs_the_same_for_one_and_three() -> None:
    def cost(size: int) -> int:
        people = make_class(size=size)
        mark_everything(people[0].cohort, people)
        return queries_of(lambda: complete_many(people[0].cohort, [p.pk for p in people], by=make_user()))

    assert cost(1) == cost(3)


def test_complete_many_never_reaches_into_another_class() -> None:
    (person,), other = make_class(size=1), make_bootcamp_cohort()
    mark_everything(person.cohort, [person])
    set_up_bootcamp(other, by=None)
    assert complete_many(other, [person.pk], by=make_user()).moved == []


def test_a_late_joiner_is_not_asked_for_sessions_before_they_came() -> None:
    (person,) = make_class(size=1)
    sessions = sessions_of(person.cohort)
    Enrolment.objects.filter(pk=person.pk).update(enrolled_at=sessions[2].starts_at - timedelta(hours=3))
    for session in sessions[2:]:
        record_attendance(session, {person.pk: ("present", None)}, by=None)
    person.refresh_from_db()
    standing = standing_of(person)
    assert standing is not None
    assert standing.verdict.checks[0].met


def test_completion_without_a_programme_is_refused_in_words() -> None:
    with pytest.raises(NotComplete, match="no programme yet"):
        complete_many(make_cohort(), [], by=make_user())


def test_start_training_moves_everybody_enrolled_once() -> None:
    people = make_class(size=2)
    assert start_training(people[0].cohort, by=None).moved == []


# --- following up ---------------------------------------------------------------------------------------------------


def test_follow_up_has_one_owner_until_it_is_written_down() -> None:
    (person,) = make_class(size=1)
    first, second = make_user(name="Grace Hopper"), make_user()
    held = open_follow_up(person, by=first, reasons="Missed two sessions.")
    assert held.contact_by > timezone.now().date() - timedelta(days=1)
    assert held.contact_by.weekday() < 5
    with pytest.raises(ValueError, match="Grace Hopper has taken this on already"):
        open_follow_up(person, by=second)
    with pytest.raises(ValueError, match="what you agreed"):
        record_contact(person, by=first, outcome=" ")
    record_contact(person, by=first, outcome="Childcare is settled; catches up on Friday.")
    open_follow_up(person, by=second)
    assert FollowUp.objects.filter(contacted_at=None).get().owner == second
