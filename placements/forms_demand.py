"""The forms around what clients look for: clients, sites, contacts, openings, rates, requests."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careerpath.ui.zones import ZoneField
from placements.forms import DateInput, WordsInput
from placements.kinds import KindsField
from placements.logos import MOST_BYTES
from placements.models import Client, ClientContact, ClientSite, Opening, OpeningRate, OpeningRequest

SKILLS_HELP = _("Words, separated by commas, such as: HL7 FHIR, service desk, training clinicians.")


class NewClientForm(forms.ModelForm):
    """A client that begins to work with us."""

    time_zone = ZoneField(help_text=_("Their dates are shown in this zone."))
    kinds = KindsField(
        label=_("What they are"),
        help_text=_("Mentors who have worked in such a place are ahead for the people who work there."),
    )

    class Meta:
        model = Client
        fields: tuple[str, ...] = ("name", "city", "time_zone", "kinds")
        labels = {"name": _("Name"), "city": _("City")}


class ClientForm(NewClientForm):
    """The facts of a client."""

    class Meta(NewClientForm.Meta):
        fields = ("name", "city", "time_zone", "kinds", "is_active")
        labels = {**NewClientForm.Meta.labels, "is_active": _("Works with us now")}
        help_texts = {"is_active": _("Without the tick the portal is closed to all their contacts at once.")}


class LogoForm(forms.Form):
    """The picture that stands for a client."""

    picture = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG, JPEG or WebP, at most %(size)s kB. It stands on a white ground.")
        % {"size": MOST_BYTES // 1024},
        widget=forms.ClearableFileInput({"accept": "image/png,image/jpeg,image/webp"}),
    )


class SiteForm(forms.ModelForm):
    """A place where people work."""

    time_zone = ZoneField()

    class Meta:
        model = ClientSite
        fields = ("name", "city", "state", "time_zone", "is_active")
        labels = {
            "name": _("Name of the site"),
            "city": _("City"),
            "state": _("State"),
            "is_active": _("People work there now"),
        }

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.client = client
        if not self.instance.pk:
            self.fields["time_zone"].initial = client.time_zone

    def _get_validation_exclusions(self) -> set[str]:
        """The client is given, so that "once a client" is checked beside the field."""
        return super()._get_validation_exclusions() - {"client"}  # type: ignore[misc]  # Django's own, not in the stubs


class LetInForm(forms.Form):
    """Somebody who shall sign in for a client."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail address at work"),
        max_length=254,
        help_text=_("They sign in with it: a code is sent there, then their second step."),
    )
    title = forms.CharField(label=_("Position"), max_length=100, required=False)
    role = forms.ChoiceField(
        label=_("Part at the client"),
        choices=ClientContact.Role.choices,
        initial=ClientContact.Role.HIRING,
        widget=forms.RadioSelect,
    )


class ContactForm(forms.ModelForm):
    """What a contact may do."""

    class Meta:
        model = ClientContact
        fields = ("role", "title", "is_active")
        widgets = {"role": forms.RadioSelect}
        labels = {"role": _("Part at the client"), "title": _("Position"), "is_active": _("May sign in to the portal")}
        help_texts = {
            "is_active": _("Without the tick the portal is closed to them at once, also on pages they have open.")
        }


class _AtSites(forms.ModelForm):
    """A role to fill, at one of the sites of a client."""

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.client = client
        here: Any = self.fields["at_site"]
        here.queryset = client.sites.filter(is_active=True)
        here.empty_label = _("None of them")
        credentials: Any = self.fields["credentials"]
        credentials.queryset = credentials.queryset.order_by("name")
        for name in ("skills", "credentials"):
            self.fields[name].required = False

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"client"}  # type: ignore[misc]  # Django's own, not in the stubs

    def _save_m2m(self) -> None:
        """The services save."""


ROLE_LABELS = {
    "title": _("Role"),
    "description": _("What the work is"),
    "at_site": _("Site"),
    "mode": _("Where"),
    "starts_on": _("First day"),
    "weeks": _("Weeks"),
    "seats": _("Seats"),
    "skills": _("Skills"),
    "credentials": _("Credentials needed"),
}
ROLE_WIDGETS = {
    "description": forms.Textarea({"rows": 4}),
    "mode": forms.RadioSelect,
    "starts_on": DateInput(),
    "skills": WordsInput(),
    "credentials": forms.CheckboxSelectMultiple,
}


class OpeningForm(_AtSites):
    """An opening, as staff agreed it with the client."""

    class Meta:
        model = Opening
        fields = (
            "title",
            "description",
            "at_site",
            "site",
            "city",
            "mode",
            "starts_on",
            "weeks",
            "seats",
            "skills",
            "credentials",
        )
        labels = {**ROLE_LABELS, "site": _("Another place"), "city": _("City of that place")}
        widgets = ROLE_WIDGETS
        help_texts = {
            "site": _("Only where none of the client's sites fits."),
            "skills": SKILLS_HELP,
            "credentials": _(
                "Each must be valid on the first day: who does not hold it then cannot be matched, nor start."
            ),
        }


class RequestForm(_AtSites):
    """What a contact asks for in the portal."""

    class Meta:
        model = OpeningRequest
        fields = ("title", "description", "at_site", "mode", "starts_on", "weeks", "seats", "skills", "credentials")
        labels = ROLE_LABELS
        widgets = ROLE_WIDGETS
        help_texts = {
            "title": _("As you call it, such as: interface analyst."),
            "skills": SKILLS_HELP,
            "credentials": _("What somebody must hold on the first day. Leave it open if you are not sure; we ask."),
            "seats": _("How many people."),
        }


class DeclineForm(forms.Form):
    """Why a request cannot be filled."""

    because = forms.CharField(
        label=_("Why not, and what would be possible"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The client reads this."),
    )


class CloseForm(forms.Form):
    """Close an opening."""

    on = forms.DateField(label=_("Closed from"), widget=DateInput())
    reason = forms.CharField(
        label=_("Why"), max_length=200, required=False, help_text=_("Stands in the history of who was presented.")
    )


class RateForm(forms.ModelForm):
    """What the client pays."""

    class Meta:
        model = OpeningRate
        fields = ("amount", "currency", "unit", "note")
        labels = {"amount": _("Rate"), "currency": _("Currency"), "unit": _("For"), "note": _("Note")}
        help_texts = {"currency": _("Three letters, such as USD.")}

    def clean_currency(self) -> str:
        """Three capital letters."""
        code: str = self.cleaned_data["currency"].strip().upper()
        if len(code) != 3 or not code.isascii() or not code.isalpha():
            raise forms.ValidationError(_("Give the three letters of the currency, such as USD."))
        return code
