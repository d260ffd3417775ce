"""Forms around letters: the words of a template, a message to many, what a person does with one letter."""

from typing import Any

from django import forms

from applicants.forms.operations import ParamsForm
from applicants.letters.placeholders import allowed, body_problems, subject_problems
from applicants.models import Letter, LetterTemplate
from applicants.selectors.letters import NEEDS_SOMEBODY
from applicants.services.letters import MESSAGE

ROWS = 18


class WordsForm(forms.Form):
    """Subject and text of a letter of one kind; what is wrong with them is said beside the field, with the placeholder named."""

    subject = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"class": "form-control"}))
    body = forms.CharField(
        label="Text",
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"class": "form-control letter-words", "rows": ROWS}),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_subject(self) -> str:
        """Placeholders that exist, on one line."""
        return _checked(self.cleaned_data["subject"], subject_problems(self.cleaned_data["subject"], self.kind))

    def clean_body(self) -> str:
        """Placeholders that exist, and what this kind of letter must say. Browsers send other line ends than mail."""
        body = self.cleaned_data["body"].replace("\r\n", "\n")
        return _checked(body, body_problems(body, self.kind))


class MessageParams(ParamsForm):
    """A message to many."""

    subject = forms.CharField(max_length=200)
    body = forms.CharField(
        label="Text",
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        initial="Hello {name},\n\n\n\nWhere your application stands, at any time:\n{status_link}\n\n{programme}\n",
    )

    def prepare(self) -> None:
        """Name the placeholders."""
        known = ", ".join(f"{{{name}}}" for name in allowed(MESSAGE))
        self.fields["body"].help_text = f"What stands in braces is filled in for each person: {known}."

    def clean_subject(self) -> str:
        """Placeholders that exist."""
        return _checked(self.cleaned_data["subject"], subject_problems(self.cleaned_data["subject"], MESSAGE))

    def clean_body(self) -> str:
        """Placeholders that exist."""
        body = self.cleaned_data["body"].replace("\r\n", "\n")
        return _checked(body, body_problems(body, MESSAGE))


class CancelForm(forms.Form):
    """Why a letter is kept back."""

    why = forms.CharField(
        max_length=500,
        label="Why",
        help_text="The reason stays with the letter.",
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )


class AgainForm(forms.Form):
    """Where a letter goes when it is sent again."""

    to = forms.EmailField(
        label="To",
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )


class OutboxForm(forms.Form):
    """The filters of the outbox."""

    cohort = forms.ChoiceField(required=False, label="Class")
    state = forms.ChoiceField(
        required=False, label="State", choices=[("", "Any"), (NEEDS_SOMEBODY, "needs somebody"), *Letter.State.choices]
    )
    kind = forms.ChoiceField(
        required=False, label="Letter", choices=[("", "Any"), *LetterTemplate.Kind.choices, (MESSAGE, "a message")]
    )
    to = forms.CharField(required=False, max_length=254, label="Address begins with")
    operation = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, cohorts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].choices = [("", "All"), *cohorts]  # type: ignore[attr-defined]
        for field in self.fields.values():
            is_select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_select else "form-control"


def _checked(value: str, problems: list[str]) -> str:
    if problems:
        raise forms.ValidationError(problems)
    return value
