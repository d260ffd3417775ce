"""Times that are offered, from days and hours of one clock. Plain Python.

Hours are those of the wall clock where the interviewer lives. A time that the clocks skip in spring is left out; of one that they
strike twice in autumn the first is meant. Times never overlap, also where the clocks change between them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

FURTHEST: Final = timedelta(days=183)
"""How far the last day may be from the first."""
MOST: Final = 400
"""Times that are offered at once, at most."""


class BadPattern(ValueError):
    """Days and hours that give no times; the message says why."""


@dataclass(frozen=True)
class Pattern:
    """Every `minutes` from `begins` until `ends`, with a `pause` after each, on some weekdays (0 is Monday) of some days."""

    first: date
    last: date
    weekdays: Collection[int]
    begins: time
    ends: time
    minutes: int
    zone: ZoneInfo
    pause: int = 0


@dataclass(frozen=True)
class Times:
    """What a pattern gives."""

    starts: tuple[datetime, ...]
    """In UTC, in order; each is free of the one before it."""
    skipped: tuple[datetime, ...] = ()
    """Times of the wall clock that do not exist on their day, or would begin before the one before is over."""


def times_of(pattern: Pattern) -> Times:
    """The times of a pattern. Raises BadPattern where there are none, too many, or the days are upside down."""
    if pattern.last < pattern.first:
        raise BadPattern("The last day is before the first.")
    if pattern.last - pattern.first > FURTHEST:
        raise BadPattern("Offer at most half a year at once.")
    if pattern.minutes < 1 or pattern.pause < 0:
        raise BadPattern("A time has at least a minute, and no pause is shorter than none.")
    starts: list[datetime] = []
    skipped: list[datetime] = []
    length = timedelta(minutes=pattern.minutes)
    for offset in range((pattern.last - pattern.first).days + 1):
        day = pattern.first + timedelta(days=offset)
        if day.weekday() not in pattern.weekdays:
            continue
        wall, end = datetime.combine(day, pattern.begins), datetime.combine(day, pattern.ends)
        while wall + length <= end:
            moment = moment_of(wall, pattern.zone)
            if moment is None or (starts and moment < starts[-1] + length):
                skipped.append(wall)
            else:
                starts.append(moment)
            wall += length + timedelta(minutes=pattern.pause)
            if len(starts) > MOST:
                raise BadPattern(f"These are more than {MOST} times. Offer fewer days at once.")
    if not starts:
        raise BadPattern("No time fits in: look at the days of the week, and at the hours.")
    return Times(tuple(starts), tuple(skipped))


def moment_of(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """A time of the wall clock in UTC, the first where it comes twice; None where the clocks skip it."""
    moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None) == wall else None
