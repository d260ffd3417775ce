"""Inviting a contact of a university, and materials for partners."""

from typing import Any

from django import forms
from django.conf import settings

from applicants.services.materials import MaterialRefused, check_material, most_megabytes
from careerpath.pipeline import clock
from cohorts.models import PartnerMaterial

CONTROL = {"class": "form-control"}


class InviteForm(forms.Form):
    """Whom to invite."""

    name = forms.CharField(label="Name", max_length=200, widget=forms.TextInput(attrs=CONTROL))
    email = forms.EmailField(
        label="E-mail address at the university",
        widget=forms.EmailInput(attrs=CONTROL),
        help_text="They sign in with a code that is mailed to it.",
    )
    title = forms.CharField(label="Position", max_length=100, required=False, widget=forms.TextInput(attrs=CONTROL))
    language = forms.ChoiceField(
        label="Language of the letter", choices=settings.LANGUAGES, widget=forms.Select(attrs={"class": "form-select"})
    )


class MaterialForm(forms.ModelForm):
    """A file is judged by what it is; its name is made from the title."""

    class Meta:
        model = PartnerMaterial
        fields = ("title", "language", "description", "file", "universities", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].help_text = f"PDF, DOCX, TXT, PNG or JPEG, at most {most_megabytes()}."

    def clean_file(self) -> Any:
        """Refuse what is none of the kinds."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            try:
                self.instance.content_type, self.ending = check_material(file)
            except MaterialRefused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
            self.instance.size = file.size
            self.instance.uploaded_at = clock.now()
        return file

    def save(self, commit: bool = True) -> Any:
        """The name of the download: the title, and the ending of what the file is."""
        ending = getattr(self, "ending", "") or "." + self.instance.file_name.rpartition(".")[2]
        words = "".join(sign if sign.isalnum() or sign in "-." else " " for sign in self.instance.title)
        self.instance.file_name = f"{' '.join(words.split())[:100] or 'material'}{ending}"
        return super().save(commit)
