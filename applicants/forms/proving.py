"""The address, and the code that was sent to it."""

from django import forms
from django.utils.translation import gettext_lazy

from applicants.forms.applying import SummedUp


class EmailForm(SummedUp):
    """Where a code or a link is sent."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Write your e-mail address."),
            "invalid": gettext_lazy("Write an address like name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "form-control", "inputmode": "email"}),
    )


class CodeForm(SummedUp):
    """The code, as somebody types it."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        error_messages={"required": gettext_lazy("Write the code from the mail.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "class": "form-control",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )
