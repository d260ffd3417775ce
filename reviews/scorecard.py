"""A scorecard as data: attributes with anchored points and weights, red flags, and what must be said in words. Plain Python.

The scale has five points, 1 to 5, and each has an anchor: what a reader can observe in the text when that point is right. A weight
is a whole number. Nothing here is about who somebody is: attributes are what a text or a conversation shows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

SCALE: Final = range(1, 6)
EXTREMES: Final = (1, 5)
"""Marks that need a sentence why."""
RECOMMENDATIONS: Final = {1: "no", 2: "rather no", 3: "unsure", 4: "rather yes", 5: "yes"}
KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_ATTRIBUTES, MOST_FLAGS, MOST_WEIGHT = 12, 12, 100
LONGEST_NAME, LONGEST_TEXT = 80, 600


class BadScorecard(ValueError):
    """A document that is no scorecard. `problems` says where and what, in words: path -> sentence."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("; ".join(f"{where}: {what}" for where, what in self.problems.items()))


@dataclass(frozen=True)
class Attribute:
    """One thing that is marked from 1 to 5."""

    key: str
    name: str
    looks_for: str
    weight: int
    anchors: tuple[str, str, str, str, str]
    """What each point from 1 to 5 looks like, as something one can observe."""


@dataclass(frozen=True)
class RedFlag:
    """Something that a person has to look at before anything is decided. It takes no points."""

    key: str
    name: str


@dataclass(frozen=True)
class Card:
    """A scorecard."""

    attributes: tuple[Attribute, ...]
    red_flags: tuple[RedFlag, ...] = ()

    @property
    def weights(self) -> tuple[int, ...]:
        """In the order of the attributes; whole numbers, one of them above 0."""
        return tuple(each.weight for each in self.attributes)


def weighted_mean(marks: Sequence[int], weights: Sequence[int]) -> int:
    """The weighted mean of marks (1 to 5) in hundredths of a point, rounded half up once: 100 to 500.

    ValueError where the two differ in length, a mark is outside the scale, or nothing weighs anything.
    """
    if len(marks) != len(weights) or sum(weights) <= 0:
        raise ValueError("A mark for each weight, and a weight above 0.")
    if any(mark not in SCALE for mark in marks):
        raise ValueError("Marks are from 1 to 5.")
    total, over = sum(mark * weight for mark, weight in zip(marks, weights, strict=True)) * 100, sum(weights)
    return (2 * total + over) // (2 * over)


def read_card(document: Any) -> Card:
    """The scorecard of a document. Raises BadScorecard with every problem in words."""
    problems: dict[str, str] = {}
    found = document if isinstance(document, dict) else {}
    rows = found.get("attributes")
    attributes: list[Attribute] = []
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_ATTRIBUTES:
        problems["attributes"] = f"Give one to {MOST_ATTRIBUTES} attributes."
    else:
        for number, row in enumerate(rows):
            if (attribute := _attribute(row, f"attributes.{number}", problems)) is not None:
                attributes.append(attribute)
        _once([each.key for each in attributes], "attributes", problems)
        if attributes and not problems and not any(each.weight for each in attributes):
            problems["attributes"] = "At least one attribute must count."
    flags: list[RedFlag] = []
    given = found.get("red_flags", [])
    if not isinstance(given, list) or len(given) > MOST_FLAGS:
        problems["red_flags"] = f"Give at most {MOST_FLAGS} red flags."
    else:
        for number, row in enumerate(given):
            where = f"red_flags.{number}"
            row = row if isinstance(row, dict) else {}
            key = _key(row.get("key"), f"{where}.key", problems)
            name = _text(row.get("name"), f"{where}.name", problems, longest=LONGEST_TEXT)
            if key and name:
                flags.append(RedFlag(key, name))
        _once([each.key for each in flags], "red_flags", problems)
    if problems:
        raise BadScorecard(problems)
    return Card(tuple(attributes), tuple(flags))


def to_document(card: Card) -> dict[str, Any]:
    """The document of a scorecard: `read_card(to_document(card)) == card`."""
    return {
        "attributes": [
            {
                "key": each.key,
                "name": each.name,
                "looks_for": each.looks_for,
                "weight": each.weight,
                "anchors": list(each.anchors),
            }
            for each in card.attributes
        ],
        "red_flags": [{"key": each.key, "name": each.name} for each in card.red_flags],
    }


def check_sheet(card: Card, *, marks: Mapping[str, int], notes: Mapping[str, str]) -> dict[str, str]:
    """What is missing in a filled-in scorecard: key of the attribute -> sentence, without its name. Empty where it is whole.

    Each attribute has a mark from 1 to 5; a 1 and a 5 have a sentence why.
    """
    problems: dict[str, str] = {}
    for each in card.attributes:
        mark = marks.get(each.key)
        if mark not in SCALE:
            problems[each.key] = "Choose a mark from 1 to 5."
        elif mark in EXTREMES and not notes.get(each.key, "").strip():
            problems[each.key] = f"Write what made it a {mark}: the lowest and the highest mark need a sentence."
    return problems


def _attribute(row: Any, where: str, problems: dict[str, str]) -> Attribute | None:
    if not isinstance(row, dict):
        problems[where] = "An attribute has a key, a name, a weight and five anchors."
        return None
    before = len(problems)
    key = _key(row.get("key"), f"{where}.key", problems)
    name = _text(row.get("name"), f"{where}.name", problems, longest=LONGEST_NAME)
    looks_for = _text(row.get("looks_for", ""), f"{where}.looks_for", problems, may_be_empty=True)
    weight = row.get("weight")
    if isinstance(weight, bool) or not isinstance(weight, int) or not 0 <= weight <= MOST_WEIGHT:
        problems[f"{where}.weight"] = f"A weight is a whole number from 0 to {MOST_WEIGHT}."
        weight = 0
    anchors = row.get("anchors")
    if not isinstance(anchors, list) or len(anchors) != len(SCALE):
        problems[f"{where}.anchors"] = "Write five anchors, one for each point from 1 to 5."
        anchors = []
    said = [_text(text, f"{where}.anchors.{point}", problems) for point, text in enumerate(anchors, 1)]
    if len(problems) > before:
        return None
    one, two, three, four, five = said
    return Attribute(key, name, looks_for, weight, (one, two, three, four, five))


def _key(value: Any, where: str, problems: dict[str, str]) -> str:
    if isinstance(value, str) and KEY.fullmatch(value):
        return value
    problems[where] = "A key is of small letters, digits and _, and begins with a letter."
    return ""


def _text(
    value: Any, where: str, problems: dict[str, str], *, longest: int = LONGEST_TEXT, may_be_empty: bool = False
) -> str:
    text = value.replace("\x00", "").strip() if isinstance(value, str) else ""
    if not isinstance(value, str) or (not text and not may_be_empty):
        problems[where] = "Write a few words."
    elif len(text) > longest:
        problems[where] = f"Keep it under {longest} characters."
    return text


def _once(keys: Sequence[str], where: str, problems: dict[str, str]) -> None:
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        problems[f"{where}.{key}"] = f"“{key}” is there twice."
