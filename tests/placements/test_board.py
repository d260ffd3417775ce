"""The placements board on the workbench."""

import pytest
from django.urls import reverse

from bootcamp.services.attempting import award_credential
from careerpath.accounts.roles import Role
from placements.models import ClientContact, Placement
from placements.selectors import board as selectors
from placements.selectors.matching import matches_for
from placements.services.advancing import advance
from placements.services.offers import answer_offer
from placements.services.portal import ask_for_interview
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
def staff(signed_in):
    return signed_in(Role.RECRUITER)


def test_board_and_pages_are_for_recruiters_and_managers(signed_in):
    placement = make_placement()
    urls = [
        reverse("admin:placements-board"),
        reverse("admin:placements-openings"),
        reverse("admin:placements-placement", args=[placement.public_id]),
        reverse("admin:placements-opening", args=[placement.opening.public_id]),
    ]
    for role, status in ((Role.RECRUITER, 200), (Role.MANAGER, 200), (Role.CLIENT, 302), (Role.MENTOR, 302)):
        browser = signed_in(role)
        assert [browser.get(url).status_code for url in urls] == [status] * 4, role


def test_board_shows_who_stands_where_and_pages_by_key(staff, monkeypatch):
    monkeypatch.setattr(selectors, "PAGE", 2)
    people = [make_placement() for _ in range(3)]
    make_placement("interviewing")
    first = staff.get(reverse("admin:placements-board"))
    assert first.context["rows"] == people[:2]
    second = staff.get(reverse("admin:placements-board") + first.context["next_url"])
    assert (second.context["rows"], second.context["next_url"]) == (people[2:], "")
    assert [count for _, _, count in first.context["tabs"]][:2] == [3, 1]


@pytest.mark.parametrize(
    "after", ["x", "2026-01-01,1", "2026-01-01T00:00:00,1", "2026-99-99T00:00:00Z,1", "1,2,3", "\x00,1"]
)
def test_board_reads_a_broken_page_key_as_the_first_page(staff, after):
    make_placement()
    assert (
        len(staff.get(reverse("admin:placements-board"), {"after": after, "status": "nonsense"}).context["rows"]) == 1
    )


def test_board_filters_by_client(staff):
    mine, _other = make_placement(), make_placement()
    found = staff.get(reverse("admin:placements-board"), {"client": mine.opening.client.slug})
    assert found.context["rows"] == [mine]


def test_board_takes_the_same_queries_for_one_and_three(staff, django_assert_num_queries):
    client = make_client("nda")
    for number in (1, 2):
        for _ in range(number):
            placement = make_placement(opening=make_opening(client))
            ask_for_interview(placement, times="Monday", by=make_contact(client))
        with django_assert_num_queries(11):
            staff.get(reverse("admin:placements-board"))
        with django_assert_num_queries(6):
            staff.get(reverse("admin:placements-openings"))


def test_present_and_walk_to_the_first_day_by_http(staff):
    opening, person = make_opening(make_client("nda")), make_graduate()
    staff.post(reverse("admin:placements-present", args=[opening.public_id, person.public_id]))
    placement = Placement.objects.get()
    advance = reverse("admin:placements-advance", args=[placement.public_id])
    for step in ("interviewing", "offered", "accepted", "onboarding"):
        given = {"on": a_day()} if step == "accepted" else {}
        assert staff.post(advance, {"to": step, **given}).status_code == 302
    refused = staff.post(advance, {"to": "active"})
    assert refused.status_code == 422
    assert "One item that blocks the start is still open: confidentiality agreement." in refused.content.decode()
    item = placement.onboarding.get()
    staff.post(reverse("admin:placements-verify", args=[placement.public_id, item.pk]), {"on": a_day()})
    assert staff.post(advance, {"to": "active"}).status_code == 302
    placement.refresh_from_db()
    assert placement.status == "active"


def test_advance_refuses_a_step_that_does_not_follow(staff):
    placement = make_placement()
    page = staff.post(reverse("admin:placements-advance", args=[placement.public_id]), {"to": "active"}, follow=True)
    assert "It is “presented”: from there it can become" in page.content.decode()
    placement.refresh_from_db()
    assert placement.status == "presented"


def test_waive_by_http_needs_a_reason(staff):
    placement = make_placement("onboarding", opening=make_opening(make_client("drug_screen")))
    item = placement.onboarding.get()
    url = reverse("admin:placements-waive", args=[placement.public_id, item.pk])
    staff.post(url, {"waiver_reason": ""})
    item.refresh_from_db()
    assert item.waived_on is None
    staff.post(url, {"waiver_reason": "Remote staff.", "agreed_by": "HR"})
    item.refresh_from_db()
    assert (item.waiver_reason, item.waiver_agreed_by) == ("Remote staff.", "HR")


def test_item_of_another_placement_is_not_found(staff):
    client = make_client("nda")
    one, other = (make_placement("onboarding", opening=make_opening(client)) for _ in range(2))
    url = reverse("admin:placements-verify", args=[one.public_id, other.onboarding.get().pk])
    assert staff.post(url, {"on": a_day()}).status_code == 404


def test_arrange_an_interview_by_http(staff):
    placement = make_placement()
    asked = ask_for_interview(placement, times="Monday", by=make_contact(placement.opening.client))
    url = reverse("admin:placements-arrange", args=[asked.pk])
    assert f'href="{url}"' in staff.get(reverse("admin:placements-board")).content.decode()
    moment = {"day": a_day(3).isoformat(), "time": "10:00", "time_zone": "UTC", "minutes": 30, "where": "Room 1"}
    staff.post(url, moment)
    placement.refresh_from_db()
    assert placement.status == "interviewing"
    assert f'href="{url}"' not in staff.get(reverse("admin:placements-board")).content.decode()


def test_answers_to_offers_stand_on_the_board_until_the_step_is_recorded(staff):
    person = make_user(name="Ada")
    placement = make_placement("offered", enrolment=make_graduate(person))
    url = reverse("admin:placements-board")
    assert staff.get(url).context["answers"].count() == 0
    answer_offer(placement, by=person, yes=False, reason="Too far.")
    page = staff.get(url)
    assert ([one.placement for one in page.context["answers"]], "Says no" in page.content.decode()) == (
        [placement],
        True,
    )
    advance(placement, to="not_selected", by=None, reason="Declined.")
    assert staff.get(url).context["answers"].count() == 0


def test_matches_leave_out_the_busy_and_those_presented_here(django_assert_num_queries):
    credential = make_credential("CAPM")
    opening = make_opening(make_client(), credential)
    make_placement("accepted")
    make_placement(opening=opening)
    fits, misses = make_graduate(), make_graduate()
    award_credential(fits, credential=credential, awarded_on=a_day(-3), by=None)
    with django_assert_num_queries(13):
        found = matches_for(opening)
    assert [(match.enrolment, match.fit.possible) for match in found] == [(fits, True), (misses, False)]
    assert found[1].fit.unmet == ("CAPM is needed and not held.",)


def test_admin_adds_a_contact_by_address_and_gives_the_role(signed_in):
    client = make_client()
    browser = signed_in(Role.MANAGER)
    page = browser.post(
        reverse("admin:placements_client_change", args=[client.pk]),
        {
            "name": client.name, "slug": client.slug, "city": "", "time_zone": "UTC", "is_active": "on",
            "contacts-TOTAL_FORMS": 1, "contacts-INITIAL_FORMS": 0, "contacts-0-email": "New@Example.org",
            "contacts-0-name": "New Person", "contacts-0-title": "Director", "contacts-0-role": "lead",
            "contacts-0-is_active": "on",
            "requirements-TOTAL_FORMS": 0, "requirements-INITIAL_FORMS": 0,
        },
    )  # fmt: skip
    assert page.status_code == 302
    contact = ClientContact.objects.get(client=client)
    assert (contact.user.email, contact.user.name, contact.title) == ("new@example.org", "New Person", "Director")
    assert [group.name for group in contact.user.groups.all()] == [Role.CLIENT]
    assert contact.user.has_usable_password() is False


def test_an_opening_that_is_closed_or_full_says_so_and_offers_to_present_nobody(signed_in) -> None:
    make_graduate()
    opening = make_opening(seats=1)
    staff, address = signed_in(Role.RECRUITER), reverse("admin:placements-opening", args=[opening.public_id])

    def shown() -> tuple[str, bool]:
        page = staff.get(address)
        return page.context["full"], "/present/" in page.content.decode()

    assert shown() == ("", True)
    opening.closed_on = a_day()
    opening.save(update_fields=["closed_on"])
    assert shown() == ("This opening is closed. Open it again to present somebody.", False)
    opening.closed_on = None
    opening.save(update_fields=["closed_on"])
    make_placement("accepted", opening=opening)
    assert shown() == ("Every seat is taken. Nobody else can be presented.", False)
