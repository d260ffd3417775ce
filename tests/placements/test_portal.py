"""The portal: what a client contact sees and does, and that nobody sees another client's people."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bootcamp.services.attempting import award_credential
from careerpath.accounts.roles import Role
from placements.models import ClientContact, ClientFeedback, InterviewRequest, Opening, Placement
from placements.selectors.portal import for_client, openings_for
from placements.services.portal import (
    CannotAsk,
    NotYours,
    arrange_interview,
    ask_for_interview,
    check_can_ask_for_interview,
    give_feedback,
)
from placements.urls import urlpatterns
from tests.factories import a_day, make_user
from tests.placements.factories import (
    make_client,
    make_contact,
    make_credential,
    make_graduate,
    make_opening,
    make_placement,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Two clients, each with a contact, an opening, and people in three statuses."""
    made = []
    for _ in range(2):
        client = make_client("nda")
        opening = make_opening(client)
        made.append(
            (
                make_contact(client),
                [make_placement(step, opening=opening) for step in ("presented", "onboarding", "active")],
            )
        )
    return made


def addresses(opening: Opening, placements: list[Placement]) -> Iterator[tuple[str, str]]:
    """Every URL of the portal with every id that fits it: (name, address)."""
    for pattern in urlpatterns:
        if "public_id" not in str(pattern.pattern):
            yield pattern.name, reverse(f"placements:{pattern.name}")
            continue
        for thing in [opening] if "openings" in str(pattern.pattern) else placements:
            yield pattern.name, reverse(f"placements:{pattern.name}", args=[thing.public_id])


def test_for_client_gives_a_contact_their_people_and_nobody_else_anything(world):
    (mine, my_people), (_other, _other_people) = world
    assert set(for_client(mine)) == set(my_people)
    assert list(openings_for(mine)) == [my_people[0].opening]
    assert list(for_client(make_user(Role.MANAGER))) == []


def test_portal_no_url_with_an_id_of_another_client_leaks(world, signed_in):
    tried = 0
    for (user, people), (_, others) in (world, world[::-1]):
        browser = signed_in(user)
        for name, url in addresses(others[0].opening, others):
            own = name in ("portal", "openings")
            for method in ("get", "post"):
                response = getattr(browser, method)(
                    url, {"times": "now", "verdict": "good"} if method == "post" else None
                )
                refused = (404,) if method == "get" or name in ("interview", "feedback") else (405,)
                assert response.status_code in ((200, 405) if own else refused), (method, url)
                page = response.content.decode()
                for other in others:
                    assert str(other.public_id) not in page.replace(url, "")
                    assert other.enrolment.name not in page
                assert str(others[0].opening.public_id) not in page.replace(url, "")
                tried += 1
        assert people[0].enrolment.name in browser.get(reverse("placements:portal")).content.decode()
    assert (InterviewRequest.objects.count(), ClientFeedback.objects.count()) == (0, 0)
    assert tried == 2 * 2 * (2 + 1 + 3 * 3)


def test_portal_every_url_opens_with_ones_own_ids(world, signed_in):
    (user, people), _ = world
    browser = signed_in(user)
    for name, url in addresses(people[0].opening, people):
        response = browser.get(url)
        closed = name == "interview" and str(people[0].public_id) not in url
        assert response.status_code == (302 if closed else 200), url


def test_portal_services_refuse_another_clients_person(world):
    (user, _), (_, others) = world
    with pytest.raises(NotYours):
        ask_for_interview(others[0], times="Tuesday", by=user)
    with pytest.raises(NotYours):
        give_feedback(others[0], verdict="good", by=user)


def test_portal_closes_at_once_to_a_contact_who_is_switched_off(world, signed_in):
    (user, people), _ = world
    browser = signed_in(user)
    ClientContact.objects.filter(user=user).update(is_active=False)
    assert browser.get(reverse("placements:person", args=[people[0].public_id])).status_code == 404
    page = browser.get(reverse("placements:portal")).content.decode()
    assert people[0].enrolment.name not in page
    assert "Your account belongs to no client now" in page


@pytest.mark.parametrize("role", [Role.MANAGER, Role.RECRUITER, Role.MENTOR, Role.INSTRUCTOR, Role.REVIEWER, None])
def test_portal_is_for_client_contacts_only(world, signed_in, role):
    _, (_, others) = world
    browser = signed_in(make_user(*([role] if role else [])))
    for _name, url in addresses(others[0].opening, others):
        assert browser.get(url).status_code == 403


def test_portal_sends_nobody_to_sign_in(world, client):
    _, (_, others) = world
    for _name, url in addresses(others[0].opening, others):
        assert client.get(url).status_code == 302


def test_portal_shows_what_somebody_brings_and_nothing_of_the_application(signed_in):
    credential = make_credential("CAPM")
    opening = make_opening(make_client(), credential)
    person = make_graduate(name="Ada Lovelace", email="ada@example.org", phone="555-0100")
    award_credential(person, credential=credential, awarded_on=a_day(-5), by=None)
    placement = make_placement(opening=opening, enrolment=person)
    browser = signed_in(make_contact(opening.client))
    for name, of in (("person", placement), ("opening", opening)):
        page = browser.get(reverse(f"placements:{name}", args=[of.public_id])).content.decode()
        assert "Ada Lovelace" in page
        assert "CAPM" in page
        for secret in (
            "ada@example.org",
            "555-0100",
            "My grandmother",
            person.application.applicant.public_id,
            "taught",
        ):
            assert str(secret) not in page


def test_portal_never_falls_back_to_the_address_of_somebody_without_a_name(signed_in):
    placement = make_placement(enrolment=make_graduate(name="", email="nameless@example.org"))
    browser = signed_in(make_contact(placement.opening.client))
    for url in (reverse("placements:portal"), reverse("placements:person", args=[placement.public_id])):
        page = browser.get(url).content.decode()
        assert "nameless" not in page
        assert "Name not given" in page


def test_interview_is_asked_for_once_and_arranged_by_staff(signed_in):
    placement = make_placement()
    contact, staff = make_contact(placement.opening.client), make_user()
    browser, url = signed_in(contact), reverse("placements:interview", args=[placement.public_id])
    assert browser.post(url, {"times": ""}).status_code == 422
    for _ in range(2):
        assert browser.post(url, {"times": "Tuesday after 14:00", "note": ""}).status_code == 302
    (request,) = InterviewRequest.objects.all()
    assert (request.times, request.asked_by, request.arranged_at) == ("Tuesday after 14:00", contact, None)
    arrange_interview(request, by=staff)
    arrange_interview(request, by=make_user())
    placement.refresh_from_db()
    request.refresh_from_db()
    assert (placement.status, request.arranged_by) == ("interviewing", staff)


def test_interview_cannot_be_asked_for_after_acceptance():
    with pytest.raises(CannotAsk, match="until they have accepted"):
        check_can_ask_for_interview(make_placement("accepted"))


def test_feedback_takes_one_answer(signed_in):
    placement = make_placement("active")
    contact = make_contact(placement.opening.client)
    browser, url = signed_in(contact), reverse("placements:feedback", args=[placement.public_id])
    assert browser.post(url, {}).status_code == 422
    assert browser.post(url, {"verdict": "very_good"}).status_code == 302
    assert list(ClientFeedback.objects.values_list("placement", "by", "verdict")) == [
        (placement.pk, contact.pk, "very_good")
    ]


def queries_of(browser, url):
    """How many statements a page takes; nobody counts which ones here."""
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def test_lists_take_the_same_queries_for_one_and_three(signed_in):
    client = make_client("nda")
    browser = signed_in(make_contact(client))
    taken = []
    for number in (1, 2):
        for _ in range(number):
            opening = make_opening(client, make_credential(f"C{Opening.objects.count()}"))
            placement = make_placement(opening=opening)
            award_credential(placement.enrolment, credential=opening.credentials.get(), awarded_on=a_day(-5), by=None)
            make_placement("active", opening=make_opening(client))
        taken.append([queries_of(browser, reverse(f"placements:{name}")) for name in ("portal", "openings")])
    assert taken[0] == taken[1]
    assert max(taken[0]) < 25


def test_opening_takes_the_same_queries_for_one_and_three_people(signed_in):
    opening = make_opening()
    browser = signed_in(make_contact(opening.client))
    taken = []
    for number in (1, 2):
        for _ in range(number):
            make_placement(opening=opening)
        taken.append(queries_of(browser, reverse("placements:opening", args=[opening.public_id])))
    assert taken[0] == taken[1] < 25
