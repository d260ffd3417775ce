"""Two count at once, somebody moves people while they are counted, a counter is killed; against the real database."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from applicants.models import Application
from careerpath.pipeline.history import move_many
from cohorts.models import Cohort
from reports.models import ChangedPlace, Place, StageCount
from reports.selectors.counting import waiting
from reports.services.counting import count_changed, count_now, recount
from reports.services.self_identification import Answers, record_many
from reports.stages import mask_of
from tests.factories import make_application, make_cohort

pytestmark = pytest.mark.django_db(transaction=True)
APPLIED, ELIGIBLE = mask_of("submitted"), mask_of("submitted", "eligible")
ASSESSED = mask_of("submitted", "eligible", "assessed")


def people(cohort: Cohort, number: int) -> list[Application]:
    return [make_application(cohort) for _ in range(number)]


def screen(cohort: Cohort) -> None:
    move_many(Application.objects.filter(cohort=cohort), to="screened", by=None)


def review(cohort: Cohort) -> None:
    move_many(Application.objects.filter(cohort=cohort), to="in_review", by=None)


def kill_who_waits_for(table: str) -> None:
    """End the connection that waits for a lock on a table, as soon as there is one."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [table]
            )
            if cursor.fetchall():
                return
        time.sleep(0.05)
    raise AssertionError(f"Nobody waits for {table}.")


def reached() -> dict[int, int]:
    return dict(StageCount.objects.values_list("reached", "n"))


def elsewhere(work: Callable[[], Any]) -> Any:
    """What it gives on a connection of its own."""

    def run() -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


@contextmanager
def open_in_another_connection(work: Callable[[], Any]) -> Iterator[None]:
    """Inside the block `work` is done and not committed yet."""
    done, may_commit = Event(), Event()

    def run() -> None:
        try:
            with transaction.atomic():
                work()
                done.set()
                may_commit.wait(20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(run)
        assert done.wait(20)
        try:
            yield
        finally:
            may_commit.set()
        future.result()


def test_while_one_counts_the_other_does_nothing_and_a_recount_waits() -> None:
    cohort = make_cohort()
    people(cohort, 3)
    with open_in_another_connection(count_changed):
        assert (count_changed(), count_now(), reached()) == (0, 3, {})
    assert (reached(), count_changed(), waiting()) == ({APPLIED: 3}, 0, 0)
    screen(cohort)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            count_changed()
            waits = pool.submit(elsewhere, lambda: recount(cohort))
            assert not waits.done()
        assert waits.result() == 3
    assert reached() == {ELIGIBLE: 3}


def test_moves_made_while_somebody_counts_are_counted_when_they_are_committed() -> None:
    cohort = make_cohort()
    people(cohort, 3)
    with transaction.atomic():
        assert count_changed() == 3
        elsewhere(lambda: screen(cohort))
    assert (reached(), waiting()) == ({APPLIED: 3}, 3)
    assert (count_changed(), reached()) == (3, {ELIGIBLE: 3})
    with open_in_another_connection(lambda: review(cohort)):
        assert (count_changed(), reached()) == (0, {ELIGIBLE: 3})
    assert (count_changed(), reached()) == (3, {ASSESSED: 3})


def test_a_killed_counter_has_done_nothing() -> None:
    record_many([(application, Answers({"asian"})) for application in people(make_cohort(), 2)])
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "LOCK TABLE reports_countedanswers"
            )  # its third statement waits here, when places are counted
            killed = pool.submit(elsewhere, count_changed)
            kill_who_waits_for("reports_countedanswers")
        with pytest.raises(OperationalError):
            killed.result()
    assert (Place.objects.count(), StageCount.objects.count(), ChangedPlace.objects.count()) == (0, 0, 4)
    assert (count_changed(), reached()) == (4, {APPLIED: 2})


def test_many_writers_and_two_counters_end_with_the_right_counts() -> None:
    cohort = make_cohort()
    applications = people(cohort, 12)

    def write(part: int) -> None:
        for to in ("screened", "in_review", "interview"):
            move_many(Application.objects.filter(pk__in=[a.pk for a in applications[part::3]]), to=to, by=None)

    with ThreadPoolExecutor(5) as pool:
        works = [lambda part=part: write(part) for part in range(3)] + [
            lambda: [count_changed(5) for _ in range(9)]
        ] * 2
        for each in [pool.submit(elsewhere, work) for work in works]:
            each.result()
    count_changed()
    assert reached() == {mask_of("submitted", "eligible", "assessed", "interviewed"): 12}
