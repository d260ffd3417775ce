"""Letters as the eye reads them: one letter for each place of the text, so that what is found can be cut out of the text itself."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_ALIKE: Final = {
    pair[0]: pair[1]
    for pair in (  # noqa: SIM905
        "аa вb еe һh іi јj кk мm нh оo рp сc тt уy хx ѕs ԁd ԛq ԝw ӏl гr пn "  # Cyrillic
        "αa βb εe ζz ηn ιi κk μu νv οo ρp τt υu χx γy ωw σo "  # Greek
        "øo łl đd ıi ŧt ħh ŋn ðd æa œo ßs þt"  # Latin, but made by no accent
    ).split()
    if len(pair) == 2
}
"""Both sides of a comparison go through it, so it need only be the same for letters that look the same."""
WRITTEN_OUT: Final = {
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "ø": "oe",
    "å": "aa",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ñ": "ny",
}
"""How letters are written where a keyboard has none of them."""
_HIDDEN: Final = {"Cf", "Cc", "Co", "Cs"}
_LOOSE: Final = re.compile("[\u0300-\u036f]")
"""An accent that no letter takes in when the text is composed, as the dot of a small İ or the tone of an ọ́: it would stand between
two letters of a word."""


def plain(text: str) -> str:
    """The text without signs that cannot be seen, in usual letters (full-width ones, ligatures), composed; accents that no letter
    takes in are dropped."""
    if text.isascii():
        return text
    text = _LOOSE.sub("", unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text)))
    return "".join(
        char
        for char in text
        if char in "\n\t\r" or (char.isascii() and char.isprintable()) or unicodedata.category(char) not in _HIDDEN
    )


@lru_cache(maxsize=4096)
def _letter(char: str) -> str:
    first = unicodedata.normalize("NFD", char.casefold())[:1] or char
    return _ALIKE.get(first, first)


def fold(text: str) -> str:
    """The text in small letters without accents, of the same length; letters that look like Latin ones are those."""
    if text.isascii():
        return text.lower()
    return "".join(map(_letter, text))


def spellings(word: str) -> set[str]:
    """A word as it may be written, folded: without accents, and with letters written out (Müller: muller, mueller)."""
    written = "".join(WRITTEN_OUT.get(char, char) for char in unicodedata.normalize("NFC", word.casefold()))
    return {letters for each in (word, written) if (letters := re.sub(r"[\W\d_]+", "", fold(each)))}
