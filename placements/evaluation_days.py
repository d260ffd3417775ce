"""When a client is asked how it goes: day 30, 60 and 90 of a placement, then every 90 days. Plain Python.

Days count from the first day of this placement: whoever was transferred begins anew, with another team and another supervisor.
At any time one form at most can be answered: the next takes the place of one that nobody answered, so nobody comes back to four.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

FIRST: Final = (30, 60, 90)
EVERY: Final = 90
OPENS_BEFORE: Final = 7
"""Days before its day that a form opens."""
LATE_AFTER: Final = 7
"""Days after its day that a form is late."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a placement: its day, the date it is due, and whether it is late by now."""

    day: int
    due_on: date
    is_late: bool


def open_day(age: int) -> int | None:
    """The form that can be answered on a day of a placement (0 is the first day); None before the first opens."""
    reached = age + OPENS_BEFORE
    if reached >= FIRST[-1]:
        return reached // EVERY * EVERY
    return max((day for day in FIRST if day <= reached), default=None)


def open_form(first_day: date, today: date) -> Form | None:
    """The form that can be answered today; None where none has opened yet."""
    age = (today - first_day).days
    day = open_day(age)
    return None if day is None else Form(day, first_day + timedelta(days=day), age >= day + LATE_AFTER)


def next_opening(first_day: date, today: date) -> tuple[int, date]:
    """The form that opens next: its day, and when it opens."""
    now = open_day((today - first_day).days)
    day = following(now) if now is not None else FIRST[0]
    return day, first_day + timedelta(days=day - OPENS_BEFORE)


def following(day: int) -> int:
    """The form after this one."""
    return next((later for later in FIRST if later > day), day - day % EVERY + EVERY)


def days_until(age: int) -> list[int]:
    """Every form that has opened by a day of a placement, the first at first."""
    last = open_day(age)
    if last is None:
        return []
    return [*(day for day in FIRST if day <= last), *range(2 * EVERY, last + 1, EVERY)]
