"""Reading the gradebook from a request, and writing its cells as text."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from bootcamp.forms.grids import load_seen
from bootcamp.models import Section
from bootcamp.services.gradebook_files import MOST_BYTES
from bootcamp.services.grading import LONGEST_COMMENT, MOST_DAYS_LATE, Mark
from bootcamp.services.mark_text import read_mark, write_mark

Cell = tuple[int, int]

MOST_CELLS = 10_000
LARGEST_ID = 2**63


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


class FileForm(forms.Form):
    """An edited export."""

    file = forms.FileField(
        label="File",
        help_text="CSV in UTF-8 or XLSX, as it was exported here, at most 5 MB.",
        error_messages={"required": "Choose the file."},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> UploadedFile:
        """A file of a size that is read."""
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > MOST_BYTES:
            raise forms.ValidationError("The file has more than 5 MB. Is it the right one?")
        return upload


class PasteForm(forms.Form):
    """A column of marks for one assessment."""

    assessment = forms.TypedChoiceField(label="Assessment", coerce=int)
    section = forms.ChoiceField(label="People", required=False)
    match = forms.ChoiceField(
        label="How the lines belong to people",
        choices=[
            ("order", "In the order of the class, one line a person; an empty line leaves a mark alone"),
            ("name", "By name or e-mail: each line begins with it, then a tab, then the mark"),
        ],
        initial="order",
        widget=forms.RadioSelect,
    )
    column = forms.CharField(
        label="Marks",
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "class": "gb-paste", "spellcheck": "false", "autocomplete": "off"}),
        help_text="Points with a point or a comma, m for missing, e for excused.",
        error_messages={"required": "Paste the column here."},
    )

    def __init__(self, *args: Any, assessments: Sequence[Any], sections: Sequence[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["assessment"]).choices = assessments
        if sections:
            people = [("", "The whole class"), *((str(each.pk), each.name) for each in sections)]
            cast(forms.ChoiceField, self.fields["section"]).choices = people
        else:
            del self.fields["section"]

    def clean_column(self) -> str:
        """What is not empty; empty lines at the end say nothing."""
        column: str = self.cleaned_data["column"].rstrip()
        if not column:
            raise forms.ValidationError("Paste the column here.")
        return column


__all__ = [
    "Cell",
    "FileForm",
    "MarkForm",
    "PasteForm",
    "Unread",
    "read_cells",
    "read_gradebook",
    "read_mark",
    "seen_marks",
    "write_mark",
]
