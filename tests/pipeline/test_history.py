"""careerpath.pipeline.history: begin, move and move_many, their rows, their statements, and two at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applicants.lifecycle import APPLICATION
from applicants.models import Application
from careerpath.pipeline import clock
from careerpath.pipeline.history import IllegalMove, begin, begin_many, move, move_many
from tests.factories import make_application, make_cohort, make_user

Row = tuple[str, str, int | None, str]


def rows(application: Application) -> list[Row]:
    return [(row.from_status, row.to_status, row.by_id, row.reason) for row in application.history.all()]


@pytest.mark.django_db
def test_begin_and_move_leave_one_row_each() -> None:
    by, moment = make_user(), timezone.now()
    application = make_application(draft=True, submitted_at=moment)
    moved = move(application, to="submitted", by=by, reason="Sent.", at=moment)
    assert moved is application
    assert (application.status, application.status_changed_at) == ("submitted", moment)
    application.refresh_from_db()
    assert (application.status, application.status_changed_at) == ("submitted", moment)
    assert rows(application) == [("", "draft", None, ""), ("draft", "submitted", by.pk, "Sent.")]


@pytest.mark.django_db
def test_begin_refuses_a_record_that_is_under_way() -> None:
    with pytest.raises(IllegalMove, match="begins as “draft”, not as “submitted”"):
        begin(make_application(), by=None)


@pytest.mark.django_db
def test_begin_many_of_nothing_asks_nothing(django_assert_num_queries: Callable[..., Any]) -> None:
    with django_assert_num_queries(0):
        begin_many([], by=None)


@pytest.mark.django_db
def test_move_goes_by_the_row_and_not_by_the_object_in_hand() -> None:
    application = make_application()
    stale = Application.objects.get(pk=application.pk)
    move(application, to="withdrawn", by=None)
    with pytest.raises(IllegalMove):
        move(stale, to="screened", by=None)
    assert Application.objects.get().status == "withdrawn"
    assert [row[1] for row in rows(application)] == ["draft", "submitted", "withdrawn"]


@pytest.mark.django_db
def test_move_refused_writes_nothing() -> None:
    application = make_application()
    with pytest.raises(IllegalMove, match="nobody is refused unread"):
        move(application, to="rejected", by=None)
    assert application.status == "submitted"
    assert len(rows(application)) == 2


@pytest.mark.django_db
def test_move_sets_the_fields_that_a_constraint_ties_to_the_status() -> None:
    application, moment = make_application(draft=True), timezone.now()
    move(application, to="submitted", by=None, also={"submitted_at": moment})
    assert application.submitted_at == moment
    assert Application.objects.get().submitted_at == moment


@pytest.mark.django_db
def test_move_happens_at_the_time_that_is_being_told() -> None:
    application, told = make_application(), timezone.now().replace(year=2040)
    with clock.at(told):
        move(application, to="screened", by=None)
    assert application.status_changed_at == told
    assert application.history.last().at == told


@pytest.mark.django_db
def test_move_many_moves_what_may_and_names_what_may_not() -> None:
    by, batch = make_user(), uuid4()
    first, second, draft = make_application(), make_application(), make_application(draft=True)
    move(second, to="screened", by=None)
    result = move_many(Application.objects.all(), to="screened", by=by, reason="Run 7.", batch=batch)
    assert (result.batch, result.moved) == (batch, [first.pk])
    assert result.skipped == {
        second.pk: "It is already “screened”.",
        draft.pk: "It has not been submitted yet, so there is nothing to screen.",
    }
    last = first.history.last()
    assert (last.from_status, last.to_status, last.by, last.reason, last.batch) == (
        "submitted",
        "screened",
        by,
        "Run 7.",
        batch,
    )
    first.refresh_from_db()
    assert (first.status, first.status_changed_at) == ("screened", last.at)
    assert (second.history.count(), draft.history.count()) == (3, 1)


@pytest.mark.django_db
def test_move_many_of_nothing_moves_nothing() -> None:
    result = move_many(Application.objects.none(), to="screened", by=None)
    assert (result.moved, result.skipped) == ([], {})


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3, 1000])
def test_move_many_takes_the_same_statements_for_one_and_for_a_thousand(
    count: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    first = make_application()
    others = Application.objects.bulk_create(
        Application(
            cohort=first.cohort,
            applicant=applicant,
            question_set=first.question_set,
            started_at=first.started_at,
            submitted_at=first.submitted_at,
        )
        for applicant in type(first.applicant).objects.bulk_create(type(first.applicant)() for _ in range(count - 1))
    )
    begin_many(others, by=None)
    move_many(Application.objects.filter(status="draft"), to="submitted", by=None)
    with django_assert_num_queries(4):  # the read, a savepoint, update and history in one, the release of the savepoint
        result = move_many(Application.objects.all(), to="screened", by=None)
    assert len(result.moved) == count
    assert Application.objects.filter(status="screened", history__to_status="screened").count() == count


@pytest.mark.django_db(transaction=True)
def test_move_many_skips_and_names_what_another_connection_moved_meanwhile() -> None:
    cohort = make_cohort()
    ours, theirs = make_application(cohort), make_application(cohort)
    moved, commit = Event(), Event()

    def somebody_else() -> None:
        try:
            with transaction.atomic():
                move(theirs, to="ineligible", by=None)
                moved.set()
                assert commit.wait(20)
        finally:
            connection.close()

    def in_bulk() -> Any:
        try:
            return move_many(Application.objects.all(), to="screened", by=None)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(somebody_else)
        assert moved.wait(20)
        two = pool.submit(in_bulk)  # reads both as submitted, then waits for the row that is locked
        _until_somebody_waits()
        commit.set()
        one.result(20)
        result = two.result(20)

    assert result.moved == [ours.pk]
    assert result.skipped == {theirs.pk: "Somebody moved it to “ineligible” meanwhile."}
    assert [row[1] for row in rows(theirs)] == ["draft", "submitted", "ineligible"]


@pytest.mark.django_db(transaction=True)
def test_move_many_names_what_another_connection_deleted_meanwhile() -> None:
    application = make_application(draft=True)
    deleted, commit = Event(), Event()

    def somebody_else() -> None:
        try:
            with transaction.atomic():
                Application.objects.filter(pk=application.pk).delete()
                deleted.set()
                assert commit.wait(20)
        finally:
            connection.close()

    def in_bulk() -> Any:
        try:
            return move_many(Application.objects.all(), to="withdrawn", by=None)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(somebody_else)
        assert deleted.wait(20)
        two = pool.submit(in_bulk)
        _until_somebody_waits()
        commit.set()
        one.result(20)
        result = two.result(20)

    assert (result.moved, result.skipped) == ([], {application.pk: "It was deleted meanwhile."})


STEPS = st.lists(
    st.tuples(st.sets(st.integers(0, 2), min_size=1), st.sampled_from(sorted(APPLICATION.labels)), st.booleans()),
    max_size=12,
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence_of_moves_leaves_a_history_that_ends_where_the_record_stands(
    steps: list[tuple[set[int], str, bool]],
) -> None:
    cohort, now = make_cohort(), timezone.now()
    applications = [make_application(cohort, draft=True, submitted_at=now) for _ in range(3)]
    stands = ["draft"] * 3
    for chosen, to, in_bulk in steps:
        legal = {index for index in chosen if APPLICATION.is_legal(stands[index], to)}
        ids = {index: applications[index].pk for index in chosen}
        if in_bulk:
            result = move_many(Application.objects.filter(pk__in=ids.values()), to=to, by=None)
            assert result.moved == sorted(ids[index] for index in legal)
            assert result.skipped == {ids[index]: APPLICATION.refusal(stands[index], to) for index in chosen - legal}
        else:
            for index in chosen:
                if index in legal:
                    move(applications[index], to=to, by=None)
                else:
                    with pytest.raises(IllegalMove):
                        move(applications[index], to=to, by=None)
        for index in legal:
            stands[index] = to
    for application, stand in zip(applications, stands, strict=True):
        application.refresh_from_db()
        history = rows(application)
        assert application.status == stand == history[-1][1]
        assert [row[0] for row in history] == ["", *(row[1] for row in history[:-1])]


def _until_somebody_waits() -> None:
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
        Event().wait(0.01)
    raise AssertionError("nobody came to wait for the lock")
