"""The pages of the application form, from what a browser sent or what was saved to what the template shows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.forms.asking import MANY_CHOICES, PREFIX, WIDGETS, Asked, Choice
from applicants.forms.only_if import only_if
from applicants.selectors.applying import Page
from cohorts.answers import Answer, AnswerError, asked, clean_answer, clean_answers
from cohorts.models import Question
from cohorts.saying import say
from cohorts.selectors import spec_of

__all__ = ["MANY_CHOICES", "PREFIX", "Asked", "Choice", "DetailsForm", "ResumeForm", "SectionForm"]

Kind = Question.Kind


@dataclass
class SectionForm:
    """One page of questions, bound to what was sent (`data`) or to what is saved.

    `pages` are all pages of the form: a question may hang on an answer of another page. Without them, on this page's alone.
    """

    page: Page
    data: QueryDict | None = None
    errors: dict[str, str] = field(default_factory=dict)
    pages: Sequence[Page] = ()

    def raw(self) -> dict[str, Any]:
        """What was sent, by question key; a list for "some of a list".

        A browser that saves each field as it is written names in `only` those that were changed in it: for the others stands what
        is saved, so that a tab that was opened long ago takes nothing back.
        """
        data = self.data or QueryDict()
        changed = set(str(data["only"]).split(",")) if "only" in data else None
        return {
            question.key: self.page.answers.get(question.key)
            if changed is not None and question.key not in changed
            else data.getlist(f"{PREFIX}{question.key}")
            if question.kind == Kind.SOME_OF
            else data.get(f"{PREFIX}{question.key}")
            for question in self.page.questions
        }

    @property
    def asked(self) -> list[Asked]:
        """The questions as the template shows them: all that are asked, and those that an answer on this page may call for."""
        shown = self.raw() if self.data is not None else self.page.answers
        valid = {key: answer for key, answer in self._now.items() if key in self._asked_keys}
        others = {question.key: question for page in self.pages or [self.page] for question in page.questions}
        found: dict[str, Asked] = {}
        for question in self.page.questions:
            conditions = spec_of(question).show_if
            hangs = any(condition.question in found for condition in conditions)
            if not all(each.question in found or each.holds(valid.get(each.question)) for each in conditions):
                continue
            is_asked = question.key in self._asked_keys
            error = self.errors.get(question.key, "") or self._unfit(question) if is_asked else ""
            words = only_if(question, others) if hangs else []
            found[question.key] = Asked(question, shown.get(question.key), error, is_asked, words)
        return list(found.values())

    def _unfit(self, question: Question) -> str:
        """What is wrong with a saved answer that its question no longer takes, because the form was changed since; else empty."""
        if self.data is not None:
            return ""
        _fits, errors = clean_answers([spec_of(question)], self.page.answers)
        return say(errors.get(question.key, ""))

    @property
    def elsewhere(self) -> str:
        """The answers of other pages on which questions of this page hang, by key, for the browser."""
        here = {question.key for question in self.page.questions}
        named = {condition["question"] for question in self.page.questions for condition in question.show_if} - here
        valid = {key: answer for key, answer in self._now.items() if key in named and key in self._asked_keys}
        return json.dumps(valid, separators=(",", ":"))

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """The errors, each with the id of its control and its question, in the order of the page."""
        return [(asked.id, asked.label, asked.error) for asked in self.asked if asked.error]

    def add_missing(self, answers: dict[str, Any]) -> None:
        """Add the errors of required questions that are asked and have no answer and no other error; drop those of the others.

        `answers` are those of the application as it is saved now.
        """
        self.__dict__.pop("_now", None)
        self.__dict__.pop("_asked_keys", None)
        self.page = replace(self.page, answers=answers)
        for question in self.page.questions:
            if question.key not in self._asked_keys:
                self.errors.pop(question.key, None)
            elif question.required and question.key not in answers and question.key not in self.errors:
                self.errors[question.key] = str(_MISSING[WIDGETS[Kind(question.kind)]])

    @cached_property
    def _now(self) -> dict[str, Answer]:
        """What is saved, with what was just sent over it as far as it can be read."""
        answers: dict[str, Answer] = dict(self.page.answers)
        if self.data is not None:
            raw = self.raw()
            for question in self.page.questions:
                try:
                    answers[question.key] = clean_answer(spec_of(question), raw[question.key])
                except AnswerError:
                    continue
        return answers

    @cached_property
    def _asked_keys(self) -> set[str]:
        """The questions of the whole form that are asked now."""
        specs = [spec_of(question) for page in self.pages or [self.page] for question in page.questions]
        return {spec.key for spec in asked(specs, self._now)}


_MISSING = {
    "text": gettext_lazy("Write an answer."),
    "textarea": gettext_lazy("Write an answer. A few sentences are enough."),
    "number": gettext_lazy("Write a number. 0 is an answer."),
    "date": gettext_lazy("Choose or write a date."),
    "radios": gettext_lazy("Choose one."),
    "checkboxes": gettext_lazy("Choose at least one."),
}


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
    language = forms.ChoiceField(
        label=gettext_lazy("Language of our letters"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.Select(attrs={"class": "form-select form-control-short"}),
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
