"""Dates and times as meeting tools write them: in the manner of whoever exported the report, which the file does not say."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ["jan ene", "feb", "mar", "apr abr", "may", "jun", "jul", "aug ago", "sep set", "oct", "nov", "dec dic"],
        start=1,
    )
    for name in names.split()
}
_NUMBERS = re.compile(r"^(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})[,\sT]+(\d.*)$")
_WORDS = re.compile(r"^([^\W\d]{3,10})\.?\s+(\d{1,2}),?\s+(\d{4})[,\s]+(?:at\s+)?(\d.*)$")
_DAY_WORDS = re.compile(r"^(\d{1,2})\.?\s+(?:de\s+)?([^\W\d]{3,10})\.?,?\s+(?:de\s+)?(\d{4})[,\s]+(\d.*)$")
_CLOCK = re.compile(
    r"^(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([ap]\.?\s?m\.?)?\s*(Z|[+-]\d{2}:?\d{2})?$", re.I
)
_DURATION = re.compile(r"^(?:(\d+)\s*d\w*)?\s*(?:(\d+)\s*h\w*)?\s*(?:(\d+)\s*m\w*)?\s*(?:(\d+)\s*s\w*)?$", re.I)
ORDERS: Final = ("mdy", "dmy")


def moment(text: str, order: str) -> datetime | None:
    """A moment as written; `order` says what stands first where only numbers do: "mdy" or "dmy". None where it is none."""
    text = " ".join(text.replace("\u202f", " ").replace("\u200e", "").split())[:60]
    if match := _NUMBERS.match(text):
        first, second, third, time = match.groups()
        if len(first) == 4:
            year, month, day = int(first), int(second), int(third)
        else:
            year = int(third) + (2000 if len(third) <= 2 else 0)
            # 7/22: a month has at most 12, whatever the order of the others is.
            month, day = (int(first), int(second)) if order == "mdy" else (int(second), int(first))
    elif match := _WORDS.match(text):
        name, day_text, year_text, time = match.groups()
        year, month, day = int(year_text), _MONTHS.get(name[:3].lower(), 0), int(day_text)
    elif match := _DAY_WORDS.match(text):
        day_text, name, year_text, time = match.groups()
        year, month, day = int(year_text), _MONTHS.get(name[:3].lower(), 0), int(day_text)
    else:
        return None
    return _at(year, month, day, time)


def _at(year: int, month: int, day: int, text: str) -> datetime | None:
    match = _CLOCK.match(text.strip())
    if match is None:
        return None
    hour, minute, second, half, zone = match.groups()
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
    try:
        found = datetime(year, month, day, hours, int(minute), int(second or 0))  # noqa: DTZ001  # the file says no zone
        return datetime.fromisoformat(found.isoformat() + zone.upper()) if zone else found
    except ValueError:
        return None


def order_of(texts: Iterable[str], near: date) -> str:
    """Whether a file writes the month or the day first: what puts most of its moments near the day of the session."""
    some = [text for text in texts if text][:500]

    def close(order: str) -> int:
        found = (moment(text, order) for text in some)
        return sum(1 for at in found if at is not None and abs(at.date() - near) <= timedelta(days=1))

    def readable(order: str) -> int:
        return sum(1 for text in some if moment(text, order) is not None)

    return max(ORDERS, key=lambda order: (close(order), readable(order)))


def duration(text: str) -> int | None:
    """`1h 27m 51s`, `47 min`, `01:27:51` or a number of minutes, in seconds; None where it is none of them."""
    text = " ".join(text.split())[:40]
    if text.isascii() and text.isdigit():
        return int(text) * 60 if len(text) < 6 else None
    if re.fullmatch(r"\d{1,3}:\d{2}:\d{2}", text):
        hours, minutes, seconds = map(int, text.split(":"))
        return hours * 3600 + minutes * 60 + seconds
    match = _DURATION.match(text)
    if not text or match is None or not any(match.groups()):
        return None
    days, hours, minutes, seconds = (min(int(part or 0), 10_000) for part in match.groups())
    return days * 86_400 + hours * 3600 + minutes * 60 + seconds
