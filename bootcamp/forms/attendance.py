"""Reading the attendance grid from a request, and writing its cells as text."""

from collections.abc import Iterable, Mapping

from bootcamp.forms.grids import load_seen

Noted = tuple[str, int | None]


def read_attendance(post: Mapping[str, str], ids: Iterable[int]) -> tuple[dict[int, Noted], dict[int, str]]:
    """The codes and minutes sent (`code-<enrolment>`, `minutes-<enrolment>`), and what could not be read."""
    sent: dict[int, Noted] = {}
    errors: dict[int, str] = {}
    for pk in ids:
        code, minutes = post.get(f"code-{pk}"), post.get(f"minutes-{pk}", "").strip()
        if code is None:
            continue
        if minutes and not (minutes.isascii() and minutes.isdigit() and len(minutes) < 5):
            errors[pk] = "Minutes are a whole number."
            continue
        sent[pk] = (code, int(minutes) if minutes else None)
    return sent, errors


def write_noted(noted: Noted) -> str:
    """`late:330` or `present`: a noted value in the hidden field."""
    code, minutes = noted
    return code if minutes is None else f"{code}:{minutes}"


def seen_attendance(text: str, ids: Iterable[int]) -> dict[int, Noted]:
    """What the attendance grid showed as noted when it was opened."""
    values, seen = load_seen(text), {}
    for pk in ids:
        code, _, minutes = values.get(str(pk), "").partition(":")
        if code:
            seen[pk] = (code, int(minutes) if minutes.isdigit() else None)
    return seen
