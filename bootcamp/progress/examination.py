"""Attempts at an examination: which may follow, and which counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from bootcamp.progress.marks import round_half_up


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sitting. `points` None: did not come, which is an attempt too."""

    number: int
    held_on: date
    points: Decimal | None
    passed: bool


class AttemptRefused(ValueError):
    """An attempt that may not be, in words."""


def next_number(earlier: Sequence[Attempt], *, most: int, waiting_days: int, on: date) -> int:
    """The number of an attempt on a day, after those there are (in order). Raises AttemptRefused with the reason."""
    if any(attempt.passed for attempt in earlier):
        raise AttemptRefused("The examination was passed already. No attempt follows a pass.")
    if len(earlier) >= most:
        raise AttemptRefused("The only attempt is used." if most == 1 else f"All {most} attempts are used.")
    if earlier and on < (first := may_try_on(earlier[-1], waiting_days)):
        raise AttemptRefused(
            f"Attempt {earlier[-1].number} was on {earlier[-1].held_on:%A %d %B %Y}. "
            f"The next may be on {first:%A %d %B %Y} at the earliest."
        )
    return len(earlier) + 1


def may_try_on(last: Attempt, waiting_days: int) -> date:
    """The first day on which another attempt may follow."""
    return last.held_on + timedelta(days=max(waiting_days, 1))


def counting(attempts: Iterable[Attempt]) -> Decimal | None:
    """The points that count: the best. None where nobody ever came."""
    return max((attempt.points for attempt in attempts if attempt.points is not None), default=None)


def passes(points: Decimal | None, *, out_of: Decimal, pass_mark: Decimal) -> bool:
    """Whether so many points reach the pass mark (per cent), as they are read: one decimal, half up."""
    return points is not None and round_half_up(Fraction(points) * 100 / Fraction(out_of)) >= pass_mark
