"""Reading the attendance grid and its neighbours from a request, and writing its cells as text."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from bootcamp.forms.grids import load_seen
from bootcamp.meeting_reports.intervals import LATE_AFTER
from careerpath.ui.zones import ZoneField

Noted = tuple[str, int | None]


def read_attendance(
    post: Mapping[str, str], ids: Iterable[int], scheduled: int = 0
) -> tuple[dict[int, Noted], dict[int, str]]:
    """The codes and minutes sent (`code-<enrolment>`, `minutes-<enrolment>`), and what could not be read.

    `-20` are all `scheduled` minutes but 20: who came 20 minutes late need not be worked out.
    """
    sent: dict[int, Noted] = {}
    errors: dict[int, str] = {}
    for pk in ids:
        code, minutes = post.get(f"code-{pk}"), post.get(f"minutes-{pk}", "").strip().replace("\u2212", "-")
        if code is None:
            continue
        missed = minutes.startswith("-") and scheduled > 0
        digits = minutes[1:] if missed else minutes
        if minutes and not (digits.isascii() and digits.isdigit() and len(digits) < 5):
            errors[pk] = "Minutes are a whole number."
            continue
        if missed and int(digits) >= scheduled:
            errors[pk] = (
                f"The session has {scheduled} minutes, so they cannot have missed {int(digits)} and been there."
            )
            continue
        sent[pk] = (code, (scheduled - int(digits) if missed else int(digits)) if minutes else None)
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


class OpenForm(forms.Form):
    """How long check-in is open, and from when on somebody is late."""

    minutes = forms.TypedChoiceField(
        label="Open for",
        coerce=int,
        choices=[
            (10, "10 minutes"),
            (20, "20 minutes"),
            (30, "30 minutes"),
            (60, "an hour"),
            (240, "the whole session"),
        ],
        initial=20,
    )
    late_after = forms.IntegerField(
        label="Late after minutes",
        min_value=0,
        max_value=240,
        initial=LATE_AFTER,
        help_text="Counted from the beginning of the session. Who checks in later is noted as late, with the minutes left.",
    )


class ReportForm(forms.Form):
    """The report of a meeting tool."""

    file = forms.FileField(label="Report of the meeting", help_text="The CSV file from Zoom or Teams, at most 2 MB.")
    time_zone = ZoneField(
        label="Time zone of the report",
        help_text="The file does not say it. It is that of whoever exported it, as set in Zoom or Teams.",
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].initial = zone


class ApplyForm(forms.Form):
    """How a report becomes attendance."""

    late_after = forms.IntegerField(
        label="Late, or left early, from minutes", min_value=0, max_value=240, initial=LATE_AFTER
    )
    replace = forms.BooleanField(label="Replace what is noted otherwise", required=False)
    absent = forms.BooleanField(
        label="Who is not in the report and not noted yet was absent, unexcused", required=False
    )
    reason = forms.CharField(
        label="Reason, for the history",
        max_length=300,
        widget=forms.TextInput,
        help_text="It stands beside each value.",
    )


def read_choices(post: Mapping[str, str], ids: Iterable[int]) -> dict[int, int | None]:
    """Who each participant is (`who-<attendee>`): an enrolment's id or `nobody`; those still open are left out."""
    chosen: dict[int, int | None] = {}
    for pk in ids:
        value = post.get(f"who-{pk}", "")
        if value == "nobody":
            chosen[pk] = None
        elif value.isascii() and value.isdigit() and len(value) < 19:
            chosen[pk] = int(value)
    return chosen
