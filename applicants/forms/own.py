"""Forms of the applicant's own pages."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from applicants.models import NoticeKind
from cohorts.models import Question

TEXT = {"rows": 4, "class": "form-control"}
MAIL_WORDS: Final = {
    NoticeKind.DRAFT_UNFINISHED: _("Remind me of an application that I began and did not send"),
    NoticeKind.DEADLINE_NEAR: _("Remind me when the deadline is near"),
    NoticeKind.OFFER_WAITING: _("Remind me of an offer that I have not answered"),
    NoticeKind.STILL_READING: _("Tell me when reading takes longer than promised"),
}


class AnotherTimeForm(forms.Form):
    """When somebody can come instead."""

    text = forms.CharField(
        label=_("When can you?"),
        help_text=_("Name a few days and times, with your time zone. You need not say why."),
        max_length=1000,
        widget=forms.Textarea(attrs=TEXT),
    )


class DetailsForm(forms.Form):
    """What we call somebody, and how we reach them."""

    name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "tel", "type": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language in which we write to you"),
        choices=settings.LANGUAGES,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def clean_name(self) -> str:
        """A name is more than white space."""
        return str(self.cleaned_data["name"]).replace("\x00", "").strip()


class MailForm(forms.Form):
    """What can be done without, one box for each kind of notice."""

    def __init__(self, *args: Any, preferences: Mapping[str, bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, wanted in preferences.items():
            self.fields[kind] = forms.BooleanField(
                label=MAIL_WORDS.get(NoticeKind(kind), NoticeKind(kind).label),
                required=False,
                initial=wanted,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )


class PoolForm(forms.Form):
    """Until when we may ask about later classes."""

    until = forms.DateField(
        label=_("Until"),
        help_text=_("At most a year. It ends by itself, and we remind you once before."),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )


class CorrectionForm(forms.Form):
    """What is wrong with one answer, and what is right, in the control that fits the question."""

    wrong = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("A sentence is enough: what the mistake is, and how you know what is right."),
        max_length=2000,
        widget=forms.Textarea(attrs=TEXT),
    )

    def __init__(self, *args: Any, question: Question, stands: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["right"] = _control(question, stands)


def _control(question: Question, stands: Any) -> forms.Field:
    """A field for the answer; whether it fits is `cohorts.answers`' to say."""
    given: dict[str, Any] = {"label": _("What should stand there?"), "required": False, "initial": stands}
    kinds = Question.Kind
    match question.kind:
        case kinds.LONG_TEXT:
            return forms.CharField(widget=forms.Textarea(attrs=TEXT | {"rows": 8}), strip=False, **given)
        case kinds.ONE_OF:
            choices = [("", _("No answer")), *question.options_said]
            return forms.ChoiceField(choices=choices, widget=forms.Select(attrs={"class": "form-select"}), **given)
        case kinds.SOME_OF:
            boxes = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
            return forms.MultipleChoiceField(choices=question.options_said, widget=boxes, **given)
        case kinds.YES_NO:
            given["initial"] = {True: "yes", False: "no"}.get(stands, "")
            choices = [("", _("No answer")), ("yes", _("Yes")), ("no", _("No"))]
            return forms.ChoiceField(choices=choices, widget=forms.Select(attrs={"class": "form-select"}), **given)
        case kinds.DATE:
            return forms.CharField(widget=forms.TextInput(attrs={"type": "date", "class": "form-control"}), **given)
        case _other:
            return forms.CharField(widget=forms.TextInput(attrs={"class": "form-control"}), strip=False, **given)
