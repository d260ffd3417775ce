"""Attendance beside the plain grid: sections, called-off sessions, the lock, check-in by code, reports of meetings."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from bootcamp.models import (
    Attendance,
    AttendanceRecord,
    CheckedIn,
    CheckIn,
    CorrectionRequest,
    Enrolment,
    MeetingAttendee,
    MeetingReport,
    Section,
    Session,
)
from bootcamp.progress.check_in import STEP, code_at, code_of_step, is_accepted, noted_for, seconds_left
from bootcamp.services import record_attendance
from bootcamp.services.checking_in import BY_CODE, CannotOpen, WrongCode, check_in, key_of, open_check_in
from bootcamp.services.locking import MayNotNote
from bootcamp.services.meeting_reports import NotReady, apply_report, decide, take_report
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from tests.bootcamp.factories import make_class, make_instructor, sessions_of
from tests.factories import make_user

SignIn = Callable[..., Client]
RFC_KEY = b"12345678901234567890123456789012"


def session_now(people: list[Enrolment], *, begun: int = 5, **fields: object) -> Session:
    """The first session of a class, moved so that it began so many minutes ago and has 360."""
    session = sessions_of(people[0].cohort)[0]
    start = timezone.now().replace(microsecond=0) - timedelta(minutes=begun)
    Session.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + timedelta(hours=6), **fields)
    return Session.objects.select_related("module__programme__cohort").get(pk=session.pk)


def page(name: str, session: Session, *more: object) -> str:
    return reverse(f"bootcamp:{name}", args=[session.module.programme.cohort.slug, session.pk, *more])


# --- the code ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "code"),
    [(59, "46119246"), (1111111109, "68084774"), (1234567890, "91819424"), (20000000000, "77737706")],
)
def test_codes_are_those_of_rfc_6238(moment: int, code: str) -> None:
    assert code_of_step(RFC_KEY, moment // 30, digits=8) == code


moments = st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, st.integers(0, 200))
def test_a_code_is_accepted_in_its_step_and_the_next_only(shown: datetime, later: int) -> None:
    code, typed_at = code_at(RFC_KEY, shown), shown + timedelta(seconds=later)
    steps = int(typed_at.timestamp()) // STEP - int(shown.timestamp()) // STEP
    still = {code_at(RFC_KEY, typed_at), code_at(RFC_KEY, typed_at - timedelta(seconds=STEP))}
    assert is_accepted(RFC_KEY, code, typed_at) == (steps <= 1 or code in still)
    assert is_accepted(b"another key of another session!!", code, typed_at) == (
        code in {code_at(b"another key of another session!!", typed_at - timedelta(seconds=STEP * n)) for n in (0, 1)}
    )
    assert 1 <= seconds_left(shown) <= STEP


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "------", "\x00" * 6, "-" * 900])
def test_what_is_no_code_is_never_accepted(typed: str) -> None:
    assert not is_accepted(RFC_KEY, typed, datetime(2026, 1, 1, tzinfo=UTC))


def test_spaces_and_hyphens_in_a_code_do_not_matter() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    code = code_at(RFC_KEY, now)
    assert is_accepted(RFC_KEY, f" {code[:3]} {code[3:]}", now)
    assert is_accepted(RFC_KEY, f"{code[:3]}-{code[3:]}", now)


@given(st.integers(-3600, 6 * 3600 - 1), st.integers(0, 240))
def test_what_a_check_in_is_noted_as_always_fits_the_session(second: int, late_after: int) -> None:
    starts = datetime(2026, 1, 5, 9, tzinfo=UTC)
    code, minutes = noted_for(
        starts + timedelta(seconds=second), starts, starts + timedelta(hours=6), late_after=late_after
    )
    assert code == ("late" if second >= (late_after + 1) * 60 else "present")
    assert minutes is None if code == "present" else 1 <= minutes <= 359


# --- checking in ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_checking_in_notes_present_then_late_once_and_never_over_an_instructors_note() -> None:
    people = make_class(size=3)
    session = session_now(people, begun=5)
    instructor = make_instructor(people[0].cohort)
    held = open_check_in(session, session.module.programme, minutes=60, late_after=10, by=instructor)
    record_attendance(session, {people[2].pk: ("excused", None)}, by=instructor)
    early, late = timezone.now(), session.starts_at + timedelta(minutes=30)
    for person, moment in ((people[0], early), (people[0], early), (people[1], late), (people[2], late)):
        with clock.at(moment):
            check_in(person, code_at(key_of(held), moment))
    assert list(Attendance.objects.order_by("enrolment_id").values_list("code", "minutes")) == [
        ("present", 360),
        ("late", 330),
        ("excused", 0),
    ]
    assert list(CheckedIn.objects.order_by("enrolment_id").values_list("enrolment_id", "code", "was_noted")) == [
        (people[0].pk, "present", True),
        (people[1].pk, "late", True),
        (people[2].pk, "excused", False),
    ]
    assert list(AttendanceRecord.objects.values_list("reason", flat=True)) == ["", BY_CODE, BY_CODE]


@pytest.mark.django_db
def test_a_code_is_good_for_its_own_open_session_and_section_only() -> None:
    people = make_class(size=2)
    cohort = people[0].cohort
    mine, other = (Section.objects.create(cohort=cohort, name=name) for name in "AB")
    Enrolment.objects.filter(pk=people[0].pk).update(section=mine)
    Enrolment.objects.filter(pk=people[1].pk).update(section=other)
    session = session_now(people, section=mine)
    held = open_check_in(session, session.module.programme, minutes=20, late_after=10, by=make_instructor(cohort))
    first, second = Enrolment.objects.order_by("pk")
    now = timezone.now()
    with clock.at(now), pytest.raises(WrongCode, match="No check-in is open for you"):
        check_in(second, code_at(key_of(held), now))
    with clock.at(now), pytest.raises(WrongCode, match="not the code"):
        check_in(first, code_of_step(key_of(held), int(now.timestamp()) // STEP + 1))
    closed = held.closes_at
    with clock.at(closed), pytest.raises(WrongCode, match="No check-in is open"):
        check_in(first, code_at(key_of(held), closed))
    assert not Attendance.objects.exists()


@pytest.mark.django_db
def test_check_in_opens_for_its_instructors_around_the_session_and_one_at_a_time() -> None:
    people = make_class(size=1)
    session = session_now(people)
    programme, by = session.module.programme, make_instructor(people[0].cohort)
    first = open_check_in(session, programme, minutes=240, late_after=0, by=by)
    second = open_check_in(session, programme, minutes=240, late_after=0, by=by)
    first.refresh_from_db()
    assert first.closes_at <= second.opened_at
    assert second.closes_at <= session.ends_at
    with pytest.raises(MayNotNote):
        open_check_in(session, programme, minutes=5, late_after=0, by=make_user(Role.INSTRUCTOR))
    for moment, words in ((session.ends_at, "is over"), (session.starts_at - timedelta(hours=2), "an hour before")):
        with clock.at(moment), pytest.raises(CannotOpen, match=words):
            open_check_in(session, programme, minutes=5, late_after=0, by=by)
    Session.objects.filter(pk=session.pk).update(cancelled_at=timezone.now(), cancelled_because="Snow")
    with pytest.raises(CannotOpen, match="called off"):
        open_check_in(session, programme, minutes=5, late_after=0, by=by)


@pytest.mark.django_db
def test_a_learner_checks_in_on_their_own_page_and_the_instructor_sees_it(signed_in: SignIn) -> None:
    people = make_class(size=2)
    session = session_now(people)
    teacher = signed_in(make_instructor(people[0].cohort))
    learner = signed_in(people[0].application.applicant.user)
    own = reverse("bootcamp:own-check-in")
    assert "No check-in is open for you" in learner.get(own).content.decode()
    assert (
        teacher.post(page("check-in", session), {"action": "open", "minutes": "20", "late_after": "10"}).status_code
        == 302
    )
    shown = teacher.get(page("check-in-code", session))
    digits = shown.context["digits"]
    assert digits in shown.content.decode()
    assert learner.get(own, {"code": digits}).context["typed"] == digits.replace(" ", "")
    assert learner.post(own, {"code": "000 00"}).status_code == 422
    assert learner.post(own, {"code": digits}).status_code == 302
    assert "You are checked in and noted as present." in learner.get(own).content.decode()
    assert (
        "1 of 2 checked in" in teacher.get(page("check-in", session), headers={"HX-Request": "true"}).content.decode()
    )
    grid = teacher.get(page("attendance", session))
    assert [row["code"] for row in grid.context["rows"]] == [
        "present",
        "unexcused",
    ]  # who did not check in stands as absent
    teacher.post(page("check-in", session), {"action": "close"})
    assert "Check-in is closed" in teacher.get(page("check-in-code", session)).content.decode()


@pytest.mark.django_db
def test_guessing_codes_ends_soon(signed_in: SignIn) -> None:
    people = make_class(size=1)
    session = session_now(people)
    open_check_in(session, session.module.programme, minutes=20, late_after=10, by=make_instructor(people[0].cohort))
    learner = signed_in(people[0].application.applicant.user)
    answers = [learner.post(reverse("bootcamp:own-check-in"), {"code": "12345"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


@pytest.mark.django_db
def test_check_in_pages_cost_the_same_for_one_and_three(signed_in: SignIn) -> None:
    def cost(size: int) -> int:
        people = make_class(size=size)
        session = session_now(people)
        instructor = make_instructor(people[0].cohort)
        held = open_check_in(session, session.module.programme, minutes=60, late_after=10, by=instructor)
        now = timezone.now()
        with clock.at(now):
            for person in people:
                check_in(person, code_at(key_of(held), now))
        client = signed_in(instructor)
        seen = 0
        for name in ("check-in", "check-in-code", "attendance", "attendance-history"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page(name, session)).status_code == 200
            seen += len(queries)
        return seen

    assert cost(1) == cost(3) <= 70


# --- sections, called off, the lock -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_grid_holds_those_for_whom_the_session_takes_place(signed_in: SignIn) -> None:
    people = make_class(size=4)
    cohort = people[0].cohort
    section = Section.objects.create(cohort=cohort, name="Evening")
    Enrolment.objects.filter(pk__in=[people[0].pk, people[1].pk, people[3].pk]).update(section=section)
    Enrolment.objects.filter(pk=people[3].pk).update(joined_on=timezone.now().date() + timedelta(days=3))
    session = session_now(people, section=section)
    client = signed_in(make_instructor(cohort))
    shown = client.get(page("attendance", session))
    assert [row["person"].pk for row in shown.context["rows"]] == [people[0].pk, people[1].pk]
    with pytest.raises(ValueError, match="not in the class of this session"):
        record_attendance(session, {people[2].pk: ("present", None)}, by=None)
    record_attendance(session, {people[0].pk: ("present", None)}, by=None)
    Enrolment.objects.filter(pk=people[0].pk).update(section=None)
    assert record_attendance(session, {people[0].pk: ("excused", None)}, by=None, reason="A note.") == 1


@pytest.mark.django_db
def test_a_session_that_is_called_off_says_so_and_takes_no_marks(signed_in: SignIn) -> None:
    people = make_class(size=1)
    session = session_now(people, cancelled_at=timezone.now(), cancelled_because="Snow")
    client = signed_in(make_instructor(people[0].cohort))
    shown = client.get(page("attendance", session)).content.decode()
    assert "called off" in shown
    assert "Save attendance" not in shown
    response = client.post(page("attendance", session), {f"code-{people[0].pk}": "present", "seen": "{}"})
    assert (response.status_code, Attendance.objects.count()) == (422, 0)
    with pytest.raises(ValueError, match="called off"):
        record_attendance(session, {people[0].pk: ("present", None)}, by=None)


@pytest.mark.django_db
def test_after_the_lock_only_a_manager_corrects_and_the_instructor_asks(signed_in: SignIn) -> None:
    people = make_class(size=1)
    session = session_now(people, begun=60 * 24 * 90)
    record_attendance(session, {people[0].pk: ("unexcused", None)}, by=None)
    teacher, manager = signed_in(make_instructor(people[0].cohort)), signed_in(Role.MANAGER)
    sent = {f"code-{people[0].pk}": "excused", "seen": f'{{"{people[0].pk}":"unexcused"}}', "reason": "A note came."}
    refused = teacher.post(page("attendance", session), sent)
    assert refused.status_code == 403
    assert "Ask a programme manager" in refused.content.decode()
    teacher.post(page("attendance-ask", session), {"words": "Ada had a note."})
    assert "Ada had a note." in manager.get(reverse("bootcamp:corrections")).content.decode()
    assert manager.post(page("attendance", session), sent | {"reason": ""}).status_code == 422
    assert manager.post(page("attendance", session), sent).status_code == 302
    asked = CorrectionRequest.objects.get()
    manager.post(reverse("bootcamp:corrections"), {"request": asked.pk, "answer": "Done."})
    manager.post(reverse("bootcamp:corrections"), {"request": asked.pk, "answer": "Again."})
    assert "answered: “Done.”" in teacher.get(page("attendance", session)).content.decode()
    history = teacher.get(page("attendance-history", session))
    (change,) = history.context["corrections"]
    assert (change.label_before, change.label, change.record.reason) == ("Unexcused", "Excused", "A note came.")


@pytest.mark.django_db
def test_before_the_lock_a_manager_does_not_mark_and_nobody_asks(signed_in: SignIn) -> None:
    people = make_class(size=1)
    session = session_now(people)
    sent = {f"code-{people[0].pk}": "present", "seen": "{}"}
    assert signed_in(Role.MANAGER).post(page("attendance", session), sent).status_code == 403
    client = signed_in(make_instructor(people[0].cohort))
    answer = client.post(page("attendance-ask", session), {"words": "Please."}, follow=True).content.decode()
    assert "correct it yourself" in answer
    assert not CorrectionRequest.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["", "0", "-1", "x", "9" * 40, "²"])
def test_an_answer_to_nothing_is_not_found(value: str, signed_in: SignIn) -> None:
    sent = {"request": value, "answer": "x"}
    assert signed_in(Role.MANAGER).post(reverse("bootcamp:corrections"), sent).status_code == 404


@pytest.mark.django_db
def test_minutes_missed_are_taken_off(signed_in: SignIn) -> None:
    people = make_class(size=2)
    session = session_now(people)
    sent = {
        f"code-{people[0].pk}": "late",
        f"minutes-{people[0].pk}": "-20",
        f"code-{people[1].pk}": "left_early",
        f"minutes-{people[1].pk}": "\u221290",
        "seen": "{}",
    }
    signed_in(make_instructor(people[0].cohort)).post(page("attendance", session), sent)
    assert list(Attendance.objects.order_by("enrolment_id").values_list("minutes", flat=True)) == [340, 270]


# --- reports of meetings ----------------------------------------------------------------------------------------------


def zoom(session: Session, rows: list[tuple[str, str, int, int]], zone: str = "America/New_York") -> bytes:
    """A Zoom report: (name, e-mail, joined, left) in minutes from the beginning."""
    lines = ["Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest"]
    for name, email, joined, left in rows:
        times = [
            (session.starts_at + timedelta(minutes=at)).astimezone(ZoneInfo(zone)).strftime("%m/%d/%Y %I:%M:%S %p")
            for at in (joined, left)
        ]
        lines.append(f'"{name}",{email},{times[0]},{times[1]},{left - joined},Yes')
    return "\r\n".join(lines).encode()


def read(session: Session, data: bytes, by: object) -> MeetingReport:
    return take_report(
        session,
        session.module.programme,
        data=data,
        file_name="participants.csv",
        time_zone="America/New_York",
        by=by,
    )


@pytest.mark.django_db
def test_a_report_is_matched_reviewed_and_applied_in_one_operation() -> None:
    people = make_class(size=5)
    session = session_now(people, begun=400, mode="online")
    by = make_instructor(people[0].cohort)
    addresses = [person.application.applicant.user.email for person in people]
    record_attendance(session, {people[3].pk: ("excused", None)}, by=by)
    report = read(
        session,
        zoom(
            session,
            [
                ("Somebody Else", addresses[0].upper(), -5, 200),
                ("A", addresses[0], 190, 400),  # twice at once: counted once
                ("Ada 02 (Ada 02)", "", 30, 360),
                ("Note Taker", "bot@example.net", 0, 360),
                ("Ada", addresses[3], 0, 360),
            ],
        ),
        by,
    )
    rows = {row.name: row for row in report.attendees.all()}
    assert (rows["Somebody Else"].match, rows["Somebody Else"].enrolment_id) == ("email", people[0].pk)
    assert {name for name, row in rows.items() if row.match == "open"} == {"Ada 02 (Ada 02)", "Note Taker"}
    options = {"late_after": 10, "replace": False, "absent": True, "reason": "From Zoom.", "by": by}
    with pytest.raises(NotReady, match="2 of the report are still to be decided"):
        apply_report(report, session.module.programme, **options)
    decide(report, {rows["Ada 02 (Ada 02)"].pk: people[1].pk, rows["Note Taker"].pk: None})
    applied = apply_report(report, session.module.programme, **options)
    assert (applied.written, applied.kept) == (4, 1)
    assert list(Attendance.objects.order_by("enrolment_id").values_list("code", "minutes")) == [
        ("present", 360),
        ("late", 330),
        ("unexcused", 0),
        ("excused", 0),
        ("unexcused", 0),
    ]
    assert set(AttendanceRecord.objects.exclude(reason="").values_list("reason", flat=True)) == {"From Zoom."}
    with pytest.raises(NotReady, match="applied before"):
        apply_report(report, session.module.programme, **options)


@pytest.mark.django_db
def test_what_was_decided_once_is_known_the_next_time_and_replacing_corrects() -> None:
    people = make_class(size=2)
    session = session_now(people, begun=400)
    by = make_instructor(people[0].cohort)
    options = {"late_after": 10, "absent": False, "reason": "From Zoom.", "by": by}
    rows = [("Ada's tablet", "", 0, 360), ("Note Taker", "", 0, 360)]
    first = read(session, zoom(session, rows), by)
    tablet, bot = first.attendees.order_by("name")
    decide(first, {tablet.pk: people[0].pk, bot.pk: None})
    apply_report(first, session.module.programme, replace=False, **options)
    assert Attendance.objects.get().code == "remote"  # a session in a room
    second = read(session, zoom(session, [("ADA'S TABLET", "", 0, 100), ("note taker", "", 0, 360)]), by)
    assert set(second.attendees.values_list("match", "enrolment_id")) == {("before", people[0].pk), ("nobody", None)}
    apply_report(second, session.module.programme, replace=True, **options)
    assert Attendance.objects.values_list("code", "minutes").get() == ("remote", 100)
    assert AttendanceRecord.objects.count() == 2


@pytest.mark.django_db
def test_a_report_of_another_time_is_not_applied() -> None:
    people = make_class(size=1)
    session = session_now(people, begun=400)
    by = make_instructor(people[0].cohort)
    report = read(session, zoom(session, [("Ada", "x@example.net", 0, 360)]), by)
    decide(report, {report.attendees.get().pk: None})
    with pytest.raises(NotReady, match="Nobody of the class was in this meeting"):
        apply_report(report, session.module.programme, late_after=5, replace=False, absent=False, reason="x", by=by)


@pytest.mark.django_db
def test_the_pages_of_a_report_lead_from_the_file_to_the_grid(signed_in: SignIn) -> None:
    people = make_class(size=2)
    session = session_now(people, begun=400, mode="online")
    client = signed_in(make_instructor(people[0].cohort))
    rows = [("ada 01", "", 0, 360), ("Ada 02", people[1].application.applicant.user.email, 60, 360)]
    file = SimpleUploadedFile("zoom.csv", zoom(session, rows), content_type="text/csv")
    sent = client.post(page("meeting-report-new", session), {"file": file, "time_zone": "America/New_York"})
    assert sent.status_code == 302
    shown = client.get(sent["Location"])
    (row,) = shown.context["to_decide"]
    assert (row["chosen"], row["sure"]) == (people[0].pk, True)  # by the name: a person looks and keeps it
    form = {"action": "apply", "late_after": "10", "reason": "From Zoom.", f"who-{row['attendee'].pk}": ""}
    undecided = client.post(sent["Location"], form)
    assert undecided.status_code == 422
    assert "still to be decided" in undecided.content.decode()
    form[f"who-{row['attendee'].pk}"] = str(people[0].pk)
    assert client.post(sent["Location"], form).status_code == 302
    assert list(Attendance.objects.order_by("enrolment_id").values_list("code", "minutes")) == [
        ("present", 360),
        ("late", 300),
    ]
    client.post(sent["Location"], {"action": "throw_away"})
    assert MeetingReport.objects.count() == 1  # what was applied stays


@pytest.mark.django_db
def test_wrong_and_huge_files_are_answered_in_words_and_nothing_is_kept(signed_in: SignIn) -> None:
    people = make_class(size=1)
    session = session_now(people, begun=400)
    client = signed_in(make_instructor(people[0].cohort))
    for data, status, words in (
        (b"%PDF-1.7", 422, "a PDF document"),
        (b"", 422, "empty"),
        (b"\x00\x01" * 999, 422, "not an attendance report"),
        (b"a,b\n1,2\n", 422, "not an attendance report"),
        (b"x" * (2 * 1024 * 1024 + 100_000), 413, "at most 2 MB"),
    ):
        file = SimpleUploadedFile("r.csv", data)
        answer = client.post(page("meeting-report-new", session), {"file": file, "time_zone": "America/New_York"})
        assert (answer.status_code, words in answer.content.decode()) == (status, True)
    bad_zone = {"file": SimpleUploadedFile("r.csv", b"a"), "time_zone": "../etc/passwd"}
    assert client.post(page("meeting-report-new", session), bad_zone).status_code == 422
    assert client.post(page("meeting-report-new", session), {}).status_code == 422
    assert not MeetingReport.objects.exists()


@pytest.mark.django_db
def test_a_choice_that_is_not_of_the_class_or_the_report_is_left_out(signed_in: SignIn) -> None:
    people, strangers = make_class(size=1), make_class(size=1)
    session = session_now(people, begun=400)
    by = make_instructor(people[0].cohort)
    report = read(session, zoom(session, [("Who", "", 0, 360)]), by)
    attendee = report.attendees.get()
    client = signed_in(by)
    for value in (str(strangers[0].pk), "9" * 40, "-1", "x", "\x00"):
        client.post(page("meeting-report", session, report.public_id), {"action": "keep", f"who-{attendee.pk}": value})
    attendee.refresh_from_db()
    assert (attendee.match, attendee.enrolment_id) == (MeetingAttendee.Match.OPEN, None)
    other = signed_in(make_instructor(strangers[0].cohort))
    assert other.get(page("meeting-report", session, report.public_id)).status_code == 404


@pytest.mark.django_db
def test_a_report_costs_the_same_for_one_and_three(signed_in: SignIn) -> None:
    def cost(size: int) -> tuple[int, int]:
        people = make_class(size=size)
        session = session_now(people, begun=400)
        by = make_instructor(people[0].cohort)
        rows = [(f"Guest {n}", "", 0, 360) for n in range(size)]
        rows += [(p.name, p.application.applicant.user.email, 0, 360) for p in people]
        report = read(session, zoom(session, rows), by)
        client = signed_in(by)
        address = page("meeting-report", session, report.public_id)
        with CaptureQueriesContext(connection) as shown:
            assert client.get(address).status_code == 200
        form = {f"who-{row.pk}": "nobody" for row in report.attendees.filter(match="open")}
        with CaptureQueriesContext(connection) as applied:
            client.post(address, form | {"action": "apply", "late_after": "10", "reason": "Zoom."})
        assert Attendance.objects.filter(session=session).count() == size
        return len(shown), len(applied)

    one, three = cost(1), cost(3)
    assert one == three
    assert max(one) <= 40


@pytest.mark.django_db
def test_check_ins_close_by_themselves_in_the_table_too() -> None:
    people = make_class(size=1)
    session = session_now(people)
    held = open_check_in(
        session, session.module.programme, minutes=10, late_after=5, by=make_instructor(people[0].cohort)
    )
    with clock.at(held.closes_at + timedelta(seconds=1)):
        again = open_check_in(session, session.module.programme, minutes=10, late_after=5, by=held.opened_by)
    assert CheckIn.objects.count() == 2
    assert again.opened_at > CheckIn.objects.get(pk=held.pk).closes_at
