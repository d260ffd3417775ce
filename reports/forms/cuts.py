"""Signing for what is pending, the switch of that rule, and two cuts beside each other."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from applicants.models import ScreeningRun
from reports.selectors.cut import THRESHOLDS


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
