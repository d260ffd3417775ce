"""The forms of the recruiter's list and of one application."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django import forms
from django.http import QueryDict

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, Decision, ScreeningResult
from applicants.selectors.filtering import Filters, Flag, Operator
from applicants.selectors.known import Choices
from applicants.selectors.recruiting import ANSWER
from cohorts.models import Cohort, Question

ALL: Final = ("", "All")
STATUSES: Final = [(str(status), status.label) for status in ApplicationStatus if status != ApplicationStatus.DRAFT]
BANDS: Final = [(str(band.value), str(band.label).capitalize()) for band in reversed(ScreeningResult.Band)]
READS: Final = [
    ALL,
    ("0", "Not read"),
    ("1", "Read by 1 or more"),
    ("only1", "Read by 1"),
    ("2", "Read by 2 or more"),
    ("3", "Read by 3 or more"),
]
COLUMNS: Final = [
    ("status", "Status"),
    ("score", "Score"),
    ("band", "Band"),
    ("submitted", "Submitted"),
    ("university", "Sent by"),
    ("source", "Came by"),
    ("assigned", "Assigned to"),
    ("tags", "Tags"),
    ("reviews", "Readings, mean"),
    ("changed", "Status since"),
    ("email", "E-mail"),
]


@dataclass(frozen=True)
class AnswerRow:
    """One row of the conditions on answers, as the form shows it."""

    key: str = ""
    operator: str = ""
    value: str = ""


class FilterForm(forms.Form):
    """What the list shows. Sent by GET and only shown here: `views.asked` reads the address, whatever stands in it."""

    search = forms.CharField(
        required=False,
        max_length=200,
        label="Name, e-mail or id",
        help_text="Part of a name, the beginning of an address, or @ and its domain.",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    words = forms.CharField(
        required=False,
        max_length=200,
        label="Words in the answers",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    cohort = forms.ChoiceField(required=False)
    status = forms.MultipleChoiceField(choices=STATUSES, required=False, widget=forms.CheckboxSelectMultiple)
    band = forms.MultipleChoiceField(choices=BANDS, required=False, widget=forms.CheckboxSelectMultiple)
    run = forms.ChoiceField(required=False, label="Scores of")
    score_from = forms.IntegerField(required=False, label="Score from")
    score_to = forms.IntegerField(required=False, label="to")
    university = forms.ChoiceField(required=False, label="Sent by")
    source = forms.ChoiceField(choices=[ALL, *Application.Source.choices], required=False, label="Came by")
    assigned = forms.ChoiceField(required=False, label="Assigned to")
    tag = forms.MultipleChoiceField(required=False, label="Tags", widget=forms.CheckboxSelectMultiple)
    flag = forms.MultipleChoiceField(
        choices=[(value, str(label).capitalize()) for value, label in Flag.choices],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reads = forms.ChoiceField(choices=READS, required=False, label="Readings")
    mark_from = forms.FloatField(required=False, label="Mean mark from")
    mark_to = forms.FloatField(required=False, label="to")
    submitted_from = forms.DateField(required=False, label="Submitted from")
    submitted_to = forms.DateField(required=False, label="to")
    changed_since = forms.DateField(required=False, label="Status changed since")
    order = forms.ChoiceField(
        choices=[("", "Usual"), ("newest", "Newest first"), ("score", "Highest score first")], required=False
    )
    column = forms.MultipleChoiceField(required=False, label="Columns", widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        data: QueryDict,
        *,
        cohort: Cohort,
        cohorts: list[Cohort],
        known: Choices,
        filters: Filters,
        columns: Sequence[str],
        problems: Mapping[str, str],
    ) -> None:
        shown = data.copy()
        shown["cohort"] = cohort.slug
        shown.setlist("column", list(columns))
        super().__init__(shown)
        self.shown = shown
        self.known, self.filters, self.problems = known, filters, problems
        questions = [(f"{ANSWER}{key}", each.label) for key, each in known.questions.items()]
        self._choose("cohort", [(each.slug, each.name) for each in cohorts])
        self._choose("run", [(str(each.pk), each.label) for each in known.runs])
        self._choose("university", [ALL, ("nobody", "Nobody"), *_texts(known.universities)])
        self._choose("assigned", [ALL, ("me", "Me"), ("nobody", "Nobody"), *_texts(known.people)])
        self._choose("tag", _texts(known.tags))
        self._choose("column", [*COLUMNS, *questions])
        if not known.runs:
            for name in ("run", "band", "score_from", "score_to", "order"):
                del self.fields[name]
        if not known.tags:
            del self.fields["tag"]
        for name, each in self.fields.items():
            kind = each.widget
            if isinstance(kind, forms.CheckboxSelectMultiple):
                kind.attrs["class"] = "form-check-input"
                continue
            kind.attrs["class"] = "form-select" if isinstance(kind, forms.Select) else "form-control"
            if isinstance(kind, forms.DateInput):
                kind.input_type = "date"
            if name in problems:
                kind.attrs |= {"aria-invalid": "true", "aria-describedby": f"problem-{name}"}

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def questions(self) -> list[Question]:
        """The questions that can be asked for."""
        return list(self.known.questions.values())

    @property
    def operators(self) -> list[tuple[str, str]]:
        """How answers can be compared."""
        return [(each.value, str(each.label)) for each in Operator]

    @property
    def answers(self) -> list[AnswerRow]:
        """The conditions on answers that hold, in words, and an empty row for the next."""
        rows = []
        for each in self.filters.answers:
            question = self.known.questions[each.key]
            labels = {str(value): str(label) for value, label in question.options} | (
                {"true": "yes", "false": "no"} if question.kind == Question.Kind.YES_NO else {}
            )
            rows.append(
                AnswerRow(each.key, each.operator, "; ".join(labels.get(value, value) for value in each.values))
            )
        return [*rows, AnswerRow()]

    @property
    def options(self) -> list[str]:
        """What can be typed for a condition on an answer: yes and no, and the labels of the options."""
        labels = [str(label) for each in self.questions for _, label in each.options]
        return ["yes", "no", *dict.fromkeys(labels)]

    def count(self, *names: str) -> int:
        """How many of these fields ask for something."""
        return sum(1 for name in names if any(self.shown.getlist(name)))


def _texts(pairs: Sequence[tuple[int, str]]) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in pairs]


class StageForm(forms.Form):
    """A decision about one application, by a person."""

    kind = forms.ChoiceField(choices=Decision.Kind.choices, label="Decision", widget=forms.RadioSelect)
    reason = forms.CharField(
        required=False,
        max_length=4000,
        label="Main reasons",
        help_text="Needed when you do not admit. The applicant reads them, so write plainly.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InviteForm(forms.Form):
    """Where to send the invitation to claim an imported application."""

    email = forms.EmailField(label="Their e-mail address")


class TagForm(forms.Form):
    """A tag for one application."""

    name = forms.CharField(max_length=40, label="Tag")


class ViewForm(forms.Form):
    """A saved view."""

    name = forms.CharField(max_length=60, label="Name")
    is_shared = forms.BooleanField(required=False, label="Offer it to every recruiter")
    is_default = forms.BooleanField(required=False, label="Open my list with it")
