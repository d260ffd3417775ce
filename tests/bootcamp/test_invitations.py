"""Invitations as calendars read them (RFC 5546), written by one library and read by another that shares no code with it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from careerpath.calendars import Entry, Party, invitation

PROGRAMME = Party("programme@example.org", "CareerPath, the programme")
MARTA = Party("marta@example.org", 'Märta "M" O\'Neill; Jr.')
ENTRY = Entry(
    uid="interview-1@example.org",
    title="Interview",
    starts_at=datetime(2026, 3, 9, 14, 0, tzinfo=UTC),
    ends_at=datetime(2026, 3, 9, 14, 45, tzinfo=UTC),
    sequence=2,
    changed_at=datetime(2026, 3, 1, 9, 30, 12, 345, tzinfo=UTC),
    place="Room 4; ask at the desk",
)


def read(content: bytes):
    """The one event, as both readers see it."""
    (strict,) = IcsCalendarStream.calendar_from_ics(content.decode()).events
    calendar = Calendar.from_ical(content)
    (event,) = calendar.events
    return calendar, event, strict


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_a_request_has_what_the_standard_asks_of_it(zone: str) -> None:
    calendar, event, strict = read(invitation(ENTRY, PROGRAMME, [MARTA], "REQUEST", zone=ZoneInfo(zone)))
    assert (calendar["method"], event["status"], event["sequence"]) == ("REQUEST", "CONFIRMED", 2)
    assert event.start == ENTRY.starts_at
    assert event.end - event.start == timedelta(minutes=45)
    assert (str(event["organizer"]), event["organizer"].params["CN"]) == (
        "mailto:programme@example.org",
        PROGRAMME.name,
    )
    assert str(event["attendee"]) == "mailto:marta@example.org"
    assert event["attendee"].params["CN"] == MARTA.name
    assert (strict.uid, strict.location, strict.dtstart) == (ENTRY.uid, ENTRY.place, ENTRY.starts_at)
    assert all(len(line) <= 75 for line in invitation(ENTRY, PROGRAMME, [MARTA]).split(b"\r\n"))


def test_calling_off_keeps_the_uid_and_says_cancelled() -> None:
    off = replace(ENTRY, sequence=3, called_off=True)
    calendar, event, strict = read(invitation(off, PROGRAMME, [MARTA], "CANCEL"))
    assert (calendar["method"], event["status"], event["sequence"], strict.uid) == ("CANCEL", "CANCELLED", 3, ENTRY.uid)


def test_an_invitation_that_contradicts_itself_is_not_written() -> None:
    for entry, attendees, method in (
        (ENTRY, [], "REQUEST"),
        (ENTRY, [MARTA], "CANCEL"),
        (replace(ENTRY, called_off=True), [MARTA], "REQUEST"),
    ):
        with pytest.raises(ValueError, match=r"for somebody|called off"):
            invitation(entry, PROGRAMME, attendees, method)


def test_a_name_cannot_add_a_line_of_its_own() -> None:
    forged = Party("marta@example.org", "Marta\r\nATTENDEE:mailto:eve@example.org")
    content = invitation(replace(ENTRY, place="Here\r\nSTATUS:CANCELLED"), PROGRAMME, [forged])
    _, event, _ = read(content)
    assert (str(event["attendee"]), event["status"]) == ("mailto:marta@example.org", "CONFIRMED")
