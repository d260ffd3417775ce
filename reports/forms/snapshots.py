"""Forms of snapshots: freezing, signing, withdrawing, and choosing two to compare."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from reports.models import Snapshot
from reports.rules import PUBLIC, RULE_SETS


class FreezeForm(forms.Form):
    """What a snapshot is called, and the rules it is counted by."""

    name = forms.CharField(
        label="Name", max_length=100, help_text="What it is for: “After the first release”, “For the board, March”."
    )
    rules = forms.ChoiceField(
        label="Rules",
        choices=[(rules.key, f"{rules.label} (hides counts below {rules.minimum})") for rules in RULE_SETS.values()],
        help_text=f"Only a snapshot under “{PUBLIC.label}” can be shown on the public page of the cohort.",
    )


class SignSnapshotForm(forms.Form):
    """What the compliance officer considered, and the digest of the figures that the page showed them."""

    note = forms.CharField(
        label="What you considered",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A sentence is enough. It stays on record with your name.",
    )


class WithdrawForm(forms.Form):
    """Why a snapshot is taken back."""

    why = forms.CharField(
        label="Why it is withdrawn",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays to be read, with this reason on it.",
    )


class _Choice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.cohort}: {obj.name} ({obj.as_of:%-d %b %Y}, {obj.rules_label}{', withdrawn' if obj.is_withdrawn else ''})"


class CompareForm(forms.Form):
    """Two snapshots to lay side by side."""

    first = _Choice(queryset=Snapshot.objects.none(), to_field_name="public_id", label="First")
    second = _Choice(queryset=Snapshot.objects.none(), to_field_name="public_id", label="Second")

    def __init__(self, *args: Any, among: QuerySet[Snapshot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            cast(forms.ModelChoiceField, self.fields[name]).queryset = among

    def clean(self) -> dict[str, Any]:
        """Two different ones."""
        cleaned = super().clean() or {}
        if cleaned.get("first") and cleaned.get("first") == cleaned.get("second"):
            self.add_error("second", "Choose another one: this is the first again.")
        return cleaned
