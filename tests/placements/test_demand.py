"""Clients on the workbench, their openings, and what contacts ask for in the portal."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from applicants.models import Notice
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from placements.models import ClientContact, ClientSite, Opening, OpeningRate, OpeningRequest
from placements.selectors.clients import client_page, clients_board, waiting_requests
from placements.selectors.contacts import NotYourPart, clients_of
from placements.services.clients import CannotLetIn, add_contact, change_contact, let_in
from placements.services.openings import CannotChange, change_opening, close_opening, make_opening, set_rate
from placements.services.presenting import CannotPresent, present
from placements.services.requests import (
    MOST_WAITING,
    CannotAnswer,
    ask_for_opening,
    confirm_request,
    decline_request,
    take_back_request,
)
from placements.wall import WallOpen, only_clients
from tests.factories import a_day, make_applicant, make_user
from tests.placements.factories import make_client, make_contact, make_credential, make_graduate, make_placement
from tests.placements.factories import make_opening as opening_of

pytestmark = pytest.mark.django_db


def asked_by(user: User, **fields: object) -> OpeningRequest:
    """A request of a contact, made inside the wall."""
    client = ClientContact.objects.get(user=user).client
    with only_clients([client.pk]):
        return ask_for_opening(client, by=user, **{"title": "Analyst", "starts_on": a_day(30), **fields})  # type: ignore[arg-type]


def test_an_opening_stands_at_a_site_of_its_client_and_keeps_its_name() -> None:
    client = make_client()
    site = ClientSite.objects.create(client=client, name="North tower", city="Omaha")
    opening = make_opening(client, title="Analyst", starts_on=a_day(), by=None, at_site=site)
    assert (opening.site, opening.city, opening.place) == ("North tower", "Omaha", "North tower, Omaha")
    with pytest.raises(CannotChange, match="another client"):
        make_opening(make_client(), title="Analyst", starts_on=a_day(), by=None, at_site=site)


def test_seats_never_go_below_those_who_have_agreed() -> None:
    opening = opening_of(seats=2)
    for _ in range(2):
        make_placement("accepted", opening=opening)
    with pytest.raises(CannotChange, match="2 people have agreed"):
        change_opening(opening, by=make_user(), seats=1)
    assert change_opening(opening, by=make_user(), seats=3, title="Lead analyst").title == "Lead analyst"


def test_closing_takes_nobody_forward_who_is_still_a_candidate_and_leaves_who_agreed() -> None:
    opening, by = opening_of(), make_user()
    stays, goes = make_placement("accepted", opening=opening), make_placement("interviewing", opening=opening)
    assert close_opening(opening, by=by, on=a_day()) == 1
    stays.refresh_from_db()
    goes.refresh_from_db()
    assert (stays.status, goes.status) == ("accepted", "not_selected")
    assert goes.history.latest("pk").reason == "The opening was closed."
    with pytest.raises(CannotChange, match="closed already"):
        close_opening(opening, by=by, on=a_day())
    stale = Opening.objects.get(pk=opening.pk)
    stale.closed_on = None  # as a page that was opened before knows it
    with pytest.raises(CannotPresent, match="closed"):
        present(make_graduate(), opening=stale, by=by)


def test_the_rate_is_for_managers_and_stands_on_no_other_page(signed_in) -> None:
    opening = opening_of()
    manager, recruiter = make_user(Role.MANAGER), make_user(Role.RECRUITER)
    with pytest.raises(PermissionError):
        set_rate(opening, by=recruiter, amount=Decimal("71.23"))
    page = reverse("admin:placements-rate", args=[opening.public_id])
    sent = {"amount": "71.23", "currency": "usd", "unit": "hour", "note": "until June"}
    assert signed_in(recruiter).post(page, sent).status_code == 403
    assert signed_in(manager).post(page, sent).status_code == 302
    rate = OpeningRate.objects.get()
    assert (rate.amount, rate.currency, rate.changed_by) == (Decimal("71.23"), "USD", manager)
    contact = make_contact(opening.client)
    for who, name in ((recruiter, "admin:placements-opening"), (contact, "placements:opening")):
        shown = signed_in(who).get(reverse(name, args=[opening.public_id])).content.decode()
        assert opening.title in shown
        assert "71.23" not in shown
    assert "Give the three letters" in signed_in(manager).post(page, sent | {"currency": "US1"}).content.decode()


def test_a_contact_asks_and_staff_make_an_opening_of_it_once() -> None:
    client, credential = make_client(), make_credential()
    contact, by = make_contact(client), make_user()
    asked = asked_by(contact, seats=3, skills=["FHIR"], credentials=[credential])
    assert list(waiting_requests()) == [asked]
    made = confirm_request(
        asked, by=by, title="Interface analyst", starts_on=asked.starts_on, seats=2, credentials=[credential]
    )
    assert (made.client, made.seats, list(made.credentials.all())) == (client, 2, [credential])
    asked.refresh_from_db()
    assert (asked.opening, asked.answered_by, list(waiting_requests())) == (made, by, [])
    (mail,) = Notice.objects.filter(kind="opening_answer")
    assert (mail.to, "Interface analyst" in mail.body, "/portal/openings/" in mail.body) == (contact.email, False, True)
    with pytest.raises(CannotAnswer, match="answered already"):
        confirm_request(asked, by=by, title="Again", starts_on=asked.starts_on)
    with pytest.raises(CannotAnswer, match="answered already"):
        decline_request(asked, by=by, because="Too late.")


def test_declining_says_why_and_the_database_wants_it_whole() -> None:
    asked, by = asked_by(make_contact(make_client())), make_user()
    with pytest.raises(CannotAnswer, match="Say in a sentence"):
        decline_request(asked, by=by, because="  ")
    decline_request(asked, by=by, because="Nobody holds it before May.")
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningRequest.objects.filter(pk=asked.pk).update(declined_because="")


def test_asking_is_for_who_hires_inside_the_wall_and_has_a_limit() -> None:
    client = make_client()
    contact, reader = make_contact(client), make_user()
    add_contact(client, user=reader, by=None, role="reader")
    with pytest.raises(WallOpen):
        ask_for_opening(client, by=contact, title="Analyst", starts_on=a_day(30))
    with pytest.raises(NotYourPart):
        asked_by(reader)
    with pytest.raises(CannotAnswer, match="past"):
        asked_by(contact, starts_on=a_day(-2))
    with pytest.raises(ValidationError):
        asked_by(contact, seats=0)
    for number in range(MOST_WAITING):
        last = asked_by(contact, title=f"Analyst {number}")
    with pytest.raises(CannotAnswer, match="wait for our answer already"):
        asked_by(contact)
    with only_clients([client.pk]):
        take_back_request(last, by=contact)
    assert waiting_requests().count() == MOST_WAITING - 1


def test_the_portal_page_asks_keeps_what_was_sent_and_takes_back(signed_in) -> None:
    client = make_client()
    contact = signed_in(make_contact(client))
    page, home = reverse("placements:ask"), reverse("placements:openings")
    wrong = contact.post(
        page, {"title": "Analyst of wards", "starts_on": "2001-01-01", "weeks": 4, "seats": 1, "mode": "remote"}
    )
    assert (wrong.status_code, "in the past" in wrong.content.decode()) == (422, True)
    assert "Analyst of wards" in wrong.content.decode()
    sent = {
        "title": "Analyst",
        "starts_on": a_day(40).isoformat(),
        "weeks": 4,
        "seats": 2,
        "mode": "remote",
        "skills": "FHIR, SQL",
    }
    assert contact.post(page, sent).status_code == 302
    asked = OpeningRequest.objects.get()
    assert (asked.skills, asked.client, asked.seats) == (["FHIR", "SQL"], client, 2)
    assert "Waits for us" in contact.get(home).content.decode()
    theirs = signed_in(make_contact(make_client()))
    back = reverse("placements:take-back", args=[asked.public_id])
    assert (theirs.post(back).status_code, contact.post(back).status_code) == (404, 302)
    assert not OpeningRequest.objects.exists()


def test_staff_answer_a_request_on_its_page(signed_in) -> None:
    staff = signed_in(Role.RECRUITER)
    asked = asked_by(make_contact(make_client()), title="Interface analyst", seats=2)
    page = reverse("admin:placements-request", args=[asked.public_id])
    assert 'value="Interface analyst"' in staff.get(page).content.decode()
    refused = staff.post(page, {"action": "decline", "because": ""})
    assert refused.status_code == 422
    sent = {
        "action": "confirm",
        "title": "Analyst",
        "starts_on": asked.starts_on.isoformat(),
        "weeks": 9,
        "seats": 2,
        "mode": "remote",
    }
    assert staff.post(page, sent).status_code == 302
    assert Opening.objects.get().weeks == 9
    assert "made an opening of it" in staff.get(page).content.decode()


def test_a_contact_is_let_in_by_address_and_let_out_at_once(signed_in) -> None:
    client, by = make_client(), make_user()
    contact = let_in(client, email=" Ana@Example.org ", name="Ana", by=by, role="lead", title="Director")
    assert (contact.user.email, contact.user.has_usable_password(), contact.role) == ("ana@example.org", False, "lead")
    browser = signed_in(contact.user)
    assert browser.get(reverse("placements:portal")).status_code == 200
    change_contact(contact, by=by, role="lead", title="", is_active=False)
    assert browser.get(reverse("placements:portal")).status_code == 403
    assert list(clients_of(contact.user)) == []
    again = let_in(client, email="ana@example.org", name="Ana", by=by, role="reader")
    assert (again.pk, again.is_active, again.role) == (contact.pk, True, "reader")


def test_somebody_who_applied_or_was_closed_is_not_let_in() -> None:
    client, by = make_client(), make_user()
    learner = make_user()
    make_applicant(learner)
    with pytest.raises(CannotLetIn, match="applied to the programme"):
        let_in(client, email=learner.email, name="x", by=by, role="reader")
    closed = make_user()
    User.objects.filter(pk=closed.pk).update(is_active=False)
    with pytest.raises(CannotLetIn, match="closed"):
        let_in(client, email=closed.email, name="x", by=by, role="reader")


def test_the_lists_cost_the_same_for_one_and_three(django_assert_num_queries) -> None:
    for clients in (1, 3):
        while len(clients_board()) < clients:
            client = make_client()
            make_placement("active", opening=opening_of(client))
            asked_by(make_contact(client))
        with django_assert_num_queries(1):
            rows = list(clients_board())
        assert [(one.contacts_in, one.open_openings, one.working, one.waiting) for one in rows] == [
            (1, 1, 1, 1)
        ] * clients
        with django_assert_num_queries(5):
            page = client_page(rows[0])
        assert (len(page.contacts), len(page.openings), len(page.waiting)) == (1, 1, 1)


def test_staff_keep_a_client_its_sites_and_contacts_on_pages(signed_in) -> None:
    staff = signed_in(Role.MANAGER)
    made = staff.post(
        reverse("admin:placements-client-new"), {"name": "Harbor", "city": "Erie", "time_zone": "America/New_York"}
    )
    assert made.headers["location"] == reverse("admin:placements-client", args=["harbor"])
    assert (
        "already exists"
        in staff.post(reverse("admin:placements-client-new"), {"name": "Harbor", "time_zone": "UTC"}).content.decode()
    )
    site = {"name": "Main", "city": "Erie", "state": "PA", "time_zone": "America/New_York", "is_active": "on"}
    assert staff.post(reverse("admin:placements-site-new", args=["harbor"]), site).status_code == 302
    assert staff.post(reverse("admin:placements-site-new", args=["harbor"]), site).status_code == 422
    person = {"name": "Ana", "email": "ana@example.org", "role": "lead", "title": ""}
    assert staff.post(reverse("admin:placements-contact-new", args=["harbor"]), person).status_code == 302
    shown = staff.get(reverse("admin:placements-client", args=["harbor"])).content.decode()
    assert all(word in shown for word in ("Main", "Erie, PA", "ana@example.org", "Leads: openings"))
    opening = reverse("admin:placements-opening-new")
    assert "Harbor" in staff.get(opening).content.decode()
    day: date = a_day(20) + timedelta(days=1)
    sent = {
        "title": "Analyst",
        "at_site": ClientSite.objects.get().pk,
        "mode": "on_site",
        "starts_on": day.isoformat(),
        "weeks": 5,
        "seats": 1,
    }
    assert staff.post(f"{opening}?client=harbor", sent).status_code == 302
    assert (
        staff.post(f"{opening}?client=harbor", sent).status_code == 422
    )  # the same again: said beside the form, not a 500
    assert Opening.objects.get().place == "Main, Erie"
