"""Where the next page of a list begins, as `?after=` carries it: the value that orders the list, and an id."""

from datetime import date, datetime

from django.utils.dateparse import parse_datetime


def moment_and_id(text: str) -> tuple[datetime, int] | None:
    """The moment and the id of `<moment>,<id>`; None for anything else, which is the first page."""
    moment, _comma, pk = text.partition(",")
    try:
        when = parse_datetime(moment)
    except ValueError:
        return None
    return (when, int(pk)) if when is not None and when.tzinfo is not None and _is_id(pk) else None


def day_and_id(text: str) -> tuple[date, int] | None:
    """The day and the id of `<day>,<id>`; None for anything else, which is the first page."""
    day, _comma, pk = text.partition(",")
    try:
        return (date.fromisoformat(day), int(pk)) if _is_id(pk) else None
    except ValueError:
        return None


def _is_id(text: str) -> bool:
    """Whether it is a whole number that the database can hold as an id."""
    return text.isascii() and text.isdigit() and len(text) < 19
