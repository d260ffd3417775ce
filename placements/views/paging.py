"""Where the next page of a list begins."""

from datetime import datetime

from django.utils.dateparse import parse_datetime


def moment_and_id(text: str) -> tuple[datetime, int] | None:
    """The moment and the id of `<moment>,<id>`, as `?after=` carries them; None for anything else, which is the first page."""
    moment, _comma, pk = text.partition(",")
    try:
        when = parse_datetime(moment)
    except ValueError:
        return None
    if when is None or when.tzinfo is None or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    return when, int(pk)
