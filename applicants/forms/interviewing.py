"""When and where an interview is."""

from datetime import tzinfo
from typing import Any

from django import forms

from applicants.models import InterviewVersion


class InterviewForm(forms.Form):
    """One interview. The time is read in the cohort's zone, which stands beside it."""

    starts_at = forms.DateTimeField(
        label="Begins",
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"),
    )
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=5,
        max_value=480,
        initial=30,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
    place = forms.CharField(
        label="Place, or telephone number",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    link = forms.URLField(
        label="Link",
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "form-control"}),
    )
    note = forms.CharField(
        label="Note for the applicant",
        help_text="Who they talk with, what to bring, what it is about. They read it.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
    )

    def __init__(self, *args: Any, zone: tzinfo, version: InterviewVersion | None, **kwargs: Any) -> None:
        self.zone = zone
        if version is not None:
            kwargs["initial"] = {
                "starts_at": version.starts_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
                "minutes": version.minutes,
                "place": version.place,
                "link": version.link,
                "note": version.note,
            }
        super().__init__(*args, **kwargs)

    def clean_starts_at(self) -> Any:
        """The moment, read in the cohort's zone."""
        return self.cleaned_data["starts_at"].replace(tzinfo=self.zone)

    def clean(self) -> dict[str, Any]:
        """It is somewhere."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("place") and not cleaned.get("link"):
            self.add_error("place", "Say where: a place, a telephone number or a link.")
        return cleaned
