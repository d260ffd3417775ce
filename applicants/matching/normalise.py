"""One form for what people write in many: addresses, numbers, names, texts. On its own result each gives the same again."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 400
"""Characters looked at; nobody's name is longer, and a text that somebody pasted into the field costs no more."""
MOST_TOKENS: Final = 12

_SAME_HOST: Final = {
    "googlemail.com": "gmail.com",
    "hotmail.co.uk": "hotmail.co.uk",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "protonmail.com": "proton.me",
    "pm.me": "proton.me",
}
"""Hosts under which one mailbox answers to the same local part."""
_DOTS_DO_NOT_COUNT: Final = frozenset({"gmail.com"})
_TAGS: Final = frozenset(
    {"gmail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "icloud.com", "fastmail.com", "proton.me"}
)
"""Hosts that deliver name+anything to name. Elsewhere a plus may be part of the name."""
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_TITLES: Final = frozenset({"mr", "mrs", "ms", "mx", "dr", "prof", "jr", "sr", "ii", "iii", "iv", "phd", "md", "rn"})
_EXTENSION: Final = re.compile(r"(?:\bext?(?:ension)?\b|\bx(?=\s*\d)|#).*$", re.IGNORECASE | re.DOTALL)
_INVISIBLE: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f'`]")
_APART: Final = re.compile(r"[^a-z0-9]+")
_NO_LETTER: Final = re.compile(r"[\W_]+")
_MADE_UP: Final = re.compile(r"^(\d)\1*$|^0?123456789?0?$|^9?87654321?0?$")


def plain(text: str) -> str:
    """Folded letters, digits and blanks: no case, no accents, nothing invisible (marks that turn the direction, NUL, joiners)."""
    text = text[:LONGEST]
    if text.isascii():  # most texts, and the same by a shorter way
        return " ".join(_APART.sub(" ", _INVISIBLE.sub("", text.lower())).split())
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    # Casefolding can make new combinations, and some of those fold again: once more, and it holds still.
    folded = unicodedata.normalize("NFKD", folded).casefold().translate(_LETTERS)
    kept = []
    for character in folded:
        category = unicodedata.category(character)
        if category[0] in "LN":
            kept.append(character)
        elif character.isspace():
            kept.append(" ")
        elif category[0] in "MC" or character in "'’‘ʼ`´":
            continue
        else:
            kept.append(" ")
    return " ".join("".join(kept).split())


def name_tokens(name: str) -> tuple[str, ...]:
    """The words of a name in the order written, plain, without titles; ("ana", "maria", "perez") for “Dr. Ana-María PÉREZ”."""
    words = plain(name).split()
    told = [word for word in words if word not in _TITLES] or words
    return tuple(told[:MOST_TOKENS])


def email_key(address: str | None) -> str:
    """The mailbox that an address means, as far as its host is known: no case, no dots and no tag where they do not count."""
    text = unicodedata.normalize("NFKC", (address or "")[:LONGEST]).casefold()
    if not text.isprintable() or " " in text:
        text = "".join(character for character in text if unicodedata.category(character)[0] not in "CZ")
    local, at, host = text.rpartition("@")
    if not (local and at and host):
        return ""
    host = _SAME_HOST.get(host.strip("."), host.strip("."))
    if host in _TAGS:
        local = local.partition("+")[0] or local
    if host in _DOTS_DO_NOT_COUNT:
        local = local.replace(".", "") or local
    return f"{local}@{host}" if host else ""


_ROLES: Final = frozenset(
    {"info", "admin", "contact", "mail", "email", "office", "hello", "student", "test", "user", "me"}
)


def local_key(address: str | None) -> str:
    """The name in front of the @ in letters and digits, without a tag, whatever the host; empty where too short to say much."""
    local = plain(email_key(address).rpartition("@")[0].partition("+")[0]).replace(" ", "")
    return local if len(local) >= 6 and local not in _ROLES else ""


def phone_key(phone: str) -> str:
    """The last nine digits of a number: the same with and without +1, 0044 or a leading 0. Empty for what is no number."""
    folded = _EXTENSION.sub("", unicodedata.normalize("NFKC", phone[:LONGEST]))
    digits = "".join(str(unicodedata.digit(each)) for each in folded if unicodedata.digit(each, None) is not None)
    digits = digits.lstrip("0")
    if not 7 <= len(digits) <= 15 or _MADE_UP.match(digits):
        return ""
    last = digits[-9:].lstrip("0")
    return last if len(last) >= 7 and not _MADE_UP.match(last) else ""


def text_key(texts: list[str]) -> str:
    """What somebody wrote, all of it together, in plain letters; empty where it is too little to tell two people apart."""
    folded = "|".join(plain_text(text) for text in texts)
    return folded if len(folded) >= 120 else ""


def plain_text(text: str) -> str:
    """As `plain`, for a text of any length, and without blanks: how it was broken into lines does not count."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


_SOUNDS: Final = (
    ("sch", "s"), ("tch", "c"), ("ch", "c"), ("sh", "s"), ("ph", "f"), ("th", "t"), ("gh", "g"), ("kh", "k"), ("ck", "k"),
    ("qu", "k"), ("x", "ks"), ("z", "s"), ("c", "k"), ("q", "k"), ("v", "b"), ("w", "b"), ("y", "i"), ("j", "i"), ("h", ""),
)  # fmt: skip


def sound(word: str) -> str:
    """Roughly how a plain word sounds: its first letter and its consonants, those that are easily mixed up made one; at most 6."""
    for old, new in _SOUNDS:
        word = word.replace(old, new) if len(word) > 1 else word
    if not word:
        return ""
    heard = word[0]
    for letter in word[1:]:
        if letter not in "aeiou" and letter != heard[-1]:
            heard += letter
    return heard[:6]
