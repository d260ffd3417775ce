"""The small forms on a person's page."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bootcamp.models import Credential, CredentialAttempt, Track


class FollowUpForm(forms.Form):
    """Take it on to contact somebody."""

    contact_by = forms.DateField(label=_("I will contact them by"), widget=forms.DateInput(attrs={"type": "date"}))


class ContactForm(forms.Form):
    """What came of it."""

    outcome = forms.CharField(
        label=_("What you agreed"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "A few words. The other instructors of this class and the learner's file keep it; no medical detail."
        ),
    )


class LeaveForm(forms.Form):
    """Deferral, withdrawal, dismissal: with a reason, always."""

    what = forms.ChoiceField(label=_("What happens"), choices=())
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays in the history."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices  # type: ignore[attr-defined]


class TrackForm(forms.Form):
    """Put somebody in a track."""

    track = forms.ModelChoiceField(label=_("Track"), queryset=Track.objects.filter(is_open=True))


class AttemptForm(forms.Form):
    """One sitting for a credential."""

    credential = forms.ModelChoiceField(label=_("Credential"), queryset=Credential.objects.all())
    taken_on = forms.DateField(label=_("Taken on"), widget=forms.DateInput(attrs={"type": "date"}))
    score = forms.DecimalField(
        label=_("Score"),
        max_digits=6,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text=_("If the credential has a pass score, the score decides."),
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("", _("by the score")), *CredentialAttempt.Outcome.choices],
        required=False,
    )
    certificate_number = forms.CharField(label=_("Number of the certificate"), max_length=80, required=False)

    def clean_taken_on(self) -> date:
        """Nothing is recorded before it happened."""
        day: date = self.cleaned_data["taken_on"]
        from django.utils import timezone

        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Record the attempt once it has been taken."))
        return day
