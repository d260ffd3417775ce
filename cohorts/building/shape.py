"""A version of a form as plain data, as the rest of the builder reads it; `building.reading` makes it. Plain Python."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from cohorts.conditions import Condition

YES_NO: Final = (("yes", "Yes"), ("no", "No"))
CHOICES: Final = frozenset({"one_of", "some_of"})
TEXTS: Final = frozenset({"short_text", "long_text"})
NUMBERS: Final = frozenset({"whole_number", "decimal"})

OPERATORS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "short_text": ("answered", "not_answered"),
    "long_text": ("answered", "not_answered"),
    "whole_number": ("is", "is_not", "at_least", "at_most", "answered", "not_answered"),
    "decimal": ("at_least", "at_most", "answered", "not_answered"),
    "yes_no": ("is", "is_not", "answered", "not_answered"),
    "one_of": ("is", "is_not", "answered", "not_answered"),
    "some_of": ("is", "is_not", "answered", "not_answered"),
    "date": ("is", "is_not", "at_least", "at_most", "answered", "not_answered"),
}
"""Ways to compare the answer of each kind. A decimal is stored with two places, so it is never asked whether it "is" one."""

_WORDS: Final = {
    "is": "is",
    "is_not": "is not",
    "at_least": "is at least",
    "at_most": "is at most",
    "answered": "is answered",
    "not_answered": "is not answered",
}
_WORDS_OF: Final = {
    ("some_of", "is"): "has any of",
    ("some_of", "is_not"): "has none of",
    ("date", "at_least"): "is on or after",
    ("date", "at_most"): "is on or before",
}


@dataclass(frozen=True)
class QuestionShape:
    """A question of a version. `section` is the slug of its section; `broken` says, in words, why conditions cannot be read."""

    key: str
    label: str
    kind: str
    help: str = ""
    required: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int | None = None
    max_words: int | None = None
    earliest: date | None = None
    latest: date | None = None
    options: tuple[tuple[str, str], ...] = ()
    show_if: tuple[Condition, ...] = ()
    translations: Mapping[str, Any] = field(default_factory=dict)
    section: str = ""
    pk: int = 0
    broken: str = ""

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What an answer can be, as (value, label): the options, or yes and no."""
        return YES_NO if self.kind == "yes_no" else self.options

    @property
    def anchor(self) -> str:
        """Its id on the pages of the builder."""
        return f"q-{self.pk}"


@dataclass(frozen=True)
class SectionShape:
    """A section of a version with its questions, in order."""

    slug: str
    title: str
    intro: str = ""
    show_if: tuple[Condition, ...] = ()
    translations: Mapping[str, Any] = field(default_factory=dict)
    questions: tuple[QuestionShape, ...] = ()
    pk: int = 0
    broken: str = ""

    @property
    def anchor(self) -> str:
        """Its id on the pages of the builder."""
        return f"s-{self.pk}"


@dataclass(frozen=True)
class FormShape:
    """A version of a form: its sections in order."""

    sections: tuple[SectionShape, ...] = ()
    resume: str = "optional"

    @property
    def questions(self) -> list[QuestionShape]:
        """All questions, in the order in which they are asked."""
        return [question for section in self.sections for question in section.questions]

    @property
    def by_key(self) -> dict[str, QuestionShape]:
        """The questions by their key."""
        return {question.key: question for question in self.questions}

    def before(self, *, question: int = 0, section: int = 0) -> list[QuestionShape]:
        """The questions that stand before a question or a section (by its id): those that its conditions may look at.

        All of them for one that is not in the form yet.
        """
        found: list[QuestionShape] = []
        for each in self.sections:
            if section and each.pk == section:
                return found
            for asked in each.questions:
                if question and asked.pk == question:
                    return found
                found.append(asked)
        return found


def operator_words(operator: str, kind: str) -> str:
    """A way to compare, as it stands between the question and the value."""
    return _WORDS_OF.get((kind, operator), _WORDS.get(operator, operator))


def say_condition(condition: Condition, question: QuestionShape | None) -> str:
    """A condition in words: “Have you started a course?” is Yes."""
    kind = question.kind if question else ""
    labels = dict(question.choices) if question else {}
    values = " or ".join(labels.get(value, value) for value in condition.values)
    asked = question.label if question else condition.question
    return f"“{asked}” {operator_words(condition.operator, kind)} {values}".rstrip()


def say_conditions(conditions: tuple[Condition, ...], known: Mapping[str, QuestionShape]) -> str:
    """All conditions of something in words, joined by "and"; the empty text without any."""
    return ", and ".join(say_condition(condition, known.get(condition.question)) for condition in conditions)


def limits_of(question: QuestionShape) -> Iterator[tuple[str, str]]:
    """The limits of a question as (which, value in words), set ones only."""
    if question.max_length is not None:
        yield "most characters", f"{question.max_length:,}"
    if question.max_words is not None:
        yield "most words", f"{question.max_words:,}"
    if question.minimum is not None:
        yield "smallest value", say_number(question.minimum)
    if question.maximum is not None:
        yield "largest value", say_number(question.maximum)
    if question.earliest is not None:
        yield "earliest day", question.earliest.isoformat()
    if question.latest is not None:
        yield "latest day", question.latest.isoformat()


def say_number(number: Decimal) -> str:
    """A bound as people write it: 1,500 or 3.5."""
    return f"{number:,.0f}" if number == number.to_integral_value() else f"{number.normalize():,f}"
