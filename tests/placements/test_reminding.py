"""Reminders of first days: each once, at the stage somebody has reached."""

import pytest

from applicants.models import Notice
from placements.models import OnboardingRequirement
from placements.services.onboarding import give_evidence, verify_all
from placements.services.reminding import remind, stage_of
from placements.tasks import remind_of_first_days
from tests.factories import a_day, make_user
from tests.placements.factories import make_client, make_opening, make_placement

pytestmark = pytest.mark.django_db


def starting_in(days, *, owner="person", status="onboarding"):
    client = make_client()
    OnboardingRequirement.objects.create(client=client, kind="hipaa", owner=owner, instructions="Take the course.")
    return make_placement(status, opening=make_opening(client, starts_on=a_day(days)))


def reminders():
    return list(Notice.objects.filter(kind="first_day").order_by("pk").values_list("once", flat=True))


def test_stage_is_the_nearest_one_reached():
    assert [stage_of(days) for days in (-1, 0, 2, 3, 7, 8, 14, 21, 22)] == [None, 2, 2, 7, 7, 14, 14, 21, None]


def test_task_delivered_twice_reminds_once():
    placement = starting_in(6)
    remind_of_first_days()
    remind_of_first_days()
    assert reminders() == [f"first_day:{placement.pk}:{a_day(6):%Y%m%d}:7"]
    body = Notice.objects.get(kind="first_day").body
    assert "HIPAA training: Take the course." in body


def test_who_has_nothing_to_do_hears_of_the_day_once_two_days_before():
    starting_in(6, owner="client")
    near = starting_in(2, owner="client")
    assert (remind(), reminders()) == (1, [f"first_day:{near.pk}:{a_day(2):%Y%m%d}:2"])


def test_what_waits_to_be_checked_is_not_asked_for():
    placement = starting_in(6)
    give_evidence(placement.onboarding.get(), by=make_user(), dated_on=a_day())
    assert remind() == 0


def test_who_works_there_is_told_what_they_have_to_renew():
    placement = starting_in(0)
    verify_all([placement], by=make_user(), on=a_day(-1))
    placement.onboarding.update(verified_on=a_day(-60), expires_on=a_day(20))
    from placements.services.advancing import advance

    advance(placement, to="active", by=None)
    assert (remind(), remind()) == (1, 0)
    assert Notice.objects.filter(once__contains=":expiring:").count() == 1


def test_reminders_take_the_same_queries_for_one_and_three(django_assert_num_queries):
    for number in (1, 3):
        for _ in range(number):
            starting_in(10)
        with django_assert_num_queries(7):
            assert remind() == number
