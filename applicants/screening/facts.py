"""Facts: what the answers of an application come to, as whole numbers. Plain Python; knows no database.

Which facts there are follows from the form alone, in its order, so that the same form always gives the same row. Each function that
makes a fact has a version: raise it when the function changes, and every row made before is known to be stale.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from applicants.screening.words import FAMILIES, families_in, words_in
from cohorts.answers import Answer, AnswerError, QuestionSpec, clean_answer

MOST_OPTIONS: Final = 62
"""Of a "some of a list" question: its fact is a bit mask in a signed 64-bit number."""
MOST: Final = 2**53

EPOCH: Final = date(1970, 1, 1)

FORBIDDEN: Final = frozenset(
    """name names surname firstname lastname photo picture email mail phone telephone address street city town county
    state country postcode postal zip zipcode neighbourhood neighborhood school schools university universities
    college colleges alma graduation graduated graduate graduating degree_year class_of age ages birth birthday
    birthdate born dob gender sex pronoun pronouns race racial ethnicity ethnic hispanic latino religion religious
    faith church nationality citizenship origin native accent disability disabled veteran military marital married
    spouse pregnant pregnancy children parent caste orientation""".split()  # noqa: SIM905
)
"""Words in a question's key that no fact is ever made of: who somebody is, where they live, where and when they studied."""

FORBIDDEN_PHRASES: Final = (
    "how old",
    "your age",
    "date of birth",
    "year of birth",
    "born",
    "graduation",
    "graduate",
    "your name",
    "first name",
    "last name",
    "full name",
    "family name",
    "middle name",
    "surname",
    "years since",
    "since you left",
    "since leaving",
    "your school",
    "your university",
    "your college",
    "which school",
    "what school",
    "high school",
    "name of the school",
    "name of your school",
    "school name",
    "what university",
    "what college",
    "where did you study",
    "alma mater",
    "which university",
    "which college",
    "your address",
    "zip code",
    "postcode",
    "post code",
    "postal code",
    "zip",
    "where do you live",
    "neighbourhood",
    "neighborhood",
    "your gender",
    "your race",
    "ethnicity",
    "your religion",
    "disability",
    "veteran",
    "nationality",
)
"""The same in the words of the question, for a key that does not say what it asks."""


class FactProblem(ValueError):
    """Facts that cannot be made; the message says of which question and why, in words."""


@dataclass(frozen=True)
class FactDefinition:
    """One fact of a form: its key, the function that makes it with the version of that, and the question it is read from."""

    key: str
    function: str
    version: int
    question: QuestionSpec

    @property
    def label(self) -> str:
        """What the fact is, in words."""
        suffix = {
            "words": " (number of words)",
            "health": " (subjects of health care it speaks of)",
            "families": " (which subjects of health care)",
        }
        return self.question.label + suffix.get(self.function, "")

    def say(self, value: int | None) -> str:
        """A value of this fact as people read it, with the labels of the options."""
        if value is None:
            return "not answered"
        return _SAY[self.function](self.question, value)


def forbidden(question: QuestionSpec) -> str:
    """Why no fact may be made of this question, in words; the empty text where it may."""
    words = question.key.casefold().replace("-", "_").split("_")
    if found := sorted(FORBIDDEN.intersection(words)):
        return f"“{question.key}” is about who somebody is ({found[0]}); screening never sees it."
    if "years_since" in question.key.casefold():
        return f"“{question.key}” tells somebody's age (years since); screening never sees it."
    label = question.label.casefold()
    for phrase in FORBIDDEN_PHRASES:
        if re.search(rf"\b{phrase}\b", label):
            return f"“{question.label}” asks who somebody is ({phrase}); screening never sees it."
    return ""


def definitions_of(questions: Sequence[QuestionSpec]) -> tuple[FactDefinition, ...]:
    """The facts of a form, in the order of its questions; the last is the mean of the readers' marks (`REVIEW`).

    A form that asks nothing screening may see has none at all.
    """
    made: list[FactDefinition] = []
    for question in questions:
        if forbidden(question):
            continue
        for suffix, function in _OF_KIND[question.kind]:
            made.append(FactDefinition(question.key + suffix, function, VERSIONS[function], question))
    return (*made, REVIEW) if made else ()


def digest_of(definitions: Sequence[FactDefinition]) -> str:
    """A short name (16 hexadecimal digits) for exactly these definitions. The order of options counts: facts are places in it."""
    text = "\n".join(f"{d.key}|{d.function}|{d.version}|{'|'.join(d.question.values)}" for d in definitions)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def make_facts(definitions: Sequence[FactDefinition], answers: Mapping[str, Answer]) -> list[int | None]:
    """The facts of one application, in the order of the definitions; None is "not answered".

    Answers are read through the rules of the form once more, so that nothing that does not fit becomes a number. What readers found
    is no answer: its fact is None here, and whoever writes the row sets it. Raises FactProblem.
    """
    values: list[int | None] = []
    read, answer = None, None
    for definition in definitions:
        if definition.function == REVIEW.function:
            values.append(None)
            continue
        question = definition.question
        try:
            if question is not read:  # several facts of one text: its answer is cleaned once
                read, answer = question, clean_answer(question, answers.get(question.key))
            value = None if answer is None else _MAKE[definition.function](question, answer)
        except AnswerError as error:
            raise FactProblem(f"“{question.label}”: {error}") from None
        if value is not None and abs(value) >= MOST and definition.function != "mask":
            raise FactProblem(f"“{question.label}”: the number is too large to be counted.")
        values.append(value)
    return values


@lru_cache(maxsize=1)
def _spoken_of(text: str) -> int:
    """The families of a text as a bit mask. The count and the mask are made one after the other: the last text is enough."""
    found = families_in(text)
    return sum(1 << place for place, name in enumerate(FAMILIES) if name in found)


def _number(_question: QuestionSpec, answer: Answer) -> int:
    return int(answer)  # type: ignore[arg-type]  # cleaned: a whole number


def _flag(_question: QuestionSpec, answer: Answer) -> int:
    return 1 if answer else 0


def _option(question: QuestionSpec, answer: Answer) -> int:
    return question.values.index(str(answer)) + 1


def _mask(question: QuestionSpec, answer: Answer) -> int:
    if len(question.options) > MOST_OPTIONS:
        raise FactProblem(f"“{question.label}” has more than {MOST_OPTIONS} options; that many cannot be counted.")
    chosen = set(answer) if isinstance(answer, list) else {str(answer)}
    return sum(1 << place for place, value in enumerate(question.values) if value in chosen)


def _words(_question: QuestionSpec, answer: Answer) -> int:
    return len(words_in(str(answer)))


def _health(_question: QuestionSpec, answer: Answer) -> int:
    return _spoken_of(str(answer)).bit_count()


def _families(_question: QuestionSpec, answer: Answer) -> int:
    return _spoken_of(str(answer))


def _hundredths(_question: QuestionSpec, answer: Answer) -> int:
    return int(Decimal(str(answer)).scaleb(2))


def _day(_question: QuestionSpec, answer: Answer) -> int:
    return (date.fromisoformat(str(answer)) - EPOCH).days


VERSIONS: Final[dict[str, int]] = {
    "number": 1,
    "flag": 1,
    "option": 1,
    "mask": 1,
    "words": 1,
    "health": 1,
    "families": 1,
    "review": 1,
    "hundredths": 1,
    "day": 1,
}
"""Raise a version whenever its function (or the word list it reads) changes."""

_MAKE: Final[dict[str, Callable[[QuestionSpec, Answer], int]]] = {
    "number": _number,
    "flag": _flag,
    "option": _option,
    "mask": _mask,
    "words": _words,
    "health": _health,
    "families": _families,
    "hundredths": _hundredths,
    "day": _day,
}

REVIEW: Final = FactDefinition(
    "review.mean", "review", VERSIONS["review"], QuestionSpec("review", "Mean mark of the readers, 1 to 5", "decimal")
)
"""What people found who read the application: the mean of their marks in hundredths, None before the first. Always the last."""

_OF_KIND: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "whole_number": (("", "number"),),
    "yes_no": (("", "flag"),),
    "one_of": (("", "option"),),
    "some_of": (("", "mask"),),
    "short_text": ((".words", "words"), (".health", "health"), (".families", "families")),
    "long_text": ((".words", "words"), (".health", "health"), (".families", "families")),
    "decimal": (("", "hundredths"),),
    "date": (("", "day"),),
}


def say_number(function: str, value: int) -> str:
    """A number of a fact of this function as people write it: 4.50, 2025-02-03, 1,200."""
    if function in ("hundredths", "review"):
        return f"{Decimal(value).scaleb(-2):,.2f}"
    if function == "day":
        try:
            return (EPOCH + timedelta(days=value)).isoformat()
        except OverflowError:
            return f"day {value:,}"
    return f"{value:,}"


def _say_option(question: QuestionSpec, value: int) -> str:
    return question.options[value - 1][1] if 1 <= value <= len(question.options) else f"option {value}"


def chosen_labels(question: QuestionSpec, mask: int) -> list[str]:
    """The labels of the options that a bit mask holds, in the order of the form."""
    return [label for place, (_, label) in enumerate(question.options) if mask >> place & 1]


def _count(value: int, one: str, many: str) -> str:
    return f"{value:,} {one if value == 1 else many}"


_SAY: Final[dict[str, Callable[[QuestionSpec, int], str]]] = {
    "number": lambda _question, value: f"{value:,}",
    "flag": lambda _question, value: "yes" if value else "no",
    "option": _say_option,
    "mask": lambda question, value: ", ".join(chosen_labels(question, value)) or "none of them",
    "words": lambda _question, value: _count(value, "word", "words"),
    "health": lambda _question, value: f"{_count(value, 'subject', 'subjects')} of {len(FAMILIES)}",
    "families": lambda _question, value: (
        ", ".join(name for place, name in enumerate(FAMILIES) if value >> place & 1) or "none of them"
    ),
    "review": lambda _question, value: f"{say_number('review', value)} of 5",
    "hundredths": lambda _question, value: say_number("hundredths", value),
    "day": lambda _question, value: say_number("day", value),
}
