"""How often mentor and mentee meet, and when the check-ins are. Plain functions over days: know no database.

First contact within 7 days; then weekly for the first 30 days, fortnightly to day 90, monthly after. Check-ins at 30, 60 and 90
days of the placement. Day 0 is the day the mentorship (or the placement) begins.
"""

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

FIRST_CONTACT_DAYS: Final = 7
WEEKLY_UNTIL: Final = 30
FORTNIGHTLY_UNTIL: Final = 90
CHECK_IN_DAYS: Final = (30, 60, 90)
SOON_DAYS: Final = 3
"""A contact due within so many days is "due soon"."""
CHECK_IN_OPENS: Final = 7
"""A check-in may be answered from so many days before its day."""


class Contact(StrEnum):
    """How a next contact stands today."""

    OVERDUE = "overdue"
    SOON = "due_soon"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class CheckInDue:
    """One check-in of a placement: its day number, its date, whether it may be answered yet and whether it is late."""

    day: int
    on: date
    is_open: bool
    is_late: bool


def a_month_after(day: date) -> date:
    """The same day of the next month, or that month's last day: 31 January is followed by 28 or 29 February."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def next_contact(began: date, last: date | None) -> date:
    """The day by which the two should meet next, from the day it began and the day they last met."""
    if last is None or last < began:
        return began + timedelta(days=FIRST_CONTACT_DAYS)
    age = (last - began).days
    if age < WEEKLY_UNTIL:
        return last + timedelta(days=7)
    if age < FORTNIGHTLY_UNTIL:
        return last + timedelta(days=14)
    return a_month_after(last)


def planned_contacts(began: date, until: date) -> list[date]:
    """The days of a mentorship that keeps the rhythm exactly, up to and including `until`."""
    days: list[date] = []
    day = next_contact(began, None)
    while day <= until:
        days.append(day)
        day = next_contact(began, day)
    return days


class Kept(StrEnum):
    """How a planned contact turned out."""

    KEPT = "kept"
    LATE = "late"
    MISSED = "missed"
    OVERDUE = "overdue"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class PlannedContact:
    """One contact of the plan: the day by which it was due, the day they met for it, and how it stands."""

    due: date
    met: date | None
    kept: Kept


def plan(began: date, met: Collection[date], today: date, ahead: int = 3) -> list[PlannedContact]:
    """The contacts of a mentorship so far and the next ones: each due in the rhythm after the one before.

    A meeting by its day is kept, a later one late. Where the contact after it was due too and nobody had met, it was missed, and
    the plan goes on from its day. The last `ahead` are still to come; the first of them may be overdue.
    """
    days, found, place, last = sorted(set(met)), list[PlannedContact](), 0, None
    while len(found) < 1000:
        due = next_contact(began, last)
        following = next_contact(began, due)
        if place < len(days) and days[place] < following:
            day, place = days[place], place + 1
            while place < len(days) and days[place] <= due:  # more often than planned: no contact of its own
                day, place = days[place], place + 1
            found.append(PlannedContact(due, day, Kept.KEPT if day <= due else Kept.LATE))
            last = max(day, began)
        elif following > today:
            break
        else:
            found.append(PlannedContact(due, None, Kept.MISSED))
            last = due
    for _step in range(ahead):
        due = next_contact(began, last)
        found.append(PlannedContact(due, None, Kept.OVERDUE if due < today else Kept.AHEAD))
        last = due
    return found


def working_days_after(day: date, number: int) -> date:
    """The day so many working days (Monday to Friday) later."""
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day


def contact_state(due: date, today: date) -> Contact:
    """Whether a contact is overdue, due soon, or fine. The day itself is not yet late."""
    if due < today:
        return Contact.OVERDUE
    return Contact.SOON if (due - today).days <= SOON_DAYS else Contact.FINE


def check_ins_due(placement_began: date, answered: Collection[int], today: date) -> list[CheckInDue]:
    """The check-ins not yet answered, in order. Each opens a week before its day and is late a week after it."""
    due: list[CheckInDue] = []
    for day in CHECK_IN_DAYS:
        if day not in answered:
            on = placement_began + timedelta(days=day)
            opens, late = on - timedelta(days=CHECK_IN_OPENS), on + timedelta(days=CHECK_IN_OPENS)
            due.append(CheckInDue(day, on, is_open=today >= opens, is_late=today > late))
    return due
