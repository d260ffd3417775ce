"""Who of a class a participant may be, by name. A suggestion for a person to look at, never a decision."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

WORTH_SAYING: Final = 60
SURE: Final = 90
"""From here on, and with nobody else near, a suggestion is chosen beforehand."""
APART: Final = 8
FIRST_NAME: Final = 75
"""Only one of the names, as many people call themselves: worth saying, never sure."""

_ASIDE = re.compile(r"[(\[]([^()\[\]]*)[)\]]|#.*$")
_PRONOUNS = re.compile(r"\b(she|he|they|her|him|them|hers|his|theirs|ella|él|elle)\b")
_DEVICE = re.compile(r"(?i)\b(iphone|ipad|galaxy|android|macbook|laptop|desktop|zoom user|guest|invitado)\b")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody of the class a name may belong to; likeness 0 to 100."""

    key: int
    likeness: int


def plain(name: str) -> str:
    """A name for comparing: without accents, case, marks and what is not a name (pronouns, the device)."""
    text = unicodedata.normalize("NFKD", name)
    text = "".join(letter for letter in text if not unicodedata.combining(letter)).casefold()
    text = _DEVICE.sub(" ", _PRONOUNS.sub(" ", text))
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def spellings(name: str) -> list[str]:
    """The name somebody shows, and the one in brackets after it, as Zoom writes the original name."""
    found = [plain(_ASIDE.sub(" ", name)), *(plain(inner or "") for inner in _ASIDE.findall(name))]
    return [text for text in dict.fromkeys(found) if text]


def likeness(one: str, other: str) -> int:
    """How alike two plain names are, 0 to 100: the order of the words does not matter, a missing middle name little."""
    if one == other:
        return 100
    if one in other.split():
        return FIRST_NAME
    whole = fuzz.token_sort_ratio(one, other)
    part = fuzz.token_set_ratio(one, other) if min(len(one.split()), len(other.split())) > 1 else 0
    return int(max(whole, part * 0.94))


def suggest(name: str, people: Mapping[int, str], *, most: int = 3) -> tuple[list[Suggestion], int | None]:
    """The people whose (plain) names are near, the nearest first, and the one to choose beforehand, if it is plain who."""
    ways = spellings(name)
    scored = [Suggestion(key, max((likeness(way, known) for way in ways), default=0)) for key, known in people.items()]
    near = sorted((one for one in scored if one.likeness >= WORTH_SAYING), key=lambda one: (-one.likeness, one.key))
    clear = near and near[0].likeness >= SURE and (len(near) == 1 or near[0].likeness - near[1].likeness >= APART)
    return near[:most], near[0].key if clear else None
