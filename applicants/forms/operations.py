"""The forms of bulk operations: what each kind needs to know beside who is in it, and the number typed to confirm."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.module_loading import import_string

from applicants.forms.screening import newest_versions
from applicants.models import BulkOperation, Decision, Tag
from applicants.selectors.deciding import latest_run
from applicants.services.assigning import assignable
from careerpath.accounts.models import User
from cohorts.models import Cohort

TAGS_OFFERED: Final = 200


class ParamsForm(forms.Form):
    """What a kind needs to know. Its fields may depend on the class that the applications are of, and on who asks."""

    def __init__(self, data: Any = None, *, cohort: Cohort, by: User, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.cohort, self.by = cohort, by
        self.prepare()
        for each in self.fields.values():
            if isinstance(each.widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.HiddenInput):
                continue
            each.widget.attrs.setdefault(
                "class", "form-select" if isinstance(each.widget, forms.Select) else "form-control"
            )

    def prepare(self) -> None:
        """Fit the fields to `self.cohort`."""

    def params(self) -> dict[str, Any]:
        """What was chosen, as JSON keeps it; asked of a valid form."""
        return dict(self.cleaned_data)


class ReviewParams(ParamsForm):
    """Moving to review."""

    reason = forms.CharField(
        required=False,
        max_length=1000,
        label="Reason (optional)",
        help_text="Applications whose decision was released go back to review only with a reason. It stays on record.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AssignParams(ParamsForm):
    """To whom; nobody is a choice of its own, so that an empty form does not take everything away."""

    to = forms.MultipleChoiceField(
        label="Who looks after them",
        help_text="Choose one, or several who take them in turn.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person, or nobody."},
    )

    def prepare(self) -> None:
        """Every recruiter and reviewer who can sign in."""
        choices = [(str(each.pk), each.name or each.email) for each in assignable()]
        self.fields["to"].choices = [*choices, ("nobody", "Nobody: take the assignment away")]  # type: ignore[attr-defined]

    def clean_to(self) -> list[str]:
        """Somebody or nobody, not both."""
        to: list[str] = self.cleaned_data["to"]
        if "nobody" in to and len(to) > 1:
            raise forms.ValidationError("Choose people, or nobody, not both.")
        return to

    def params(self) -> dict[str, Any]:
        """The ids."""
        return {"to": [int(each) for each in self.cleaned_data["to"] if each != "nobody"]}


class TagParams(ParamsForm):
    """Which tag, on or off."""

    do = forms.ChoiceField(
        choices=[("add", "Put it on"), ("remove", "Take it off")],
        initial="add",
        label="What to do",
        widget=forms.RadioSelect,
    )
    tag = forms.CharField(
        max_length=40, label="Tag", help_text="One that is there, or a new word. Applicants never see tags."
    )

    def prepare(self) -> None:
        """Offer the tags there are."""
        self.tags = list(Tag.objects.values_list("name", flat=True)[:TAGS_OFFERED])
        self.fields["tag"].widget.attrs.update({"list": "known-tags", "autocomplete": "off"})

    def clean_tag(self) -> str:
        """A tag as it is written already, where there is one."""
        name = " ".join(self.cleaned_data["tag"].split())
        known: str | None = Tag.objects.filter(name__iexact=name).values_list("name", flat=True).first()
        return known or name


class StageParams(ParamsForm):
    """Which decision, and why."""

    decision = forms.ChoiceField(choices=Decision.Kind.choices, label="Decision", widget=forms.RadioSelect)
    reason = forms.CharField(
        required=False,
        max_length=4000,
        label="Reason, in plain words",
        help_text=(
            "Needed when you do not admit: they read it. {main_reasons} becomes, for each person, what the latest run found "
            "least of; {cohort} the name of the class."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """A refusal has a reason."""
        data = super().clean() or {}
        if data.get("decision") == Decision.Kind.REJECTED and not data.get("reason", "").strip():
            self.add_error(
                "reason", "Write the main reasons for not admitting somebody: they are told, in plain language."
            )
        return data

    def params(self) -> dict[str, Any]:
        """With the run that the reasons and the ranks come from: the one whose scores the list shows."""
        named = str(self.initial.get("run", ""))
        run = latest_run(self.cohort)
        chosen = int(named) if named.isdecimal() else run.pk if run else None
        return {**self.cleaned_data, "reason": self.cleaned_data["reason"].strip(), "run": chosen}


class ScreenParams(ParamsForm):
    """By which rubric."""

    rubric_version = forms.ModelChoiceField(
        newest_versions(),
        label="Rubric",
        empty_label=None,
        help_text="This version is frozen with the run, so that each score can be explained later.",
    )

    def params(self) -> dict[str, Any]:
        """The id."""
        return {"rubric_version": self.cleaned_data["rubric_version"].pk}


class SortParams(ParamsForm):
    """By which run; the run's page names it."""

    run = forms.IntegerField(widget=forms.HiddenInput)


FORMS: Final[dict[str, str]] = {
    BulkOperation.Kind.REVIEW: "applicants.forms.operations.ReviewParams",
    BulkOperation.Kind.ASSIGN: "applicants.forms.operations.AssignParams",
    BulkOperation.Kind.TAG: "applicants.forms.operations.TagParams",
    BulkOperation.Kind.STAGE: "applicants.forms.operations.StageParams",
    BulkOperation.Kind.SCREEN: "applicants.forms.operations.ScreenParams",
    BulkOperation.Kind.SORT: "applicants.forms.operations.SortParams",
    BulkOperation.Kind.MAIL: "applicants.forms.letters.MessageParams",
    BulkOperation.Kind.EXPORT: "applicants.forms.exporting.ExportParams",
}
"""Kind -> the form of its parameters (a subclass of ParamsForm). A kind that is not here needs none."""


def params_form(kind: str) -> type[ParamsForm]:
    """The form of a kind's parameters."""
    form: type[ParamsForm] = import_string(FORMS[kind]) if kind in FORMS else ParamsForm
    return form


class ConfirmForm(forms.Form):
    """The number of applications, typed."""

    typed = forms.CharField(
        max_length=20,
        label="Type the number of applications to confirm",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "form-control"}),
    )
