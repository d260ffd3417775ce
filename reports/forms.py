"""The voluntary self-identification form."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from applicants.models import ScreeningRun
from reports.categories import GENDER_LABELS, RACE_LABELS, Gender
from reports.models import SelfIdentification
from reports.selectors.cut import THRESHOLDS
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


class SignForm(forms.Form):
    """What was considered, and the set that was on the page when it was written."""

    note = forms.CharField(
        label="What you considered",
        help_text="A sentence or two. It stays on record with your name, and people who release read it. No figures of groups.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
    )
    seen = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class RuleForm(forms.Form):
    """Why the rule is switched off or on."""

    why = forms.CharField(
        label="Why",
        help_text="It stays on record with your name, and everybody who releases reads it.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )


class CutsForm(forms.Form):
    """Two runs and where both are cut."""

    first = forms.ModelChoiceField(ScreeningRun.objects.none(), label="This run", empty_label=None)
    second = forms.ModelChoiceField(ScreeningRun.objects.none(), label="Beside this run", empty_label=None)
    at = forms.ChoiceField(label="Cut at", choices=list(THRESHOLDS.items()))

    def __init__(self, *args: Any, runs: QuerySet[ScreeningRun], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = [run.pk for run in runs[:2]]
        for place, name in enumerate(("first", "second")):
            self.fields[name].queryset = runs  # type: ignore[attr-defined]
            self.fields[name].initial = newest[min(place, len(newest) - 1)] if newest else None
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    def clean(self) -> dict[str, Any]:
        """Two different runs."""
        data = super().clean() or {}
        if data.get("first") is not None and data.get("first") == data.get("second"):
            self.add_error("second", "Choose another run than the first.")
        return data
