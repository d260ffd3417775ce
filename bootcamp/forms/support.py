"""The forms with which staff look after somebody: who contacts them, a rest, the support plan, and the rules of early warning."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bootcamp.models import SupportPlan, SupportStep, WarningRules
from careerpath.accounts.models import User


class DayInput(forms.DateInput):
    """A day, with the picker of the browser."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class HandOverForm(forms.Form):
    """Somebody else contacts them, or on another day."""

    to = forms.ModelChoiceField(label=_("Who contacts them"), queryset=User.objects.none())
    contact_by = forms.DateField(label=_("By"), widget=DayInput())
    note = forms.CharField(label=_("Note for them"), max_length=1000, required=False)

    def __init__(self, *args: Any, owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = owners  # type: ignore[attr-defined]


class SnoozeForm(forms.Form):
    """Let it rest for a while."""

    until = forms.DateField(
        label=_("Rest until"),
        widget=DayInput(),
        help_text=_("The last quiet day. It ends by itself if another rule speaks."),
    )
    reason = forms.CharField(
        label=_("Why it can rest"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A few words; no medical detail."),
    )


class PlanForm(forms.ModelForm):
    """What was agreed."""

    class Meta:
        model = SupportPlan
        fields = ("agreed", "owner", "review_on", "is_shared")
        widgets = {"agreed": forms.Textarea(attrs={"rows": 4}), "review_on": DayInput()}
        help_texts = {
            "agreed": _("In words the learner would recognise; no medical detail."),
            "is_shared": _("They see this, the steps and the day of the review on their own page; never the notes."),
        }

    def __init__(self, *args: Any, owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]


class StepForm(forms.ModelForm):
    """One more step."""

    class Meta:
        model = SupportStep
        fields = ("what", "due_on")
        widgets = {"due_on": DayInput()}


class NoteForm(forms.Form):
    """A note for staff."""

    text = forms.CharField(
        label=_("Note for staff"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The other instructors of the class and the programme managers read it. The learner does not."),
    )


class CloseForm(forms.Form):
    """The end of a plan."""

    outcome = forms.CharField(label=_("What came of it"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))


class WarningRulesForm(forms.ModelForm):
    """When early warning speaks in a class."""

    class Meta:
        model = WarningRules
        fields = (
            "absence_percent",
            "last_sessions",
            "unexcused_in_a_row",
            "falling_points",
            "missing_assessments",
        )
