"""The forms of selection boards: what ranks and who is on it, other weights, other places, a place by hand."""

from typing import Any, Final

from django import forms

from applicants.models import Decision, ScreeningRun
from applicants.selectors.deciding import Seats
from cohorts.models import Cohort
from reviews.models import ReviewRound, SelectionBoard
from reviews.selectors.boards import rounds_to_rank_by, runs_to_rank_by
from reviews.services.board_building import INTERVIEW, LIST, READING, RUN
from reviews.services.board_checks import MOST_PLACES
from reviews.services.board_figures import Weights

USUAL: Final = Weights(20, 50, 30)
"""What a new board begins with: people count for most of it."""
WAITLIST: Final = 30
REASON_HELP: Final = (
    "Leave it empty to decide on nobody else. {main_reasons} becomes the criteria in which the run found least, "
    "{cohort} the class."
)


def weight_field(label: str) -> forms.IntegerField:
    """A weight from 0 to 100."""
    return forms.IntegerField(label=label, min_value=0, max_value=100, initial=0)


class WeightsForm(forms.Form):
    """How much each part counts."""

    run_weight = weight_field("Screening")
    reading_weight = weight_field("Reading")
    interview_weight = weight_field("Interviews")

    def __init__(self, data: Any = None, *, board: SelectionBoard) -> None:
        initial = {
            "run_weight": board.run_weight,
            "reading_weight": board.reading_weight,
            "interview_weight": board.interview_weight,
        }
        super().__init__(data, initial=initial)
        for part in ("run", "reading", "interview"):
            if getattr(board, f"{part}_id") is None:
                del self.fields[f"{part}_weight"]
        _dress(self)

    def clean(self) -> dict[str, Any]:
        """Something weighs."""
        data = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise forms.ValidationError("Give at least one part a weight above 0.")
        return data

    @property
    def weights(self) -> Weights:
        """What a valid form says; a part that the board has not weighs nothing."""
        data = self.cleaned_data
        return Weights(*(data.get(f"{part}_weight", 0) for part in ("run", "reading", "interview")))


class PlacesForm(forms.Form):
    """Seats, places on the waitlist, and what the others are told."""

    seats = forms.IntegerField(label="Seats", min_value=0, max_value=MOST_PLACES)
    waitlist = forms.IntegerField(label="Places on the waitlist", min_value=0, max_value=MOST_PLACES)
    refusal_reason = forms.CharField(
        label="Reason for not admitting the others",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=REASON_HELP,
    )

    def __init__(self, data: Any = None, *, board: SelectionBoard) -> None:
        super().__init__(data, initial={name: getattr(board, name) for name in self.base_fields})
        _dress(self)


class BoardForm(forms.Form):
    """A new board."""

    name = forms.CharField(
        label="Name", max_length=100, help_text="Such as: Class of spring, interviews counted twice."
    )
    run = forms.ModelChoiceField(ScreeningRun.objects.none(), label="Screening run", required=False, empty_label="None")
    run_weight = weight_field("Weight of screening")
    reading = forms.ModelChoiceField(ReviewRound.objects.none(), label="Reading", required=False, empty_label="None")
    reading_weight = weight_field("Weight of the reading")
    interview = forms.ModelChoiceField(
        ReviewRound.objects.none(), label="Interviews", required=False, empty_label="None"
    )
    interview_weight = weight_field("Weight of the interviews")
    is_adjusted = forms.BooleanField(
        label="Marks adjusted for severity",
        required=False,
        initial=True,
        help_text="Without the tick the plain mean of the readers counts. Both are shown beside each other either way.",
    )
    of = forms.ChoiceField(label="Who is on it", widget=forms.RadioSelect)
    seats = forms.IntegerField(label="Seats", min_value=0, max_value=MOST_PLACES)
    waitlist = forms.IntegerField(label="Places on the waitlist", min_value=0, max_value=MOST_PLACES, initial=WAITLIST)
    refusal_reason = forms.CharField(
        label="Reason for not admitting the others",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=REASON_HELP,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        cohort: Cohort,
        seats: Seats,
        pending_offers: int,
        list_words: str = "",
        like: SelectionBoard | None = None,
        round: ReviewRound | None = None,
    ) -> None:
        super().__init__(data)
        self.cohort = cohort
        runs = runs_to_rank_by(cohort)
        readings = rounds_to_rank_by(cohort, ReviewRound.Kind.READING)
        interviews = rounds_to_rank_by(cohort, ReviewRound.Kind.INTERVIEW)
        for name, rows in (("run", runs), ("reading", readings), ("interview", interviews)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        choices = [
            (INTERVIEW, "Everybody in the interviews"),
            (READING, "Everybody in the reading"),
            (RUN, "Everybody whom the run scored"),
        ]
        self.fields["of"].choices = [*([(LIST, f"As in the list: {list_words}")] if list_words else []), *choices]  # type: ignore[attr-defined]
        left = max(0, seats.free - pending_offers)
        self.fields[
            "seats"
        ].help_text = (
            f"{left} of {seats.capacity} seats are free: {seats.held} held, {pending_offers} in pending offers."
        )
        self.initial.update(like_values(like) if like else self._usual(runs, readings, interviews, left))
        if round is not None and like is None:
            part = INTERVIEW if round.kind == ReviewRound.Kind.INTERVIEW else READING
            self.initial.update({part: round.pk, "of": part})
            if part == READING:  # whoever was not met would have no total: interviews count where somebody says so
                self.initial.update({"interview": None, "interview_weight": 0})
        if list_words:
            self.initial["of"] = LIST
        _dress(self)

    def _usual(self, runs: Any, readings: Any, interviews: Any, left: int) -> dict[str, Any]:
        newest = {"run": runs.first(), "reading": readings.first(), "interview": interviews.first()}
        weights = {"run": USUAL.run, "reading": USUAL.reading, "interview": USUAL.interview}
        values: dict[str, Any] = {"seats": left, "name": f"Class of {self.cohort.name}"[:100]}
        for part, found in newest.items():
            values |= {part: found, f"{part}_weight": weights[part] if found else 0}
        values["of"] = next((part for part in (INTERVIEW, READING, RUN) if newest[part]), READING)
        return values

    def clean(self) -> dict[str, Any]:
        """A part that weighs is chosen, something weighs, and who is on it is of a part that is chosen."""
        data = super().clean() or {}
        for part, label in (("run", "screening run"), ("reading", "reading"), ("interview", "interviews")):
            if data.get(f"{part}_weight") and not data.get(part):
                self.add_error(f"{part}_weight", f"Choose the {label} too, or give it the weight 0.")
        if not self.errors and not any(data.get(f"{part}_weight") for part in ("run", "reading", "interview")):
            raise forms.ValidationError("Give at least one part a weight above 0.")
        if data.get("of") in (RUN, READING, INTERVIEW) and not data.get(data["of"]):
            self.add_error("of", "Choose this part above, or somebody else to be on the board.")
        return data

    @property
    def weights(self) -> Weights:
        """What a valid form says."""
        return Weights(*(self.cleaned_data[f"{part}_weight"] for part in ("run", "reading", "interview")))


def like_values(board: SelectionBoard) -> dict[str, Any]:
    """What a board like another begins with: everything but its name."""
    names = ("run", "reading", "interview", "run_weight", "reading_weight", "interview_weight", "is_adjusted")
    places = ("seats", "waitlist", "refusal_reason")
    return {**{name: getattr(board, name) for name in (*names, *places)}, "of": board.filter.get("of", READING)}


class HandForm(forms.Form):
    """A place by hand, with the reason."""

    to = forms.ChoiceField(
        label="Place",
        required=False,
        choices=[
            ("", "By rank"),
            (Decision.Kind.OFFERED.value, "A seat"),
            (Decision.Kind.WAITLISTED.value, "The waitlist"),
            (Decision.Kind.REJECTED.value, "Not admitted"),
            ("none", "Undecided: nothing is staged"),
        ],
    )
    reason = forms.CharField(
        label="Why",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays on record with your name. The applicant is not told it.",
        error_messages={"required": "Write why. It stays on record with your name."},
    )

    def __init__(self, data: Any = None, *, hand: str = "") -> None:
        super().__init__(data, initial={"to": hand})
        _dress(self)


def _dress(form: forms.Form) -> None:
    for name, field in form.fields.items():
        widget = field.widget
        if isinstance(widget, forms.CheckboxInput | forms.RadioSelect):
            widget.attrs.setdefault("class", "form-check-input")
        else:
            widget.attrs.setdefault("class", "form-select" if isinstance(widget, forms.Select) else "form-control")
            if isinstance(widget, forms.NumberInput):
                widget.attrs.setdefault("inputmode", "numeric")
        if field.help_text:
            widget.attrs.setdefault("aria-describedby", f"id_{name}_helptext")
