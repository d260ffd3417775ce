"""Editing weights: they are checked as a whole, because one row cannot know whether the others sum to 100."""

from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet

from bootcamp.services.setting_up import ProgrammeRefused, check_weights


class WeightsFormSet(BaseInlineFormSet):
    """Rows with a weight each; all that stay must sum to 100. A programme or module without any row is fine."""

    of_what = "all rows"

    def clean(self) -> None:
        """Raise ValidationError with the sum where it is not 100."""
        super().clean()
        if any(self.errors):
            return
        kept = [
            form.cleaned_data["weight"]
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE") and "weight" in form.cleaned_data
        ]
        if not kept:
            return
        try:
            check_weights(kept, self.of_what)
        except ProgrammeRefused as refused:
            raise ValidationError(str(refused)) from None


class ModuleWeights(WeightsFormSet):
    """The modules of a programme, with the examination."""

    of_what = "the modules"


class AssessmentWeights(WeightsFormSet):
    """The assessments of a module."""

    of_what = "the assessments"
