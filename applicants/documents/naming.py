"""Finding somebody's name in a text: whole or in parts, short or pet forms, initials, handles, however it is spelled or spaced.

It works on folded text (`folding.fold`), which has a letter for each place of the text itself.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import permutations
from typing import Final

from applicants.documents.common import COMMON, WORDS
from applicants.documents.folding import fold, spellings
from applicants.documents.nicknames import NICKNAMES

_WORDS: Final = frozenset(map(fold, WORDS))
PARTICLES: Final = frozenset(
    {"al", "bin", "da", "das", "de", "del", "den", "der", "di", "do", "dos", "du", "e", "el"}
    | {"ibn", "ii", "iii", "iv", "jr", "la", "las", "le", "los", "mc", "san", "santa", "sr", "st"}
    | {"ter", "van", "von", "y"}
)
"""Parts of names that are everyday words: they go only as part of a whole name."""
TITLES: Final = frozenset({"dr", "dra", "mr", "mrs", "ms", "mx", "prof", "sra", "srta", "lic", "ing"})
"""They stand before names and are no part of them."""
BEFORE: Final = r"(?<![^\W\d_])"
AFTER: Final = r"(?![^\W\d_])"
"""Not in the middle of a word; digits and underscores may stand beside it (ana_garcia88)."""
BROKEN: Final = r"(?:[-\u2010\u2011](?:[ \t]*\r?\n[ \t]*)?)?"
"""Between two letters: a hyphen, at the end of a line or not."""
OWNS: Final = r"(?:['’`´]?s['’]?|['’])?"
BETWEEN: Final = r"(?:[^\w;:!?]|_){0,3}(?:[a-z][._\s]{1,2})?"
"""Between the parts of a name: nothing, spaces, signs, and another's initial."""
_SAYS: Final = (
    r"(?:my name(?:['’]s| is)|name['’]s|i am called|i['’]m called|call(?:s|ed)? me|i am|i['’]m|this is|named"
    r"|me llamo|mi nombre es|me dicen|me llaman|soy|yours,|regards,|sincerely,|thanks,|atentamente,|saludos,|gracias,)"
)


class Name:
    """The names of one person, ready to be found. A part that is an everyday word is found where a capital says it is a name."""

    def __init__(self, names: Iterable[str], handles: Iterable[str] = ()) -> None:
        anywhere: set[str] = set()
        capital: set[str] = set()
        self._whole: list[str] = []
        first_letters: set[str] = set()
        joined: set[str] = set()
        said: set[str] = set()
        monograms: set[str] = set()
        for name in names:
            parts = [part for part in re.split(r"[\s,.;:()\"“”]+", name) if _letters(part)]
            parts = [part for part in parts if _letters(part) not in TITLES]
            pieces = [piece for part in parts for piece in re.split(r"[-'’‘`´\u2010\u2011]", part) if _letters(piece)]
            if len(parts) > 1:
                self._whole += _whole([_letters(part) for part in parts])
            for piece in {*parts, *pieces}:
                for word in spellings(piece):
                    if len(word) < 2 or word in PARTICLES:
                        continue
                    (capital if word in _WORDS or len(word) < 3 else anywhere).add(word)
                    said.add(word)
                    # A pet name is often an everyday word in the other language.
                    capital |= set(NICKNAMES.get(word, ()))
                    said |= NICKNAMES.get(word, frozenset())
            plain = [_letters(piece) for piece in pieces]
            real = [word for word in plain if word not in PARTICLES]
            first_letters |= {word[0] for word in real}
            joined |= {" ".join(made) for made in _joined(plain, real)}
            if 2 <= len(real) <= 5:
                initials = [word[0] for word in real]
                monograms |= {"".join(initials), initials[0] + initials[-1]}
        for handle in handles:
            whole = fold(handle)
            if len(_letters(handle)) > 3 and _letters(handle) not in COMMON:
                joined.add(re.sub(r"[\W_]+$", "", whole))
            for piece in re.split(r"[\W\d_]+", whole):
                if len(piece) > 3 and piece not in COMMON and piece not in _WORDS:
                    anywhere.add(piece)
        capital -= anywhere
        self._anywhere = _compiled(anywhere, _spelled)
        self._capital = _compiled(capital, re.escape)
        self._joined = _compiled(joined, _handle, before=r"(?<![a-z])", after=r"(?![a-z])", owns="")
        self._spaced = _compiled({word for word in anywhere | capital if len(word) > 2}, _spaced, owns="")
        self._said = re.compile(rf"{BEFORE}{_SAYS}\s+({'|'.join(_longest(said))}){AFTER}") if said else None
        self._signed = (
            re.compile(rf"(?m)^[\W_]*({'|'.join(_longest({*said, *monograms}))})[\W_]*$") if said or monograms else None
        )
        self._dotted = (
            re.compile(rf"{BEFORE}(?:{'|'.join(r'[.][ ]?'.join(letters) for letters in _longest(monograms))})\.")
            if monograms
            else None
        )
        letters = "".join(sorted(first_letters))
        self._initial = (
            re.compile(
                rf"{BEFORE}(?:[{letters}]\.?[\s-]?){{1,3}}(?=\[name\])|(?<=\[name\])(?:\s[{letters}]\b\.?(?!['’]))"
            )
            if letters
            else None
        )

    def without(self, text: str) -> str:
        """The text with [name] where the name was. Linear in the length of the text for a name of bounded length."""
        for order in self._whole:
            text = _cut(text, re.compile(BEFORE + order + OWNS + AFTER))
        for found in (self._joined, self._anywhere):
            text = _cut(text, found)
        text = _cut(text, self._capital, needs_capital=True)
        for pattern in (self._said, self._signed):
            text = _cut(text, pattern, group=1)
        text = _cut(text, self._spaced)
        text = _cut(text, self._dotted, needs_capital=True)
        text = _cut(text, self._initial, needs_capital=True)
        return re.sub(r"\[name\](?:[\s,.·-]{0,3}\[name\])+", "[name]", text)


def _cut(text: str, pattern: re.Pattern[str] | None, *, needs_capital: bool = False, group: int = 0) -> str:
    """The text with [name] in the places that the pattern finds in its folded form."""
    if pattern is None:
        return text
    made, end = [], 0
    for found in pattern.finditer(fold(text)):
        start, stop = found.span(group)
        if start < end or (needs_capital and not text[start:stop].lstrip()[:1].isupper()):
            continue
        if text[start - 1 : start] == "[" and text[stop : stop + 1] == "]":
            continue
        made += [text[end:start], "[name]"]
        end = stop
    return "".join([*made, text[end:]]) if made else text


def _letters(word: str) -> str:
    """The letters of a word, folded."""
    return re.sub(r"[\W\d_]+", "", fold(word))


def _whole(parts: Sequence[str]) -> list[str]:
    """Patterns for the whole name in the two usual orders, and for its first and last part."""
    orders = [parts, [*parts[1:], parts[0]], [parts[-1], *parts[:-1]], [parts[0], parts[-1]]]
    return list(dict.fromkeys(BETWEEN.join(map(_broken, order)) for order in orders))


def _joined(plain: Sequence[str], real: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """What handles are made of: all parts, two of them, a part and an initial."""
    if len(plain) > 1:
        yield tuple(plain)
    for one, other in permutations(real[:5], 2):
        if len(one) + len(other) > 3:
            yield (one, other)
        if len(other) > 3:
            yield (one[0], other)
            yield (other, one[0])
            if len(one) > 3:
                yield (one[:3], other)
    if len(real) > 2:
        yield ("".join(word[0] for word in real[:-1]), real[-1])


def _broken(word: str) -> str:
    return BROKEN.join(map(re.escape, word))


def _spelled(word: str) -> str:
    return _broken(word) if len(word) > 3 else re.escape(word)


def _handle(parts: str) -> str:
    """A handle: its parts with points, hyphens, underscores or a few digits between them."""
    return r"[._\d-]{0,4}".join(map(re.escape, parts.split()))


def _spaced(word: str) -> str:
    """Letters set apart by one and the same sign: J O H N, j.o.h.n."""
    first, *others = map(re.escape, word)
    return rf"{first}(?:" + "|".join(sign + sign.join(others) for sign in (" ", r"\.", "-", "_", r"\*")) + ")"


def _longest(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))


def _compiled(
    words: Iterable[str],
    pattern: Callable[[str], str],
    *,
    before: str = BEFORE,
    after: str = AFTER,
    owns: str = OWNS,
) -> re.Pattern[str] | None:
    found = [pattern(word) for word in _longest(words)]
    return re.compile(f"{before}(?:{'|'.join(found)}){owns}{after}") if found else None


@lru_cache(maxsize=256)
def name_of(names: tuple[str, ...], handles: tuple[str, ...] = ()) -> Name:
    """The same, kept: making it takes longer than using it, and a reader's page is asked for more than once."""
    return Name(names, handles)
