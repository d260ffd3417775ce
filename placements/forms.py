"""The short forms of the portal, and those of the board."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from placements.models import ClientFeedback, InterviewRequest


class WordsInput(forms.TextInput):
    """Words in one line, written as people write them: a space after each comma."""

    def format_value(self, value: Any) -> str | None:
        """What the box holds."""
        said = super().format_value(value)
        return ", ".join(word.strip() for word in str(said).split(",")) if said else None


class DateInput(forms.DateInput):
    """The browser's own picker; it wants ISO dates."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class InterviewForm(forms.ModelForm):
    """Ask to meet somebody."""

    class Meta:
        model = InterviewRequest
        fields = ("times", "note")
        widgets = {"note": forms.Textarea({"rows": 3})}
        labels = {"times": _("Times that suit you"), "note": _("What you would like to talk about")}
        help_texts = {
            "times": _("Two or three are enough, for instance: Tuesday after 14:00, Thursday morning."),
            "note": _("Optional. The person reads it before you meet."),
        }


class FeedbackForm(forms.ModelForm):
    """How it is going, in two minutes."""

    class Meta:
        model = ClientFeedback
        fields = ("verdict", "went_well", "to_improve")
        widgets = {
            "verdict": forms.RadioSelect,
            "went_well": forms.Textarea({"rows": 3}),
            "to_improve": forms.Textarea({"rows": 3}),
        }
        labels = {
            "verdict": _("How is it going?"),
            "went_well": _("What goes well?"),
            "to_improve": _("What should be better?"),
        }
        help_texts = {
            "went_well": _("Optional. One sentence is enough."),
            "to_improve": _("Optional. Write about the work. Leave out anything medical or private."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = ClientFeedback.Verdict.choices  # type: ignore[attr-defined]  # without the empty one
