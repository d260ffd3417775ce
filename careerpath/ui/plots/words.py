"""How long words are, where they break, and how they are made harmless. Plain Python.

Nothing here measures a font: the widths are those of Inter, our own, for each character, with room for the fonts that stand in
for it (DejaVu Sans is 6% wider).
"""

import re
import unicodedata
from functools import cache
from typing import Final
from xml.sax.saxutils import escape as _escape

ROOM: Final = 1.06
"""A font that stands in for Inter may be so much wider."""
HEAVY: Final = 1.035
"""Semi-bold is so much wider than regular."""
CUT: Final = "…"

_TENTHS: Final = {
    24: "ijlI",
    28: "!,.:;' |’",
    33: "t`{}",
    37: "fr()[]\\/-",
    45: '"^_*“”',
    53: "sJczxkL?–",
    57: "avyu",
    60: "ehnoqbpdgFEß2357#$<>=+~×≥≤€",
    65: "014689BPRSTZ&KX",
    70: "AVYC",
    76: "DGHNOQUÖÜ",
    84: "w…",
    90: "mM",
    100: "W@%—→",
}
"""Advance of Inter at weight 400, in hundredths of the size, measured by a browser and rounded up; figures are tabular."""
WIDTHS: Final = {character: hundredths / 100 for hundredths, some in _TENTHS.items() for character in some}
_TURNS: Final = dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Characters that turn the direction of what follows them: a label must not turn its neighbours."""
_NO_XML: Final = re.compile("[^\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, and line breaks."""


@cache
def _width(character: str) -> float:
    """The advance of one character as a part of the size; accents as their letter, unknown scripts generously."""
    known = WIDTHS.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0.0
    bare = unicodedata.normalize("NFD", character)[0]
    if bare != character:
        return _width(bare)
    return 1.05 if unicodedata.east_asian_width(character) in "WF" else 0.75


def width_of(text: str, size: float, *, heavy: bool = False) -> float:
    """About how long a text is, in the units of `size`; rather too long than too short."""
    return sum(map(_width, text)) * size * ROOM * (HEAVY if heavy else 1.0)


def clean(text: str) -> str:
    """Only what XML may hold, on one line, without characters that turn the direction of other text."""
    kept = _NO_XML.sub(" ", text.translate(_TURNS))  # a control character may have stood between two words
    return " ".join(kept.split())


def escape(text: str) -> str:
    """Harmless between tags and inside double quotes."""
    return _escape(text, {'"': "&quot;", "'": "&#x27;"})


def wrap(text: str, size: float, room: float, most: int, *, heavy: bool = False) -> list[str]:
    """The text in at most `most` lines no longer than `room`: broken between words, a long word anywhere, the rest cut."""
    lines: list[str] = []
    rest = clean(text)
    while rest:
        if width_of(rest, size, heavy=heavy) <= room:
            return [*lines, rest]
        if len(lines) + 1 >= most:
            return [*lines, _fitting(rest, size, room, CUT, heavy=heavy).rstrip() + CUT]
        line, rest = _break(rest, size, room, heavy=heavy)
        lines.append(line)
    return lines


def _fitting(text: str, size: float, room: float, ending: str, *, heavy: bool) -> str:
    """The longest beginning that fits with `ending` after it; at least one character, so that something remains."""
    left = room - width_of(ending, size, heavy=heavy)
    end = 0
    for index, character in enumerate(text):
        left -= width_of(character, size, heavy=heavy)
        if left < 0:
            break
        end = index + 1
    while 0 < end < len(text) and unicodedata.combining(text[end]):
        end -= 1  # an accent stays with its letter
    return text[: max(1, end)]


def _break(text: str, size: float, room: float, *, heavy: bool) -> tuple[str, str]:
    """One line and the rest: after the last blank, hyphen or slash that fits, else inside the word."""
    begun = _fitting(text, size, room, "", heavy=heavy)
    if text[len(begun) : len(begun) + 1] == " ":
        return begun, text[len(begun) :].lstrip()
    for place in range(len(begun) - 1, 0, -1):
        if begun[place] == " ":
            return begun[:place], text[place + 1 :]
        if begun[place] in "-/–" and begun[place - 1].isalnum():
            return begun[: place + 1], text[place + 1 :]
    part = _fitting(text, size, room, "-", heavy=heavy)
    return part + "-", text[len(part) :]
