"""The form of an import: cohort, file, mapping."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile

from applicants.importing.mapping import MOST_CHARACTERS, MappingError, parse
from applicants.selectors.importing import KnownMapping
from cohorts.models import Cohort
from cohorts.selectors import question_specs

OWN: Final = "own"
ENDINGS: Final = ".csv,.tsv,.txt,.xlsx"


class ImportForm(forms.Form):
    """After `is_valid`, `mapping_text` and `mapping_name` say which mapping was chosen."""

    cohort = forms.ModelChoiceField(
        Cohort.objects.select_related("question_set"), label="Into which cohort", empty_label="Choose a cohort"
    )
    file = forms.FileField(
        label="File with the applications",
        help_text="CSV in UTF-8, or XLSX. The first row names the columns.",
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
    )
    mapping = forms.ChoiceField(
        label="Mapping", help_text="It says which column feeds which question, and how the cells are cleaned."
    )
    mapping_file = forms.FileField(
        label="Your own mapping",
        required=False,
        help_text="A TOML file. Only needed if you chose “A mapping of my own”.",
        widget=forms.FileInput(attrs={"accept": ".toml"}),
    )

    def __init__(self, *args: Any, mappings: list[KnownMapping], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._mappings = {mapping.key: mapping for mapping in mappings}
        choices = [(mapping.key, mapping.name) for mapping in mappings]
        self.fields["mapping"].choices = [*choices, (OWN, "A mapping of my own (choose the file below)")]  # type: ignore[attr-defined]
        self.mapping_text = self.mapping_name = ""

    def clean(self) -> dict[str, Any]:
        """Check the mapping against the cohort's form, so that its faults are named before the file is looked at."""
        data = super().clean() or {}
        cohort, own = data.get("cohort"), data.get("mapping_file")
        where = "mapping_file" if own or data.get("mapping") == OWN else "mapping"
        if own:
            self.mapping_name = str(own.name)[:200]
            self.mapping_text = self._read(own)
        elif data.get("mapping") == OWN:
            self.add_error(where, "Choose the TOML file, or choose one of the mappings above.")
        elif data.get("mapping"):
            chosen = self._mappings[data["mapping"]]
            self.mapping_name, self.mapping_text = chosen.name, chosen.text
        if cohort and self.mapping_text:
            try:
                parse(self.mapping_text, question_specs(cohort.question_set))
            except MappingError as error:
                for fault in error.errors:
                    self.add_error(where, fault)
        return data

    def _read(self, file: UploadedFile) -> str:
        if (file.size or 0) > MOST_CHARACTERS:
            self.add_error(
                "mapping_file", "This is too large for a mapping. Did you mean to choose it above, as the file?"
            )
            return ""
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.add_error("mapping_file", f"It is not UTF-8 (byte {error.start + 1:,}). Save it as UTF-8.")
            return ""
