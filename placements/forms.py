"""The short forms of the portal, and those of the board."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from placements.lifecycle import PlacementStatus
from placements.models import ClientFeedback, EndReason, InterviewRequest, Placement


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


class AdvanceForm(forms.Form):
    """Move a placement on. The steps offered are the legal ones from where it stands."""

    to = forms.ChoiceField(label=_("Next step"))
    on = forms.DateField(
        label=_("Day"),
        required=False,
        widget=DateInput(),
        help_text=_("The first day agreed, or the last day. Empty: the opening's first day, or today."),
    )
    end_reason = forms.ChoiceField(
        label=_("If it ended early, why"), required=False, choices=[("", "–"), *EndReason.choices]
    )
    reason = forms.CharField(label=_("Note for the record"), required=False, max_length=500)

    def __init__(self, placement: Placement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        legal = placement.LIFECYCLE.moves.get(placement.status, frozenset())
        choices = [(value, label) for value, label in PlacementStatus.choices if value in legal]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


class VerifyForm(forms.Form):
    """Record that an item was seen to be in order."""

    on = forms.DateField(label=_("Seen on"), widget=DateInput())
    expires_on = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=DateInput(),
        help_text=_("Empty: as the client's checklist says."),
    )


class WaiveForm(forms.Form):
    """Record that the client does without an item."""

    waiver_reason = forms.CharField(
        label=_("Why, and who at the client agreed"), max_length=200, help_text=_("No medical or criminal detail.")
    )
