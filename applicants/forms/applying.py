"""The pages of the application form, from what a browser sent or what was saved to what the template shows."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.selectors.applying import Page
from cohorts.models import Question

MANY_CHOICES = 12
"""A list longer than this is a drop-down, not a page of buttons."""
PREFIX = "q_"
"""Before each question's key in what the browser sends, so that no key meets a field of ours."""

Kind = Question.Kind
WIDGETS = {
    Kind.SHORT_TEXT: "text",
    Kind.LONG_TEXT: "textarea",
    Kind.WHOLE_NUMBER: "number",
    Kind.DECIMAL: "number",
    Kind.DATE: "date",
    Kind.YES_NO: "radios",
    Kind.ONE_OF: "radios",
    Kind.SOME_OF: "checkboxes",
}


@dataclass(frozen=True)
class Choice:
    """A radio button, a checkbox or a line of a drop-down."""

    id: str
    value: str
    label: str
    chosen: bool


@dataclass
class Asked:
    """A question as the page shows it. `raw` is what was sent last, or what is saved; `error` what is wrong with it, in words."""

    question: Question
    raw: Any
    error: str = ""

    @property
    def name(self) -> str:
        """Its name in what the browser sends."""
        return f"{PREFIX}{self.question.key}"

    @property
    def id(self) -> str:
        """The id of its control (the first one of a group), where the error summary leads."""
        return f"id_{self.name}"

    @property
    def widget(self) -> str:
        """Which control shows it; the template has one part for each."""
        if self.question.kind == Kind.ONE_OF and len(self.question.options) > MANY_CHOICES:
            return "select"
        return WIDGETS[Kind(self.question.kind)]

    @property
    def inputmode(self) -> str:
        """Which keyboard a phone shows: where a number may be below zero, one with a minus sign."""
        if self.question.minimum is None or self.question.minimum < 0:
            return "text"
        return "numeric" if self.question.kind == Kind.WHOLE_NUMBER else "decimal"

    @property
    def hint(self) -> str:
        """The bounds in words."""
        low, high = (_number(bound) for bound in (self.question.minimum, self.question.maximum))
        match self.question.kind:
            case Kind.WHOLE_NUMBER | Kind.DECIMAL:
                if low and high:
                    return _("A number from %(low)s to %(high)s.") % {"low": low, "high": high}
                if low:
                    return _("A number, %(low)s or more.") % {"low": low}
                return _("A number, up to %(high)s.") % {"high": high} if high else ""
            case Kind.SOME_OF:
                return _("Choose all that apply.")
            case Kind.LONG_TEXT if self.max_length:
                return _("Up to %(most)s characters.") % {"most": f"{self.max_length:,}"}
        return ""

    @property
    def max_length(self) -> int | None:
        """Most characters, for the counter under a long text."""
        return self.question.max_length if self.question.kind == Kind.LONG_TEXT else None

    @property
    def rows(self) -> int:
        """How many lines a long text shows."""
        return 4 if (self.question.max_length or 0) <= 600 else 8

    @property
    def described_by(self) -> str:
        """The ids of what explains the control: help, hint, error; empty without any."""
        parts = (("help", self.question.help), ("hint", self.hint), ("error", self.error))
        return " ".join(f"{self.id}_{part}" for part, text in parts if text)

    @property
    def value(self) -> str:
        """What stands in a text control."""
        return "" if self.raw is None else str(self.raw)

    @property
    def choices(self) -> list[Choice]:
        """The buttons of a group. What need not be answered can be taken back: it has a button for no answer."""
        match self.question.kind:
            case Kind.YES_NO:
                pairs = [("yes", _("Yes")), ("no", _("No"))]
                chosen = {
                    {True: "yes", False: "no"}.get(self.raw, self.raw) if isinstance(self.raw, bool) else self.raw
                }
            case Kind.SOME_OF:
                pairs = [(str(value), str(label)) for value, label in self.question.options]
                chosen = set(self.raw or [])
            case _:
                pairs = [(str(value), str(label)) for value, label in self.question.options]
                chosen = {self.raw}
        if self.question.kind != Kind.SOME_OF and not self.question.required:
            pairs = [*pairs, ("", _("No answer"))]
            chosen = {item or "" for item in chosen}
        ids = [self.id, *(f"{self.id}_{place}" for place in range(2, len(pairs) + 1))]
        return [Choice(id, value, label, value in chosen) for id, (value, label) in zip(ids, pairs, strict=True)]


@dataclass
class SectionForm:
    """One page of questions, bound to what was sent (`data`) or to what is saved."""

    page: Page
    data: QueryDict | None = None
    errors: dict[str, str] = field(default_factory=dict)

    def raw(self) -> dict[str, Any]:
        """What was sent, by question key; a list for "some of a list"."""
        data = self.data or QueryDict()
        return {
            question.key: data.getlist(f"{PREFIX}{question.key}")
            if question.kind == Kind.SOME_OF
            else data.get(f"{PREFIX}{question.key}")
            for question in self.page.questions
        }

    @property
    def asked(self) -> list[Asked]:
        """The questions as the template shows them."""
        shown = self.raw() if self.data is not None else self.page.answers
        return [
            Asked(question, shown.get(question.key), self.errors.get(question.key, ""))
            for question in self.page.questions
        ]

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """The errors, each with the id of its control and its question, in the order of the page."""
        return [(asked.id, asked.question.label, asked.error) for asked in self.asked if asked.error]

    def add_missing(self, answers: dict[str, Any]) -> None:
        """Add the errors of required questions that have no answer and no other error."""
        for question in self.page.questions:
            if question.required and question.key not in answers and question.key not in self.errors:
                self.errors[question.key] = str(_MISSING[WIDGETS[Kind(question.kind)]])


_MISSING = {
    "text": gettext_lazy("Write an answer."),
    "textarea": gettext_lazy("Write an answer. A few sentences are enough."),
    "number": gettext_lazy("Write a number. 0 is an answer."),
    "date": gettext_lazy("Choose or write a date."),
    "radios": gettext_lazy("Choose one."),
    "checkboxes": gettext_lazy("Choose at least one."),
}


def _number(bound: Decimal | None) -> str:
    if bound is None:
        return ""
    return f"{bound:,.0f}" if bound == bound.to_integral_value() else f"{bound.normalize():,f}"


def no_control_characters(text: str) -> None:
    """Refuse line breaks and other control characters in a name or number: nobody has them, a mail header must not."""
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        raise ValidationError(_("Use letters, digits and signs on one line."))


class SummedUp(forms.Form):
    """A form whose errors can be listed above it."""

    use_required_attribute = False

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """The errors, each with the id of its control and its label."""
        return [(field.id_for_label, str(field.label), str(error)) for field in self for error in field.errors]


class DetailsForm(SummedUp):
    """What we call the applicant and where we call."""

    name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=200,
        validators=[no_control_characters],
        help_text=gettext_lazy("As you want us to write it. It is not used to assess your application."),
        error_messages={
            "required": gettext_lazy("Write your name."),
            "max_length": gettext_lazy("This name has %(show_value)s characters; at most %(limit_value)s fit."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "form-control"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=40,
        required=False,
        validators=[no_control_characters],
        help_text=gettext_lazy("Only if we may call you. With the country, like +1 202 555 0100."),
        error_messages={
            "max_length": gettext_lazy("This number has %(show_value)s characters; at most %(limit_value)s fit.")
        },
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "class": "form-control"}),
    )


class ResumeForm(SummedUp):
    """The upload; what the file is, the service looks up in it."""

    resume = forms.FileField(
        label=gettext_lazy("Your resume"),
        allow_empty_file=True,
        max_length=None,
        error_messages={"required": gettext_lazy("Choose a file first.")},
        widget=forms.FileInput(
            attrs={"class": "form-control", "accept": ".pdf,.docx,.txt,application/pdf,text/plain"},
        ),
    )
