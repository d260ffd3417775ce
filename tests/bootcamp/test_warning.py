"""Early warning in the worker: who is looked at again, what is stored, and what happens twice, never, or at the same time."""

from collections.abc import Iterable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bootcamp.models import Assessment, EarlyWarning, Enrolment, WarningChange, WarningRules
from bootcamp.services import record_attendance, record_grade, withdraw
from bootcamp.services import warning as service
from bootcamp.services.looking_again import look_again_at, look_again_at_class
from bootcamp.services.submitting import hand_in
from bootcamp.services.warning import hand_out, look_again
from bootcamp.tasks import hand_out_warnings
from bootcamp.tasks import look_again as look_again_task
from careerpath.pipeline import clock
from cohorts.models import Cohort
from tests.bootcamp.factories import make_bootcamp_cohort, make_class, sessions_of

pytestmark = pytest.mark.django_db
GONE = 2**40


def absent(person: Enrolment, *numbers: int, code: str = "unexcused", reason: str = "") -> None:
    """Note somebody in the sessions with these numbers."""
    sessions = sessions_of(person.cohort)
    for number in numbers:
        record_attendance(sessions[number], {person.pk: (code, None)}, by=None, reason=reason)


def stale(people: Iterable[Enrolment]) -> list[bool]:
    found = dict(Enrolment.objects.values_list("pk", "stale_since"))
    return [found[person.pk] is not None for person in people]


def rules_of(person: Enrolment) -> list[str]:
    return [reason["rule"] for reason in EarlyWarning.objects.get(pk=person.pk).reasons]


def test_a_change_marks_the_person_and_the_task_stores_why() -> None:
    person, other = make_class(size=2)
    absent(person, 0, 1)
    assert stale([person, other]) == [True, False]
    look_again_task([person.pk, other.pk, GONE])
    row = EarlyWarning.objects.get()
    assert (row.pk, row.urgency, row.attended, row.last_sessions, row.course_mark) == (person.pk, 3, 0, [0, 0], None)
    assert row.reasons == [
        {
            "rule": "unexcused",
            "reason": "Absent without excuse 2 sessions in a row, up to the last one.",
            "figure": "2",
            "urgency": 3,
        },
        {"rule": "absence", "reason": "Missed 100% of the last 2 sessions.", "figure": "100%", "urgency": 3},
    ]
    assert stale([person, other]) == [False, False]


def test_delivered_twice_it_works_once() -> None:
    (person,) = make_class(size=1)
    absent(person, 0, 1)
    assert [look_again([person.pk]), look_again([person.pk])] == [1, 0]
    assert WarningChange.objects.count() == 2


def test_history_says_when_a_reason_came_and_went() -> None:
    (person,) = make_class(size=1)
    absent(person, 0, 1)
    look_again([person.pk])
    absent(person, 1, code="present", reason="They were there.")
    look_again([person.pk])
    absent(person, 2, 3, 4, 5, 6, 7, code="present")
    look_again([person.pk])
    changes = WarningChange.objects.order_by("at", "pk").values_list("rule", "appeared")
    assert list(changes) == [("unexcused", True), ("absence", True), ("unexcused", False), ("absence", False)]
    assert (rules_of(person), EarlyWarning.objects.get().urgency) == ([], 0)


def test_a_reason_that_reads_otherwise_is_the_same_reason_in_the_history() -> None:
    (person,) = make_class(size=1)
    absent(person, 0, 1)
    look_again([person.pk])
    absent(person, 2)
    look_again([person.pk])
    assert EarlyWarning.objects.get().reasons[0]["figure"] == "3"
    assert WarningChange.objects.count() == 2


def test_a_change_during_the_work_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    (person,) = make_class(size=1)
    absent(person, 0)
    real = service._work_out

    def slow(*given: Any) -> None:
        real(*given)
        absent(person, 1)

    monkeypatch.setattr(service, "_work_out", slow)
    look_again([person.pk])
    assert (stale([person]), rules_of(person)) == ([True], ["absence"])
    monkeypatch.setattr(service, "_work_out", real)
    look_again([person.pk])
    assert (stale([person]), rules_of(person)) == ([False], ["unexcused", "absence"])


def test_a_worker_that_dies_leaves_everything_to_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    ill, well = make_class(size=1), make_class(size=1)
    people = [*ill, *well]
    for person in people:
        absent(person, 0, 1)
    real = service._work_out

    def dies(cohort: Any, *rest: Any) -> None:
        real(cohort, *rest)
        if cohort.pk == ill[0].cohort_id:
            raise RuntimeError("out of memory")

    monkeypatch.setattr(service, "_work_out", dies)
    assert look_again([person.pk for person in people]) == 1
    assert stale(people) == [True, False]
    assert WarningChange.objects.filter(enrolment__in=ill).count() == 0
    monkeypatch.setattr(service, "_work_out", real)
    assert look_again([person.pk for person in people]) == 1
    assert rules_of(ill[0]) == ["unexcused", "absence"]


def due_and_handed_in_here(cohort: Cohort, number: int) -> list[Assessment]:
    """So many assessments that fall due now and are handed in on the learner's page; no others are."""
    every = Assessment.objects.filter(module__programme=cohort.pk)
    every.update(hand_in=False)
    some = every.exclude(module__kind="examination").order_by("module__position", "position")[:number]
    every.filter(pk__in=some).update(hand_in=True, due_at=clock.now() - timedelta(hours=1))
    return list(every.filter(hand_in=True).order_by("module__position", "position"))


def test_work_that_was_due_and_did_not_come_counts_as_missing_until_it_comes() -> None:
    person, other = make_class(size=2)
    first, second = due_and_handed_in_here(person.cohort, 2)
    hand_in(first, other, text="Mine.", by=None)
    look_again_at([person.pk, other.pk])
    look_again([person.pk, other.pk])
    row = EarlyWarning.objects.get(pk=person.pk)
    assert row.reasons == [
        {
            "rule": "missing",
            "reason": f"2 assessments are missing: {first.title}, {second.title}.",
            "figure": "2",
            "urgency": 2,
        }
    ]
    assert rules_of(other) == []
    hand_in(second, person, text="Late, but here.", by=None)
    assert stale([person, other]) == [True, False]
    look_again([person.pk])
    assert rules_of(person) == []


def test_work_that_was_excused_or_due_before_somebody_came_is_not_overdue() -> None:
    person, late = make_class(size=2)
    first, _second = due_and_handed_in_here(person.cohort, 2)
    record_grade(first, person, state="excused", by=None)
    Enrolment.objects.filter(pk=late.pk).update(joined_on=clock.now().date() + timedelta(days=1))
    look_again_at([person.pk, late.pk])
    look_again([person.pk, late.pk])
    assert [rules_of(person), rules_of(late)] == [[], []]


def test_overdue_work_costs_the_same_for_one_and_three_people() -> None:
    counted = []
    for size in (1, 3):
        people = make_class(size=size)
        due_and_handed_in_here(people[0].cohort, 2)
        look_again_at([person.pk for person in people])
        with CaptureQueriesContext(connection) as asked:
            assert look_again([person.pk for person in people]) == size
        counted.append(len(asked))
    assert counted[0] == counted[1]


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_take_the_same_person_and_a_request_does_not_wait() -> None:
    (person,) = make_class(size=1)
    absent(person, 0, 1)
    EarlyWarning.objects.create(enrolment=person)
    found: list[int] = []

    def other() -> None:
        try:
            found.append(look_again([person.pk]))
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '1s'")
                look_again_at([person.pk])
            found.append(1)
        finally:
            connection.close()

    with transaction.atomic():
        EarlyWarning.objects.select_for_update(no_key=True).get(pk=person.pk)
        thread = Thread(target=other)
        thread.start()
        thread.join(20)
    assert found == [0, 1]
    assert look_again([person.pk]) == 1


def test_beat_hands_out_what_nobody_did_and_what_time_changes() -> None:
    waiting, due, fresh, new = make_class(size=4)
    now = timezone.now()
    look_again_at([waiting.pk, due.pk, fresh.pk])
    look_again([due.pk, fresh.pk])
    EarlyWarning.objects.filter(pk=due.pk).update(look_again_at=now)
    look_again_at([new.pk])
    Enrolment.objects.filter(pk=waiting.pk).update(stale_since=now - timedelta(minutes=1))
    assert hand_out() == 2
    assert stale([waiting, due, fresh, new]) == [True, True, False, True]
    hand_out_warnings()
    assert stale([due]) == [True]


def test_the_next_look_is_when_work_falls_due_or_a_day_later() -> None:
    (person,) = make_class(size=1)
    now = timezone.now()
    look_again_at([person.pk])
    look_again([person.pk])
    planned = EarlyWarning.objects.get().look_again_at
    assert planned is not None
    assert planned <= now + timedelta(days=1, minutes=1)
    with clock.at(now + timedelta(days=200)):
        look_again_at([person.pk])
        look_again([person.pk])
    assert EarlyWarning.objects.get().look_again_at is None


def test_thresholds_of_the_programme_are_used_and_a_change_of_them_looks_again() -> None:
    person, other = make_class(size=2)
    absent(person, 0, code="present")
    absent(person, 1, 2)
    WarningRules.objects.create(programme=person.cohort.programme, absence_percent=70, unexcused_in_a_row=3)
    look_again([person.pk])
    assert rules_of(person) == []
    WarningRules.objects.update(absence_percent=66)
    look_again_at_class(person.cohort)
    assert stale([person, other]) == [True, True]
    look_again([person.pk, other.pk])
    assert rules_of(person) == ["absence"]


def test_nobody_is_warned_about_who_has_left_and_a_class_without_programme_is_passed_over() -> None:
    person, alone = make_class(size=2)
    absent(person, 0, 1)
    look_again([person.pk])
    withdraw(person, by=None, reason="Moves away.")
    look_again_at([person.pk])
    look_again([person.pk])
    row = EarlyWarning.objects.get(pk=person.pk)
    assert (row.urgency, row.reasons, row.look_again_at) == (0, [], None)
    assert WarningChange.objects.filter(appeared=False).count() == 2
    Enrolment.objects.filter(pk=alone.pk).update(cohort=make_bootcamp_cohort())
    look_again_at([alone.pk])
    assert (look_again([alone.pk]), stale([alone])) == (1, [False])


def test_a_class_costs_the_same_for_one_and_for_three() -> None:
    counts = []
    for size in (1, 3):
        people = make_class(size=size)
        for person in people:
            absent(person, 0, 1)
        with CaptureQueriesContext(connection) as queries:
            look_again([person.pk for person in people])
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 16


def test_nothing_is_rung_for_nobody() -> None:
    with CaptureQueriesContext(connection) as queries:
        look_again_at([])
    assert len(queries) == 0
