"""Zoom: a line for each join under `Name (Original Name), User Email, Join Time, Leave Time, Duration (Minutes)`.

Above it may stand a head with the meeting itself (`Meeting ID, Topic, Start Time, …` and one line); newer files write only the
first letter large. With "Show unique users" ticked there are no times at all, only the sum: such a file cannot be cut to a session.
"""

from collections.abc import Sequence
from datetime import date

from bootcamp.meeting_reports.columns import Columns
from bootcamp.meeting_reports.moments import moment, order_of
from bootcamp.meeting_reports.shape import Join, Report, Unreadable, gather

NAME = ("name (original name)", "participant", "name")
EMAIL = ("user email", "email")
JOIN, LEAVE = ("join time",), ("leave time",)
WAITED = ("in waiting room",)


def read(rows: Sequence[tuple[int, list[str]]], near: date) -> Report | None:
    """The report, None where the file is none of Zoom's."""
    for index, (_, cells) in enumerate(rows[:60]):
        heads = Columns(cells)
        if not heads.has(*NAME[:1]) and not (heads.has(*NAME) and heads.has("user email")):
            continue
        if not (heads.has(*JOIN) and heads.has(*LEAVE)):
            raise Unreadable(
                "This Zoom report has no join and leave times, so it cannot be cut to the session. In Zoom, take the tick from "
                "“Show unique users” and export it again."
            )
        return _body(heads, rows[index + 1 :], near)
    return None


def _body(heads: Columns, rows: Sequence[tuple[int, list[str]]], near: date) -> Report:
    order = order_of((heads.of(cells, *JOIN) for _, cells in rows), near)
    found, unread = [], []
    for line, cells in rows:
        name, email = heads.of(cells, *NAME), heads.of(cells, *EMAIL)
        if not (name or email) or heads.of(cells, *WAITED).lower() == "yes":
            continue
        joined, left = moment(heads.of(cells, *JOIN), order), moment(heads.of(cells, *LEAVE), order)
        if joined is None or (left is None and heads.of(cells, *LEAVE)):
            unread.append(f"Line {line:,} ({(name or email)[:80]}) has no time that can be read.")
            continue
        found.append((name, email, Join(joined, left)))
    return Report("zoom", gather(found), unread)
