"""The forms of rounds: what one is, who reads in it, and why it is opened again."""

from datetime import tzinfo
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst

from applicants.forms.operations import FORMS, ParamsForm
from applicants.models import BulkOperation
from careerpath.accounts.models import User
from cohorts.models import Cohort
from reviews.lifecycle import RoundStatus
from reviews.models import ReviewRound, ScorecardVersion
from reviews.selectors.scorecards import offered
from reviews.services import rounds
from reviews.services.panel import who_could_read

MOMENT: Final = "%Y-%m-%dT%H:%M"


def _moment(label: str, help_text: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        help_text=help_text,
        input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )


def _capitals(choices: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, capfirst(str(label))) for value, label in choices]


class InZone(forms.Form):
    """A form whose moments are read and shown in the zone of a class."""

    def __init__(self, *args: Any, zone: tzinfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        for name, field in self.fields.items():
            if isinstance(field, forms.DateTimeField) and (value := self.initial.get(name)):
                self.initial[name] = timezone.localtime(value, zone).strftime(MOMENT)

    def full_clean(self) -> None:
        """With the clock of the class on the wall."""
        with timezone.override(self.zone):
            super().full_clean()


class RoundForm(InZone):
    """What a round is. Who is in it comes with the address."""

    name = forms.CharField(label="Name", max_length=100, help_text="For you and the readers, such as “First reading”.")
    kind = forms.ChoiceField(
        label="Kind",
        choices=_capitals(ReviewRound.Kind.choices),
        widget=forms.RadioSelect,
        initial=ReviewRound.Kind.READING,
    )
    scorecard_version = forms.ModelChoiceField(
        ScorecardVersion.objects.none(),
        label="Scorecard",
        empty_label=None,
        help_text="Frozen when the round opens, so that every mark means the same until the end.",
    )
    reads = forms.IntegerField(
        label="Reads for each application",
        min_value=1,
        max_value=5,
        initial=3,
        help_text="By so many different people: 2 to 5, or 1 to 5 conversations in a round of interviews.",
    )
    is_blind = forms.BooleanField(
        label="Blind: readers get the text without names, addresses and schools",
        required=False,
        initial=True,
        help_text="Then nobody reads in it who can open names elsewhere. Interviews are never blind.",
    )
    sees = forms.MultipleChoiceField(
        label="What readers see beside the texts",
        choices=_capitals(ReviewRound.Sees.choices),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.ChoiceField(
        label="Readers see each other’s reviews",
        choices=_capitals(ReviewRound.Others.choices),
        initial=ReviewRound.Others.NEVER,
        widget=forms.RadioSelect,
        help_text="“Never” keeps marks independent, which is what agreement is measured on.",
    )
    third_reader = forms.DecimalField(
        label="One reader more where two differ by",
        required=False,
        min_value=Decimal("0.25"),
        max_value=4,
        max_digits=4,
        decimal_places=2,
        initial=Decimal("1.5"),
        help_text="In points of the scale. Empty: a difference calls nobody.",
    )
    self_claim = forms.BooleanField(
        label="Readers take the next one themselves",
        required=False,
        help_text="The one with the fewest reads is checked out to them, so that two never read the same by accident.",
    )
    claim_minutes = forms.IntegerField(
        label="Minutes until a checkout ends", min_value=5, max_value=1440, initial=60, required=False
    )
    opens_at = _moment("Opens", "By itself at this moment, when everything is ready. Empty: you open it.")
    closes_at = _moment("Closes", "By itself. Empty: you close it.")

    def __init__(self, *args: Any, round: ReviewRound | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = offered()
        if round is None and "scorecard_version" not in self.initial:
            self.initial["scorecard_version"] = versions.first()
        if round is not None:
            kept = Q(pk__in=versions.values("pk")) | Q(pk=round.scorecard_version_id)
            versions = ScorecardVersion.objects.filter(kept).select_related("scorecard").order_by("scorecard", "number")
        self.fields["scorecard_version"].queryset = versions  # type: ignore[attr-defined]
        self.fields["scorecard_version"].label_from_instance = _named  # type: ignore[attr-defined]
        if round is not None and round.status != RoundStatus.DRAFT:
            shown = {"third_reader" if name == "third_reader_at" else name for name in rounds.WHILE_OPEN}
            for name in [name for name in self.fields if name not in shown]:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """An interview is not blind, whatever the box says: it is ticked from the start."""
        data = super().clean() or {}
        if data.get("kind") == ReviewRound.Kind.INTERVIEW:
            data["is_blind"] = False
        if "claim_minutes" in data and data["claim_minutes"] is None:
            data["claim_minutes"] = 60
        return data

    def settings(self) -> dict[str, Any]:
        """What the services take; asked of a valid form."""
        data = dict(self.cleaned_data)
        points = data.pop("third_reader", None)
        data["third_reader_at"] = int(points * 100) if points is not None else None
        if data.get("kind") == ReviewRound.Kind.INTERVIEW:
            data["third_reader_at"] = None
        return data


def initial_of(round: ReviewRound) -> dict[str, Any]:
    """A round as its form shows it."""
    names = ("name", "kind", "scorecard_version", "reads", "is_blind", "sees", "others", "self_claim", "claim_minutes",
             "opens_at", "closes_at")  # fmt: skip
    third = round.third_reader_at
    return {name: getattr(round, name) for name in names} | {
        "third_reader": Decimal(third) / 100 if third is not None else None
    }


class ReopenForm(InZone):
    """Why a closed round is opened again, and until when."""

    reason = forms.CharField(label="Why it is opened again", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    closes_at = _moment("Closes", "By itself. Empty: you close it.")


class ReaderForm(forms.Form):
    """Who else reads: one or many at once."""

    user = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="Who",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose somebody."},
    )
    cap = forms.IntegerField(
        label="At most (optional)",
        min_value=1,
        max_value=100_000,
        required=False,
        help_text="For each of them. Empty: as many as the others.",
    )

    def __init__(self, *args: Any, round: ReviewRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = who_could_read(round)  # type: ignore[attr-defined]


class CapForm(forms.Form):
    """The most that one reader gets."""

    cap = forms.IntegerField(min_value=1, max_value=100_000, required=False)


class LeaveForm(forms.Form):
    """Why somebody stops reading."""

    because = forms.CharField(label="Why (optional)", max_length=300, required=False)


class RoundParams(ParamsForm):
    """Of a bulk operation: which round."""

    round = forms.ChoiceField(
        label="Round",
        error_messages={"required": "Choose a round."},
        help_text="One that is open shares them out at once; one that is being prepared opens later. "
        "For a new round of the same people, go back and choose “Make a review round”.",
    )
    reason = forms.CharField(
        required=False,
        max_length=1000,
        label="Reason (optional)",
        help_text="Applications whose decision was released go back to review only with a reason. It stays on record.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def prepare(self) -> None:
        """The rounds of the class that take somebody more."""
        self.fields["round"].choices = [  # type: ignore[attr-defined]
            (str(each.pk), f"{each.name} ({each.get_status_display()})") for each in rounds_that_take(self.cohort)
        ]

    def params(self) -> dict[str, Any]:
        """The key of the round."""
        return {"round": int(self.cleaned_data["round"]), "open": False, "reason": self.cleaned_data["reason"].strip()}


def rounds_that_take(cohort: Cohort) -> list[ReviewRound]:
    """The rounds of a class that are open or being prepared, newest first."""
    found = ReviewRound.objects.filter(cohort=cohort, status__in=(RoundStatus.DRAFT, RoundStatus.OPEN))
    return list(found.order_by("-pk")[:100])


def _named(version: ScorecardVersion) -> str:
    return f"{version} ({version.scorecard.get_use_display()})"


FORMS[BulkOperation.Kind.ROUND] = "reviews.forms_rounds.RoundParams"
