"""Examination attempts: contiguous, none after a pass, the best counts; and the database that holds it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from bootcamp.models import Enrolment, ExaminationAttempt, Grade, GradeRecord
from bootcamp.progress.examination import Attempt, AttemptRefused, counting, next_number, passes
from bootcamp.services.attending import WrongMarks
from bootcamp.services.examining import AttemptsRefused, correct_attempt, examination_of, record_examination
from bootcamp.services.grading import record_grade
from bootcamp.services.proposing import propose
from careerpath.accounts.roles import Role
from tests.bootcamp.factories import make_class, make_instructor
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
DAY = date(2026, 3, 2)


def today_of(person: Enrolment) -> date:
    return timezone.now().astimezone(person.cohort.tz).date()


def examination(person: Enrolment) -> Any:
    found = examination_of(person.cohort_id)
    assert found is not None
    return found


# --- the rule -----------------------------------------------------------------------------------------------------------


@given(
    points=st.lists(st.one_of(st.none(), st.integers(0, 100)), max_size=6),
    most=st.integers(1, 5),
    gaps=st.lists(st.integers(0, 20), min_size=6, max_size=6),
    waiting=st.integers(0, 14),
)
def test_whatever_is_recorded_numbers_have_no_gap_and_nothing_follows_a_pass(
    points: list[int | None], most: int, gaps: list[int], waiting: int
) -> None:
    attempts: list[Attempt] = []
    day = DAY
    for given_points, gap in zip(points, gaps, strict=False):
        day += timedelta(days=gap)
        try:
            number = next_number(attempts, most=most, waiting_days=waiting, on=day)
        except AttemptRefused:
            continue
        value = None if given_points is None else Decimal(given_points)
        attempts.append(Attempt(number, day, value, passes(value, out_of=Decimal(100), pass_mark=Decimal(70))))
    assert [attempt.number for attempt in attempts] == list(range(1, len(attempts) + 1))
    assert len(attempts) <= most
    assert not any(attempt.passed for attempt in attempts[:-1])
    for before, after in pairwise(attempts):
        assert (after.held_on - before.held_on).days >= max(waiting, 1)
    came = [attempt.points for attempt in attempts if attempt.points is not None]
    assert counting(attempts) == (max(came) if came else None)


@pytest.mark.parametrize(
    ("points", "passed"), [("69.94", False), ("69.95", True), ("70", True), (None, False), ("0", False)]
)
def test_an_attempt_passes_by_what_people_read(points: str | None, passed: bool) -> None:
    value = None if points is None else Decimal(points)
    assert passes(value, out_of=Decimal(100), pass_mark=Decimal(70)) is passed


# --- recording ----------------------------------------------------------------------------------------------------------


def test_the_best_attempt_is_the_grade_and_its_history_says_why() -> None:
    (person,) = make_class(size=1)
    exam, today, by = examination(person), today_of(person), make_user()
    record_examination(exam, {person.pk: Decimal(60)}, held_on=today - timedelta(days=20), by=by)
    person.cohort.programme.examination_attempts = 3
    person.cohort.programme.save()
    record_examination(exam, {person.pk: Decimal(55)}, held_on=today - timedelta(days=10), by=by)
    grade = Grade.objects.get(enrolment=person, assessment=exam)
    assert (grade.state, grade.points) == ("graded", Decimal(60))
    record_examination(exam, {person.pk: Decimal(81)}, held_on=today, by=by)
    grade.refresh_from_db()
    assert grade.points == Decimal(81)
    assert "Best attempt" in GradeRecord.objects.filter(grade=grade).order_by("-pk").first().reason  # type: ignore[union-attr]
    attempts = ExaminationAttempt.objects.filter(enrolment=person).order_by("number")
    assert [(each.number, each.points, each.passed) for each in attempts] == [
        (1, Decimal(60), False),
        (2, Decimal(55), False),
        (3, Decimal(81), True),
    ]


def test_who_never_came_has_a_missing_examination() -> None:
    (person,) = make_class(size=1)
    record_examination(examination(person), {person.pk: None}, held_on=today_of(person), by=make_user())
    assert Grade.objects.get(enrolment=person).state == "missing"


def test_refusals_say_why_by_person_and_nothing_is_recorded() -> None:
    early, passed, used, fine, much = make_class(size=5)
    exam, today, by = examination(early), today_of(early), make_user()
    before = today - timedelta(days=30)
    record_examination(exam, {used.pk: None, passed.pk: Decimal(90)}, held_on=before, by=by)
    record_examination(exam, {used.pk: Decimal(10)}, held_on=before + timedelta(days=8), by=by)
    record_examination(exam, {early.pk: Decimal(10)}, held_on=today - timedelta(days=3), by=by)
    given_points = dict.fromkeys([early.pk, passed.pk, used.pk, fine.pk], Decimal(75)) | {much.pk: Decimal(101)}
    with pytest.raises(AttemptsRefused) as refused:
        record_examination(exam, given_points, held_on=today, by=by)
    first = today + timedelta(days=4)
    assert refused.value.errors == {
        early.pk: f"Attempt 1 was on {today - timedelta(days=3):%A %d %B %Y}. "
        f"The next may be on {first:%A %d %B %Y} at the earliest.",
        passed.pk: "The examination was passed already. No attempt follows a pass.",
        used.pk: "All 2 attempts are used.",
        much.pk: "Points must be between 0 and 100.",
    }
    assert ExaminationAttempt.objects.filter(held_on=today).count() == 0


def test_a_day_to_come_is_refused() -> None:
    (person,) = make_class(size=1)
    with pytest.raises(ValueError, match="still to come"):
        record_examination(
            examination(person), {person.pk: None}, held_on=today_of(person) + timedelta(days=1), by=None
        )


def test_a_correction_needs_a_reason_and_only_the_latest_can_be_corrected() -> None:
    (person,) = make_class(size=1)
    exam, today, by = examination(person), today_of(person), make_user()
    record_examination(exam, {person.pk: Decimal(60)}, held_on=today - timedelta(days=20), by=by)
    record_examination(exam, {person.pk: Decimal(65)}, held_on=today, by=by)
    first, second = ExaminationAttempt.objects.filter(enrolment=person).order_by("number")
    with pytest.raises(AttemptRefused, match="Only the latest"):
        correct_attempt(first, points=Decimal(90), reason="Miscounted.", by=by)
    with pytest.raises(AttemptRefused, match="Say why"):
        correct_attempt(second, points=Decimal(90), reason=" ", by=by)
    correct_attempt(second, points=Decimal(90), reason="Miscounted.", by=by)
    second.refresh_from_db()
    assert (second.points, second.passed) == (Decimal(90), True)
    assert Grade.objects.get(enrolment=person, assessment=exam).points == Decimal(90)


@pytest.mark.parametrize(
    ("rows", "holds"),
    [
        ([(1, False)], True),
        ([(1, False), (2, False), (3, True)], True),
        ([(2, False)], False),
        ([(1, False), (3, False)], False),
        ([(1, True), (2, False)], False),
        ([(0, False)], False),
        ([(1, False), (1, False)], False),
    ],
)
def test_the_database_holds_the_order_of_attempts(rows: list[tuple[int, bool]], holds: bool) -> None:
    (person,) = make_class(size=1)
    exam = examination(person)

    def write() -> None:
        for number, passed in rows:
            ExaminationAttempt.objects.create(
                enrolment=person, assessment=exam, number=number, held_on=DAY, points=Decimal(50), passed=passed
            )

    if holds:
        write()
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_the_database_holds_that_an_attempt_which_another_follows_becomes_no_pass() -> None:
    (person,) = make_class(size=1)
    exam = examination(person)
    first, _ = (
        ExaminationAttempt.objects.create(
            enrolment=person, assessment=exam, number=number, held_on=DAY, points=Decimal(50), passed=False
        )
        for number in (1, 2)
    )
    first.passed = True
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(update_fields=["passed"])


def test_recording_costs_the_same_for_one_and_three() -> None:
    small, large = make_class(size=1), make_class(size=3)
    by = make_user()

    def queries(people: list[Enrolment]) -> int:
        exam = examination(people[0])
        with CaptureQueriesContext(connection) as seen:
            record_examination(exam, {p.pk: Decimal(80) for p in people}, held_on=today_of(people[0]), by=by)
        return len(seen)

    assert queries(small) == queries(large)


# --- the page -----------------------------------------------------------------------------------------------------------


def test_the_page_records_a_sitting_and_names_what_is_wrong(signed_in: SignIn) -> None:
    first, second, third = make_class(size=3)
    client = signed_in(make_instructor(first.cohort))
    address = reverse("bootcamp:examination", args=[first.cohort.slug])
    wrong = client.post(
        address,
        {"held_on": today_of(first).isoformat(), f"points-{first.pk}": "80", f"points-{second.pk}": "eighty"},
    )
    assert wrong.status_code == 422
    assert "Type points as a number" in wrong.content.decode()
    assert ExaminationAttempt.objects.count() == 0
    right = client.post(
        address,
        {"held_on": today_of(first).isoformat(), f"points-{first.pk}": "80,5", f"points-{second.pk}": "absent"},
        follow=True,
    )
    assert "Attempts recorded: 2." in right.content.decode()
    assert sorted(ExaminationAttempt.objects.values_list("enrolment", "points", "passed")) == sorted(
        [(first.pk, Decimal("80.50"), True), (second.pk, None, False)]
    )
    assert f"points-{third.pk}" in right.content.decode()
    assert f"points-{first.pk}" not in right.content.decode()


def test_the_page_is_read_by_managers_and_written_by_instructors_of_the_class(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    address = reverse("bootcamp:examination", args=[person.cohort.slug])
    manager = signed_in(Role.MANAGER)
    assert manager.get(address).status_code == 200
    assert manager.post(address, {f"points-{person.pk}": "80"}).status_code == 403
    assert signed_in(Role.INSTRUCTOR).get(address).status_code == 404


def test_the_page_costs_the_same_for_one_and_three(signed_in: SignIn) -> None:
    small, large = make_class(size=1), make_class(size=3)
    client = signed_in(Role.MANAGER)

    def queries(people: list[Enrolment]) -> int:
        address = reverse("bootcamp:examination", args=[people[0].cohort.slug])
        record_examination(examination(people[0]), {p.pk: None for p in people}, held_on=today_of(people[0]), by=None)
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    assert queries(small) == queries(large)


# --- putting right, and what the gradebook leaves to the attempts -------------------------------------------------------


def test_the_latest_attempt_is_corrected_on_its_page_with_a_reason(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    instructor = make_instructor(person.cohort)
    exam = examination(person)
    record_examination(exam, {person.pk: Decimal(60)}, held_on=today_of(person), by=instructor)
    client = signed_in(instructor)
    address = reverse("bootcamp:examination-correction", args=[person.cohort.slug, person.public_id])
    assert address in client.get(reverse("bootcamp:examination", args=[person.cohort.slug])).content.decode()
    for wrong, words in (
        ({"points": "75", "reason": " "}, "This field is required."),
        ({"points": "175", "reason": "A sum was wrong."}, "Points must be between 0 and 100."),
    ):
        refused = client.post(address, wrong)
        assert (refused.status_code, words in refused.content.decode()) == (422, True)
    assert client.post(address, {"points": "75", "reason": "A sum was wrong."}).status_code == 302
    attempt = ExaminationAttempt.objects.get()
    assert (attempt.points, attempt.passed) == (Decimal(75), True)
    record = GradeRecord.objects.order_by("-pk")[0]
    assert (record.points, record.by, record.reason) == (
        Decimal(75),
        instructor,
        "Attempt 1 was corrected: A sum was wrong.",
    )
    manager = signed_in(Role.MANAGER)
    assert (manager.get(address).status_code, manager.post(address, {"reason": "x"}).status_code) == (200, 403)


def test_a_mark_that_comes_from_attempts_is_not_typed_into_the_gradebook() -> None:
    sat, not_yet = make_class(size=2)
    exam = examination(sat)
    record_grade(exam, sat, points=Decimal(50), by=None)  # nobody has sat: a mark by hand is fine
    record_examination(exam, {sat.pk: Decimal(60)}, held_on=today_of(sat), by=None)
    with pytest.raises(WrongMarks) as refused:
        record_grade(exam, sat, points=Decimal(99), by=None)
    assert refused.value.errors == {
        (sat.pk, exam.pk): "This mark comes from the attempts at the examination. "
        "Record or correct an attempt under “Examination”."
    }
    record_grade(exam, not_yet, points=Decimal(71), by=None)
    assert dict(Grade.objects.values_list("enrolment", "points")) == {sat.pk: Decimal(60), not_yet.pk: Decimal(71)}
    said = propose([sat, not_yet], [exam], {(sat.pk, exam.pk): "99", (not_yet.pk, exam.pk): "72"})
    assert [(where, "comes from the attempts" in words) for where, words in said.wrong] == [
        (f"{sat.name}, {exam.title}", True)
    ]
    assert [change.person for change in said.changes] == [not_yet]
