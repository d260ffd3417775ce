"""Reading the gradebook from a request, and writing its cells as text."""

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django import forms

from bootcamp.forms.grids import load_seen
from bootcamp.models import GradeState
from bootcamp.services.grading import LONGEST_COMMENT, MOST_DAYS_LATE, Mark
from bootcamp.services.grids import NOT_GRADED

Cell = tuple[int, int]

MOST_CELLS = 10_000
LARGEST_ID = 2**63

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


class Unread(ValueError):
    """What was sent is no list of cells; says so in words."""


def read_cells(body: bytes) -> tuple[dict[Cell, Mark], dict[Cell, Mark], dict[Cell, str]]:
    """Cells from the page that saves itself: `{"cells": [[enrolment, assessment, text, seen], ...]}`.

    The marks sent and the marks seen by cell, and the cells that cannot be read with the reason. At most MOST_CELLS.
    """
    try:
        rows = json.loads(body)["cells"]
        cells = [(int(row[0]), int(row[1]), str(row[2]), str(row[3])) for row in rows]
    except (ValueError, TypeError, LookupError, RecursionError):
        raise Unread("This is not what the gradebook sends. Load the page again.") from None
    if len(cells) > MOST_CELLS:
        raise Unread(f"These are {len(cells):,} cells; at most {MOST_CELLS:,} go in at once.")
    if any(not 0 < pk < LARGEST_ID for row in cells for pk in row[:2]):
        raise Unread("This is not what the gradebook sends. Load the page again.")
    sent: dict[Cell, Mark] = {}
    seen: dict[Cell, Mark] = {}
    errors: dict[Cell, str] = {}
    for enrolment_id, assessment_id, text, before in cells:
        cell = (enrolment_id, assessment_id)
        try:
            sent[cell] = read_mark(text)
        except ValueError as error:
            errors[cell] = str(error)
            sent.pop(cell, None)
            continue
        try:
            seen[cell] = read_mark(before)
        except ValueError:
            continue  # then it was seen empty, and whatever stands there is shown as a conflict
    return sent, seen, errors


class MarkForm(forms.Form):
    """One cell: the mark, how late it came, what the learner reads beside it, and why it changes."""

    mark = forms.CharField(
        label="Mark",
        required=False,
        max_length=12,
        help_text="Points, m for missing, e for excused, or empty for not graded yet.",
    )
    days_late = forms.IntegerField(label="Days late", min_value=0, max_value=MOST_DAYS_LATE, required=False)
    comment = forms.CharField(
        label="Comment to the learner",
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="They read it with the mark, once the assessment is published.",
    )
    reason = forms.CharField(
        label="Reason for the change",
        required=False,
        max_length=300,
        help_text="Kept in the history. Learners do not see it.",
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean_mark(self) -> Mark:
        """The mark, or why it cannot be read."""
        try:
            return read_mark(self.cleaned_data["mark"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean_days_late(self) -> int:
        """Empty is not late."""
        return self.cleaned_data["days_late"] or 0

    def clean_seen(self) -> str:
        """What was seen; anything that is not ours counts as an empty cell."""
        try:
            return write_mark(read_mark(self.cleaned_data["seen"]))
        except ValueError:
            return ""
