"""applicants.services.releasing: what a release carries out, what it skips, and what people answer to an offer."""

import pytest
from django.db import IntegrityError, transaction

from applicants.lifecycle import APPLICATION
from applicants.models import Application, ApplicationStatusChange, Decision, DecisionRelease
from applicants.selectors.deciding import admitted, seats_of
from applicants.services.deciding import DecisionRefused, can_accept_offer, can_release, stage
from applicants.services.releasing import accept_offer, decline_offer, release
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move, move_many
from tests.applicants.deciding.factories import make_pending, make_recruiter, make_screened
from tests.factories import make_cohort, make_user, signed

pytestmark = pytest.mark.django_db


def statuses(applications: list[Application]) -> list[str]:
    found = dict(Application.objects.values_list("pk", "status"))
    return [found[each.pk] for each in applications]


def test_release_carries_out_what_is_pending_as_one_batch() -> None:
    cohort, by = make_cohort(), make_recruiter()
    a, b, c, _ = applications = make_screened(cohort, 4)
    make_pending([a], "offered", by=by)
    make_pending([b], "waitlisted", by=by)
    make_pending([c], "rejected", by=by, reason="Could not take part full time.")

    done = release(signed(cohort), by=by)

    assert statuses(applications) == ["offered", "waitlisted", "rejected", "screened"]
    assert (done.cohort, done.released_by, done.decisions.count()) == (cohort, by, 3)
    assert {*done.decisions.values_list("skipped_reason", flat=True)} == {""}
    rows = ApplicationStatusChange.objects.filter(batch=done.batch).order_by("subject")
    assert [(row.subject_id, row.from_status, row.to_status, row.by) for row in rows] == [
        (a.pk, "screened", "offered", by),
        (b.pk, "screened", "waitlisted", by),
        (c.pk, "screened", "rejected", by),
    ]


def test_release_skips_the_offers_for_which_no_seat_is_left_the_lowest_ranked_first() -> None:
    cohort, by = make_cohort(capacity=3), make_recruiter()
    held, *applications = make_screened(cohort, 5)
    move(held, to="offered", by=by)
    decisions = make_pending([*reversed(applications)], "offered", by=by)

    done = release(signed(cohort), by=by)

    assert statuses([*reversed(applications)]) == ["offered", "offered", "screened", "screened"]
    assert [*done.decisions.order_by("rank").values_list("pk", "skipped_reason")] == [
        (decisions[0].pk, ""),
        (decisions[1].pk, ""),
        (decisions[2].pk, "No seat left (3 of 3 held)."),
        (decisions[3].pk, "No seat left (3 of 3 held)."),
    ]
    assert seats_of(cohort).free == 0


def test_release_gives_the_seat_of_somebody_who_withdrew_to_the_next() -> None:
    cohort, by = make_cohort(capacity=1), make_recruiter()
    first, second = make_screened(cohort, 2)
    make_pending([first, second], "offered", by=by)
    move(first, to="withdrawn", by=None)

    done = release(signed(cohort), by=by)

    assert statuses([first, second]) == ["withdrawn", "offered"]
    assert [*done.decisions.order_by("rank").values_list("skipped_reason", flat=True)] == [
        APPLICATION.refusal("withdrawn", "offered"),
        "",
    ]


def test_release_says_how_many_seats_are_held_where_the_capacity_was_lowered_under_them() -> None:
    cohort, by = make_cohort(capacity=2), make_recruiter()
    *holders, late = make_screened(cohort, 3)
    move_many(Application.objects.filter(pk__in=[each.pk for each in holders]), to="offered", by=by)
    cohort.capacity = 1
    cohort.save()
    make_pending([late], by=by)

    assert release(signed(cohort), by=by).decisions.get().skipped_reason == "No seat left (2 of 1 held)."


def test_release_of_some_kinds_leaves_the_others_pending() -> None:
    cohort, by = make_cohort(), make_recruiter()
    a, b = make_screened(cohort, 2)
    make_pending([a], "offered", by=by)
    make_pending([b], "waitlisted", by=by)

    release(signed(cohort), by=by, kinds=["waitlisted"])

    assert statuses([a, b]) == ["screened", "waitlisted"]
    assert Decision.objects.get(Decision.PENDING).application == a


def test_release_touches_no_other_cohort() -> None:
    cohort, other, by = make_cohort(), make_cohort(), make_recruiter()
    make_pending(make_screened(cohort), by=by)
    [elsewhere] = make_screened(other)
    make_pending([elsewhere], by=by)
    release(signed(cohort), by=by)
    assert statuses([elsewhere]) == ["screened"]


@pytest.mark.parametrize("count", [1, 3, 400])
def test_release_takes_a_constant_number_of_statements(count: int, django_assert_num_queries) -> None:
    cohort, by = make_cohort(capacity=2 * count), make_recruiter()
    applications = make_screened(cohort, 3 * count)
    make_pending(applications[:count], "offered", by=by)
    make_pending(applications[count : 2 * count], "waitlisted", by=by)
    make_pending(applications[2 * count :], "rejected", by=by, reason="A reason.")
    signed(cohort)
    by.has_perm("")  # permissions are read once for a request
    with django_assert_num_queries(28):
        release(cohort, by=by)
    assert Application.objects.filter(status="rejected").count() == count


def test_release_is_refused_to_somebody_without_the_right() -> None:
    cohort, by = make_cohort(), make_recruiter()
    make_pending(make_screened(cohort), by=by)
    reviewer = make_user(Role.REVIEWER)
    with pytest.raises(DecisionRefused, match="does not include releasing"):
        release(cohort, by=reviewer)
    assert (can_release(cohort, by=reviewer), can_release(signed(cohort), by=by)) == (False, True)
    assert can_release(cohort, by=make_user(Role.MANAGER))


def test_release_is_refused_where_nothing_is_pending() -> None:
    with pytest.raises(DecisionRefused, match="Nothing is pending"):
        release(make_cohort(), by=make_recruiter())
    assert not DecisionRelease.objects.exists()


def test_accept_offer_admits() -> None:
    cohort, by = make_cohort(undo_hours=0), make_recruiter()
    [application] = make_screened(cohort)
    stage(application, kind="offered", by=by)
    release(signed(cohort), by=by)

    accept_offer(application, by=by)

    assert application.status == "admitted"
    assert [*admitted(cohort)] == [application]
    last = application.history.last()
    assert (last.from_status, last.to_status, last.by, last.reason) == ("offered", "admitted", by, "Offer accepted.")


def test_accept_offer_is_refused_without_an_offer() -> None:
    [application] = make_screened(make_cohort())
    assert not can_accept_offer(application)
    with pytest.raises(DecisionRefused, match="It is “screened”"):
        accept_offer(application, by=make_recruiter())


def test_accept_offer_never_passes_the_capacity_even_where_it_was_lowered() -> None:
    cohort, by = make_cohort(capacity=2), make_recruiter()
    first, second = make_screened(cohort, 2)
    move_many(Application.objects.all(), to="offered", by=by)
    accept_offer(first, by=by)
    cohort.capacity = 1
    cohort.save()
    with pytest.raises(DecisionRefused, match="All 1 seats"):
        accept_offer(second, by=by)


def test_decline_offer_frees_the_seat() -> None:
    cohort, by = make_cohort(capacity=1), make_recruiter()
    first, second = make_screened(cohort, 2)
    move(first, to="offered", by=by)
    assert seats_of(cohort).free == 0

    decline_offer(first, by=by)
    make_pending([second], by=by)
    release(signed(cohort), by=by)

    assert statuses([first, second]) == ["declined", "offered"]


def test_decline_offer_is_refused_after_the_seat_was_taken() -> None:
    [application] = make_screened(make_cohort())
    move(application, to="offered", by=None)
    move(application, to="admitted", by=None)
    with pytest.raises(DecisionRefused, match="It is “admitted”"):
        decline_offer(application, by=make_recruiter())


def test_database_refuses_a_seat_more_than_there_are_whoever_writes_it() -> None:
    cohort = make_cohort(capacity=2)
    make_screened(cohort, 3)
    with pytest.raises(IntegrityError, match="no seat left: 3 would be held of 2"), transaction.atomic():
        move_many(Application.objects.all(), to="offered", by=None)
    assert {*Application.objects.values_list("status", flat=True)} == {"screened"}


def test_database_lets_held_seats_move_among_those_who_hold_them() -> None:
    cohort = make_cohort(capacity=3)
    make_screened(cohort, 3)
    move_many(Application.objects.all(), to="offered", by=None)
    move_many(Application.objects.all(), to="admitted", by=None)
    assert seats_of(cohort).held == 3
