"""Two people at the same moment, on two real connections: never more seats held than there are."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction

from applicants.models import Application, BulkOperation, Decision, DecisionRelease, Letter
from applicants.selectors.deciding import pending, seats_of
from applicants.services.applying import withdraw
from applicants.services.deciding import DecisionRefused
from applicants.services.offers import accept_offer, decline_offer
from applicants.services.operations import confirm, prepare, work_chunk
from applicants.services.releasing import release
from applicants.services.undoing import undo_release
from applicants.services.waitlist import promote_waitlist
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


def test_two_operations_confirmed_for_the_same_pending_set_release_it_once() -> None:
    cohort, by = waived(make_cohort(capacity=3)), make_releaser()
    make_pending(make_screened(cohort, 5), by=by)
    operations = [prepare_release(cohort, by) for _ in range(2)]
    chunks = [operation.chunks.get().pk for operation in operations]

    assert sorted(at_once(*(lambda pk=pk: work_chunk(pk) for pk in chunks))) == [False, True]

    for operation in operations:
        operation.refresh_from_db()
    assert sorted(operation.status for operation in operations) == ["failed", "finished"]
    assert {each.problem for each in operations} == {"", "Nothing is pending, so there is nothing to release."}
    assert Decision.objects.filter(release__isnull=False).count() == 5
    assert Letter.objects.count() == 3
    assert seats_of(cohort).held == 3


def prepare_release(cohort: Cohort, by: User) -> BulkOperation:
    chosen = Application.objects.filter(decisions__in=pending(cohort))
    return confirm(prepare(kind="release", cohort=cohort, by=by, queryset=chosen), by=by)


def test_the_same_chunk_of_a_release_delivered_twice_releases_once() -> None:
    cohort, by = waived(make_cohort(capacity=3)), make_releaser()
    make_pending(make_screened(cohort, 5), by=by)
    chunk = prepare_release(cohort, by).chunks.get().pk
    assert sorted(at_once(*(lambda: work_chunk(chunk),) * 2)) == [False, True]
    assert (DecisionRelease.objects.count(), Letter.objects.count()) == (1, 3)


def make_class(by: User, *, seats: int, waiting: int) -> tuple[Cohort, list[Application]]:
    """All seats offered and told, and a waitlist that was told; those offered a seat."""
    cohort = waived(make_cohort(capacity=seats, undo_hours=0))
    applications = make_screened(cohort, seats + waiting)
    make_pending(applications[:seats], by=by)
    make_pending(applications[seats:], "waitlisted", by=by)
    release(cohort, by=by)
    return cohort, applications[:seats]


@pytest.mark.parametrize("attempt", range(3))
def test_two_promotions_at_the_same_moment_fill_each_seat_once(attempt: int) -> None:
    by = make_releaser()
    cohort, offered = make_class(by, seats=4, waiting=10)
    for each in offered[:2]:
        decline_offer(each, by=by)

    made = at_once(*(lambda: promote_waitlist(Cohort.objects.get(pk=cohort.pk)),) * 3)

    assert sorted(len(releases) for releases in made) == [0, 0, 1]
    assert seats_of(cohort).held == 4
    promoted = Decision.objects.filter(promoted_from__isnull=False)
    assert sorted(promoted.values_list("rank", flat=True)) == [1, 2]
    assert Letter.objects.filter(decision__in=promoted).count() == 2


def test_declining_accepting_and_promoting_together_never_pass_the_seats() -> None:
    by = make_releaser()
    cohort, offered = make_class(by, seats=3, waiting=6)

    def promote() -> Any:
        return promote_waitlist(Cohort.objects.get(pk=cohort.pk))

    at_once(
        lambda: decline_offer(Application.objects.get(pk=offered[0].pk), by=None),
        lambda: accept_offer(Application.objects.get(pk=offered[1].pk), by=None),
        promote,
        promote,
    )
    promote()

    assert seats_of(cohort).held == 3
    assert Application.objects.filter(status="declined").count() == 1
    assert Decision.objects.filter(promoted_from__isnull=False).count() == 1


def test_two_undoings_of_the_same_release_undo_it_once() -> None:
    cohort, by = waived(make_cohort(capacity=3)), make_releaser()
    make_pending(make_screened(cohort, 3), by=by)
    done = release(cohort, by=by)

    first, second = at_once(*(lambda: undo_release(DecisionRelease.objects.get(pk=done.pk), by=make_or_same(by)),) * 2)

    result, refused = (first, second) if isinstance(second, DecisionRefused) else (second, first)
    assert "was undone before" in str(refused)
    assert len(result.moved) == 3
    assert {*Application.objects.values_list("status", flat=True)} == {"screened"}


def test_undoing_while_somebody_withdraws_loses_neither() -> None:
    cohort, by = waived(make_cohort(capacity=3)), make_releaser()
    one, *_ = applications = make_screened(cohort, 3)
    make_pending(applications, by=by)
    done = release(cohort, by=by)

    at_once(
        lambda: undo_release(DecisionRelease.objects.get(pk=done.pk), by=make_or_same(by)),
        lambda: withdraw(Application.objects.get(pk=one.pk), by=by),
    )

    found = dict(Application.objects.values_list("pk", "status"))
    assert found == {one.pk: "withdrawn", **{each.pk: "screened" for each in applications[1:]}}
    for each in applications:
        assert each.history.order_by("-pk")[0].to_status == found[each.pk]
