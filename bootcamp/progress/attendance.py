"""Attendance: minutes attended of minutes scheduled."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final


class Code(StrEnum):
    """What was noted of one person in one session."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    REMOTE = "remote"
    MADE_UP = "made_up"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    NOT_HELD = "not_held"


THERE: Final = frozenset({Code.PRESENT, Code.LATE, Code.LEFT_EARLY, Code.REMOTE, Code.MADE_UP})
"""The codes that bring minutes with them. The others always have none."""

PARTIAL: Final = frozenset({Code.LATE, Code.LEFT_EARLY})
"""The codes of somebody who missed part of it: the minutes have to be said."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One person in one session: the code, the minutes they were there, and the minutes it was scheduled for."""

    code: str
    minutes: int
    scheduled: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class AttendanceShare:
    """Minutes attended of minutes scheduled. Nothing scheduled yet is not 0 %, it is nothing to judge."""

    attended: int
    scheduled: int

    @property
    def exact(self) -> Fraction | None:
        """The share between 0 and 1, exactly; None when nothing was scheduled."""
        return Fraction(self.attended, self.scheduled) if self.scheduled else None

    @property
    def percent(self) -> Decimal | None:
        """The share in per cent as it is shown: one decimal, cut and not rounded, so that 89.96 never reads as 90."""
        if not self.scheduled:
            return None
        return (Decimal(self.attended * 100) / self.scheduled).quantize(Decimal("0.1"), rounding=ROUND_DOWN)

    @property
    def missed(self) -> int:
        """Minutes scheduled and not attended."""
        return self.scheduled - self.attended

    def reaches(self, minimum: Decimal) -> bool:
        """Whether the share is at least `minimum` per cent, compared exactly."""
        return Fraction(self.attended * 100) >= Fraction(minimum) * self.scheduled

    def minutes_to_spare(self, minimum: Decimal, still_to_come: int = 0) -> int:
        """How many more minutes may be missed with `still_to_come` minutes ahead; negative: too many are missed already."""
        allowed = (self.scheduled + still_to_come) * (100 - Fraction(minimum)) / 100
        return allowed.numerator // allowed.denominator - self.missed


def attendance_share(sittings: Iterable[Sitting], *, excused_counts: bool = False) -> AttendanceShare:
    """Add up the sittings.

    A session that was not held is on neither side of the fraction. Neither is an excused absence, unless `excused_counts`
    says that excused time has to be made up.
    """
    attended = scheduled = 0
    for sitting in sittings:
        if sitting.code == Code.NOT_HELD or (sitting.code == Code.EXCUSED and not excused_counts):
            continue
        attended += sitting.minutes
        scheduled += sitting.scheduled
    return AttendanceShare(attended, scheduled)


def check_minutes(code: str, minutes: int | None, scheduled: int) -> int:
    """The minutes to note for a code in a session of `scheduled` minutes. Raises ValueError in words where they do not fit.

    Whoever was there for all of it need not be counted: no minutes given means all of them. Late and left early must say.
    """
    if code not in THERE:
        if minutes:
            raise ValueError(
                "Somebody who was not there has no minutes. Leave the minutes empty, or choose another code."
            )
        return 0
    if minutes is None:
        if code in PARTIAL:
            raise ValueError(f"Say how many of the {scheduled} minutes they were there.")
        return scheduled
    if code == Code.PRESENT and minutes != scheduled:
        raise ValueError(
            f"Present means all {scheduled} minutes. Choose late or left early, or leave the minutes empty."
        )
    if not 1 <= minutes <= scheduled:
        raise ValueError(f"Minutes must be between 1 and {scheduled}, the length of the session.")
    if code in PARTIAL and minutes == scheduled:
        raise ValueError(
            f"All {scheduled} minutes is neither late nor left early. Give fewer minutes, or choose present."
        )
    return minutes
