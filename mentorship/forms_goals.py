"""Forms of goals and check-ins."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.forms_work import PERCENT, DateInput
from mentorship.models import CheckIn, Goal


class GoalForm(forms.ModelForm):
    """Set a goal: specific, measurable, achievable, relevant, and with a day; each asked plainly."""

    class Meta:
        model = Goal
        fields = ("specific", "measurable", "achievable", "relevant", "due_on")
        widgets = {"due_on": DateInput()}
        labels = {
            "specific": _("What exactly will be done?"),
            "measurable": _("How will you both know it is done?"),
            "achievable": _("What makes it possible: time, a person, a course?"),
            "relevant": _("Why does it matter for the work?"),
            "due_on": _("By which day?"),
        }
        help_texts = {
            "specific": _("For instance: pass the interface engine exam."),
            "measurable": _("For instance: the certificate is there."),
            "achievable": _("For instance: two evenings a week, and Ana explains the test tool."),
            "relevant": _("For instance: nobody on the team can do it yet."),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name in self.Meta.fields:
            self.fields[name].required = True
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()

    def clean_due_on(self) -> date:
        """A goal is for a day that is still to come."""
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError(_("This day has passed. Choose one that is ahead."))
        return day


class ProgressForm(forms.Form):
    """How far a goal is, with a note."""

    progress = forms.TypedChoiceField(
        label=_("Progress"), coerce=int, choices=[(value, f"{value} %") for value in PERCENT]
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=500)


class DropForm(forms.Form):
    """Why a goal is dropped."""

    because = forms.CharField(label=_("Why do you drop it?"), max_length=300)


class CheckInForm(forms.ModelForm):
    """Five statements and how far they are true."""

    class Meta:
        model = CheckIn
        fields = (*CheckIn.QUESTIONS, "comment")
        widgets = {**dict.fromkeys(CheckIn.QUESTIONS, forms.RadioSelect), "comment": forms.Textarea({"rows": 3})}
        labels = {"comment": _("Anything else?")}
        help_texts = {"comment": _("Optional.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CheckIn.QUESTIONS:
            self.fields[name].choices = CheckIn.Level.choices  # type: ignore[attr-defined]  # without the empty one
