"""The forms that stage the top of a run and confirm what concerns many."""

from typing import Any

from django import forms

from applicants.models import ScreeningRun
from applicants.selectors.deciding import Seats
from applicants.services.deciding import LONGEST_SEED


class StageTopForm(forms.Form):
    """How many seats to offer and how long a waitlist, from which run, with which seed for the lottery."""

    run = forms.ModelChoiceField(ScreeningRun.objects.none(), label="From the run", empty_label=None)
    offers = forms.IntegerField(min_value=0, label="Offer a seat to the best")
    waitlist = forms.IntegerField(min_value=0, max_value=100_000, label="Waitlist the next")
    seed = forms.CharField(
        max_length=LONGEST_SEED,
        label="Seed of the lottery",
        help_text="Equal scores are drawn in an order that follows from these words, so that anybody can repeat the draw.",
    )

    def __init__(self, *args: Any, runs: Any, seats: Seats, pending_offers: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name == "run" else "form-control"
        left = max(0, seats.free - pending_offers)
        self.fields["run"].queryset = runs  # type: ignore[attr-defined]
        self.fields["offers"].initial = left
        self.fields[
            "offers"
        ].help_text = (
            f"{left} of {seats.capacity} seats are free: {seats.held} held, {pending_offers} in pending offers."
        )
        self.seats_left = left

    def clean_offers(self) -> int:
        """No more offers than seats: a release would only skip them."""
        offers: int = self.cleaned_data["offers"]
        if offers > self.seats_left:
            raise forms.ValidationError(
                f"Only {self.seats_left} seats are free. Offer at most that many; the waitlist takes the next."
            )
        return offers

    def clean(self) -> dict[str, Any]:
        """At least one decision."""
        data = super().clean() or {}
        if data.get("offers") == 0 and data.get("waitlist") == 0:
            raise forms.ValidationError("Stage at least one offer or one waitlist place.")
        return data


class ConfirmForm(forms.Form):
    """Where many are concerned, a person types how many, and so reads it. The service says what is wrong with the number."""

    typed = forms.CharField(required=False, max_length=20, label="How many")

    def __init__(self, *args: Any, total: int, most_untyped: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = total > most_untyped
        field = self.fields["typed"]
        field.label = f"Type {total:,} to confirm"
        field.widget.attrs |= {"class": "form-control", "inputmode": "numeric", "autocomplete": "off"}
        field.required = self.asks
