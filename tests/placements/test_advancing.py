from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from placements.models import OnboardingItem, Placement
from placements.services.advancing import CannotAdvance, advance, advance_many, can_advance, check_can_advance
from placements.services.onboarding import verify_all
from placements.workdays import due_before
from tests.factories import a_day, make_user
from tests.placements.factories import PATH, make_client, make_graduate, make_opening, make_placement

pytestmark = pytest.mark.django_db


def test_advance_walks_the_whole_way_and_leaves_history():
    placement = make_placement("active")
    advance(placement, to="converted", by=None)
    assert list(placement.history.values_list("to_status", flat=True)) == ["presented", *PATH, "converted"]
    placement.refresh_from_db()
    assert (placement.status, placement.ended_on) == ("converted", a_day())


def test_advance_refuses_what_the_table_does_not_have():
    with pytest.raises(CannotAdvance, match="an offer follows an interview"):
        advance(make_placement(), to="offered", by=None)


def test_advance_accepting_sets_the_first_and_the_last_day():
    placement = make_placement("offered", opening=make_opening(weeks=2))
    advance(placement, to="accepted", by=None, on=a_day(10))
    placement.refresh_from_db()
    assert (placement.starts_on, placement.ends_on) == (a_day(10), a_day(24))


def test_advance_refuses_a_second_placement_of_one_person():
    person = make_graduate()
    other = make_placement("offered", enrolment=person)
    make_placement("accepted", enrolment=person)
    with pytest.raises(CannotAdvance, match=r"^This person already has a placement\.$"):
        advance(other, to="accepted", by=None)


def test_database_refuses_a_second_placement_of_one_person():
    person = make_graduate()
    other = make_placement("offered", enrolment=person)
    make_placement("accepted", enrolment=person)
    with pytest.raises(IntegrityError, match="placement_one_active_a_person"), transaction.atomic():
        Placement.objects.filter(pk=other.pk).update(status="accepted", starts_on=a_day())


def test_advance_never_takes_more_people_than_seats():
    opening = make_opening(seats=2)
    placements = [make_placement("offered", opening=opening) for _ in range(3)]
    result = advance_many(placements, to="accepted", by=None)
    assert result.moved == [placements[0].pk, placements[1].pk]
    assert result.skipped == {placements[2].pk: "Every seat of this opening is taken (2 of 2)."}


def test_advance_many_takes_one_acceptance_of_a_person_who_stands_in_it_twice():
    person = make_graduate()
    first, second = (make_placement("offered", enrolment=person) for _ in range(2))
    result = advance_many([first, second], to="accepted", by=None)
    assert (result.moved, list(result.skipped)) == ([first.pk], [second.pk])


def test_advance_onboarding_makes_the_checklist_of_the_client():
    placement = make_placement("onboarding", opening=make_opening(make_client("nda", "hipaa")))
    items = OnboardingItem.objects.filter(placement=placement).order_by("requirement__kind")
    assert list(items.values_list("requirement__kind", "due_on")) == [
        ("hipaa", due_before(a_day(), 7)),
        ("nda", due_before(a_day(), 7)),
    ]


def test_advance_refuses_a_start_with_an_open_item():
    placement = make_placement("onboarding", opening=make_opening(make_client("nda", "hipaa")))
    with pytest.raises(CannotAdvance) as refusal:
        advance(placement, to="active", by=None)
    assert str(refusal.value) == (
        "2 items that block the start are still open: confidentiality agreement, HIPAA training."
    )


def test_advance_refuses_a_start_before_the_first_day():
    placement = make_placement("onboarding", opening=make_opening(starts_on=a_day(3)))
    with pytest.raises(CannotAdvance, match="Record the start on that day"):
        advance(placement, to="active", by=None)
    assert can_advance(placement, to="active", on=a_day(3)) is True


def test_advance_ending_early_needs_a_reason():
    placement = make_placement("active")
    with pytest.raises(CannotAdvance, match=r"^Say why it ended early\.$"):
        advance(placement, to="ended_early", by=None)
    advance(placement, to="ended_early", by=None, end_reason="project", reason="The roll-out was put off.")
    placement.refresh_from_db()
    assert (placement.status, placement.end_reason, placement.ended_on) == ("ended_early", "project", a_day())


def test_advance_refuses_a_last_day_ahead_or_before_the_first():
    placement = make_placement("active")
    with pytest.raises(CannotAdvance, match="still ahead"):
        check_can_advance(placement, to="completed", on=a_day(2))
    with pytest.raises(CannotAdvance, match="before the first"):
        check_can_advance(placement, to="completed", on=placement.starts_on - timedelta(days=1))


def test_advance_after_an_end_lets_the_person_be_placed_again():
    person = make_graduate()
    advance(make_placement("active", enrolment=person), to="completed", by=None)
    assert make_placement("accepted", enrolment=person).status == "accepted"


@pytest.mark.parametrize(
    ("status", "to", "queries"),
    [
        ("presented", "interviewing", 7),
        ("offered", "accepted", 13),
        ("accepted", "onboarding", 13),
        ("onboarding", "active", 11),
    ],
)
def test_advance_many_takes_the_same_queries_for_one_and_three(django_assert_num_queries, status, to, queries):
    client = make_client("nda")
    for number in (1, 3):
        placements = [make_placement(status, opening=make_opening(client)) for _ in range(number)]
        if to == "active":
            verify_all(placements, by=make_user(), on=a_day())
        with django_assert_num_queries(queries):
            assert len(advance_many(placements, to=to, by=None).moved) == number


@pytest.mark.django_db(transaction=True)
def test_two_acceptances_at_once_never_take_one_seat_twice():
    opening = make_opening(seats=1)
    placements = [make_placement("offered", opening=opening) for _ in range(2)]
    start, outcomes = Barrier(2), []

    def accept(placement):
        try:
            start.wait(timeout=10)
            advance(placement, to="accepted", by=None)
            outcomes.append("accepted")
        except CannotAdvance as reason:
            outcomes.append(str(reason))
        finally:
            connection.close()

    threads = [Thread(target=accept, args=[placement]) for placement in placements]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["Every seat of this opening is taken (1 of 1).", "accepted"]
