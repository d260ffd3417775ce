"""What in a free text leads to a person: an address, a telephone number, a link, their own name. Plain Python.

A profile without the name must not give it away beside it. It helps whoever writes; it is no proof against somebody who wants to.
"""

import re
import unicodedata
from enum import StrEnum
from typing import Final

_EMAIL: Final = re.compile(
    r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\sat\s)\s?[\w-]{1,64}(?:\.|\s?\(dot\)\s?|\s?\[dot\]\s?|\sdot\s)\w{2,}", re.I
)
_HANDLE: Final = re.compile(r"(?<![\w.])@[A-Za-z0-9_.-]{2,}")
_LINK: Final = re.compile(
    r"\bhttps?:|\bwww\.|\b[a-z0-9-]{2,63}\.(?:com|org|net|io|me|dev|edu|gov|info|co|us|app|ai|link|page|site|online|health)\b",
    re.I,
)
_NOT_LINKS: Final = frozenset({"asp.net", "vb.net", "ado.net", "ml.net", "socket.io"})
"""Names of tools that look like addresses."""
_NUMBER: Final = re.compile(r"\+?\(?\d[\d ().\-/]{5,30}\d")
_YEARS: Final = re.compile(r"\b(?:19|20)\d\d\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d)\b(?:-\d\d\b)?")
_LOCAL: Final = re.compile(r"\b\d{3}[-.]\d{4}\b")
_WORDS: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
COMMON: Final = frozenset(
    {"Art", "Baker", "Bill", "Black", "Brown", "Cook", "Day", "Grace", "Green", "Hall", "Hope", "Joy", "King", "Lane", "Long",
     "Mark", "May", "Price", "Rose", "Summer", "White", "Will", "Young", "Del", "Van", "Von", "San", "Las", "Los"}
)  # fmt: skip
"""Names that are words too: alone they name nobody."""

LONGEST: Final = 5000
"""Letters that are looked through: more than any field here takes."""


class Kind(StrEnum):
    """What was found."""

    EMAIL = "email"
    PHONE = "phone"
    LINK = "link"
    NAME = "name"


def leads_to(text: str, name: str = "") -> list[Kind]:
    """What of these stands in a text, each once, in the order of `Kind`. `name`: the person's own."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:LONGEST]))
    found = {
        Kind.EMAIL: bool(_EMAIL.search(plain) or _HANDLE.search(plain)),
        Kind.PHONE: _has_number(plain),
        Kind.LINK: any(each[0].lower() not in _NOT_LINKS for each in _LINK.finditer(_EMAIL.sub(" ", plain))),
        Kind.NAME: _has_name(plain, unicodedata.normalize("NFKC", name)),
    }
    return [kind for kind, is_there in found.items() if is_there]


def _has_number(text: str) -> bool:
    """Nine digits or more in a row, with what people put between them; or seven as 555-0100. Years and days are none."""
    plain = _YEARS.sub(" ", text)
    if _LOCAL.search(plain):
        return True
    return any(sum(letter.isdigit() for letter in each[0]) >= 9 for each in _NUMBER.finditer(plain))


def _has_name(text: str, name: str) -> bool:
    if name.strip() and re.search(rf"(?<!\w){re.escape(name.strip())}(?!\w)", text, re.I):
        return True
    own = {word for word in _WORDS.findall(name) if len(word) > 2 and word not in COMMON}
    return bool(own & set(_WORDS.findall(text)))
