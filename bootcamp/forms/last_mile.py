"""The forms of the last mile: what a learner would like, sittings, upkeep, evidence, renewals, seats by hand."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bootcamp.models import CredentialAttempt, CredentialRelease, Track
from bootcamp.selectors.upkeep import Kept
from careerpath.pipeline import clock

CHOICES = (
    (_("First choice"), _("Why this one first")),
    (_("Second choice"), _("Why this one second")),
    (_("Third choice"), _("Why this one third")),
)


class DayInput(forms.DateInput):
    """A day, with the browser's own picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ChoicesForm(forms.Form):
    """What a learner would like: up to three tracks, each with a short why."""

    def __init__(self, *args: Any, tracks: Sequence[Track], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tracks = {str(track.pk): track for track in tracks}
        options = [("", _("No choice")), *((key, track.name) for key, track in self.tracks.items())]
        for at, (label, why) in enumerate(CHOICES, start=1):
            self.fields[f"track_{at}"] = forms.ChoiceField(label=label, choices=options, required=at == 1)
            self.fields[f"why_{at}"] = forms.CharField(
                label=why, max_length=300, required=False, widget=forms.TextInput()
            )

    def clean(self) -> dict[str, Any]:
        """Each track once, and no gap."""
        data = super().clean() or {}
        chosen = [data.get(f"track_{at}") or "" for at in range(1, len(CHOICES) + 1)]
        for at, key in enumerate(chosen, start=1):
            if key and key in chosen[: at - 1]:
                self.add_error(f"track_{at}", _("You chose this track above already."))
        return data

    @property
    def ranked(self) -> list[tuple[Track, str]]:
        """Track and why, the first choice in front."""
        data = self.cleaned_data
        return [
            (self.tracks[key], data[f"why_{at}"]) for at in range(1, len(CHOICES) + 1) if (key := data[f"track_{at}"])
        ]


class NotAheadMixin:
    """A day that has come."""

    def past(self, name: str) -> date:
        """The day of a field, or an error in words."""
        day: date = self.cleaned_data[name]  # type: ignore[attr-defined]
        if day > clock.now().date():
            raise forms.ValidationError(_("This day is still to come. Record it once it has come."))
        return day


class UpkeepForm(NotAheadMixin, forms.Form):
    """Hours of continuing education, or the update for a release."""

    what = forms.ChoiceField(label=_("For which certificate"), choices=())
    title = forms.CharField(label=_("What it was"), max_length=160)
    done_on = forms.DateField(label=_("Done on"), widget=DayInput())
    hours = forms.DecimalField(
        label=_("Hours"),
        max_digits=5,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text=_("For continuing education: one hour for one unit or point."),
    )
    evidence_url = forms.URLField(
        label=_("Link to the evidence"), max_length=500, required=False, assume_scheme="https"
    )
    evidence_note = forms.CharField(
        label=_("Or where it can be seen"),
        max_length=300,
        required=False,
        help_text=_("Somebody in the programme looks at it before it counts."),
    )

    def __init__(self, *args: Any, kept: Sequence[Kept], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options: dict[str, tuple[Kept, CredentialRelease | None]] = {}
        for one in kept:
            if one.credential.maintenance == "education" and one.holds:
                self.options[f"{one.credential.pk}"] = (one, None)
            for release in one.releases:
                self.options[f"{one.credential.pk}-{release.pk}"] = (one, release)
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            (key, f"{one.credential.name}: {release.name}" if release else one.credential.name)
            for key, (one, release) in self.options.items()
        ]

    def clean_done_on(self) -> date:
        """Nothing is recorded before it happened."""
        return self.past("done_on")

    @property
    def given(self) -> dict[str, Any]:
        """What `maintaining.add_upkeep` takes."""
        data = dict(self.cleaned_data)
        kept, release = self.options[data.pop("what")]
        return {**data, "credential": kept.credential, "release": release}


class EvidenceForm(forms.Form):
    """Where a certificate can be seen."""

    evidence_url = forms.URLField(
        label=_("Link to the evidence"), max_length=500, required=False, assume_scheme="https"
    )
    evidence_note = forms.CharField(label=_("Or where it can be seen"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data = super().clean() or {}
        if not self.errors and not (data.get("evidence_url") or data.get("evidence_note")):
            self.add_error("evidence_url", _("Give a link to the evidence, or say in words where it can be seen."))
        return data


class RenewForm(NotAheadMixin, EvidenceForm):
    """The issuer renewed it."""

    on = forms.DateField(label="Renewed on", widget=DayInput())
    certificate_number = forms.CharField(label="Number of the certificate", max_length=80, required=False)
    field_order = ("on", "certificate_number", "evidence_url", "evidence_note")

    def clean_on(self) -> date:
        """Nothing is recorded before it happened."""
        return self.past("on")


class SittingForm(NotAheadMixin, forms.Form):
    """One sitting, for a credential or for one part of it."""

    what = forms.ChoiceField(label="What was taken", choices=())
    taken_on = forms.DateField(label="Taken on", widget=DayInput())
    score = forms.DecimalField(
        label="Score",
        max_digits=6,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text="If there is a pass score, the score decides.",
    )
    outcome = forms.ChoiceField(
        label="Outcome", choices=[("", "by the score"), *CredentialAttempt.Outcome.choices], required=False
    )
    certificate_number = forms.CharField(label="Number of the certificate", max_length=80, required=False)

    def __init__(self, *args: Any, credentials: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options: dict[str, tuple[Any, Any]] = {}
        names = []
        for one in credentials:
            for part in list(one.components.all()) or [None]:
                key = f"{one.pk}-{part.pk}" if part else f"{one.pk}"
                self.options[key] = (one, part)
                names.append((key, f"{one.name}: {part.name}" if part else one.name))
        self.fields["what"].choices = names  # type: ignore[attr-defined]

    def clean_taken_on(self) -> date:
        """Nothing is recorded before it happened."""
        return self.past("taken_on")

    @property
    def given(self) -> dict[str, Any]:
        """What `attempting.record_attempt` takes."""
        data = dict(self.cleaned_data)
        credential, component = self.options[data.pop("what")]
        return {**data, "credential": credential, "component": component}
