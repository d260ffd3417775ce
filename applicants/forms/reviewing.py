"""The scorecard of a reader."""

from django import forms

from applicants.models import Review
from applicants.services.reviewing import MARKS

WORDS = {
    1: "little of what we look for",
    2: "a beginning",
    3: "what we look for",
    4: "more than we look for",
    5: "exceptional",
}


class MarkForm(forms.Form):
    """A mark and what was seen."""

    mark = forms.TypedChoiceField(
        choices=[(mark, f"{mark}: {WORDS[mark]}") for mark in MARKS], coerce=int, widget=forms.RadioSelect, label="Mark"
    )
    comment = forms.CharField(
        max_length=Review._meta.get_field("comment").max_length,
        label="What you saw",
        help_text="A sentence is enough: what in the text led you to the mark.",
        widget=forms.Textarea(attrs={"rows": 5, "class": "form-control"}),
    )
