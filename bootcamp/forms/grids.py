"""Reading the two grids from a request, and writing their cells as text."""

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from bootcamp.models import GradeState
from bootcamp.services.grading import Mark
from bootcamp.services.grids import NOT_GRADED

Cell = tuple[int, int]

POINTS = re.compile(r"-?[0-9]{1,6}([.,][0-9]{1,6})?")

SHORT = {
    "m": GradeState.MISSING,
    "missing": GradeState.MISSING,
    "e": GradeState.EXCUSED,
    "x": GradeState.EXCUSED,
    "excused": GradeState.EXCUSED,
}


def write_mark(mark: Mark | None) -> str:
    """A mark as it stands in a cell: points, `missing`, `excused` or nothing."""
    if mark is None or mark[0] == GradeState.UNGRADED:
        return ""
    state, points = mark
    return f"{points.normalize():f}" if points is not None else str(state)


def read_mark(text: str) -> Mark:
    """A mark from a cell; a decimal comma is fine. ValueError in words where it cannot be read."""
    text = text.strip().lower()
    if not text:
        return NOT_GRADED
    if state := SHORT.get(text):
        return str(state), None
    if not POINTS.fullmatch(text):
        raise ValueError("Give points, m for missing, e for excused, or leave it empty.")
    return GradeState.GRADED.value, Decimal(text.replace(",", "."))


def read_gradebook(post: Mapping[str, str], cells: Iterable[Cell]) -> tuple[dict[Cell, Mark], dict[Cell, str]]:
    """The marks sent by cell (`g-<enrolment>-<assessment>`), and what could not be read. Cells that were not sent are left out."""
    sent: dict[Cell, Mark] = {}
    errors: dict[Cell, str] = {}
    for cell in cells:
        text = post.get(f"g-{cell[0]}-{cell[1]}")
        if text is None:
            continue
        try:
            sent[cell] = read_mark(text)
        except ValueError as error:
            errors[cell] = str(error)
    return sent, errors


def dump_seen(values: Mapping[str, str]) -> str:
    """What a grid showed, for the hidden field that comes back with it."""
    return json.dumps(values, separators=(",", ":"))


def load_seen(text: str) -> dict[str, str]:
    """The hidden field again. Whatever is not what we wrote counts as "nothing was seen": then a changed cell is a conflict."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def seen_marks(text: str, cells: Iterable[Cell]) -> dict[Cell, Mark]:
    """The marks that the gradebook showed when it was opened."""
    values = load_seen(text)
    seen: dict[Cell, Mark] = {}
    for cell in cells:
        try:
            seen[cell] = read_mark(values.get(f"{cell[0]}-{cell[1]}", ""))
        except ValueError:
            continue
    return seen


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
