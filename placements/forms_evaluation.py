"""The form a client answers at day 30, 60, 90 and then every quarter: eight statements, one more, two texts that may stay empty."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from placements.models import Evaluation
from placements.models.evaluation import LEVELS
from placements.sensitive import SSN_REFUSAL, looks_like_ssn

SCALED = (*LEVELS, "would_keep")
TEXTS = ("went_well", "to_improve")
STEPS = ((1, _("not at all")), (2, _("a little")), (3, _("partly")), (4, _("mostly")), (5, _("entirely")))
"""The words under the five circles: short, since they stand beside each other on a phone."""


class EvaluationForm(forms.ModelForm):
    """Nothing is chosen beforehand: an answer that nobody gave is not taken for one."""

    class Meta:
        model = Evaluation
        fields = (*SCALED, *TEXTS, "shared")
        widgets = {
            **dict.fromkeys(SCALED, forms.RadioSelect),
            **{name: forms.Textarea({"rows": 3, "maxlength": 2000}) for name in TEXTS},
        }
        labels = {
            "went_well": _("What goes well?"),
            "to_improve": _("What should be better?"),
            "shared": _("The person may read the eight statements and what you write"),
        }
        error_messages = {name: {"required": _("Choose one of the five.")} for name in SCALED}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SCALED:
            self.fields[name].choices = STEPS  # type: ignore[attr-defined]  # without the empty one

    def clean(self) -> dict[str, Any]:
        """No number that identifies somebody."""
        cleaned = super().clean() or {}
        for name in TEXTS:
            if looks_like_ssn(cleaned.get(name) or ""):
                self.add_error(name, SSN_REFUSAL)
        return cleaned

    @property
    def statements(self) -> list[forms.BoundField]:
        """The eight that are about the person's work."""
        return [self[name] for name in LEVELS]

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Every error: the id to go to, what it is about, what is wrong."""
        found = [("", "", str(error)) for error in self.non_field_errors()]
        for field in self:
            to = f"{field.auto_id}_0" if field.name in SCALED else field.auto_id
            found += [(to, str(field.label), str(error)) for error in field.errors]
        return found
