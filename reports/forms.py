"""The voluntary self-identification form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.categories import GENDER_LABELS, RACE_LABELS, Gender
from reports.models import SelfIdentification
from reports.services.self_identification import Answers


class SelfIdentificationForm(forms.Form):
    """Two questions, each of which may be left, declined or answered."""

    races = forms.MultipleChoiceField(
        label=_("Which of these describe you? Select all that apply."),
        choices=[(race.value, label) for race, label in RACE_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    races_declined = forms.BooleanField(label=_("I prefer not to say"), required=False)
    gender = forms.ChoiceField(
        label=_("What is your gender?"),
        choices=[(gender.value, label) for gender, label in GENDER_LABELS.items()],
        widget=forms.RadioSelect,
        required=False,
    )
    gender_words = forms.CharField(
        label=_("In your own words, if you like"), max_length=100, required=False, strip=True, widget=forms.TextInput
    )

    @classmethod
    def showing(cls, row: SelfIdentification | None) -> "SelfIdentificationForm":
        """The form with what was answered before."""
        names = ("races", "races_declined", "gender", "gender_words")
        return cls(initial={name: getattr(row, name) for name in names} if row else None)

    def clean(self) -> dict[str, Any]:
        """Say where two answers to one question contradict each other."""
        data = super().clean() or {}
        if data.get("races") and data.get("races_declined"):
            self.add_error(
                "races_declined", _("You chose some of the list and also “I prefer not to say”. Keep one of the two.")
            )
        return data

    def answers(self) -> Answers:
        """What was said, for the service."""
        data = self.cleaned_data
        words = data["gender_words"] if data["gender"] == Gender.ANOTHER else ""
        return Answers(frozenset(data["races"]), data["races_declined"], data["gender"], words)
