"""Forms of the second looks: what a second reader found, what an applicant asks, what they are answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applicants.models import Reconsideration, SecondReading

TEXT = forms.Textarea(attrs={"rows": 5, "class": "form-control", "maxlength": 4000})


class SecondReadingForm(forms.Form):
    """What the second person found, and why."""

    verdict = forms.ChoiceField(
        label="What you found",
        choices=[
            (SecondReading.Verdict.UPHELD, "Below the cut: the sorting stands"),
            (SecondReading.Verdict.OVERTURNED, "Belongs among those considered: to review"),
        ],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label="Why",
        help_text="What in the answers made you say so. A sentence is enough.",
        max_length=4000,
        widget=TEXT,
    )


class AskForm(forms.Form):
    """What the applicant wants looked at."""

    text = forms.CharField(
        label=_("What should we look at?"),
        help_text=_("Say what you think was wrong or overlooked. Facts help: an answer, a date, a document."),
        max_length=4000,
        widget=TEXT,
    )


class AnswerForm(forms.Form):
    """What came of it, in words that the applicant reads."""

    outcome = forms.ChoiceField(
        label="What came of it",
        choices=[
            (Reconsideration.Outcome.UPHELD, "The decision stands"),
            (Reconsideration.Outcome.REOPENED, "Open it again"),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label="Your answer",
        help_text="The applicant reads this. Say what you looked at and what follows, in plain words.",
        max_length=4000,
        widget=TEXT,
    )
