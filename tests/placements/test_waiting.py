"""What waits for a contact on the portal's first page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from careerpath.pipeline import clock
from placements.models import (
    ClientContact,
    ClientFeedback,
    InterviewRequest,
    OnboardingItem,
    OnboardingRequirement,
    ProfileView,
)
from placements.selectors.portal import portal_board
from placements.selectors.waiting import Waiting, waiting_for
from placements.wall import only_clients
from tests.placements.factories import make_contact, make_opening, make_placement

pytestmark = pytest.mark.django_db


def waiting(user, client) -> Waiting:
    with only_clients([client.pk]):
        return waiting_for(user, portal_board(user))


def interview(placement, user, hours: int) -> InterviewRequest:
    return InterviewRequest.objects.create(
        placement=placement,
        asked_by=user,
        asked_at=clock.now() - timedelta(days=9),
        arranged_at=clock.now() - timedelta(days=8),
        arranged_by=user,
        starts_at=clock.now() - timedelta(hours=hours),
        minutes=30,
    )


def test_somebody_is_new_until_this_contact_opened_their_page():
    opening = make_opening()
    first, second = make_placement(opening=opening), make_placement(opening=opening)
    user, other = make_contact(opening.client), make_contact(opening.client)
    ProfileView.objects.create(placement=first, by=other, at=clock.now())
    ProfileView.objects.create(placement=second, by=user, at=clock.now())
    assert [card.placement.pk for card in waiting(user, opening.client).new] == [first.pk]


def test_an_interview_waits_for_words_from_its_end_until_somebody_of_the_client_says_some():
    opening = make_opening()
    people = [make_placement("interviewing", opening=opening) for _ in range(3)]
    user = make_contact(opening.client)
    held, said, ahead = (interview(one, user, hours) for one, hours in zip(people, (3, 2, -2), strict=True))
    ClientFeedback.objects.create(placement=said.placement, by=user, at=clock.now(), verdict="good")
    ClientFeedback.objects.create(  # before the interview: of something else
        placement=held.placement, by=user, at=clock.now() - timedelta(days=2), verdict="good"
    )
    assert [one.pk for _, one in waiting(user, opening.client).interviews] == [held.pk]
    assert ahead.placement.pk in [card.placement.pk for card in waiting(user, opening.client).new]


@pytest.mark.parametrize(("role", "number"), [("lead", [2]), ("reader", [])])
def test_what_the_client_has_to_do_is_counted_for_who_may_do_it(role, number):
    placement = make_placement("onboarding")
    client = placement.opening.client
    OnboardingItem.objects.filter(placement=placement).delete()
    for kind, owner in (("nda", "client"), ("ehr_access", "client"), ("drug_screen", "programme")):
        requirement, _ = OnboardingRequirement.objects.update_or_create(
            client=client, kind=kind, defaults={"owner": owner}
        )
        OnboardingItem.objects.create(
            placement=placement, requirement=requirement, kind=kind, due_on=clock.now().date()
        )
    user = make_contact(client)
    ClientContact.objects.filter(user=user).update(role=role)
    assert [count for _, count in waiting(user, client).items] == number


def test_first_page_says_what_waits_and_folds_what_is_too_much(signed_in):
    opening = make_opening()
    people = [make_placement(opening=opening) for _ in range(5)]
    user = make_contact(opening.client)
    page = signed_in(user).get(reverse("placements:portal")).content.decode()
    assert (page.count("new to you"), "Show 2 more" in page) == (5, True)
    ProfileView.objects.bulk_create(ProfileView(placement=one, by=user, at=clock.now()) for one in people)
    page = signed_in(user).get(reverse("placements:portal")).content.decode()
    assert ("new to you" in page, "Nothing now." in page) == (False, True)


def test_first_page_asks_the_same_for_one_and_three(django_assert_num_queries):
    opening = make_opening()
    user = make_contact(opening.client)

    def somebody() -> None:
        interview(make_placement("interviewing", opening=opening), user, 3)

    somebody()
    for _ in range(2):
        with only_clients([opening.client_id]):
            board = portal_board(user)
            with django_assert_num_queries(6):
                assert len(waiting_for(user, board)) > 0
        somebody()
