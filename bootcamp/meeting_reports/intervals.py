"""What somebody's joins come to in a session: the union of the intervals, clipped to it, in whole minutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from bootcamp.progress import Code

LATE_AFTER: Final = 10
"""Minutes after the beginning (or before the end) that still count as on time, where nobody says otherwise."""

Interval = tuple[datetime, datetime]


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time without overlaps, in order. Intervals that end before they begin, or have no length, are left out."""
    merged: list[Interval] = []
    for start, end in sorted((start, end) for start, end in intervals if start < end):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def clip(intervals: Iterable[Interval], starts: datetime, ends: datetime) -> list[Interval]:
    """What of the intervals lies between `starts` and `ends`."""
    cut = [(max(start, starts), min(end, ends)) for start, end in intervals]
    return [(start, end) for start, end in cut if start < end]


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody in a session: seconds there, and how late, how early away and how long away in between at the longest."""

    seconds: int
    late: timedelta
    early: timedelta
    gap: timedelta

    @property
    def minutes(self) -> int:
        """Whole minutes there, cut."""
        return self.seconds // 60


def stay(
    intervals: Iterable[Interval], starts: datetime, ends: datetime, *, most_seconds: int | None = None
) -> Stay | None:
    """What the joins of one person come to between `starts` and `ends`; None where they were not there at all."""
    there = clip(union(intervals), starts, ends)
    if not there:
        return None
    seconds = int(sum(((end - start) for start, end in there), timedelta()).total_seconds())
    if most_seconds is not None:
        seconds = min(seconds, most_seconds)
    gap = max((later[0] - earlier[1] for earlier, later in pairwise(there)), default=timedelta())
    return Stay(seconds, there[0][0] - starts, ends - there[-1][1], gap)


def code_of(was: Stay, scheduled: int, *, remote: bool, grace: int = LATE_AFTER) -> tuple[str, int | None]:
    """The code and minutes for a stay in a session of `scheduled` minutes; None minutes are all of them.

    Within `grace` minutes of beginning and end, and never away longer than that: there for all of it. Else late, or left early,
    with the minutes. `remote`: the session was in a room, so whoever joined the meeting was there remotely. Less than a minute is
    absent.
    """
    within = timedelta(minutes=grace)
    if was.minutes < 1:
        return Code.UNEXCUSED.value, None
    missed = scheduled - was.minutes
    if was.late <= within and was.early <= within and was.gap <= within and missed <= 3 * grace:
        return (Code.REMOTE if remote else Code.PRESENT).value, None
    minutes = min(was.minutes, scheduled)
    if remote:
        return Code.REMOTE.value, minutes
    if minutes == scheduled:
        return Code.PRESENT.value, None
    return (Code.LATE if was.late > within else Code.LEFT_EARLY).value, minutes
