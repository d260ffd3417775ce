"""The calendar for programs: two parsers read it, changes of sessions raise SEQUENCE, the address is a secret that can be ended."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar, Event

from bootcamp.models import Assessment, CalendarFeed, Enrolment, Section, Session
from bootcamp.selectors.calendars import calendar_of
from bootcamp.services.calendar_feeds import hash_of, make_feed
from careerpath.calendars import Entry, changes, make_calendar
from tests.bootcamp.factories import assessments_of, make_class, sessions_of

NEW_YORK = ZoneInfo("America/New_York")
SignIn = Callable[..., Client]
WHEN = datetime(2026, 10, 30, 14, tzinfo=UTC)


def entry(**more: object) -> Entry:
    values: dict[str, object] = {
        "uid": "a@x",
        "title": "Título; con, coma",
        "starts_at": WHEN,
        "ends_at": WHEN + timedelta(hours=3),
        "sequence": 2,
        "changed_at": WHEN,
        "place": "Room 1",
        "url": "https://x.example/a",
        "about": "First\nsecond",
    }
    return Entry(**(values | more))  # type: ignore[arg-type]


def events(content: bytes) -> dict[str, Event]:
    return {str(event["UID"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def address(secret: str) -> str:
    return reverse("bootcamp:calendar-feed", args=[secret])


# --- plain ------------------------------------------------------------------------------------------------------------


def test_a_strict_parser_reads_the_same_that_was_written() -> None:
    content = make_calendar([entry(), entry(uid="b@x", called_off=True)], name="N", about="A", zone=NEW_YORK)
    first, second = IcsCalendarStream.calendar_from_ics(content.decode()).events
    assert (first.uid, first.summary, first.location, first.sequence) == ("a@x", "Título; con, coma", "Room 1", 2)
    assert (first.dtstart, first.dtend, first.description) == (WHEN, WHEN + timedelta(hours=3), "First\nsecond")
    assert (first.status, second.status) == ("CONFIRMED", "CANCELLED")


def test_it_goes_through_icalendar_and_back_unchanged() -> None:
    content = make_calendar([entry(title="Long " * 40)], name="N", about="A", zone=NEW_YORK)
    assert Calendar.from_ical(content).to_ical() == content
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


@pytest.mark.parametrize("name", ["America/New_York", "America/Phoenix", "Europe/London", "Australia/Lord_Howe"])
def test_the_description_of_a_zone_says_what_its_clocks_do(name: str) -> None:
    zone = ZoneInfo(name)
    moments = [WHEN + timedelta(days=days, hours=days % 24) for days in range(0, 300, 3)]
    entries = [entry(uid=f"{n}@x", starts_at=at, ends_at=at + timedelta(hours=1)) for n, at in enumerate(moments)]
    calendar = Calendar.from_ical(make_calendar(entries, name="N", about="A", zone=zone))
    told = calendar.walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    for at in moments:
        assert told.utcoffset(at.astimezone(zone).replace(tzinfo=None)) == at.astimezone(zone).utcoffset()


def test_a_change_of_the_clocks_is_written_in_the_time_before_it() -> None:
    assert changes(NEW_YORK, datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)) == [
        datetime(2027, 3, 14, 7, tzinfo=UTC)
    ]
    content = make_calendar([entry()], name="N", about="A", zone=NEW_YORK)
    assert b"BEGIN:DAYLIGHT\r\nDTSTART:20270314T020000\r\n" in content


# --- of a class -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_feed_has_the_sessions_of_my_section_and_what_is_due() -> None:
    (own,) = make_class(size=1)
    mine, other = (Section.objects.create(cohort=own.cohort, name=name) for name in ("A", "B"))
    Enrolment.objects.filter(pk=own.pk).update(section=mine)
    first, second, *others = sessions_of(own.cohort)
    Session.objects.filter(pk=first.pk).update(section=mine, place="Room 2")
    Session.objects.filter(pk=second.pk).update(section=other)
    own = Enrolment.objects.select_related("cohort", "application__applicant").get(pk=own.pk)
    found = events(calendar_of(own))
    due = {f"assessment-{each.pk}@localhost" for each in assessments_of(own.cohort)}
    host = next(iter(found)).partition("@")[2]
    assert set(found) == {f"{each.uid}@{host}" for each in [first, *others]} | {
        each.replace("localhost", host) for each in due
    }
    assert found[f"{first.uid}@{host}"]["LOCATION"] == "Room 2"
    assert found[f"{first.uid}@{host}"].start == first.starts_at


@pytest.mark.django_db
def test_a_moved_session_keeps_its_uid_and_a_cancelled_one_stays(signed_in: SignIn) -> None:
    (own,) = make_class(size=1)
    secret = make_feed(own, by=own.application.applicant.user)
    moved, off = sessions_of(own.cohort)[-2:]
    before = events(Client().get(address(secret)).content)
    later = moved.starts_at + timedelta(hours=2)
    now = timezone.now()
    Session.objects.filter(pk=moved.pk).update(
        starts_at=later, ends_at=moved.ends_at + timedelta(hours=2), sequence=1, changed_at=now
    )
    Session.objects.filter(pk=off.pk).update(sequence=1, changed_at=now, cancelled_at=now, cancelled_because="Snow.")
    after = events(Client().get(address(secret)).content)
    assert set(before) == set(after)
    uid = next(key for key in after if key.startswith(str(moved.uid)))
    assert (before[uid]["SEQUENCE"], after[uid]["SEQUENCE"], after[uid].start) == (0, 1, later)
    gone = next(after[key] for key in after if key.startswith(str(off.uid)))
    assert (gone["STATUS"], gone["SEQUENCE"], "Snow." in gone["DESCRIPTION"]) == ("CANCELLED", 1, True)


@pytest.mark.django_db
def test_moving_what_is_due_raises_its_sequence_whoever_moves_it() -> None:
    (own,) = make_class(size=1)
    work = assessments_of(own.cohort)[0]
    Assessment.objects.filter(pk=work.pk).update(due_at=work.due_at + timedelta(days=1))
    work.description = "Something else."
    work.due_at += timedelta(days=2)
    work.save()  # it still believes that its number is 0
    work.save()  # nothing that a calendar shows
    assert Assessment.objects.get(pk=work.pk).sequence == 2


# --- the address ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_only_the_hash_is_stored_and_a_renewed_or_revoked_address_is_gone(signed_in: SignIn) -> None:
    (own,) = make_class(size=1)
    client = signed_in(own.application.applicant.user)
    page = reverse("bootcamp:learner-calendar")
    shown = client.post(page, {"action": "make"}).context["address"]
    first = shown.rsplit("/", 1)[1].removesuffix(".ics")
    assert CalendarFeed.objects.get().sha256 == hash_of(first)
    assert first not in str(CalendarFeed.objects.values().get())
    assert client.get(page).context["address"] == ""
    assert Client().get(address(first))["Content-Type"] == "text/calendar; charset=utf-8"
    second = client.post(page, {"action": "make"}).context["address"].rsplit("/", 1)[1].removesuffix(".ics")
    assert (Client().get(address(first)).status_code, Client().get(address(second)).status_code) == (404, 200)
    client.post(page, {"action": "revoke"})
    assert (Client().get(address(second)).status_code, CalendarFeed.objects.count()) == (404, 0)


@pytest.mark.django_db
def test_a_feed_that_reads_the_same_is_not_sent_again() -> None:
    (own,) = make_class(size=1)
    where = address(make_feed(own, by=own.application.applicant.user))
    first = Client().get(where)
    for header in ({"HTTP_IF_NONE_MATCH": first["ETag"]}, {"HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]}):
        again = Client().get(where, **header)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    session = sessions_of(own.cohort)[0]
    Session.objects.filter(pk=session.pk).update(title="Another", sequence=1, changed_at=timezone.now())
    changed = Client().get(where, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (changed.status_code, b"Another" in changed.content) == (200, True)


@pytest.mark.django_db
def test_the_feed_is_about_nobody_else(django_assert_num_queries: Callable[..., object]) -> None:
    own, other = make_class(size=2)
    where = address(make_feed(own, by=own.application.applicant.user))
    Client().get(where)
    with django_assert_num_queries(4):  # the last one reads meetings of mentoring
        content = Client().get(where).content.decode()
    for person in (own, other):
        assert person.name not in content
        assert str(person.application.applicant.email) not in content
