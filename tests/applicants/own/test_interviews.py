"""Interviews: set, moved, called off, told by mail and on the page, and as a file for calendars."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from icalendar import Calendar, Event

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import AnotherTime, Application, InterviewVersion, Notice
from applicants.selectors.interviews import Shown, calendar_file, interview_shown
from applicants.services.interviewing import InterviewRefused, cancel_interview, keep_time, set_interview
from applicants.services.sending import send_due
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from tests.applicants.own.conftest import put
from tests.factories import make_user

pytestmark = pytest.mark.django_db

SOON = datetime(2031, 3, 4, 15, 30, tzinfo=UTC)


@pytest.fixture
def recruiter() -> User:
    return make_user(Role.RECRUITER)


@pytest.fixture
def invited(application: Application) -> Application:
    return put(application, S.SCREENED, S.INTERVIEW)


def shown_of(application: Application) -> Shown:
    shown = interview_shown(application)
    assert shown is not None
    return shown


def read(content: bytes) -> tuple[Calendar, Event]:
    """A file as a calendar reads it: the whole, and its one event."""
    file = Calendar.from_ical(content)
    (event,) = file.walk("VEVENT")
    return file, event


def test_setting_tells_by_mail_and_on_the_page(invited: Application, recruiter: User, browser: Client) -> None:
    set_interview(invited, starts_at=SOON, minutes=30, link="https://meet.example/x", by=recruiter)
    notice = Notice.objects.get(kind="interview")
    assert notice.subject == "Your interview for Spring"
    assert "Tue 4 Mar 2031, 10:30 EST" in notice.body
    page = browser.get(f"/my/{invited.public_id}/").text
    assert "Tue 4 Mar 2031, 10:30 EST" in page
    assert "https://meet.example/x" in page
    assert "Ask for another time" in page


def test_moving_appends_a_version_and_saving_the_same_does_not(invited: Application, recruiter: User) -> None:
    for minutes in (30, 30, 45):
        set_interview(invited, starts_at=SOON, minutes=minutes, place="Room 4", by=recruiter)
    assert list(InterviewVersion.objects.values_list("number", "minutes")) == [(0, 30), (1, 45)]
    assert list(Notice.objects.order_by("pk").values_list("subject", flat=True)) == [
        "Your interview for Spring",
        "Your interview for Spring has changed",
    ]
    with pytest.raises(DatabaseError, match="added, never changed"), transaction.atomic():
        InterviewVersion.objects.update(minutes=5)


@pytest.mark.parametrize(
    ("when", "place", "words"),
    [(SOON, "", "Say where"), (timezone.now() - timedelta(hours=1), "Room 4", "That moment is over")],
)
def test_an_interview_is_somewhere_and_still_to_come(
    invited: Application, recruiter: User, when: datetime, place: str, words: str
) -> None:
    with pytest.raises(InterviewRefused, match=words):
        set_interview(invited, starts_at=when, minutes=30, place=place, by=recruiter)


def test_only_who_is_invited_gets_one(application: Application, recruiter: User) -> None:
    with pytest.raises(InterviewRefused, match="Invite to the interview first"):
        set_interview(application, starts_at=SOON, minutes=30, place="Room 4", by=recruiter)


def test_calendar_file_is_an_invitation_that_counts_changes(invited: Application, recruiter: User) -> None:
    note = "Bring paper, pens; and a smile.\nÜber die Straße: " + "ä" * 80
    set_interview(invited, starts_at=SOON, minutes=30, place="Room 4, floor 2", note=note, by=recruiter)
    first = calendar_file(shown_of(invited), invited)
    assert max(len(line) for line in first.split(b"\r\n")) <= 75
    file, event = read(first)
    assert (file["METHOD"], event["SEQUENCE"], event["STATUS"]) == ("REQUEST", 0, "CONFIRMED")
    assert (event.start, event.end) == (SOON, SOON + timedelta(minutes=30))
    assert (event["LOCATION"], event["DESCRIPTION"]) == ("Room 4, floor 2", note)
    assert event["ATTENDEE"] == f"mailto:{invited.applicant.email}"

    set_interview(invited, starts_at=SOON + timedelta(days=1), minutes=30, place="Room 4", by=recruiter)
    moved, later = read(calendar_file(shown_of(invited), invited))
    assert (moved["METHOD"], later["SEQUENCE"], later["UID"]) == ("REQUEST", 1, event["UID"])
    cancel_interview(shown_of(invited).interview, by=recruiter)
    gone, called_off = read(calendar_file(shown_of(invited), invited))
    assert (gone["METHOD"], called_off["SEQUENCE"], called_off["STATUS"]) == ("CANCEL", 2, "CANCELLED")
    assert called_off["UID"] == event["UID"]


def test_the_mail_carries_the_invitation_as_calendars_take_it(
    invited: Application, recruiter: User, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    set_interview(invited, starts_at=SOON, minutes=30, place="Room 4", by=recruiter)
    send_due()
    part = next(part for part in mailoutbox[0].message().walk() if part.get_content_type() == "text/calendar")
    assert (part.get_param("method"), part.get_filename()) == ("REQUEST", "interview.ics")
    file, event = read(part.get_payload(decode=True))
    assert (file["METHOD"], event.start) == ("REQUEST", SOON)


def test_file_is_for_its_applicant_and_only_at_the_interview(
    invited: Application, recruiter: User, browser: Client, signed_in: Any
) -> None:
    url = f"/my/{invited.public_id}/interview/"
    assert browser.get(url).status_code == 404
    set_interview(invited, starts_at=SOON, minutes=30, place="Room 4", by=recruiter)
    response = browser.get(url)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="interview.ics"'
    assert signed_in(make_user()).get(url).status_code == 404
    put(invited, S.IN_REVIEW)
    assert browser.get(url).status_code == 404


def test_asking_for_another_time_once_and_being_answered(
    invited: Application, recruiter: User, browser: Client
) -> None:
    set_interview(invited, starts_at=SOON, minutes=30, place="Room 4", by=recruiter)
    url = f"/my/{invited.public_id}/interview/another-time/"
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"text": " "}).status_code == 400
    assert "We have your request." in browser.post(url, {"text": "Any morning."}, follow=True).text
    assert "You have asked already." in browser.post(url, {"text": "Again."}, follow=True).text
    keep_time(AnotherTime.objects.get(), answer="No other room.", by=recruiter)
    assert "No other room." in browser.get(f"/my/{invited.public_id}/").text
    with pytest.raises(InterviewRefused, match="answered this a moment ago"):
        keep_time(AnotherTime.objects.get(), answer="Again.", by=recruiter)


def test_another_time_answers_the_wish(invited: Application, recruiter: User, browser: Client) -> None:
    set_interview(invited, starts_at=SOON, minutes=30, place="Room 4", by=recruiter)
    browser.post(f"/my/{invited.public_id}/interview/another-time/", {"text": "Any morning."})
    set_interview(invited, starts_at=SOON + timedelta(hours=1), minutes=30, place="Room 4", by=recruiter)
    assert AnotherTime.objects.get().answered_by == recruiter


def test_recruiter_sets_moves_and_calls_off_on_the_workbench(
    invited: Application, recruiter: User, signed_in: Any
) -> None:
    staff, url = signed_in(recruiter), f"/admin/applications/{invited.pk}/interview/"
    assert staff.get(url).status_code == 200
    assert staff.post(url, {"starts_at": "2031-03-04T10:30", "minutes": "30"}).status_code == 400
    staff.post(url, {"starts_at": "2031-03-04T10:30", "minutes": "30", "place": "Room 4"})
    assert shown_of(invited).version.starts_at == SOON
    assert "Tue 4 Mar 2031, 10:30 EST" in staff.get(f"/admin/applications/{invited.pk}/").text
    staff.post(url, {"cancel": "1"})
    assert shown_of(invited).is_cancelled
    assert Notice.objects.filter(subject="Your interview for Spring is called off").count() == 1
