"""A scorecard on a page: what is asked, what is filled in, and what is missing beside its field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms

from reviews.models import Assignment, Scoresheet
from reviews.scorecard import RECOMMENDATIONS, SCALE, Attribute, Card
from reviews.services.drafting import COMMENT, FLAGS, MARK, NOTE, RECOMMENDATION, fields_of
from reviews.services.scoring import LONGEST_COMMENT, LONGEST_NOTE, ScoringRefused


@dataclass(frozen=True)
class Row:
    """One attribute on the page."""

    attribute: Attribute
    mark: forms.BoundField
    note: forms.BoundField

    @property
    def points(self) -> list[tuple[int, str]]:
        """Each point of the scale with its anchor."""
        return list(zip(SCALE, self.attribute.anchors, strict=True))

    @property
    def chosen(self) -> str:
        """The mark that is chosen, or nothing."""
        return str(self.mark.value() or "")


class ScorecardForm(forms.Form):
    """The fields of a scorecard. Nothing is required here: what must be filled in says `reviews.scorecard.check_sheet`."""

    sent_id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    """Of the draft the page was filled from."""
    changes = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    """How often the scoresheet had been changed; empty on a page for one that is not sent yet."""

    def __init__(self, card: Card, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.card = card
        for each in card.attributes:
            self.fields[MARK + each.key] = forms.TypedChoiceField(
                label=each.name,
                choices=[(str(point), str(point)) for point in SCALE],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[NOTE + each.key] = forms.CharField(
                label=f"{each.name}, in words",
                max_length=LONGEST_NOTE,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control form-control-sm", "dir": "auto"}),
            )
        self.fields[FLAGS] = forms.MultipleChoiceField(
            label="Red flags",
            choices=[(flag.key, flag.name) for flag in card.red_flags],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields[RECOMMENDATION] = forms.TypedChoiceField(
            label="You recommend",
            choices=[(str(value), words) for value, words in RECOMMENDATIONS.items()],
            coerce=int,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
        )
        self.fields[COMMENT] = forms.CharField(
            label="What you saw",
            max_length=LONGEST_COMMENT,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4, "class": "form-control", "dir": "auto"}),
        )

    @property
    def rows(self) -> list[Row]:
        """The attributes in the order of the scorecard."""
        return [Row(each, self[MARK + each.key], self[NOTE + each.key]) for each in self.card.attributes]

    @property
    def recommended(self) -> str:
        """The recommendation that is chosen, or nothing."""
        return str(self[RECOMMENDATION].value() or "")

    @property
    def flagged(self) -> set[str]:
        """The keys of the red flags that are chosen."""
        return set(self[FLAGS].value() or [])

    def filled(self) -> dict[str, Any]:
        """What `scoring.submit` and `scoring.change` want, of a form that is valid."""
        data = self.cleaned_data
        given = {each.key: data[MARK + each.key] for each in self.card.attributes}
        return {
            "marks": {key: mark for key, mark in given.items() if mark is not None},
            "notes": {each.key: data[NOTE + each.key] for each in self.card.attributes},
            "red_flags": data[FLAGS],
            "recommendation": data[RECOMMENDATION] or 0,
            "comment": data[COMMENT],
        }

    def refuse(self, refusal: ScoringRefused) -> None:
        """Put what the service refused beside its fields: a missing mark at the mark, a missing sentence at the note."""
        if not refusal.problems:
            self.add_error(None, str(refusal))
        for key, words in refusal.problems.items():
            name = key if key in self.fields else (NOTE if self.cleaned_data.get(MARK + key) else MARK) + key
            self.add_error(name if name in self.fields else None, words)


def sent_values(card: Card, data: Any) -> dict[str, Any]:
    """The fields of a draft among what was posted; of those named in `only`, where it is there. `data` is a QueryDict."""
    wanted = set(data["only"].split(",")) if "only" in data else None
    names = [name for name in fields_of(card) if wanted is None or name in wanted]
    return {name: data.getlist(name) if name == FLAGS else data.get(name, "") for name in names}


def in_words(card: Card, data: Any) -> str:
    """What was posted of a scorecard, a line for each field that says something. `data` is a QueryDict."""
    said = ((label, sent_values(card, data)[name]) for name, label in labels_of(card))
    texts = ((label, ", ".join(value) if isinstance(value, list) else value.strip()) for label, value in said)
    return "\n".join(f"{label}: {text}" for label, text in texts if text)


def labels_of(card: Card) -> list[tuple[str, str]]:
    """Each field of a scorecard with how it is called."""
    form = ScorecardForm(card)
    return [(name, str(form.fields[name].label)) for name in fields_of(card)]


def draft_initial(assignment: Assignment) -> dict[str, Any]:
    """What a page begins with for one that is not sent yet."""
    draft: Mapping[str, Any] = assignment.draft
    return {**draft.get("values", {}), "sent_id": uuid4(), "version": draft.get("version", 0)}


def sheet_initial(card: Card, sheet: Scoresheet, changes: int) -> dict[str, Any]:
    """What a page begins with for a scoresheet that was sent."""
    marks: Sequence[int] = sheet.marks
    return {
        **{MARK + each.key: mark for each, mark in zip(card.attributes, marks, strict=True)},
        **{NOTE + each.key: sheet.notes.get(each.key, "") for each in card.attributes},
        FLAGS: sheet.red_flags,
        RECOMMENDATION: sheet.recommendation,
        COMMENT: sheet.comment,
        "sent_id": uuid4(),
        "changes": changes,
    }
