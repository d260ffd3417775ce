"""Sittings for somebody else's certificate: which number the next one has, and on which day it may be. Plain Python."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

PASSED = "passed"


@dataclass(frozen=True, slots=True)
class AttemptRule:
    """How often, and after how many days. `waiting_from` 2: the second attempt may follow at once, the third waits.

    `months`: `most` attempts in any such time; None: over all time.
    """

    most: int | None = None
    months: int | None = None
    waiting_days: int = 0
    waiting_from: int = 1


@dataclass(frozen=True, slots=True)
class Taken:
    """One sitting, as it was."""

    number: int
    taken_on: date
    outcome: str


class Stand(StrEnum):
    """Where somebody stands with a certificate, or a part of one."""

    MAY = "may"
    PASSED = "passed"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Next:
    """The next attempt: its number, and the first day on which it may be; None where none may."""

    stand: Stand
    number: int
    earliest: date | None

    def may_on(self, day: date) -> bool:
        """Whether it may be on a day."""
        return self.stand == Stand.MAY and (self.earliest is None or self.earliest <= day)


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the last of a shorter month. As PostgreSQL adds an interval."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def next_attempt(rule: AttemptRule, earlier: Sequence[Taken]) -> Next:
    """What comes after the attempts of one cycle, which stand in the order of their numbers.

    With MAY `earliest` is None only before the first. A later one is never earlier than the one before it.
    """
    number = len(earlier) + 1
    if any(one.outcome == PASSED for one in earlier):
        return Next(Stand.PASSED, number, None)
    if not earlier:
        return Next(Stand.MAY, number, None)
    earliest = earlier[-1].taken_on
    if len(earlier) >= rule.waiting_from:
        earliest += timedelta(days=rule.waiting_days)
    if rule.most is not None and len(earlier) >= rule.most:
        if rule.months is None:
            return Next(Stand.USED, number, None)
        # The oldest of the last `most` drops out of the time that is counted over.
        earliest = max(earliest, add_months(earlier[-rule.most].taken_on, rule.months))
    return Next(Stand.MAY, number, earliest)
