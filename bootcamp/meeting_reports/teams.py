"""Teams: three kinds of file, UTF-16 with tabs unless somebody saved it again.

- Sections `1. Summary`, `2. Participants`, `3. In-Meeting Activities`: the third has a line for each join (`Name, Join Time, Leave
  Time, Duration, Email, Role`). Where it is missing, the second serves (`Name, First Join, Last Leave, In-Meeting Duration, Email,
  Participant ID (UPN), Role`).
- Without sections, with `Full Name, Join Time, Leave Time, Duration, Email, Role` under a head of the meeting.
- The older flat list: `Full Name, User Action, Timestamp`, a line for each "Joined" and "Left".
"""

from collections.abc import Sequence
from datetime import date, datetime

from bootcamp.meeting_reports.columns import Columns, tidy
from bootcamp.meeting_reports.moments import duration, moment, order_of
from bootcamp.meeting_reports.shape import Join, Report, gather

Rows = Sequence[tuple[int, list[str]]]
Found = list[tuple[str, str, Join]]

NAME = ("name", "full name")
EMAIL = ("email", "participant id (upn)")
ACTION, STAMP = ("user action",), ("timestamp",)
JOIN, LEAVE = ("join time", "first join", "first join time"), ("leave time", "last leave", "last leave time")
LENGTH = ("in-meeting duration", "duration")


def read(rows: Rows, near: date) -> Report | None:
    """The report, None where the file is none of Teams'."""
    blocks = list(_blocks(rows))
    activities = [block for block in blocks if block[0].has("join time")]
    people = [block for block in blocks if block[0].has("first join", "first join time")]
    events = [block for block in blocks if block[0].has(*ACTION) and block[0].has(*STAMP)]
    for chosen, reader in ((activities, _joins), (people, _joins), (events, _events)):
        found: Found = []
        unread: list[str] = []
        for heads, body in chosen:
            reader(heads, body, near, found, unread)
        if found or (chosen and (unread or not (people or events))):
            return Report("teams", gather(found), unread)
    return Report("teams", [], []) if blocks else None


def _blocks(rows: Rows) -> list[tuple[Columns, Rows]]:
    """Each header of participants with the lines under it, up to the next section or header."""
    found: list[tuple[Columns, list[tuple[int, list[str]]]]] = []
    body: list[tuple[int, list[str]]] | None = None
    for line, cells in rows:
        heads = Columns(cells)
        first = tidy(cells[0])
        if heads.has(*NAME) and (heads.has(*JOIN) or (heads.has(*ACTION) and heads.has(*STAMP))):
            # "Name" with "User Email" beside it is Zoom's.
            body = None if heads.has("user email") else []
            if body is not None:
                found.append((heads, body))
        elif first[:2] in {"1.", "2.", "3.", "4.", "5."} and not any(cells[1:]):
            body = None
        elif body is not None:
            body.append((line, cells))
    return [(heads, body) for heads, body in found]


def _joins(heads: Columns, rows: Rows, near: date, found: Found, unread: list[str]) -> None:
    order = order_of((heads.of(cells, *JOIN) for _, cells in rows), near)
    only_ends = not heads.has("join time")
    for line, cells in rows:
        name, email = heads.of(cells, *NAME), _email(heads, cells)
        joined, left = moment(heads.of(cells, *JOIN), order), moment(heads.of(cells, *LEAVE), order)
        if not (name or email):
            continue
        if joined is None or (left is None and heads.of(cells, *LEAVE)):
            unread.append(f"Line {line:,} ({(name or email)[:80]}) has no time that can be read.")
            continue
        most = duration(heads.of(cells, *LENGTH)) if only_ends else None
        found.append((name, email, Join(joined, left, most)))


def _email(heads: Columns, cells: Sequence[str]) -> str:
    """The address; where that column is empty, the sign-in name, which usually is one."""
    for head in EMAIL:
        value = heads.of(cells, head)
        if "@" in value:
            return value
    return ""


def _events(heads: Columns, rows: Rows, near: date, found: Found, unread: list[str]) -> None:
    order = order_of((heads.of(cells, *STAMP) for _, cells in rows), near)
    events: dict[tuple[str, str], list[tuple[datetime, str]]] = {}
    for line, cells in rows:
        name, email = heads.of(cells, *NAME), _email(heads, cells)
        at, action = moment(heads.of(cells, *STAMP), order), heads.of(cells, *ACTION).lower()
        if not (name or email):
            continue
        if at is None or not action.startswith(("joined", "left")):
            unread.append(f"Line {line:,} ({(name or email)[:80]}) has no time or no action that can be read.")
            continue
        events.setdefault((name, email), []).append((at, action))
    for (name, email), happened in events.items():
        since: datetime | None = None
        for at, action in sorted(happened):
            if action.startswith("joined"):
                since = since or at
            elif since is not None:
                found.append((name, email, Join(since, at)))
                since = None
        if since is not None:
            found.append((name, email, Join(since, None)))
