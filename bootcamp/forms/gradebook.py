"""Reading the gradebook from a request, and writing its cells as text."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from bootcamp.forms.grids import load_seen
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
