"""The forms of who reads what: a case with its agreed marks, one reader for one application, a pair that is kept apart."""

from collections.abc import Sequence
from typing import Any

from django import forms

from applicants.models import Applicant, Application
from reviews.models import ReviewRound, RoundReader
from reviews.scorecard import SCALE, read_card
from reviews.selectors.assigned import application_numbered


class CaseForm(forms.Form):
    """An application and the mark that was agreed for each attribute."""

    number = forms.IntegerField(
        label="Number of the application",
        min_value=1,
        max_value=2**31,
        help_text="As its page says it. One of an earlier class is best: nobody in this round waits for it.",
    )

    def __init__(self, *args: Any, round: ReviewRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.card = read_card(round.scorecard_version.document)
        for each in self.card.attributes:
            self.fields[each.key] = forms.TypedChoiceField(
                label=f"{each.name}: agreed mark",
                choices=[("", "Choose"), *[(point, f"{point}: {each.anchors[point - 1]}") for point in SCALE]],
                coerce=int,
            )

    def clean_number(self) -> Application:
        """The application itself."""
        if (found := application_numbered(self.cleaned_data["number"])) is None:
            raise forms.ValidationError("There is no application of this number that was sent in.")
        return found

    @property
    def agreed(self) -> dict[str, int]:
        """Key of the attribute -> mark."""
        return {each.key: self.cleaned_data[each.key] for each in self.card.attributes}


class GiveForm(forms.Form):
    """To whom one application is given."""

    reader = forms.ModelChoiceField(RoundReader.objects.none(), label="Reader", empty_label="Choose")

    def __init__(self, *args: Any, free: Sequence[RoundReader], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reader"]
        field.queryset = RoundReader.objects.filter(pk__in=[each.pk for each in free]).select_related("user")
        loads = {each.pk: each.n_alive for each in free}  # type: ignore[attr-defined]  # annotated
        field.label_from_instance = lambda each: f"{each.user} ({loads.get(each.pk, 0)} so far)"


class ApartForm(forms.Form):
    """A reader of the round and somebody in it who know each other."""

    person = forms.ModelChoiceField(
        Applicant.objects.none(), label="Applicant", widget=forms.RadioSelect, empty_label=None
    )
    reader = forms.ModelChoiceField(RoundReader.objects.none(), label="Reader", empty_label="Choose")
    why = forms.CharField(label="How they know each other", max_length=300)

    def __init__(self, *args: Any, round: ReviewRound, people: Sequence[Applicant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = Applicant.objects.filter(pk__in=[each.pk for each in people]).order_by("name", "pk")
        person.label_from_instance = lambda each: f"{each.name or 'No name'}, {each.email or 'no address'}"
        reader: Any = self.fields["reader"]
        reader.queryset = RoundReader.objects.filter(round=round, left_at__isnull=True).select_related("user")
