"""Forms of the applicant's own pages."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

TEXT = {"rows": 4, "class": "form-control"}


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
