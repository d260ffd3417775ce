"""A scorecard as the editor's page sends it: rows of texts, whatever is wrong with them, and the document made of them."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.http import QueryDict

from reviews.models import Scorecard, ScorecardVersion
from reviews.scorecard import KEY, MOST_ATTRIBUTES, MOST_FLAGS
from reviews.selectors.scorecards import offered

POINTS: Final = range(1, 6)


class NewScorecardForm(forms.Form):
    """A new scorecard."""

    name = forms.CharField(label="Name", max_length=100)
    use = forms.ChoiceField(
        label="Used for", choices=Scorecard.Use.choices, widget=forms.RadioSelect, initial="reading"
    )
    description = forms.CharField(
        label="What it looks for (optional)", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    copied_from = forms.ModelChoiceField(
        ScorecardVersion.objects.none(),
        label="Begin with",
        required=False,
        empty_label="The one that comes with the programme",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copied_from"].queryset = offered()  # type: ignore[attr-defined]


@dataclass
class Row:
    """An attribute as it is being written."""

    key: str = ""
    name: str = ""
    looks_for: str = ""
    weight: str = "10"
    anchors: list[str] = field(default_factory=lambda: [""] * 5)
    problems: dict[str, str] = field(default_factory=dict)
    """What is wrong: name, looks_for, weight, anchors.1 ... -> sentence."""

    @property
    def cells(self) -> list[tuple[int, str, str]]:
        """Each point with its anchor and what is wrong with it."""
        return [
            (point, text, self.problems.get(f"anchors.{point}", ""))
            for point, text in zip(POINTS, self.anchors, strict=True)
        ]


@dataclass
class FlagRow:
    """A red flag as it is being written."""

    key: str = ""
    name: str = ""
    problem: str = ""


@dataclass
class Draft:
    """A scorecard as it is being written."""

    attributes: list[Row] = field(default_factory=list)
    flags: list[FlagRow] = field(default_factory=list)
    note: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    """What is wrong with the whole."""

    @property
    def has_problems(self) -> bool:
        """Whether anything is wrong."""
        return bool(
            self.problems or any(row.problems for row in self.attributes) or any(row.problem for row in self.flags)
        )

    @classmethod
    def of(cls, version: ScorecardVersion) -> "Draft":
        """As it is kept."""
        document = version.document
        return cls(
            [
                Row(row["key"], row["name"], row["looks_for"], str(row["weight"]), list(row["anchors"]))
                for row in document.get("attributes", [])
            ],
            [FlagRow(row["key"], row["name"]) for row in document.get("red_flags", [])],
            version.note,
        )

    @classmethod
    def sent(cls, data: QueryDict) -> "Draft":
        """As the page sends it."""
        draft = cls(note=data.get("note", "")[:300])
        for place in range(min(_number(data.get("attributes")), MOST_ATTRIBUTES)):
            get = lambda name, place=place: data.get(f"a{place}-{name}", "").replace("\r\n", "\n")  # noqa: E731
            anchors = [get(str(point)) for point in POINTS]
            draft.attributes.append(Row(get("key"), get("name"), get("looks_for"), get("weight").strip(), anchors))
        for place in range(min(_number(data.get("flags")), MOST_FLAGS)):
            draft.flags.append(FlagRow(data.get(f"f{place}-key", ""), data.get(f"f{place}-name", "")))
        draft._name_keys()
        return draft

    def do(self, what: str) -> bool:
        """Add a row, take one away or move it up; whether it was one of these."""
        verb, _, place = what.partition("-")
        row = _number(place)
        if verb == "add" and len(self.attributes) < MOST_ATTRIBUTES:
            self.attributes.append(Row())
        elif verb == "remove" and row < len(self.attributes):
            del self.attributes[row]
        elif verb == "up" and 0 < row < len(self.attributes):
            self.attributes.insert(row - 1, self.attributes.pop(row))
        elif verb == "addflag" and len(self.flags) < MOST_FLAGS:
            self.flags.append(FlagRow())
        elif verb == "removeflag" and row < len(self.flags):
            del self.flags[row]
        return verb in ("add", "remove", "up", "addflag", "removeflag")

    def document(self) -> dict[str, Any]:
        """The document, with whatever problems it has."""
        return {
            "attributes": [
                {
                    "key": row.key,
                    "name": row.name,
                    "looks_for": row.looks_for,
                    "weight": int(row.weight) if row.weight.isdecimal() and len(row.weight) < 6 else row.weight,
                    "anchors": list(row.anchors),
                }
                for row in self.attributes
            ],
            "red_flags": [{"key": row.key, "name": row.name} for row in self.flags],
        }

    def mark(self, problems: dict[str, str]) -> None:
        """Put each problem (path -> sentence, of BadScorecard) beside what it is about."""
        for where, what in problems.items():
            kind, _, rest = where.partition(".")
            place, _, name = rest.partition(".")
            if kind == "attributes" and place.isdecimal() and int(place) < len(self.attributes):
                self.attributes[int(place)].problems["name" if name == "key" else name] = what
            elif kind == "red_flags" and place.isdecimal() and int(place) < len(self.flags):
                self.flags[int(place)].problem = what
            else:
                self.problems[where] = what

    def _name_keys(self) -> None:
        """A row that is new gets a key from its name; a row that is there keeps its own, so that marks can be compared."""
        for rows in (self.attributes, self.flags):
            taken = {row.key for row in rows if KEY.fullmatch(row.key)}
            for row in rows:
                if KEY.fullmatch(row.key):
                    continue
                stem = re.sub(r"[^a-z0-9]+", "_", row.name.lower()).strip("_")[:36] or "row"
                stem = stem if stem[0].isalpha() else f"a_{stem}"[:36]
                row.key = next(
                    key for key in (stem, *(f"{stem}_{number}" for number in range(2, 99))) if key not in taken
                )
                taken.add(row.key)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 4 else 0
