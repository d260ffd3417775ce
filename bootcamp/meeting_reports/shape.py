"""What a report comes to: people as it names them, each with the times they joined and left."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from applicants.importing.reading import Unreadable

MOST_PEOPLE: Final = 2_000
MOST_ROWS: Final = 20_000

__all__ = ["MOST_PEOPLE", "MOST_ROWS", "Attendee", "Join", "Report", "Unreadable", "gather"]


@dataclass(frozen=True, slots=True)
class Join:
    """Once there. Times as the file has them: without a zone, unless it writes one. `left` None: until the end of the meeting.

    `most_seconds`: where a report gives first join and last leave only, how long the tool says they were there in between.
    """

    joined: datetime
    left: datetime | None
    most_seconds: int | None = None


@dataclass(slots=True)
class Attendee:
    """One participant as the report names them; the address in lower case, empty where it has none."""

    name: str
    email: str
    joins: list[Join] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was read: `tool` is "zoom" or "teams"; `unread` says in words which lines could not be read."""

    tool: str
    attendees: list[Attendee]
    unread: list[str]


def gather(rows: list[tuple[str, str, Join]]) -> list[Attendee]:
    """Rows of (name, e-mail, join) as people: an address is one person whatever the name; without one, the name is."""
    found: dict[tuple[str, str], Attendee] = {}
    for name, email, join in rows:
        email = email.strip().lower()
        name = " ".join(name.split())[:300]
        key = ("", email) if email else (name.casefold(), "")
        attendee = found.setdefault(key, Attendee(name or email, email[:320]))
        if join not in attendee.joins:  # the same row twice is one
            attendee.joins.append(join)
    if len(found) > MOST_PEOPLE:
        raise Unreadable(
            f"The report names {len(found):,} people; at most {MOST_PEOPLE:,} are read. Is it the right one?"
        )
    return list(found.values())
