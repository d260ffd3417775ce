"""Finding schools in a text: those a programme knows by name with their short names, and whatever is called like a school."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from applicants.documents.folding import fold

SCHOOL: Final = "[school]"
_UP: Final = "A-ZÁÉÍÓÚÑÜ"
_PART: Final = rf"(?:of|and|at|in|de|del|la|las|los|y|the|for|[{_UP}][\w.'’-]*)"
SHAPES: Final = [
    re.compile(pattern)
    for pattern in (
        r"\b(?:University|College|Institute|School|Academy|Conservatory"
        r"|Universidad|Instituto|Colegio|Escuela|Facultad|Preparatoria"
        r"|UNIVERSITY|COLLEGE|UNIVERSIDAD|INSTITUTO|COLEGIO|ESCUELA)\s(?:of|de|del|for|OF|DE|DEL)\s(?:the\s|la\s|las\s|los\s|el\s|LA\s)?"
        rf"[{_UP}][\w.'’-]*(?:,?\s{_PART}){{0,4}}",
        rf"\b(?:[{_UP}][\w.&'’-]*\s){{1,4}}(?:University|UNIVERSITY|Univ\b\.?|College|COLLEGE|Institute of Technology"
        rf"|Polytechnic|Seminary|High School"
        rf"|HIGH SCHOOL|Middle School|Elementary|Academy|School of [{_UP}]\w+"
        rf"|Community College)(?:\s(?:at|of|in)\s[{_UP}]\w+|,\s[{_UP}]\w+(?=\s\())?",
        rf"\b(?:Universidad|Univ\.|Instituto|Colegio|Escuela|Preparatoria|Tecnol[oó]gico"
        rf"|Polit[eé]cnico|Facultad)\s(?:de\s|del\s)?[{_UP}][\w.'’-]*(?:\s{_PART}){{0,4}}",
        rf"\bUniv\.?\sof\s[{_UP}]\w+(?:\s{_PART}){{0,2}}",
        rf"\bU\.?\s?of\s[{_UP}]\w*",
        r"\b(?:Harvard|Stanford|Yale|Princeton|Caltech|MIT|M\.I\.T\.|UCLA"
        r"|UC\s(?:Berkeley|Davis|Irvine|San Diego|Merced|Riverside|Santa \w+)|Berkeley"
        r"|Cornell|Dartmouth|NYU|CUNY|SUNY|UPenn|UMass|UConn"
        r"|UNAM|UAM|IPN|ITAM|ITESM|Virginia Tech|Georgia Tech|Texas A&M"
        r"|Johns Hopkins|Carnegie Mellon|CMU"
        r"|Notre Dame|Penn State|WGU|Oxbridge|Howard U\.?)(?![\w-])",
    )
]
"""How schools are called."""
_SMALL: Final = frozenset("of the at in for and de del la las los el y".split())  # noqa: SIM905
_KIND: Final = frozenset(
    [
        "university",
        "college",
        "institute",
        "school",
        "academy",
        "universidad",
        "colegio",
        "instituto",
        "escuela",
        "state",
        "community",
        "technology",
        "high",
        "campus",
        "the",
    ]
)
_GENERAL: Final = frozenset(
    """health science sciences medicine nursing public policy engineering technology business arts education law management
    case national central american international medical community online city county state north south east west new saint
    salud ciencias medicina enfermeria nacional tecnologico""".split()  # noqa: SIM905
)


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(name))


def _loose(words: Sequence[str]) -> str:
    return r"[\W_]{1,3}".join(map(re.escape, words))


def _acronyms(name: str) -> set[str]:
    """The letters it is known by: with and without small words, three at least (CSU, CWRU); and U and its place (UAkron)."""
    words = _words(name)
    big = [word for word in words if word not in _SMALL]
    made = {"".join(word[0] for word in big), "".join(word[0] for word in words)}
    return {letters.upper() for letters in made if len(letters) >= 3}


@lru_cache(maxsize=8)
def known(names: tuple[str, ...]) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Patterns for schools a programme knows: by name (folded text) and by their letters (as written)."""
    return _compiled(names)


def _compiled(names: Iterable[str], *, own: bool = False) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    named: set[str] = set()
    letters: set[str] = set()
    for name in names:
        words = _words(name)
        if sum(map(len, words)) < 4:
            continue
        named.add(_loose(words))
        big = [word for word in words if word not in _SMALL]
        apart = [word for word in big if word not in _KIND]
        short = [word for word in big if word not in _KIND or word == "state"]
        if len(short) > 1 and len(short) < len(big):
            named.add(_loose(short))
        if own or len(apart) > 1:
            letters |= _acronyms(name)
        if own:
            if len(apart) > 2:
                named.add(_loose(apart[:2]))
            for word in apart[:2]:
                if len(word) > 3 and word not in _GENERAL:
                    named |= {re.escape(word), _loose(["u", word]), _loose(["u", "of", word]), "u" + re.escape(word)}
            if "at" in words and words[0] == "university":  # University of Texas at Austin: UT Austin
                place = words[words.index("at") + 1 :]
                state = [word for word in words[1 : words.index("at")] if word not in _SMALL]
                named.add(_loose(["u" + "".join(word[0] for word in state), *place]))
    return (
        re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(named, key=len, reverse=True))})(?:['’]s)?(?![^\W_])")
        if named
        else None,
        re.compile(
            rf"(?<![^\W_])(?:{'|'.join(r'[.]?'.join(each) for each in sorted(letters, key=len, reverse=True))})(?![^\W_])"
        )
        if letters
        else None,
    )


class Schools:
    """The schools to take out of one person's texts: those known, their own with every short name, and what looks like one."""

    def __init__(self, names: Iterable[str] = (), own: Iterable[str] = (), letters: Iterable[str] = ()) -> None:
        self._known = known(tuple(sorted({each for each in names if each.strip()})))
        self._own = _compiled({each for each in own if each.strip()}, own=True)
        named = "|".join(map(re.escape, sorted(letters, key=len, reverse=True)))
        self._letters = re.compile(rf"(?<![^\W_])(?:{named})(?![^\W_])") if named else None

    def without(self, text: str) -> str:
        """The text with [school] where a school was."""
        for named, _ in (self._own, self._known):
            text = _cut(text, fold(text), named)
        for shape in SHAPES:
            text = shape.sub(SCHOOL, text)
        for letters in (self._letters, self._own[1], self._known[1]):
            text = _cut(text, text, letters)
        return re.sub(r"\[school\](?:\s?\((?:\[school\]|[A-Z][\w.&-]{1,9})\))+", SCHOOL, text)


def spoken_of(text: str) -> set[str]:
    """What in a text looks like the name of a school."""
    found = {each.group().strip(" .,") for shape in SHAPES[:4] for each in shape.finditer(text)}
    return {re.sub(r"^(?:(?:At|In|From|The|My|Our|A|And|En|La|El|Mi)\s)+", "", each) for each in found}


def letters_beside(text: str, names: Iterable[str]) -> set[str]:
    """The letters in brackets behind one of these schools, or before which one of them stands in brackets: (OSU)."""
    found = set()
    for name in filter(None, map(_words, names)):
        for each in re.finditer(rf"{_loose(name)}\s?\(([^\W\d_][\w&.]{{1,9}})\)", fold(text)):
            found.add(text[each.start(1) : each.end(1)])
    return {each for each in found if sum(map(str.isupper, each)) > 1}


def _cut(text: str, where: str, pattern: re.Pattern[str] | None) -> str:
    if pattern is None:
        return text
    made, end = [], 0
    for found in pattern.finditer(where):
        made += [text[end : found.start()], SCHOOL]
        end = found.end()
    return "".join([*made, text[end:]]) if made else text
