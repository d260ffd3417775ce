"""The keys of a person. Two people with the same key stand in one block, and only there are compared.

Several a person, so that one slip of the pen does not hide them: whoever mistypes the name still has the telephone.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from applicants.matching.normalise import email_key, local_key, name_tokens, phone_key, sound, text_key

EMAIL, PHONE, NAME, ANSWERS = 1, 2, 3, 4
"""Kinds of keys, as the table holds them."""
LONGEST: Final = 64
Key = tuple[int, str]


@dataclass(frozen=True)
class Person:
    """What is compared: how to reach somebody, and what they wrote (the long texts of each of their applications)."""

    id: int
    name: str
    email: str | None = None
    phone: str = ""
    texts: Sequence[Sequence[str]] = ()
    digests: frozenset[str] = frozenset()
    """In place of the texts, where the keys were made before."""

    @property
    def answers(self) -> frozenset[str]:
        """The digests of what they wrote."""
        return self.digests or frozenset(_digest(key) for each in self.texts if (key := text_key(list(each))))


def keys_of(person: Person) -> frozenset[Key]:
    """All keys of a person; none where there is nothing to go by."""
    found: set[Key] = {(ANSWERS, digest) for digest in person.answers}
    if mailbox := email_key(person.email):
        found.add((EMAIL, _short("m:" + mailbox)))
    if local := local_key(person.email):
        found.add((EMAIL, _short("l:" + local)))
    if phone := phone_key(person.phone):
        found.add((PHONE, phone))
    found |= {(NAME, _short(value)) for value in _name_keys(name_tokens(person.name))}
    return frozenset(found)


def sorted_name(name: str) -> str:
    """The words of a name in the order of the alphabet: the same however they were turned."""
    return " ".join(sorted(name_tokens(name)))


def _name_keys(tokens: tuple[str, ...]) -> Iterable[str]:
    """The whole name in any order; how its first and its last word sound, in any order; and the last with each initial."""
    whole = [token for token in tokens if len(token) > 1]
    if len(tokens) < 2 or not whole:
        return
    yield "s:" + " ".join(sorted(tokens))
    # Of a name in another order the outer two may be others: each word with its initial's neighbour would make too many blocks,
    # so the two longest stand for it as well.
    outer = sorted((sound(tokens[0]), sound(tokens[-1])))
    yield "p:" + "|".join(outer)
    if len(whole) > 2:
        yield "p:" + "|".join(sorted(sound(token) for token in sorted(whole, key=lambda each: (-len(each), each))[:2]))
    yield f"i:{tokens[0][0]}|{sound(tokens[-1])}"


def _short(value: str) -> str:
    return value if len(value) <= LONGEST else value[:2] + hashlib.sha256(value.encode()).hexdigest()[: LONGEST - 2]


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:32]
