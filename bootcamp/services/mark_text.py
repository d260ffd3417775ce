"""A mark as people write it in a cell: points, `missing`, `excused`, or nothing."""

import re
from decimal import Decimal

from bootcamp.models import GradeState
from bootcamp.services.grading import Mark
from bootcamp.services.grids import NOT_GRADED

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
