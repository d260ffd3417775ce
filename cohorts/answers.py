"""How an answer is read and checked, for each kind of question. Plain Python: the form, the import and the facts all use it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from cohorts.conditions import Condition

Answer = str | int | bool | list[str] | None
"""What stands in an application's answers: text, whole number, yes/no, option values; decimals and dates as text."""

YES = frozenset({"yes", "y", "true", "1", "on"})
NO = frozenset({"no", "n", "false", "0", "off"})


class Said(str):
    """Words in English that carry what they are made of, so that whoever shows them can say them in the reader's language
    (`cohorts.saying.say`). Words are marked for the catalogue by being made so: `said_later("%(n)s is too large.", n="12")`."""

    template: str
    values: dict[str, str]


def said_later(template: str, **values: str) -> Said:
    """Words that are translated where they are shown."""
    words = Said(template % values)
    words.template, words.values = template, values
    return words


class AnswerError(ValueError):
    """An answer that does not fit its question; the message says what is wrong and what would fit, in words."""

    @property
    def said(self) -> str:
        """The message, with what it is made of."""
        words: str = self.args[0]
        return words


@dataclass(frozen=True)
class QuestionSpec:
    """A question, as far as reading an answer needs it. Bounds are inclusive; `options` are (value, label) pairs."""

    key: str
    label: str
    kind: str
    required: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int | None = None
    options: tuple[tuple[str, str], ...] = ()
    max_words: int | None = None
    earliest: date | None = None
    latest: date | None = None
    show_if: tuple[Condition, ...] = ()
    """What must hold of earlier answers for it to be asked: its section's conditions and its own."""

    @property
    def values(self) -> tuple[str, ...]:
        """The option values, in order."""
        return tuple(value for value, _ in self.options)


def clean_answer(question: QuestionSpec, raw: Any) -> Answer:
    """The answer as it is stored, or None where nothing was answered.

    `raw` may be what a form sends, what a spreadsheet cell holds or what is already stored: cleaning twice gives the same. Raises
    AnswerError where it does not fit. Whether an answer is *required* is `missing`'s question, not this one's.
    """
    if isinstance(raw, str):
        raw = raw.strip()
        if "\x00" in raw:
            raise AnswerError(said_later("It contains a character that cannot be stored (NUL)."))
    if raw is None or raw == "" or raw == []:
        return None
    return _CLEANERS[question.kind](question, raw)


def clean_answers(questions: Sequence[QuestionSpec], raw: dict[str, Any]) -> tuple[dict[str, Answer], dict[str, str]]:
    """All answers cleaned, and the errors by key. Keys that are not questions of the form are left out; so are unanswered ones."""
    answers: dict[str, Answer] = {}
    errors: dict[str, str] = {}
    for question in questions:
        try:
            answer = clean_answer(question, raw.get(question.key))
        except AnswerError as error:
            errors[question.key] = error.said
        else:
            if answer is not None:
                answers[question.key] = answer
    return answers, errors


def asked(questions: Sequence[QuestionSpec], answers: Mapping[str, Answer]) -> list[QuestionSpec]:
    """The questions that these answers call for, in order: those without a condition, and those whose conditions all hold.

    An answer to a question that is not asked itself counts as none, so that a chain of conditions falls together.
    """
    valid: dict[str, Answer] = {}
    found: list[QuestionSpec] = []
    for question in questions:
        if all(condition.holds(valid.get(condition.question)) for condition in question.show_if):
            found.append(question)
            if answers.get(question.key) is not None:
                valid[question.key] = answers[question.key]
    return found


def missing(questions: Sequence[QuestionSpec], answers: dict[str, Answer]) -> list[QuestionSpec]:
    """The required questions that are asked and have no answer, in order."""
    return [
        question for question in asked(questions, answers) if question.required and answers.get(question.key) is None
    ]


def count_words(text: str) -> int:
    """How many words a text has: what stands between white space."""
    return len(text.split())


def _text(question: QuestionSpec, raw: Any) -> str:
    text = str(raw).replace("\r\n", "\n")
    most = question.max_length or (300 if question.kind == "short_text" else 5000)
    if len(text) > most:
        raise AnswerError(
            said_later("It has %(number)s characters; at most %(most)s fit.", number=f"{len(text):,}", most=f"{most:,}")
        )
    if question.max_words and (words := count_words(text)) > question.max_words:
        raise AnswerError(
            said_later(
                "It has %(number)s words; at most %(most)s fit.", number=f"{words:,}", most=f"{question.max_words:,}"
            )
        )
    return text


def _number(question: QuestionSpec, raw: Any) -> Decimal:
    try:
        number = Decimal(str(raw).replace(",", ""))
    except InvalidOperation:
        raise AnswerError(
            said_later("“%(answer)s” is not a number. Write digits, like 12.", answer=str(raw)[:40])
        ) from None
    if not number.is_finite():
        raise AnswerError(said_later("It must be a number that can be counted."))
    if question.minimum is not None and number < question.minimum:
        raise AnswerError(
            said_later(
                "%(number)s is below %(bound)s, the smallest that fits.",
                number=_shown(number),
                bound=f"{question.minimum.normalize():f}",
            )
        )
    if question.maximum is not None and number > question.maximum:
        raise AnswerError(
            said_later(
                "%(number)s is above %(bound)s, the largest that fits.",
                number=_shown(number),
                bound=f"{question.maximum.normalize():f}",
            )
        )
    return number


def _shown(number: Decimal) -> str:
    """A number as people read it; one with more digits than anybody meant is cut."""
    return f"{number:,}" if abs(number) < 10**15 else f"{str(number)[:12]}…"


def _whole_number(question: QuestionSpec, raw: Any) -> int:
    number = _number(question, raw)
    if number != math.floor(number):
        raise AnswerError(said_later("%(number)s is not a whole number.", number=str(number)))
    if abs(number) >= 2**53:
        raise AnswerError(said_later("That number is too large."))
    return int(number)


def _decimal(question: QuestionSpec, raw: Any) -> str:
    number = _number(question, raw)
    if abs(number) >= 10**12:
        raise AnswerError(said_later("That number is too large."))
    return str(number.quantize(Decimal("0.01")))


def _yes_no(question: QuestionSpec, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise AnswerError(said_later("“%(answer)s” is neither yes nor no.", answer=str(raw)[:40]))


def _one_of(question: QuestionSpec, raw: Any) -> str:
    if raw not in question.values:
        raise AnswerError(said_later("“%(answer)s” is not one of the choices.", answer=str(raw)[:40]))
    return str(raw)


def _some_of(question: QuestionSpec, raw: Any) -> list[str]:
    chosen = raw if isinstance(raw, list | tuple | set | frozenset) else [raw]
    if strange := [value for value in chosen if value not in question.values]:
        raise AnswerError(said_later("“%(answer)s” is not one of the choices.", answer=str(strange[0])[:40]))
    return [value for value in question.values if value in chosen]


def _date(question: QuestionSpec, raw: Any) -> str:
    try:
        text = (raw if isinstance(raw, date) else date.fromisoformat(str(raw))).isoformat()[:10]
    except ValueError:
        raise AnswerError(
            said_later("“%(answer)s” is not a date. Write it as 2026-03-31.", answer=str(raw)[:40])
        ) from None
    if question.earliest and text < question.earliest.isoformat():
        raise AnswerError(
            said_later(
                "%(day)s is before %(bound)s, the earliest day that fits.",
                day=text,
                bound=question.earliest.isoformat(),
            )
        )
    if question.latest and text > question.latest.isoformat():
        raise AnswerError(
            said_later(
                "%(day)s is after %(bound)s, the latest day that fits.", day=text, bound=question.latest.isoformat()
            )
        )
    return text


_CLEANERS: dict[str, Callable[[QuestionSpec, Any], Answer]] = {
    "short_text": _text,
    "long_text": _text,
    "whole_number": _whole_number,
    "decimal": _decimal,
    "yes_no": _yes_no,
    "one_of": _one_of,
    "some_of": _some_of,
    "date": _date,
}
