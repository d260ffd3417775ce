"""Working days: Monday to Friday without the federal holidays of the United States (5 U.S.C. 6103). Plain Python.

The rule of due dates: so many calendar days before the first day; where that is no working day, the working day before it.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
_FIXED: Final = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
_NTH: Final = ((1, MONDAY, 3), (2, MONDAY, 3), (9, MONDAY, 1), (10, MONDAY, 2), (11, THURSDAY, 4))


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _observed(day: date) -> date:
    """On a Saturday it is kept on the Friday before, on a Sunday on the Monday after."""
    return day + timedelta(days={SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0))


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """The days of a year on which a federal holiday is kept, among them New Year's Day of the next one on its Friday."""
    last_monday_of_may = date(year, 5, 31) - timedelta(days=date(year, 5, 31).weekday())
    kept = {_observed(date(year, month, day)) for month, day in _FIXED}
    kept |= {_nth(year, *rule) for rule in _NTH} | {last_monday_of_may}
    if year < date.max.year:
        kept.add(_observed(date(year + 1, 1, 1)))
    return frozenset(day for day in kept if day.year == year)


def is_workday(day: date) -> bool:
    """Whether offices are open."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def due_before(first_day: date, days: int) -> date:
    """The last working day that lies at least so many calendar days before a first day."""
    day = first_day - timedelta(days=days)
    while not is_workday(day):
        day -= timedelta(days=1)
    return day
