"""Placeholders in letters: which there are, what is wrong with a text that uses them, and filling them in. Plain Python."""

import re
from collections.abc import Callable, Mapping
from typing import Final

ALWAYS: Final[dict[str, str]] = {
    "name": "their name",
    "cohort": "the name of the class",
    "programme": "the name of the programme",
    "status_link": "their status page",
    "boot_camp_starts": "the first day of the boot camp",
    "boot_camp_ends": "the last day of the boot camp",
    "contact": "the address that people write to",
}
OF_KIND: Final[dict[str, dict[str, str]]] = {
    "offered": {
        "answer_by": "until when the offer stands",
        "offer_link": "the page that accepts or declines with one click",
    },
    "waitlisted": {},
    "rejected": {
        "reasons": "the main reasons: what you wrote with the decision, then what the score missed most, in words",
        "data_used": "which answers were used",
        "reconsider_link": "the page on which they ask that another person looks again",
    },
    "message": {},
}
"""What each kind of letter can say beside ALWAYS. "message" is a letter without a decision."""

NEEDED: Final[dict[str, dict[str, str]]] = {
    "offered": {
        "answer_by": "people must know until when they can answer",
        "offer_link": "without it nobody can answer",
    },
    "waitlisted": {},
    "rejected": {
        "reasons": "people are told the main reasons",
        "data_used": "people are told which data was used",
        "contact": "people are told how to correct what we hold",
        "reconsider_link": "people are told how to ask that somebody looks again",
    },
    "message": {},
}
"""What a letter of a kind cannot go out without, and why (docs/glossary.md, "letter")."""

SEVERAL_LINES: Final = frozenset({"reasons", "data_used"})
LONGEST_LINE: Final = 300

_KNOWN_SHAPE: Final = re.compile(r"\{([a-z_]+)\}")
_ANY_BRACES: Final = re.compile(r"\{([^{}\n]{0,60})\}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def allowed(kind: str) -> dict[str, str]:
    """The placeholders of a kind of letter, with what each becomes."""
    return ALWAYS | OF_KIND[kind]


def unknown(text: str, kind: str) -> list[str]:
    """What stands in braces and is no placeholder of this kind of letter, as written, each once, in order."""
    known = allowed(kind)
    return list(dict.fromkeys(f"{{{found}}}" for found in _ANY_BRACES.findall(text) if found not in known))


def used(text: str) -> set[str]:
    """The names of the placeholders in a text."""
    return set(_KNOWN_SHAPE.findall(text))


def subject_problems(subject: str, kind: str) -> list[str]:
    """What is wrong with a subject, in words; empty where nothing is."""
    found = _unknown_in_words(subject, kind)
    found += [f"{{{name}}} takes several lines. Use it in the text." for name in sorted(used(subject) & SEVERAL_LINES)]
    return found if subject.strip() else ["Write a subject."]


def body_problems(body: str, kind: str) -> list[str]:
    """What is wrong with a text, in words: unknown placeholders, and what this kind of letter must say."""
    if not body.strip():
        return ["Write the text of the letter."]
    present = used(body)
    missing = [f"Put in {{{name}}}: {why}." for name, why in NEEDED[kind].items() if name not in present]
    return _unknown_in_words(body, kind) + missing


def _unknown_in_words(text: str, kind: str) -> list[str]:
    found = unknown(text, kind)
    if not found:
        return []
    said = ", ".join(found)
    return [
        f"{said} is not a placeholder of this letter."
        if len(found) == 1
        else f"{said} are not placeholders of this letter."
    ]


def prepared(text: str, common: Mapping[str, str]) -> Callable[[Mapping[str, str]], str]:
    """Fill in a text for many people: `common` is the same for all, what is returned fills in the rest and gives the text.

    Filled in once: braces inside a value (a name, say) stay as they are. A name that nobody gives a value for stays too.
    """
    parts = _KNOWN_SHAPE.split(text)  # literal, name, literal, name ...
    pieces: list[tuple[bool, str]] = []
    for place, part in enumerate(parts):
        open_name = place % 2 == 1 and part not in common
        piece = part if open_name or place % 2 == 0 else common[part]
        if pieces and not open_name and not pieces[-1][0]:
            pieces[-1] = (False, pieces[-1][1] + piece)
        else:
            pieces.append((open_name, piece))

    def fill_in(values: Mapping[str, str]) -> str:
        return "".join([values.get(piece, f"{{{piece}}}") if is_name else piece for is_name, piece in pieces])

    return fill_in


def one_line(value: str, longest: int = LONGEST_LINE) -> str:
    """A value without line breaks, control and direction-changing characters, cut to `longest` characters: fit for a header."""
    return " ".join(_CONTROL.sub(" ", value).split())[:longest]
