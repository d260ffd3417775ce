"""Editing a programme template: its own fields, and rows of modules, sessions, assessments and tasks, each in an order."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db import transaction
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.text import slugify

from bootcamp.models import (
    OnboardingTask,
    Programme,
    ProgrammeTemplate,
    TemplateAssessment,
    TemplateModule,
    TemplateSession,
    TemplateTask,
)
from bootcamp.services.setting_up import ProgrammeRefused, check_weights

DAYS = ((0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday"), (5, "Saturday"), (6, "Sunday"))
CLOCK = {"type": "time"}


def clock() -> forms.TimeInput:
    """A time of day."""
    return forms.TimeInput(attrs=CLOCK, format="%H:%M")


class TemplateForm(forms.ModelForm):
    """What a template is, when its days are, and its rule of completion."""

    weekdays = forms.TypedMultipleChoiceField(
        label="Days that are taught", choices=DAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ProgrammeTemplate
        fields = (
            "name",
            "description",
            "weekdays",
            "starts",
            "ends",
            "due",
            "attendance_min",
            "excused_counts",
            "every_module_needed",
            "examination_needed",
            "examination_attempts",
            "examination_waiting_days",
            "lock_days",
        )
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "starts": clock(),
            "ends": clock(),
            "due": clock(),
        }

    def clean(self) -> dict[str, Any]:
        """Sessions end after they start."""
        cleaned: dict[str, Any] = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", "Sessions must end after they start.")
        return cleaned


class NameForm(forms.Form):
    """The name of a copy."""

    name = forms.CharField(label="Name of the copy", max_length=120)


class ModuleForm(forms.ModelForm):
    """A module's own fields."""

    class Meta:
        model = TemplateModule
        fields = ("title", "description", "pass_mark", "drop_lowest")
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}


class Rows(BaseInlineFormSet):
    """Rows that stand in an order, which may be changed; with weights that sum to 100 where they have one.

    With blank rows at the end to fill in. `save_rows` numbers them 1, 2, 3 ... as they were put.
    """

    of_what = ""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """The order as a number, the tick that takes a row away; both with words."""
        super().add_fields(form, index)
        form.fields["ORDER"].label = "Position"
        form.fields["ORDER"].widget.attrs["min"] = 1
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Take away"

    def is_wrong(self) -> bool:
        """Whether there is a mistake already, in a row or in how many there are; then the rows are in no order yet."""
        return bool(self.non_form_errors()) or any(self.errors)

    def kept(self) -> list[forms.ModelForm]:
        """The rows that stay, in their order."""
        return [form for form in self.ordered_forms if form not in self.deleted_forms]

    def clean(self) -> None:
        """The weights that stay sum to 100; said at the top and beside each."""
        super().clean()
        if self.is_wrong() or not self.of_what:
            return
        rows = self.kept()
        weights = [form.cleaned_data["weight"] for form in rows]
        if not rows:
            return
        try:
            check_weights(weights, self.of_what)
        except ProgrammeRefused as refused:
            total = sum(weights, Decimal(0))
            for form in rows:
                form.add_error("weight", f"The sum is {total.normalize():f}, not 100.")
            raise forms.ValidationError(str(refused)) from None

    def place(self, form: forms.ModelForm, number: int) -> None:
        """Make a row ready to be saved as the one with this number."""
        form.instance.position = number
        setattr(form.instance, self.fk.name, self.instance)

    @transaction.atomic
    def save_rows(self) -> None:
        """Take away what is ticked, save the rest in its order."""
        for form in self.deleted_forms:
            if form.instance.pk:
                form.instance.delete()
        for number, form in enumerate(self.kept(), start=1):
            self.place(form, number)
            form.save()


class ModuleRows(Rows):
    """The modules of a template."""

    of_what = "the modules"

    def clean(self) -> None:
        """At most one examination."""
        super().clean()
        if self.is_wrong():
            return
        exams = [form for form in self.kept() if form.cleaned_data.get("kind") == TemplateModule.Kind.EXAMINATION]
        for form in exams[1:]:
            form.add_error("kind", "There is an examination already; a programme has one at most.")

    def place(self, form: forms.ModelForm, number: int) -> None:
        """A new module gets a short name in addresses that is free."""
        super().place(form, number)
        if not form.instance.slug:
            base = slugify(form.instance.title)[:40] or "module"
            taken = set(self.instance.modules.values_list("slug", flat=True))
            form.instance.slug = next(s for s in (base, *(f"{base}-{n}" for n in range(2, 999))) if s not in taken)


class AssessmentRows(Rows):
    """The assessments of a module."""

    of_what = "the assessments"


def check_days(sessions: Rows, assessments: Rows) -> bool:
    """Whether every assessment is due after a session that there is; says so beside the field where not."""
    count, fine = len(sessions.kept()), True
    for form in assessments.kept():
        if form.cleaned_data["after_session"] > count:
            form.add_error("after_session", f"The module has {count} sessions. Choose one of them, or 0 for the last.")
            fine = False
    return fine


SMALL = {"rows": 2}
ModuleFormSet = cast(
    "type[ModuleRows]",
    inlineformset_factory(
        ProgrammeTemplate,
        TemplateModule,
        formset=ModuleRows,
        fields=("title", "kind", "weight", "pass_mark"),
        can_order=True,
        extra=1,
    ),
)
SessionFormSet = cast(
    "type[Rows]",
    inlineformset_factory(
        TemplateModule,
        TemplateSession,
        formset=Rows,
        fields=("title", "same_day", "starts", "ends", "mode", "place"),
        widgets={"starts": clock(), "ends": clock()},
        can_order=True,
        extra=1,
    ),
)
AssessmentFormSet = cast(
    "type[AssessmentRows]",
    inlineformset_factory(
        TemplateModule,
        TemplateAssessment,
        formset=AssessmentRows,
        fields=(
            "title",
            "kind",
            "weight",
            "out_of",
            "after_session",
            "assessors",
            "late_per_day",
            "late_most",
            "hand_in",
            "may_drop",
            "description",
        ),
        widgets={"description": forms.Textarea(attrs=SMALL)},
        can_order=True,
        extra=1,
    ),
)
TASK_FIELDS = ("title", "days_before", "whose", "description", "title_es", "description_es")
TASK_WIDGETS: dict[str, type[forms.Widget] | forms.Widget] = {
    "description": forms.Textarea(attrs=SMALL),
    "description_es": forms.Textarea(attrs=SMALL),
}
TaskFormSet = cast(
    "type[Rows]",
    inlineformset_factory(
        ProgrammeTemplate,
        TemplateTask,
        formset=Rows,
        fields=TASK_FIELDS,
        widgets=TASK_WIDGETS,
        can_order=True,
        extra=1,
    ),
)
ClassTaskFormSet = cast(
    "type[Rows]",
    inlineformset_factory(
        Programme, OnboardingTask, formset=Rows, fields=TASK_FIELDS, widgets=TASK_WIDGETS, can_order=True, extra=1
    ),
)
