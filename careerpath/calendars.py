"""A calendar as other programs read it (RFC 5545), from plain values. No database, no Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText

PRODUCT: Final = "-//CareerPath//Boot camp//EN"
ASK_AGAIN: Final = timedelta(hours=1)
"""How often a program that follows the calendar should ask for it again."""
MARGIN: Final = 366
"""Days of the zone's rules that are described before the first entry and after the last."""
ZONE_OF_INVITATIONS: Final = ZoneInfo("UTC")
"""Where an invitation is for people in several zones: each calendar shows its owner's own time."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar. `uid` never changes; `sequence` rises with each change of it, `changed_at` is when the last was."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    changed_at: datetime
    place: str = ""
    url: str = ""
    about: str = ""
    kind: str = ""
    called_off: bool = False
    takes_time: bool = True
    """Whether somebody is busy then; a day when work is due leaves them free."""


def make_calendar(entries: Iterable[Entry], *, name: str, about: str, zone: ZoneInfo) -> bytes:
    """The calendar of these entries, its times in one zone, which is described in it. The same entries give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("description", about)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    listed = list(entries)
    for entry in listed:
        calendar.add_component(as_event(entry, zone))
    if listed:
        first = min(entry.starts_at for entry in listed).astimezone(zone).date()
        last = max(entry.ends_at for entry in listed).astimezone(zone).date()
        calendar.subcomponents.insert(0, describe(zone, first - timedelta(days=MARGIN), last + timedelta(days=MARGIN)))
    return calendar.to_ical()


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in an invitation: an address, and the name that is shown for it."""

    address: str
    name: str = ""


def invitation(
    entry: Entry,
    organiser: Party,
    attendees: Sequence[Party],
    method: Literal["REQUEST", "CANCEL"] = "REQUEST",
    *,
    zone: ZoneInfo = ZONE_OF_INVITATIONS,
) -> bytes:
    """One entry as an invitation, or as the news that it is called off (RFC 5546, 3.2.2 and 3.2.5).

    A calendar takes the newest `sequence` of a uid, so moving and calling off must raise it. Whoever gets the file reads every
    attendee in it: name only those who may know each other's address. Raises ValueError without an attendee, and where method and
    entry say different things.
    """
    if not attendees:
        raise ValueError("An invitation is for somebody.")
    if entry.called_off != (method == "CANCEL"):
        raise ValueError("An entry that is called off is told with CANCEL, and only such an entry.")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if zone.key != "UTC":
        day = entry.starts_at.astimezone(zone).date()
        calendar.add_component(describe(zone, day - timedelta(days=MARGIN), day + timedelta(days=MARGIN)))
    event = as_event(entry, zone)
    event.add("organizer", as_party(organiser), encode=False)
    for one in attendees:
        said = as_party(one)
        said.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
        event.add("attendee", said, encode=False)
    calendar.add_component(event)
    return calendar.to_ical()


def as_party(party: Party) -> vCalAddress:
    """A party as ORGANIZER and ATTENDEE have it."""
    said = vCalAddress(f"mailto:{party.address}")
    if party.name:
        said.params["CN"] = vText(party.name)
    return said


def as_event(entry: Entry, zone: ZoneInfo) -> Event:
    """One entry as a VEVENT."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", stamp(entry.changed_at))
    event.add("last-modified", stamp(entry.changed_at))
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if entry.called_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.called_off or not entry.takes_time else "OPAQUE")
    event.add("class", "PRIVATE")
    if entry.place:
        event.add("location", entry.place)
    if entry.url:
        event.add("url", entry.url)
    if entry.about:
        event.add("description", entry.about)
    if entry.kind:
        event.add("categories", [entry.kind])
    return event


def stamp(moment: datetime) -> datetime:
    """A moment as calendars write it: in UTC, whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0)


def describe(zone: ZoneInfo, first: date, last: date) -> Timezone:
    """What a zone's clocks do between two days: as they stand at first, and each change of them.

    A change is written in the time that held before it (RFC 5545, 3.6.5): the clocks of New York go forward at 02:00, not at 03:00.
    """
    described = Timezone()
    described.add("tzid", zone.key)
    start = datetime.combine(first, time(), tzinfo=UTC)
    described.add_component(observance(zone, start, start))
    for change in changes(zone, start, datetime.combine(last, time(), tzinfo=UTC)):
        described.add_component(observance(zone, change - timedelta(seconds=1), change))
    return described


def observance(zone: ZoneInfo, before: datetime, since: datetime) -> TimezoneDaylight | TimezoneStandard:
    """What holds from a moment on, after what held before it."""
    local = since.astimezone(zone)
    old = before.astimezone(zone).utcoffset() or timedelta(0)
    part = TimezoneDaylight() if local.dst() else TimezoneStandard()
    part.add("dtstart", (since + old).replace(tzinfo=None))
    part.add("tzoffsetfrom", old)
    part.add("tzoffsetto", local.utcoffset() or timedelta(0))
    part.add("tzname", local.tzname() or zone.key)
    return part


def changes(zone: ZoneInfo, start: datetime, end: datetime) -> list[datetime]:
    """The moments between two at which the clocks of a zone change, to the second."""
    found: list[datetime] = []
    day = start
    while day < end:
        after = min(day + timedelta(days=7), end)
        if state(zone, day) != state(zone, after):
            low, high = day, after
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                low, high = (middle, high) if state(zone, middle) == state(zone, day) else (low, middle)
            found.append(high.replace(microsecond=0))
        day = after
    return found


def state(zone: ZoneInfo, moment: datetime) -> tuple[timedelta | None, str | None]:
    """Offset and name of a zone at a moment."""
    local = moment.astimezone(zone)
    return local.utcoffset(), local.tzname()
