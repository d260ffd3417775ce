"""How alike two records are, from 0 to 100, and what is alike.

Each thing that agrees is a piece of evidence with a weight; together they count as independent witnesses do: 1 - (1-a)(1-b)... The
name alone is never enough, however rare: among thousands, many share one. What many people have in common (`common`) says nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from applicants.matching.keys import EMAIL, PHONE, Key, Person
from applicants.matching.normalise import email_key, local_key, name_tokens, phone_key

LISTED: Final = 60
"""From here on a pair is shown to people."""
ALIKE: Final = 80
"""From here on two names count as alike."""
OTHER: Final = 55
"""Below this, two names are two names."""
_EMAIL, _LOCAL, _EMAIL_NEAR, _PHONE, _PHONE_NEAR, _ANSWERS, _NO_CONTACT = 0.97, 0.36, 0.4, 0.7, 0.35, 0.55, 0.2
_NAME: Final = ((97, 0.5), (90, 0.46), (85, 0.42), (ALIKE, 0.36))
_OTHER_NAMES, _OTHER_NAMES_ONE_MAILBOX = 0.6, 0.85


@dataclass(frozen=True)
class Facts:
    """A person in normal form, made once and compared often."""

    person: Person
    tokens: tuple[str, ...]
    mailbox: str
    local: str
    phone: str
    answers: frozenset[str]


def facts_of(person: Person) -> Facts:
    """Normalise what is compared."""
    return Facts(
        person,
        name_tokens(person.name),
        email_key(person.email),
        local_key(person.email),
        phone_key(person.phone),
        person.answers,
    )


@dataclass(frozen=True)
class Likeness:
    """0 to 100, and the reasons as codes, as `applicants.selectors.duplicates` says them in words."""

    score: int
    reasons: tuple[str, ...]

    @property
    def is_listed(self) -> bool:
        """Whether people should look."""
        return self.score >= LISTED


def compare(
    one: Facts, other: Facts, *, common: Collection[Key] = (), rare_name: bool = False, in_full: bool = True
) -> Likeness:
    """How alike two are; the same whichever comes first.

    `common` are keys that too many people have: they count for nothing. `rare_name` says that only these few carry the name.
    Unless it is wanted `in_full`, two with nothing but names in common are 0 alike: they would not be listed anyway.
    """
    found = _evidence(one, other, common)
    if not (found or in_full or (rare_name and _unreachable(one, other))):
        return Likeness(0, ())
    names = name_likeness(one.tokens, other.tokens)
    reasons = [code for code, _ in found]
    doubt = 1.0
    for _, weight in found:
        doubt *= 1 - weight
    if weight := next((weight for least, weight in _NAME if names >= least), 0.0):
        reasons.append(f"name:{names}")
        doubt *= 1 - weight
        if rare_name and names >= 97 and _unreachable(one, other):
            reasons.append("no-contact")
            doubt *= 1 - _NO_CONTACT
    score = 1 - doubt
    if found and one.tokens and other.tokens and names < OTHER:
        reasons.append("names-differ")
        score *= _OTHER_NAMES_ONE_MAILBOX if "email" in reasons else _OTHER_NAMES
    return Likeness(round(100 * score), tuple(reasons))


def _evidence(one: Facts, other: Facts, common: Collection[Key]) -> list[tuple[str, float]]:
    """What they have in common beside their names, each with its weight."""
    found: list[tuple[str, float]] = []
    if one.mailbox and one.mailbox == other.mailbox:
        found.append(("email", _EMAIL))
    elif one.local and one.local == other.local and (EMAIL, "l:" + one.local) not in common:
        found.append(("local", _LOCAL))
    elif _near_addresses(one, other):
        found.append(("email-near", _EMAIL_NEAR))
    if one.phone and one.phone == other.phone:
        if (PHONE, one.phone) not in common:
            found.append(("phone", _PHONE))
    elif _near_numbers(one.phone, other.phone):
        found.append(("phone-near", _PHONE_NEAR))
    if any((4, digest) not in common for digest in one.answers & other.answers):
        found.append(("answers", _ANSWERS))
    return found


def name_likeness(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How alike two names are, 0 to 100, in words as `name_tokens` gives them; the same whichever comes first.

    The order of the words does not count, an initial stands for its name at a discount, and a word that only one of them has
    (a second given name, a mother's surname) takes a little away.
    """
    if not one or not other:
        return 0
    if sorted(one) == sorted(other):
        return 100
    short, long = sorted((one, other), key=lambda each: (len(each), sorted(each)))
    joined = fuzz.ratio("".join(short), "".join(long))  # "anamaria" and "ana maria"
    pairs = sorted(
        ((_words(left, right), left, right, i, j) for i, left in enumerate(short) for j, right in enumerate(long)),
        key=lambda pair: (-pair[0], *sorted((pair[1], pair[2]))),
    )
    taken_short: set[int] = set()
    taken_long: set[int] = set()
    total = 0.0
    for score, _, _, i, j in pairs:
        if i not in taken_short and j not in taken_long:
            taken_short.add(i)
            taken_long.add(j)
            total += score
    if len(short) == 1 and len(long) > 1:
        return round(max(min(joined, 100.0), 0.6 * total))  # a single word is too little to be somebody's whole name
    matched = total / len(short) - 4 * (len(long) - len(short))
    return round(max(joined if joined >= 95 else 0.0, matched, 0.0))


def _words(one: str, other: str) -> float:
    if one == other:
        return 88.0 if len(one) == 1 else 100.0
    if len(one) == 1 or len(other) == 1:
        return 82.0 if one[0] == other[0] else 0.0
    score = 100 * JaroWinkler.similarity(*sorted((one, other)))
    # Jaro and Winkler are kind to short words: two letters of four are another name.
    slips = DamerauLevenshtein.distance(one, other)
    return score if slips <= max(1, min(len(one), len(other)) // 4) else min(score, 60.0) * 0.8


def _near_addresses(one: Facts, other: Facts) -> bool:
    """One slip in a long address: not in its digits, because numbers tell people apart."""
    if not one.local or not other.local or min(len(one.local), len(other.local)) < 8:
        return False
    if _digits(one.local) != _digits(other.local):
        return False
    return DamerauLevenshtein.distance(one.local, other.local, score_cutoff=1) <= 1


def _near_numbers(one: str, other: str) -> bool:
    """One slip in a whole number: a wrong digit, or two turned round."""
    if len(one) < 9 or len(other) < 9:
        return False
    return DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _unreachable(one: Facts, other: Facts) -> bool:
    return any(not each.mailbox and not each.phone for each in (one, other))
