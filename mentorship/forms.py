"""Short forms: each is done in two minutes on a phone."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.models import CheckIn, Goal, MentoringSession


class DateInput(forms.DateInput):
    """The browser's own picker; it wants ISO dates."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class SessionForm(forms.ModelForm):
    """Log a meeting: what is usual is filled in, so that a short one is a day, a tick and a button."""

    topics = forms.MultipleChoiceField(
        label=_("What was it about?"),
        choices=MentoringSession.Topic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    private_note = forms.CharField(
        label=_("Note for yourself"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Only you can read it: not your mentee, not the programme."),
    )

    class Meta:
        model = MentoringSession
        fields = ("met_on", "minutes", "mode", "topics", "shared_notes", "next_on")
        widgets = {
            "met_on": DateInput(),
            "next_on": DateInput(),
            "minutes": forms.NumberInput({"inputmode": "numeric", "min": 1, "max": 480}),
            "shared_notes": forms.Textarea({"rows": 2}),
        }
        labels = {
            "met_on": _("When did you meet?"),
            "minutes": _("For how many minutes?"),
            "mode": _("How?"),
            "shared_notes": _("Notes you both read"),
            "next_on": _("When do you meet next?"),
        }
        help_texts = {
            "shared_notes": _("Optional. You and your mentee read them; the programme does not."),
            "next_on": _("Optional."),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["met_on"].initial = today
        self.fields["mode"].choices = MentoringSession.Mode.choices  # type: ignore[attr-defined]  # without the empty one
        self.order_fields([*self.Meta.fields[:-1], "private_note", "next_on"])


class GoalForm(forms.ModelForm):
    """Set a goal: specific, measurable, achievable, relevant, and with a day."""

    class Meta:
        model = Goal
        fields = ("specific", "measurable", "achievable", "relevant", "due_on")
        widgets = {"due_on": DateInput()}
        labels = {
            "specific": _("What will be done?"),
            "measurable": _("How will you both know it is done?"),
            "achievable": _("What makes it possible?"),
            "relevant": _("Why does it matter?"),
            "due_on": _("By when?"),
        }
        help_texts = {
            "specific": _("For instance: pass the interface engine exam."),
            "measurable": _("For instance: the certificate is there."),
            "achievable": _("Optional. Time, a person, a course."),
            "relevant": _("Optional."),
        }


class ProgressForm(forms.Form):
    """How far a goal is."""

    progress = forms.TypedChoiceField(
        label=_("Progress"), coerce=int, choices=[(value, f"{value} %") for value in (0, 25, 50, 75, 100)]
    )


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
