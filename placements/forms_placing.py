"""The forms around a placement: each step with the fields it needs and no others; days, transfer, items, lines of a checklist."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from placements.forms import DateInput
from placements.lifecycle import ENDED, PlacementStatus
from placements.models import EndReason, OnboardingRequirement, Opening, Placement
from placements.sensitive import SSN_REFUSAL, looks_like_ssn
from placements.services.onboarding import today_at

S = PlacementStatus
VERBS: Final[dict[str, tuple[str, str]]] = {
    S.INTERVIEWING: ("They are interviewing", "users"),
    S.OFFERED: ("The client offers a place", "handshake"),
    S.ACCEPTED: ("Both sides agreed", "check"),
    S.ONBOARDING: ("Begin onboarding", "list-todo"),
    S.ACTIVE: ("They have started", "circle-play"),
    S.COMPLETED: ("Completed as planned", "circle-check"),
    S.CONVERTED: ("Hired by the client", "building-2"),
    S.ENDED_EARLY: ("Ended early", "log-out"),
    S.NOT_SELECTED: ("Not taken forward", "circle-slash"),
}
"""What a step is called on its button, and its picture."""


class NoSsn(forms.Form):
    """A form whose words never hold a social security number."""

    def clean(self) -> dict[str, Any]:
        """Look at each field that holds words."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in data.items():
            if isinstance(value, str) and looks_like_ssn(value):
                self.add_error(name, SSN_REFUSAL)
        return data


class StepForm(NoSsn):
    """One step from where a placement stands, with what it needs: a day, a reason, a note."""

    def __init__(self, placement: Placement, to: str, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{to}-%s")
        super().__init__(*args, **kwargs)
        self.to = to
        self.verb, self.icon = VERBS[to]
        today = today_at(placement)
        if to == S.ACCEPTED:
            self.fields["on"] = forms.DateField(
                label="First day agreed",
                widget=DateInput(),
                initial=placement.starts_on or placement.opening.starts_on,
            )
        elif to in ENDED:
            self.fields["on"] = forms.DateField(label="Last day", widget=DateInput(), initial=today)
        if to == S.ENDED_EARLY:
            # Whoever moves to another placement is transferred: that keeps the two together.
            reasons = [one for one in EndReason.choices if one[0] != EndReason.MOVED]
            self.fields["end_reason"] = forms.ChoiceField(
                label="Why it ended early", choices=[("", "Choose"), *reasons]
            )
        needed = to in (S.ENDED_EARLY, S.NOT_SELECTED)
        self.fields["reason"] = forms.CharField(
            label="What happened, for the record" if needed else "Note for the record",
            required=needed,
            max_length=500,
            help_text="No medical or criminal detail." if needed else "Optional.",
        )


def steps_of(placement: Placement) -> list[StepForm]:
    """A form for each legal step from where a placement stands, in the order of the lifecycle."""
    legal = placement.LIFECYCLE.moves.get(placement.status, frozenset())
    return [StepForm(placement, to) for to in VERBS if to in legal]


class DatesForm(NoSsn):
    """Change the days that were agreed."""

    starts_on = forms.DateField(label="First day", widget=DateInput())
    ends_on = forms.DateField(
        label="Last day planned",
        required=False,
        widget=DateInput(),
        help_text="Empty: it stays as long as it was.",
    )
    reason = forms.CharField(label="Why the days change", max_length=300)

    def __init__(self, placement: Placement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial, self.fields["ends_on"].initial = placement.starts_on, placement.ends_on
        if placement.status == S.ACTIVE:
            del self.fields["starts_on"]
            self.fields["ends_on"].required, self.fields["ends_on"].help_text = True, ""


class OpeningChoice(forms.ModelChoiceField):
    """An opening with its client."""

    def label_from_instance(self, obj: Any) -> str:
        """The client first: they are looked for by client."""
        return f"{obj.client} – {obj.title}, {obj.place}"


class TransferForm(NoSsn):
    """Move somebody to another opening."""

    opening = OpeningChoice(label="To which opening", queryset=Opening.objects.none(), empty_label="Choose")
    on = forms.DateField(label="Last day at the old one", widget=DateInput())
    starts_on = forms.DateField(label="First day at the new one", widget=DateInput())
    start_now = forms.BooleanField(
        label="They begin there at once",
        required=False,
        help_text="Only where nothing blocks the start. Otherwise they are in onboarding until everything is in order.",
    )
    reason = forms.CharField(label="Why they move", max_length=300)

    def __init__(self, placement: Placement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opening"].queryset = (  # type: ignore[attr-defined]  # a ModelChoiceField
            Opening.objects.filter(closed_on__isnull=True, client__is_active=True)
            .exclude(pk=placement.opening_id)
            .select_related("client")
            .order_by("client__name", "starts_on", "pk")
        )
        self.fields["on"].initial = self.fields["starts_on"].initial = today_at(placement)


class RequirementForm(forms.ModelForm):
    """A line of a client's checklist."""

    class Meta:
        model = OnboardingRequirement
        fields = (
            "kind",
            "title",
            "owner",
            "instructions",
            "evidence",
            "is_blocking",
            "days_before",
            "valid_for_days",
        )
        widgets = {"instructions": forms.Textarea({"rows": 3})}
        help_texts = {
            "title": "Only for something else: what everybody calls it.",
            "instructions": "In words for whoever does it: where, how, whom to ask. They read it on their page.",
            "evidence": "No file is ever kept of a background check, a drug screen, immunisations or the I-9.",
            "days_before": "Calendar days. Where that is a weekend or a federal holiday, it is due on the working day before.",
            "valid_for_days": "Empty: it does not expire.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["kind"]
            if self.instance.kind != OnboardingRequirement.Kind.OTHER:
                del self.fields["title"]

    def clean(self) -> dict[str, Any]:
        """What belongs together, in words beside the field."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind = data.get("kind", self.instance.kind)
        other = kind == OnboardingRequirement.Kind.OTHER
        if other and not data.get("title"):
            self.add_error("title", "Say what it is called.")
        if not other and "title" in self.fields:
            data["title"] = ""
        tried = OnboardingRequirement(kind=kind, evidence=OnboardingRequirement.Evidence.FILE)
        if data.get("evidence") == OnboardingRequirement.Evidence.FILE and not tried.takes_files:
            self.add_error(
                "evidence",
                "A file of this would hold a result or a private detail. Ask for a reference and its date.",
            )
        for name in ("title", "instructions"):
            if looks_like_ssn(data.get(name) or ""):
                self.add_error(name, ValidationError(SSN_REFUSAL))
        return data

    def _post_clean(self) -> None:
        """The service makes the row and asks the database's rules: a version that was asked of somebody is not written over."""


class VerifyForm(forms.Form):
    """Record that an item was seen to be in order."""

    on = forms.DateField(label="Seen on", widget=DateInput())
    expires_on = forms.DateField(label="Valid until", required=False, widget=DateInput())


class WaiveForm(NoSsn):
    """Record that the client does without an item."""

    waiver_reason = forms.CharField(label="Why it is waived", max_length=200)
    agreed_by = forms.CharField(label="Who at the client agreed", max_length=120)


class SendBackForm(NoSsn):
    """What was given does not show it."""

    because = forms.CharField(label="What is missing", max_length=200)


class GiveForm(NoSsn):
    """What shows that an item is done."""

    reference = forms.CharField(label="Reference", required=False, max_length=120)
    dated_on = forms.DateField(label="Its date", required=False, widget=DateInput())
    file = forms.FileField(label="File", required=False)
