"""Asking to be told of the next class."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NextClassForm(forms.Form):
    """An address; and a field that people do not see, so who fills it in is a machine."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={
            "required": _("Write the address that we may write to."),
            "invalid": _("This does not look like an e-mail address. It has a form like name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "form-control"}),
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    @property
    def is_filled_by_a_machine(self) -> bool:
        """Whether something filled in what no person sees."""
        return bool(self.cleaned_data.get("website"))
