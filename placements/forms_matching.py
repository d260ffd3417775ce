"""The forms of the matching."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from placements.matching import SCALE, Weights
from placements.models import Client
from placements.models.matching import PARTS


class AskForm(forms.Form):
    """Whom to match with what."""

    cohort = forms.ModelChoiceField(
        Cohort.objects.order_by("-bootcamp_starts", "pk"),
        label=_("Class"),
        required=False,
        empty_label=_("Everybody who is free"),
    )
    client = forms.ModelChoiceField(
        Client.objects.filter(is_active=True), label=_("Client"), required=False, empty_label=_("All clients")
    )


class WeightsForm(forms.Form):
    """How much each part counts; together SCALE."""

    skills = forms.IntegerField(label=_("Skills asked for"), min_value=0, max_value=SCALE)
    competencies = forms.IntegerField(label=_("Competencies the role needs"), min_value=0, max_value=SCALE)
    nearness = forms.IntegerField(label=_("Living near, or remote work"), min_value=0, max_value=SCALE)
    preparation = forms.IntegerField(label=_("Trained for this role"), min_value=0, max_value=SCALE)

    def clean(self) -> dict[str, Any]:
        """They add up."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                data["weights"] = Weights(**{name: data[name] for name in PARTS})
            except ValueError as reason:
                raise forms.ValidationError(str(reason)) from reason
        return data
