"""Two people at the same moment, on two real connections: never more seats held than there are."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction

from applicants.models import Application, Decision
from applicants.selectors.deciding import seats_of
from applicants.services.deciding import DecisionRefused
from applicants.services.releasing import accept_offer, release
from careerpath.accounts.models import User
from careerpath.pipeline.history import move, move_many
from cohorts.models import Cohort
from tests.applicants.deciding.factories import make_pending, make_screened
from tests.factories import make_cohort, make_user, waived

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Start each in its own thread with its own connection, together; what each returned, or the exception it raised."""
    start = Barrier(len(works), timeout=10)

    def run(work: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return work()
        except (DecisionRefused, IntegrityError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        futures = [pool.submit(run, work) for work in works]
        return [future.result(timeout=30) for future in futures]


def make_releaser() -> User:
    """Somebody who may release, without a role: tests that flush the database lose the groups, not the permissions."""
    user = make_user()
    user.user_permissions.add(Permission.objects.get(codename="release_decision"))
    return user


def waits_for_a_lock() -> bool:
    """Whether some other connection to this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


def until(condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            return
        Event().wait(0.01)
    raise AssertionError("it never came to that")


@pytest.mark.parametrize("attempt", range(3))
def test_two_releases_at_the_same_moment_never_hold_seat_96_of_95(attempt: int) -> None:
    cohort, by = waived(make_cohort(capacity=95)), make_releaser()
    make_pending(make_screened(cohort, 120), by=by)

    first, second = at_once(lambda: release(cohort, by=by), lambda: release(cohort, by=make_or_same(by)))

    done, refused = (first, second) if isinstance(second, DecisionRefused) else (second, first)
    assert str(refused) == "Nothing is pending, so there is nothing to release."
    assert seats_of(cohort).held == 95
    assert done.decisions.filter(skipped_reason="").count() == 95
    assert done.decisions.filter(skipped_reason="No seat left (95 of 95 held).").count() == 25


def make_or_same(user: User) -> User:
    """The same person on another connection."""
    return User.objects.get(pk=user.pk)


def test_a_release_that_starts_while_another_is_unfinished_sees_the_seats_that_one_took() -> None:
    cohort, by = waived(make_cohort(capacity=95)), make_releaser()
    applications = make_screened(cohort, 120)
    make_pending(applications[:60], by=by)
    released, finish = Event(), Event()

    def first() -> None:
        try:
            with transaction.atomic():
                release(cohort, by=by)
                released.set()
                assert finish.wait(20)
        finally:
            connection.close()

    def second() -> Any:
        try:
            return release(Cohort.objects.get(pk=cohort.pk), by=make_or_same(by))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one: Future[None] = pool.submit(first)
        assert released.wait(20)
        make_pending(
            applications[60:], by=by
        )  # 60 more, while the first 60 are held by nobody as far as others can see
        two: Future[Any] = pool.submit(second)
        until(waits_for_a_lock)
        finish.set()
        one.result(20)
        later = two.result(20)

    assert seats_of(cohort).held == 95
    assert later.decisions.filter(skipped_reason="").count() == 35
    assert later.decisions.exclude(skipped_reason="").count() == 25
    assert not Decision.objects.filter(Decision.PENDING).exists()


def test_two_who_go_round_the_services_cannot_both_take_the_last_seat() -> None:
    cohort = make_cohort(capacity=1)
    first, second = make_screened(cohort, 2)

    results = at_once(
        lambda: move(first, to="offered", by=None),
        lambda: move_many(Application.objects.filter(pk=second.pk), to="offered", by=None),
    )

    assert sorted(type(result).__name__ == "IntegrityError" for result in results) == [False, True]
    assert seats_of(cohort).held == 1


def test_two_acceptances_of_the_same_offer_admit_once() -> None:
    cohort, by = make_cohort(capacity=5), make_releaser()
    [application] = make_screened(cohort)
    move(application, to="offered", by=by)

    def accept() -> Application:
        return accept_offer(Application.objects.get(pk=application.pk), by=by)

    results = at_once(accept, accept)

    assert sorted(isinstance(result, DecisionRefused) for result in results) == [False, True]
    assert [*application.history.order_by("pk").values_list("to_status", flat=True)][-2:] == ["offered", "admitted"]
    assert application.history.filter(to_status="admitted").count() == 1
