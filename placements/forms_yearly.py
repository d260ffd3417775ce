"""The questions of the yearly survey."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from placements.models import YearlySurvey


class YearlyForm(forms.ModelForm):
    """Six questions; two may be left empty."""

    helped = forms.MultipleChoiceField(
        label=_("What helped you?"),
        choices=YearlySurvey.Helped.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick all that did."),
    )

    class Meta:
        model = YearlySurvey
        fields = ("work", "role", "at_client", "pay", "helped", "recommend")
        widgets = {
            "work": forms.RadioSelect,
            "at_client": forms.RadioSelect,
            "pay": forms.Select,
            "recommend": forms.RadioSelect,
        }
        help_texts = {
            "pay": _("Optional. We only ever show how many chose each."),
            "role": _("Leave it empty if you are not working now."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("work", "at_client", "recommend"):
            field: Any = self.fields[name]
            field.required = True
            field.choices = [each for each in field.choices if each[0] not in ("", None)]
