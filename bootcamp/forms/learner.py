"""What a learner fills in: work that is handed in, and the survey of a module."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from bootcamp.models.surveys import QUESTIONS, STEPS
from bootcamp.services.submitting import LONGEST_TEXT
from bootcamp.services.surveying import LONGEST_TEXT as LONGEST_FEEDBACK

SCALE: Final = (
    (1, _("Disagree")),
    (2, _("Rather disagree")),
    (3, _("In between")),
    (4, _("Rather agree")),
    (5, _("Agree")),
)


class HandInForm(forms.Form):
    """A text, a file, or both; what a file is, the service looks up in it."""

    text = forms.CharField(
        label=_("Your text"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8, "class": "form-control"}),
    )
    file = forms.FileField(
        label=_("Your file"),
        required=False,
        allow_empty_file=True,
        max_length=None,
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".pdf,.docx,.txt,application/pdf,text/plain"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["aria-describedby"] = "id_text_error"
        self.fields["file"].widget.attrs["aria-describedby"] = "id_file_hint id_file_error"


class SurveyForm(forms.Form):
    """Five statements to agree or disagree with, and a free text."""

    text = forms.CharField(
        label=_("What should stay, what should change?"),
        required=False,
        max_length=LONGEST_FEEDBACK,
        widget=forms.Textarea(attrs={"rows": 5, "class": "form-control", "aria-describedby": "id_text_hint"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in QUESTIONS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=words,
                choices=SCALE,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one of the five.")},
            )
        self.order_fields([*QUESTIONS, "text"])

    @property
    def scaled(self) -> list[forms.BoundField]:
        """The five statements."""
        return [self[name] for name in QUESTIONS]

    def scores(self) -> list[int]:
        """What was chosen, in the order of the statements; of a form that is valid."""
        return [int(self.cleaned_data[name]) for name in QUESTIONS]


assert len(SCALE) == STEPS
