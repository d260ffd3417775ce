"""The small forms on a person's page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bootcamp.models import Track


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


class TrackForm(forms.Form):
    """Put somebody in a track."""

    track = forms.ModelChoiceField(label=_("Track"), queryset=Track.objects.filter(is_open=True))
