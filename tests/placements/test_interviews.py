"""Interviews: asked for, arranged in somebody's time zone, moved, called off; told to both sides, each with their calendar."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from applicants.models import Notice
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from placements.forms_interviews import ArrangeForm
from placements.models import ClientContact, InterviewRequest
from placements.selectors.interviews import state_of
from placements.selectors.profile import shown_to_client
from placements.services.interviews import (
    CannotArrange,
    arrange_interview,
    ask_for_interview,
    call_off_interview,
)
from tests.factories import make_user
from tests.placements.factories import make_client, make_contact, make_graduate, make_opening, make_placement

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> InterviewRequest:
    """An interview asked for at a client in New York, with somebody who has an account."""
    graduate = make_user()
    opening = make_opening(make_client(time_zone="America/New_York"))
    person = make_graduate(graduate, name="Ana Quokka", email="ana@example.org")
    return ask_for_interview(
        make_placement(opening=opening, enrolment=person), times="Tuesday", by=make_contact(opening.client)
    )


def soon(days: int = 3) -> datetime:
    return timezone.now().replace(microsecond=0) + timedelta(days=days)


def graduate_of(interview: InterviewRequest) -> User:
    user = interview.placement.enrolment.application.applicant.user
    assert user is not None
    return user


def mails(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(kind=kind).order_by("pk"))


def event_of(response: Any) -> tuple[str, Any]:
    calendar = Calendar.from_ical(response.content)
    (event,) = calendar.events
    return str(calendar["method"]), event


def test_one_meeting_in_two_calendars_is_moved_and_called_off(asked: InterviewRequest, signed_in: Any) -> None:
    staff, graduate = make_user(Role.RECRUITER), graduate_of(asked)
    contact = signed_in(asked.asked_by)
    its = reverse("placements:interview-calendar", args=[asked.public_id])
    own = reverse("interviews:calendar", args=[asked.public_id])
    assert (contact.get(its).status_code, signed_in(graduate).get(own).status_code) == (404, 404)
    first, second = soon(3), soon(4)
    told = []
    arrange_interview(asked, by=staff, starts_at=first, where="Room 1")
    for change in (
        None,
        lambda: arrange_interview(asked, by=staff, starts_at=first, where="Room 1"),
        lambda: arrange_interview(asked, by=staff, starts_at=second, minutes=30, where="Room 2"),
        lambda: call_off_interview(asked, by=staff, because="The client fell ill."),
        lambda: call_off_interview(asked, by=staff, because="Again"),
    ):
        if change is not None:
            change()
        events = [event_of(contact.get(its)), event_of(signed_in(graduate).get(own))]
        assert len({str(event["uid"]) for _method, event in events}) == 1
        assert [str(event["attendee"]) for _method, event in events] == [
            f"mailto:{asked.asked_by.email}",
            f"mailto:{graduate.email}",
        ]
        method, event = events[0]
        told.append((method, event["sequence"], event.start.astimezone(UTC), str(event["location"])))
    assert told == [
        ("REQUEST", 0, first, "Room 1"),
        ("REQUEST", 0, first, "Room 1"),
        ("REQUEST", 1, second, "Room 2"),
        ("CANCEL", 2, second, "Room 2"),
        ("CANCEL", 2, second, "Room 2"),
    ]
    asked.refresh_from_db()
    asked.placement.refresh_from_db()
    assert (state_of(asked, timezone.now()), asked.cancelled_because) == ("called_off", "The client fell ill.")
    assert asked.placement.status == "interviewing"
    assert [mail.to for mail in mails("client_interview")] == ["ana@example.org"] * 3
    assert "ill" not in "".join(mail.body for mail in mails("client_interview"))
    # It stays, as called off, and another can be asked for.
    assert ask_for_interview(asked.placement, times="Wednesday", by=asked.asked_by).pk != asked.pk


def test_mail_to_a_contact_has_a_link_and_nothing_of_a_person(asked: InterviewRequest) -> None:
    arrange_interview(asked, by=make_user(), starts_at=soon(), where="Room 1")
    call_off_interview(asked, by=make_user(), because="No")
    arranged, off = mails("portal")
    for mail in (arranged, off):
        text = mail.subject + mail.body
        assert mail.to == asked.asked_by.email
        for word in ("Ana", "Quokka", "Room", asked.placement.opening.title, asked.placement.opening.client.name):
            assert word not in text.replace(asked.asked_by.name, ""), word
    assert reverse("placements:person", args=[asked.placement.public_id]) in arranged.body


def test_contacts_who_hire_or_lead_are_told_once_a_day_of_who_is_presented() -> None:
    opening = make_opening()
    hiring, reader = make_contact(opening.client), make_contact(opening.client)
    reader.client_contacts.update(role="reader")
    for _ in range(2):
        make_placement(opening=opening)
    assert [mail.to for mail in mails("portal")] == [hiring.email]


def test_staff_arrange_in_the_clients_zone_and_in_another(asked: InterviewRequest, signed_in: Any) -> None:
    browser = signed_in(Role.RECRUITER)
    url = reverse("admin:placements-arrange", args=[asked.pk])
    assert "Eastern time (New York)" in browser.get(url).content.decode()
    day = soon(5).date()
    said = {
        "day": day,
        "time": "14:30",
        "time_zone": "America/Los_Angeles",
        "minutes": 45,
        "where": "https://v.example/x",
    }
    assert browser.post(url, {}).status_code == 422
    assert browser.post(url, {**said, "day": day - timedelta(days=20)}).status_code == 422
    assert browser.post(url, said).status_code == 302
    asked.refresh_from_db()
    assert asked.starts_at == datetime(day.year, day.month, day.day, 14, 30, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert "17:30" in browser.get(url).content.decode()
    off = reverse("admin:placements-call-off", args=[asked.pk])
    assert (browser.post(off, {"because": " "}).status_code, browser.post(off, {"because": "Ill"}).status_code) == (
        422,
        302,
    )
    assert "Called off" in browser.get(url).content.decode()


def test_a_time_that_the_clocks_skip_is_refused(asked: InterviewRequest) -> None:
    said = {"day": "2027-03-14", "time": "02:30", "time_zone": "America/New_York", "minutes": 45, "where": "Here"}
    assert list(ArrangeForm(asked, said).errors) == ["time"]
    assert ArrangeForm(asked, {**said, "time": "03:30"}).is_valid()


def test_what_cannot_be_arranged_says_why(asked: InterviewRequest) -> None:
    staff = make_user()
    for wrong in (soon(-1), soon(400)):
        with pytest.raises(CannotArrange, match="still ahead"):
            arrange_interview(asked, by=staff, starts_at=wrong, where="Here")
    with pytest.raises(CannotArrange, match="few words"):
        call_off_interview(asked, by=staff, because=" ")
    arrange_interview(asked, by=staff, starts_at=soon(1), where="Here")
    with pytest.raises(CannotArrange, match="begun already"):
        call_off_interview(asked, by=staff, because="Late", at=soon(2))
    call_off_interview(asked, by=staff, because="Ill")
    with pytest.raises(CannotArrange, match="called off"):
        arrange_interview(asked, by=staff, starts_at=soon(2), where="Here")


def test_a_graduates_own_calendar_is_in_their_language(asked: InterviewRequest, signed_in: Any) -> None:
    arrange_interview(asked, by=make_user(), starts_at=soon(), where="Room 1")
    type(asked.placement.enrolment.application.applicant).objects.update(language="es")
    graduate = signed_in(graduate_of(asked))
    _method, event = event_of(graduate.get(reverse("interviews:calendar", args=[asked.public_id])))
    assert str(event["summary"]) == f"Entrevista con {asked.placement.opening.client.name}"
    assert [str(one) for one in event["categories"].cats] == ["Entrevista"]


def test_nobody_else_takes_a_persons_interview_into_a_calendar(asked: InterviewRequest, signed_in: Any) -> None:
    arrange_interview(asked, by=make_user(), starts_at=soon(), where="Room 1")
    own = reverse("interviews:calendar", args=[asked.public_id])
    for who in (make_user(), make_user(Role.MANAGER), asked.asked_by, make_contact(make_client())):
        assert signed_in(who).get(own).status_code == 404
    its = reverse("placements:interview-calendar", args=[asked.public_id])
    assert signed_in(make_contact(make_client())).get(its).status_code == 404


def test_the_contacts_calendar_names_the_person_as_their_page_does(asked: InterviewRequest, signed_in: Any) -> None:
    """A class whose names come late keeps its pseudonym in the calendar too."""
    from placements.models import PortalRule

    PortalRule.objects.create(cohort=asked.placement.enrolment.cohort, name_from="accepted")
    arrange_interview(asked, by=make_user(), starts_at=soon(), where="Room 1")
    its = reverse("placements:interview-calendar", args=[asked.public_id])
    _method, event = event_of(signed_in(asked.asked_by).get(its))
    assert str(event["summary"]) == f"Interview with {shown_to_client([asked.placement])[asked.placement_id].name}"
    assert "Quokka" not in str(event)
    assert str(event["organizer"]) == f"mailto:{settings.CONTACT_EMAIL}"


def test_contact_who_was_switched_off_meanwhile_is_not_written_to(asked):
    ClientContact.objects.filter(user=asked.asked_by).update(is_active=False)
    arrange_interview(asked, by=make_user(), starts_at=soon(), where="Room 4")
    assert mails("portal") == []
    assert len(mails("client_interview")) == 1
