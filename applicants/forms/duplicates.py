"""What a recruiter says of a pair."""

from django import forms

from applicants.models import DuplicatePair


class DecideForm(forms.Form):
    """The same person (and which record is kept), or two people."""

    verdict = forms.ChoiceField(
        choices=[
            ("first", "keep the left"),
            ("second", "keep the right"),
            (DuplicatePair.Verdict.DIFFERENT, "two people"),
        ],
        error_messages={
            "required": "Say whether they are the same person.",
            "invalid_choice": "Use one of the buttons.",
        },
    )
