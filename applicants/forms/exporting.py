"""What an export asks: which format, which columns."""

from typing import Any

from django import forms

from applicants.forms.operations import ParamsForm
from applicants.selectors.exporting import export_columns
from applicants.services.exporting import ExportRefused, export_params
from applicants.services.operations import OperationRefused


class ExportParams(ParamsForm):
    """Format and columns. Without a choice of columns before, all of them are ticked."""

    format = forms.ChoiceField(
        choices=[("csv", "CSV: a table as text, read by everything"), ("xlsx", "XLSX: a workbook for a spreadsheet")],
        initial="csv",
        label="Format",
        widget=forms.RadioSelect,
    )
    about = forms.MultipleChoiceField(
        required=False, label="About the application", widget=forms.CheckboxSelectMultiple
    )
    answers = forms.MultipleChoiceField(
        required=False,
        label="Answers",
        help_text="As they were when the application was submitted, in the words of the form that was answered.",
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        """Offer the columns of this class."""
        columns = export_columns(self.cohort)
        for name, wanted in (("about", False), ("answers", True)):
            choices = [(column.key, column.heading) for column in columns if bool(column.question) == wanted]
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            self.initial.setdefault(name, [key for key, _ in choices])

    def clean(self) -> dict[str, Any]:
        """At least one column."""
        data = super().clean() or {}
        if not self.errors and not data.get("about") and not data.get("answers"):
            self.add_error("about", "Choose at least one column.")
        return data

    def params(self) -> dict[str, Any]:
        """As the operation keeps them."""
        data = self.cleaned_data
        try:
            return export_params(self.cohort, kind=data["format"], columns=[*data["about"], *data["answers"]])
        except ExportRefused as refusal:
            raise OperationRefused(str(refusal)) from refusal
