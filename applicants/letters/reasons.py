"""The main reasons of a refusal in plain language. Plain Python.

A score did not decide: a person did, and their words come first. Where a run scored the application, the two or three criteria in
which most points were missed follow, by their names and what they look for; never points, never anything about other people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from applicants.letters.phrases import PHRASES

MOST_NAMED: Final = 3


@dataclass(frozen=True)
class LookedAt:
    """One criterion as letters speak of it: its name, what it looks for, the question it reads, the most points it can give."""

    name: str
    why: str
    question: str
    most: int


def missed_most(criteria: Sequence[LookedAt], points: Sequence[int], count: int = MOST_NAMED) -> list[LookedAt]:
    """The criteria in which most points were missed, the most first; equal ones in the rubric's order."""
    gaps = [(each.most - had, each) for each, had in zip(criteria, points, strict=False)]
    gaps = [gap for gap in gaps if gap[0] > 0]
    gaps.sort(key=lambda gap: -gap[0])
    return [each for _, each in gaps[:count]]


def reasons_in_words(by_person: str, missed: Sequence[LookedAt], language: str = "en") -> str:
    """The person's words, then what was missed most, as plain text with a list. What the person names already is not said twice.

    The person wrote in English; in another language the letter says so.
    """
    say = PHRASES[language]
    said = by_person.casefold()
    missed = [each for each in missed if each.name.casefold() not in said]
    parts = [by_person.strip()] if by_person.strip() else []
    if say.written_in_english and (parts or missed):
        parts.insert(0, say.written_in_english)
    if missed:
        lines = [f"- {each.name}{': ' + first_sentence(each.why) if each.why else ''}" for each in missed]
        parts.append("\n".join([say.found_least, *lines]))
    return "\n\n".join(parts)


def data_in_words(criteria: Sequence[LookedAt], language: str = "en") -> str:
    """Which answers were used, as plain text with a list; without a score, what was read."""
    questions = list(dict.fromkeys(each.question for each in criteria if each.question))
    if not questions:
        return PHRASES[language].no_score
    return "\n".join([PHRASES[language].used, *(f"- {question}" for question in questions)])


def first_sentence(text: str) -> str:
    """The first sentence: what follows it is how points are counted."""
    return text.partition(". ")[0].rstrip(".") + "."
