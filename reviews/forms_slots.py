"""Times that an interviewer offers, and the time zone in which an applicant reads them."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from careerpath.ui.zones import ZoneField, ZoneSelect
from reviews.slotting import BadPattern, Pattern, Times, times_of

DAYS: Final = (
    (0, "Monday"),
    (1, "Tuesday"),
    (2, "Wednesday"),
    (3, "Thursday"),
    (4, "Friday"),
    (5, "Saturday"),
    (6, "Sunday"),
)


class ZoneForm(forms.Form):
    """The zone in which times are shown."""

    time_zone = ZoneField(label=_("Your time zone"), widget=ZoneSelect(attrs={"class": "form-select"}))


class OfferForm(forms.Form):
    """One time, or many by days and hours, on the clock of a zone. `times` holds the moments of a form that is valid."""

    first = forms.DateField(
        label="First day",
        error_messages={"required": "Choose the first day."},
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label="Last day",
        required=False,
        help_text="Empty: only the first day.",
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="Days of the week", choices=DAYS, coerce=int, initial=[0, 1, 2, 3, 4], widget=forms.CheckboxSelectMultiple
    )
    begins = forms.TimeField(
        label="From",
        error_messages={"required": "Say when the first one begins."},
        widget=forms.TimeInput(attrs={"type": "time", "class": "form-control"}, format="%H:%M"),
    )
    ends = forms.TimeField(
        label="Until",
        required=False,
        help_text="As many as fit in. Empty: one each day.",
        widget=forms.TimeInput(attrs={"type": "time", "class": "form-control"}, format="%H:%M"),
    )
    minutes = forms.IntegerField(
        label="Minutes for each",
        min_value=5,
        max_value=480,
        initial=30,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
    pause = forms.IntegerField(
        label="Minutes between two",
        min_value=0,
        max_value=240,
        initial=10,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
    time_zone = ZoneField(
        label="Time zone",
        help_text="Whose clock these hours are of.",
        widget=ZoneSelect(attrs={"class": "form-select"}),
    )
    link = forms.URLField(
        label="Link",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="Of the video call, if it is one.",
        widget=forms.URLInput(attrs={"class": "form-control"}),
    )
    place = forms.CharField(
        label="Place, or telephone number",
        max_length=200,
        required=False,
        help_text="The applicant reads it.",
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    times: Times

    def clean(self) -> dict[str, Any]:
        """It is somewhere, and gives times."""
        data = super().clean() or self.cleaned_data
        if "link" in data and "place" in data and not (data["link"] or data["place"]):
            self.add_error("link", "Say where: a link, a place or a telephone number.")
        if {"first", "begins", "minutes", "pause", "time_zone", "weekdays"} <= data.keys():
            first, last = data["first"], data.get("last") or data["first"]
            begins = data["begins"]
            one = (datetime.combine(first, begins) + timedelta(minutes=data["minutes"])).time()
            days = data["weekdays"] if last > first else range(7)
            try:
                self.times = times_of(
                    Pattern(
                        first,
                        last,
                        days,
                        begins,
                        data.get("ends") or one,
                        data["minutes"],
                        ZoneInfo(data["time_zone"]),
                        data["pause"],
                    )
                )
            except BadPattern as problem:
                self.add_error("first", str(problem))
            else:
                if self.times.starts[-1] <= datetime.now(UTC):
                    self.add_error("first", "All of these times have passed.")
        return data
