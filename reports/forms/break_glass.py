"""Opening one person's answers."""

from django import forms

from reports.models import BreakGlass
from reports.models.break_glass import REASON_AT_LEAST


class BreakGlassForm(forms.Form):
    """Whose, on what ground, and why."""

    whose = forms.CharField(
        label="Number of the application, or the person’s e-mail address",
        help_text="By address, the newest application that the person sent is taken.",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    ground = forms.ChoiceField(label="Ground", choices=BreakGlass.Ground.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Reason",
        help_text=f"At least {REASON_AT_LEAST} characters. It stays on record with your name. "
        "Write nothing of what the person may have answered.",
        min_length=REASON_AT_LEAST,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
