"""The ranked waitlist: who is offered a free seat, when, in which order, and when nobody is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.models import Application, Decision, DecisionRelease, Letter
from applicants.selectors.deciding import releases_of, seats_of, waitlist_of
from applicants.services.applying import withdraw
from applicants.services.deciding import DecisionRefused, stage
from applicants.services.offers import accept_offer, decline_offer, expire_offers
from applicants.services.releasing import release
from applicants.services.undoing import stage_again, undo_release
from applicants.services.waitlist import (
    can_promote,
    promote_waitlist,
    promote_waitlists,
    set_promotes_waitlist,
)
from applicants.tasks import expire_offers as beat
from applicants.tasks import promote_waitlist as promote_task
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from cohorts.models import Cohort
from tests.applicants.deciding.factories import make_pending, make_recruiter, make_screened
from tests.factories import make_cohort, make_user, signed, waived

pytestmark = pytest.mark.django_db


def make_class(
    by: User, *, seats: int = 2, waiting: int = 3, **fields: object
) -> tuple[Cohort, list[Application], list[Application]]:
    """A cohort whose seats are all offered, and whose waitlist was told: the offered and the waiting, each by rank."""
    cohort = waived(make_cohort(**{"capacity": seats, "undo_hours": 0, **fields}))
    applications = make_screened(cohort, seats + waiting)
    make_pending(applications[:seats], "offered", by=by)
    # The last made is the first on the list: the order is that of the ranks, not of the ids.
    queue = applications[seats:][::-1]
    make_pending(queue, "waitlisted", by=by)
    release(cohort, by=by)
    return cohort, applications[:seats], queue


def statuses(applications: list[Application]) -> list[str]:
    found = dict(Application.objects.values_list("pk", "status"))
    return [found[each.pk] for each in applications]


def test_a_declined_seat_is_offered_to_the_next_in_rank() -> None:
    by = make_recruiter()
    cohort, offered, queue = make_class(by)
    first = DecisionRelease.objects.get()
    assert promote_waitlist(cohort) == []

    decline_offer(offered[0], by=None)
    [made] = promote_waitlist(cohort)

    assert statuses(queue) == ["offered", "waitlisted", "waitlisted"]
    decision = made.decisions.get()
    place = Decision.objects.get(application=queue[0], kind="waitlisted")
    assert (decision.kind, decision.promoted_from, decision.rank, decision.release) == ("offered", place, 1, made)
    assert decision.answer_by is not None
    assert decision.answer_by > timezone.now() + timedelta(days=cohort.offer_days)
    assert (made.released_by, made.sign_off) == (first.released_by, first.sign_off)
    assert Letter.objects.filter(decision=decision).count() == 1
    last = queue[0].history.last()
    assert (last.by, last.reason, last.batch) == (None, "A seat became free; next on the waitlist.", made.batch)
    assert promote_waitlist(cohort) == []
    assert releases_of(cohort)[0].is_automatic


def test_it_goes_out_under_the_same_signature() -> None:
    by, cohort = make_recruiter(), make_cohort(capacity=1, undo_hours=0)
    one, two = make_screened(cohort, 2)
    make_pending([one], by=by)
    make_pending([two], "waitlisted", by=by)
    first = release(signed(cohort), by=by)
    decline_offer(one, by=None)
    [made] = promote_waitlist(cohort)
    assert made.sign_off is not None
    assert made.sign_off == first.sign_off


@pytest.mark.parametrize("way", ["withdrawn", "admitted and withdrawn", "ran out", "capacity"])
def test_whatever_frees_a_seat(way: str) -> None:
    by = make_recruiter()
    cohort, offered, queue = make_class(by)
    if way == "withdrawn":
        withdraw(offered[0], by=by)
    elif way == "admitted and withdrawn":
        accept_offer(offered[0], by=by)
        withdraw(offered[0], by=by)
    elif way == "capacity":
        Cohort.objects.filter(pk=cohort.pk).update(capacity=3)
    if way == "ran out":
        accept_offer(offered[1], by=by)
        with clock.at(timezone.now() + timedelta(days=9)):
            expire_offers()
            promote_waitlist(cohort)
    else:
        promote_waitlist(cohort)
    assert statuses(queue) == ["offered", "waitlisted", "waitlisted"]


def test_several_free_seats_go_in_the_order_of_the_ranks() -> None:
    by = make_recruiter()
    cohort, offered, queue = make_class(by)
    for each in offered:
        decline_offer(each, by=None)
    [made] = promote_waitlist(cohort)
    assert statuses(queue) == ["offered", "offered", "waitlisted"]
    assert made.decisions.count() == 2
    assert seats_of(cohort).free == 0


def test_an_earlier_release_comes_before_a_later_one() -> None:
    by = make_recruiter()
    cohort, offered, queue = make_class(by, waiting=1)
    make_pending(later := make_screened(cohort, 1), "waitlisted", by=by)
    release(cohort, by=by)
    assert [place.application_id for place in waitlist_of(cohort)] == [queue[0].pk, later[0].pk]
    for each in offered:
        decline_offer(each, by=None)
    assert len(promote_waitlist(cohort)) == 2  # one under each release's signature
    assert statuses([*queue, *later]) == ["offered", "offered"]


def test_who_withdrew_or_has_a_pending_decision_is_passed_over() -> None:
    by = make_recruiter()
    cohort, offered, queue = make_class(by)
    withdraw(queue[0], by=by)
    stage(queue[1], kind="rejected", reason="Cannot take part.", by=by)
    decline_offer(offered[0], by=None)
    promote_waitlist(cohort)
    assert statuses(queue) == ["withdrawn", "waitlisted", "offered"]


def test_seats_that_pending_offers_are_meant_for_are_not_free() -> None:
    by = make_recruiter()
    cohort, offered, queue = make_class(by)
    decline_offer(offered[0], by=None)
    make_pending(make_screened(cohort, 1), by=by)
    assert promote_waitlist(cohort) == []
    assert statuses(queue) == ["waitlisted"] * 3


def test_nobody_is_offered_a_seat_before_they_were_told_of_the_waitlist() -> None:
    by = make_recruiter()
    cohort, offered, queue = make_class(by, undo_hours=24)
    withdraw(offered[0], by=by)
    assert promote_waitlist(cohort) == []
    assert not waitlist_of(cohort).exists()
    assert [place.is_told for place in waitlist_of(cohort, all_of_it=True)] == [False] * 3
    with clock.at(timezone.now() + timedelta(hours=25)):
        [made] = promote_waitlist(cohort)
        assert made.hold_until == made.released_at + timedelta(hours=24)
    assert statuses(queue) == ["offered", "waitlisted", "waitlisted"]


def test_a_waitlist_released_before_any_offer_waits() -> None:
    by, cohort = make_recruiter(), waived(make_cohort(capacity=5, undo_hours=0))
    make_pending(make_screened(cohort, 2), "waitlisted", by=by)
    release(cohort, by=by)
    assert promote_waitlist(cohort) == []
    with pytest.raises(DecisionRefused, match="first offers of this cohort have not gone out"):
        promote_waitlist(cohort, by=by)


def test_it_stops_when_the_boot_camp_begins() -> None:
    by = make_recruiter()
    cohort, offered, queue = make_class(by, bootcamp_starts=timezone.now().date() + timedelta(days=10))
    decline_offer(offered[0], by=None)
    with clock.at(timezone.now() + timedelta(days=11)):
        assert promote_waitlist(cohort) == []
        with pytest.raises(DecisionRefused, match="The boot camp begins before"):
            promote_waitlist(cohort, by=by)
    assert statuses(queue) == ["waitlisted"] * 3


def test_switched_off_only_a_person_offers_and_with_the_right() -> None:
    by = make_recruiter()
    cohort, offered, queue = make_class(by)
    set_promotes_waitlist(cohort, is_on=False, by=by)
    decline_offer(offered[0], by=None)
    assert (promote_waitlist(cohort), can_promote(cohort), can_promote(cohort, by=by)) == ([], False, True)
    with pytest.raises(DecisionRefused, match="does not include releasing"):
        promote_waitlist(cohort, by=make_user(Role.REVIEWER))

    [made] = promote_waitlist(cohort, by=by)

    assert statuses(queue) == ["offered", "waitlisted", "waitlisted"]
    assert (made.released_by, queue[0].history.last().by) == (by, by)
    with pytest.raises(DecisionRefused, match="No seat is free"):
        promote_waitlist(cohort, by=by)


def test_after_an_undo_nothing_is_offered_until_it_is_switched_on_again() -> None:
    by = make_recruiter()
    cohort, offered, queue = make_class(by)
    Cohort.objects.filter(pk=cohort.pk).update(undo_hours=24)
    decline_offer(offered[0], by=None)
    [made] = promote_waitlist(cohort)

    undo_release(made, by=by)

    assert statuses(queue) == ["waitlisted"] * 3
    assert promote_waitlist(Cohort.objects.get()) == []
    set_promotes_waitlist(Cohort.objects.get(), is_on=True, by=by)
    assert [each.decisions.get().application_id for each in promote_waitlist(Cohort.objects.get())] == [queue[0].pk]


def test_an_undone_promotion_can_be_staged_again() -> None:
    by = make_recruiter()
    cohort, offered, queue = make_class(by)
    Cohort.objects.filter(pk=cohort.pk).update(undo_hours=24)
    decline_offer(offered[0], by=None)
    [made] = promote_waitlist(cohort)
    undo_release(made, by=by)
    assert stage_again(made, by=by) == 1
    release(cohort, by=by)
    assert statuses(queue) == ["offered", "waitlisted", "waitlisted"]


def test_beat_fills_what_no_bell_told_of() -> None:
    by = make_recruiter()
    _cohort, offered, queue = make_class(by)
    make_class(by)
    decline_offer(offered[0], by=None)
    assert promote_waitlists() == 1
    assert promote_waitlists() == 0
    with clock.at(timezone.now() + timedelta(days=20)):  # all offers run out; the seats go round until nobody waits
        beat()
        assert statuses([*offered, *queue]) == ["declined", "declined", "declined", "offered", "offered"]


def test_task_for_a_cohort_that_is_gone_and_twice() -> None:
    by = make_recruiter()
    cohort, offered, queue = make_class(by)
    decline_offer(offered[0], by=None)
    promote_task(2**40)
    promote_task(cohort.pk)
    promote_task(cohort.pk)
    assert statuses(queue) == ["offered", "waitlisted", "waitlisted"]


@pytest.mark.parametrize("count", [1, 3, 20])
def test_promoting_takes_a_constant_number_of_statements(count: int, django_assert_num_queries) -> None:
    by = make_recruiter()
    cohort, offered, _ = make_class(by, seats=count, waiting=count)
    for each in offered:
        decline_offer(each, by=None)
    with django_assert_num_queries(25):
        promote_waitlist(cohort)


@pytest.mark.django_db
def test_a_decline_rings_after_commit(django_capture_on_commit_callbacks) -> None:
    by = make_recruiter()
    _, offered, queue = make_class(by)
    with django_capture_on_commit_callbacks() as callbacks:
        decline_offer(offered[0], by=None)
    assert len(callbacks) == 1
    assert statuses(queue) == ["waitlisted"] * 3
