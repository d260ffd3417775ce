"""The short forms of a graduate's own placement pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from placements.models import OnboardingRequirement

Evidence = OnboardingRequirement.Evidence


class AnswerForm(forms.Form):
    """Yes or no to an offer, with what they would like to say."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("Yes, I accept the place")), ("no", _("No, I decline the place"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What you would like us to know"),
        required=False,
        max_length=500,
        help_text=_("Optional. The programme reads it, the client does not."),
        widget=forms.Textarea({"rows": 3}),
    )


class EvidenceForm(forms.Form):
    """What shows that an item is done: only the fields that the requirement asks for."""

    reference = forms.CharField(
        label=_("Reference"),
        max_length=120,
        help_text=_("Such as the number of the certificate. No results, nothing medical, no social security number."),
    )
    dated_on = forms.DateField(label=_("Its date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_(
            "PDF, Word (.docx) or plain text, up to 5 MB. No results, nothing medical, no social security number."
        ),
        widget=forms.FileInput({"accept": ".pdf,.docx,.txt,application/pdf,text/plain"}),
    )

    def __init__(self, requirement: OnboardingRequirement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if requirement.evidence != Evidence.REFERENCE:
            del self.fields["reference"]
        if requirement.evidence == Evidence.FILE:
            del self.fields["dated_on"]
        else:
            del self.fields["file"]
        if requirement.evidence == Evidence.NONE:
            self.fields["dated_on"].label = _("The day on which it was done")
