"""Two who write at once never wait for each other in a ring: everybody takes the locks in one order."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from bootcamp.models import Certificate, Grade, GradeState, Submission, Track, TrackIntake, TrackProposal
from bootcamp.selectors.standing import plan_of
from bootcamp.services import complete, set_up_last_mile
from bootcamp.services.certificates import issue_many
from bootcamp.services.grading import lock_gradebook, record_grade
from bootcamp.services.looking_again import look_again_at
from bootcamp.services.matching_tracks import confirm, propose
from bootcamp.services.submitting import HandInRefused, hand_in
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from tests.bootcamp.certified import make_ready
from tests.bootcamp.factories import assessments_of, make_class
from tests.factories import a_day, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def in_another(work: Callable[[], object]) -> Callable[[], object]:
    """The same over a connection of its own."""

    def run() -> object:
        try:
            return work()
        finally:
            connections.close_all()

    return run


def waiters() -> int:
    """How many connections to this database wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # within a transaction the view stands still
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def until_somebody_waits(seconds: float = 5) -> None:
    """Return once a connection waits for a lock."""
    asleep = Event()
    for _ in range(int(seconds * 50)):
        if waiters():
            return
        asleep.wait(0.02)
    raise AssertionError("Nobody waits.")


def test_handing_in_while_marks_are_written_does_not_end_in_a_ring() -> None:
    (own,) = make_class(size=1)
    work = assessments_of(own.cohort)[0]
    work.hand_in, work.due_at = True, timezone.now() + timedelta(days=1)
    work.save()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock_gradebook(own.cohort_id)  # an instructor saves marks ...
            learner = pool.submit(in_another(lambda: hand_in(work, own, text="Mine.", by=None)))
            until_somebody_waits()
            look_again_at([own.pk])  # ... and, having written them, notes whose they are
        learner.result(timeout=10)
    assert Submission.objects.count() == 1


def test_work_that_was_being_marked_is_closed_for_a_version_that_came_meanwhile() -> None:
    (own,) = make_class(size=1)
    work = assessments_of(own.cohort)[0]
    work.hand_in, work.due_at = True, timezone.now() + timedelta(days=1)
    work.save()
    hand_in(work, own, text="One.", by=None)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock_gradebook(own.cohort_id)
            learner = pool.submit(in_another(lambda: hand_in(work, own, text="Two.", by=None)))
            until_somebody_waits()
            record_grade(work, own, points=work.out_of, by=None)
        with pytest.raises(HandInRefused):
            learner.result(timeout=10)
    assert list(Submission.objects.values_list("text", flat=True)) == ["One."]
    assert Grade.objects.get().state == GradeState.GRADED


def test_confirming_seats_while_others_are_proposed_does_not_end_in_a_ring() -> None:
    set_up_last_mile(by=None)
    (own,) = make_class(size=1)
    move(own, to="completed", by=None)
    track, by = Track.objects.get(slug="service-delivery"), make_user(Role.MANAGER)
    track.modules.update(mark_min=None)
    intake = TrackIntake.objects.create(track=track, seats=1, starts_on=a_day(20), ends_on=a_day(60))
    plan = plan_of(own.cohort)
    assert plan is not None
    propose(own.cohort, plan, by=by)
    ids = list(TrackProposal.objects.values_list("pk", flat=True))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            TrackIntake.objects.select_for_update(no_key=True).get(pk=intake.pk)  # as `propose` begins
            other = pool.submit(in_another(lambda: confirm(own.cohort, ids, by=by)))
            until_somebody_waits()
            assert len(propose(own.cohort, plan, by=by).assigned) == 1
        other.result(timeout=10)
    assert TrackProposal.objects.count() == 1


def test_two_who_issue_certificates_at_once_issue_one_each() -> None:
    (own,) = make_ready(size=1)
    complete(own, by=make_user(Role.MANAGER))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert len(issue_many([own.pk], by=None)) == 1
            other = pool.submit(in_another(lambda: issue_many([own.pk], by=None)))
            until_somebody_waits()
        assert other.result(timeout=10) == []
    assert Certificate.objects.count() == 1
