"""mentorship.services.pairing."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from careerpath.pipeline.history import IllegalMove
from mentorship.models import Mentorship
from mentorship.services.mentors import pause
from mentorship.services.pairing import (
    CannotConfirm,
    CannotPair,
    check_can_pair,
    complete,
    confirm,
    end,
    pair,
    pair_many,
)
from placements.services.advancing import advance
from tests.factories import a_day, make_user
from tests.mentorship.factories import make_mentor, make_mentorship, make_placed, mentee_of
from tests.placements.factories import make_placement


@pytest.mark.django_db
def test_pair_begins_when_both_have_confirmed():
    mentorship = make_mentorship(confirmed=False)
    assert mentorship.status == "proposed"
    assert confirm(mentorship, by=mentorship.mentor.user).status == "proposed"
    begun = confirm(mentorship, by=mentee_of(mentorship))
    assert (begun.status, begun.began_on) == ("active", a_day())
    assert list(begun.history.values_list("to_status", flat=True)) == ["proposed", "active"]


@pytest.mark.django_db
def test_confirm_twice_changes_nothing_and_strangers_cannot():
    mentorship = make_mentorship(confirmed=False)
    confirm(mentorship, by=mentorship.mentor.user)
    assert confirm(mentorship, by=mentorship.mentor.user).status == "proposed"
    with pytest.raises(CannotConfirm, match="Only the two people themselves"):
        confirm(mentorship, by=make_user())
    end(mentorship, by=None)
    with pytest.raises(CannotConfirm, match="no longer proposed"):
        confirm(mentorship, by=mentee_of(mentorship))


@pytest.mark.django_db
def test_database_refuses_an_active_pair_that_nobody_confirmed():
    mentorship = make_mentorship(confirmed=False)
    with pytest.raises(IntegrityError, match="mentorship_active_is_confirmed"), transaction.atomic():
        Mentorship.objects.filter(pk=mentorship.pk).update(status="active")


@pytest.mark.django_db
def test_pair_refuses_a_mentor_without_a_place():
    mentor = make_mentor(capacity=1)
    make_mentorship(mentor, confirmed=False)
    with pytest.raises(CannotPair, match=r"no place left \(1 of 1 taken\)"):
        pair(make_placed(), mentor=mentor, by=None)


@pytest.mark.django_db
def test_pair_many_counts_capacity_across_its_own_pairs():
    mentor = make_mentor(capacity=1)
    with pytest.raises(CannotPair, match="no place left"):
        pair_many([(make_placed(), mentor), (make_placed(), mentor)], by=None)
    assert Mentorship.objects.count() == 0


@pytest.mark.django_db
def test_pair_refuses_a_pause_a_supervisor_and_oneself():
    mentor, placement = make_mentor(), make_placed()
    pause(mentor, by=None)
    with pytest.raises(CannotPair, match="taking a pause"):
        check_can_pair(placement, mentor=mentor)
    pause(mentor, by=None, paused=False)
    placement.supervisor = mentor.user
    placement.save()
    with pytest.raises(CannotPair, match="supervises the mentee"):
        pair(placement, mentor=mentor, by=None)
    with pytest.raises(CannotPair, match="Nobody mentors themselves"):
        pair(make_placed(mentor.user), mentor=mentor, by=None)


@pytest.mark.django_db
def test_pair_refuses_somebody_not_placed_or_already_mentored():
    with pytest.raises(CannotPair, match="Mentoring begins with a placement"):
        pair(make_placement("offered"), mentor=make_mentor(), by=None)
    mentorship = make_mentorship()
    with pytest.raises(CannotPair, match="already has a mentor"):
        pair(mentorship.placement, mentor=make_mentor(), by=None)


@pytest.mark.django_db
def test_end_frees_the_place_and_the_mentee():
    mentorship = make_mentorship(make_mentor(capacity=1))
    end(mentorship, by=None)
    assert pair(mentorship.placement, mentor=mentorship.mentor, by=None).status == "proposed"


@pytest.mark.django_db
def test_complete_needs_an_active_pair():
    with pytest.raises(IllegalMove, match="not both confirmed"):
        complete(make_mentorship(confirmed=False), by=None)
    assert complete(make_mentorship(), by=None).status == "completed"


@pytest.mark.django_db
def test_mentorship_outlives_the_placement():
    mentorship = make_mentorship()
    advance(mentorship.placement, to="converted", by=None)
    mentorship.refresh_from_db()
    assert mentorship.status == "active"


@pytest.mark.django_db
def test_pair_many_takes_the_same_queries_for_one_and_three(django_assert_num_queries):
    mentor = make_mentor(capacity=10)
    for number in (1, 3):
        placements = [make_placed() for _ in range(number)]
        with django_assert_num_queries(24):
            pair_many([(placement, mentor) for placement in placements], by=None)


@pytest.mark.django_db(transaction=True)
def test_two_proposals_at_once_never_break_capacity():
    mentor = make_mentor(capacity=1)
    placements = [make_placed(), make_placed()]
    start, outcomes = Barrier(2), []

    def propose(placement):
        try:
            start.wait(timeout=10)
            pair(placement, mentor=mentor, by=None)
            outcomes.append("paired")
        except CannotPair:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=propose, args=[placement]) for placement in placements]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["paired", "refused"]
    assert Mentorship.objects.count() == 1
