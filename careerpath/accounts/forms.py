"""allauth's forms, with our words on the fields and the password as a way in for those who set one."""

from typing import Any

from allauth.account import forms
from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

ADDRESS = _("E-mail address")


def _say(field: django_forms.Field, label: Any) -> None:
    """A label that stays; a placeholder would go as soon as one types."""
    field.label = label
    field.widget.attrs.pop("placeholder", None)


class LoginForm(forms.LoginForm):
    """Address and password. allauth drops the password where signing up asks for none; here it may be set later."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["login"], ADDRESS)
        _say(self.fields["password"], _("Password"))
        self.fields["remember"].label = _("Stay signed in on this device")

    def _setup_password_field(self) -> None:
        """Keep it."""


class SignupForm(forms.SignupForm):
    """The address, nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["email"], ADDRESS)


class RequestLoginCodeForm(forms.RequestLoginCodeForm):
    """Where to send a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["email"], ADDRESS)


class ConfirmLoginCodeForm(forms.ConfirmLoginCodeForm):
    """The code that was sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], _("Code"))
