"""The forms of the board, the certificates and their public check."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bootcamp.badges.signing import LONGEST
from bootcamp.models import Certificate
from careerpath.accounts.models import User


class PasteForm(forms.Form):
    """A credential, in any of the forms we hand out, or the number of a certificate."""

    pasted = forms.CharField(
        label=_("Credential, or the number of a certificate"),
        max_length=3 * LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("The text of a .jwt, .json or .svg file, or the address or number that stands on a certificate."),
    )


class NameForm(forms.Form):
    """Whether the holder's name stands on the public page."""

    shows_name = forms.BooleanField(label=_("Show my name on the check page"), required=False)


class CorrectionForm(forms.Form):
    """What an attempt should have said, and why it is changed."""

    points = forms.DecimalField(
        label="Points",
        required=False,
        max_digits=6,
        decimal_places=2,
        min_value=0,
        help_text="Leave it empty if they did not come.",
    )
    reason = forms.CharField(
        label="Why it is corrected",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It stays in the history of the mark.",
    )


class MeetingForm(forms.Form):
    """A meeting of the board."""

    held_on = forms.DateField(label="Held on", widget=forms.DateInput(attrs={"type": "date"}))
    members = forms.ModelMultipleChoiceField(
        label="Members with an account here",
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="They may sign what the board decided. Managers may always.",
    )
    others = forms.CharField(
        label="Other members",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One name a line.",
    )
    note = forms.CharField(label="Note", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, candidates: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["members"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = User.objects.filter(pk__in=[user.pk for user in candidates]).order_by("name", "pk")


class RevokeForm(forms.Form):
    """Take a certificate back."""

    because = forms.ChoiceField(
        label="What the public reads", choices=[("", "Choose"), *Certificate.Reason.choices], required=True
    )
    note = forms.CharField(
        label="Why, for the programme's own record",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays with the certificate. The holder and the public do not read it.",
    )
