"""When the demo's story happens: three cohorts around today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("America/New_York")


def at(day: date, hour: int = 10, minute: int = 0, second: int = 0) -> datetime:
    """A moment on a day in the programme's zone."""
    return datetime.combine(day, time(hour, minute, second), ZONE)


@dataclass(frozen=True)
class Dates:
    """The days of one cohort. The boot camp runs from a Monday to the Friday of its sixth week."""

    bootcamp_starts: date
    closes: date
    opens: date

    @classmethod
    def before(cls, bootcamp_starts: date, *, closed_days: int = 63, open_days: int = 45) -> "Dates":
        """Applications close so many days before the boot camp, and open so many days before that."""
        closes = bootcamp_starts - timedelta(days=closed_days)
        return cls(bootcamp_starts, closes, closes - timedelta(days=open_days))

    @property
    def bootcamp_ends(self) -> date:
        """The Friday of week six."""
        return self.bootcamp_starts + timedelta(days=39)

    def after_close(self, days: int, hour: int = 10) -> datetime:
        """So many days after applications closed."""
        return at(self.closes + timedelta(days=days), hour)

    @property
    def name(self) -> str:
        """The season and year in which the boot camp starts."""
        season = ("Winter", "Spring", "Summer", "Autumn")[self.bootcamp_starts.month % 12 // 3]
        return f"{season} {self.bootcamp_starts.year}"


@dataclass(frozen=True)
class Calendar:
    """The cohort that works at clients, the one in week four of its boot camp, and the one that takes applications."""

    today: date
    placed: Dates
    training: Dates
    open: Dates

    @property
    def first_day(self) -> date:
        """Of the placements: a Monday nine weeks after the boot camp."""
        return self.placed.bootcamp_starts + timedelta(days=39 + 66)

    @classmethod
    def around(cls, today: date) -> "Calendar":
        """The calendar as seen from a day."""
        monday = today - timedelta(days=today.weekday())
        training = Dates.before(monday - timedelta(days=21))
        placed = Dates.before(monday - timedelta(days=364))
        next_start = monday + timedelta(days=119)
        return cls(today, placed, training, Dates(next_start, today + timedelta(days=26), today - timedelta(days=19)))
