"""What may stand in the parts of a form that are stored as JSON: conditions, options, words in other languages. Plain Python."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from cohorts.conditions import ConditionError, conditions_of

MOST_CONDITIONS: Final = 10
MOST_VALUES: Final = 60
"""Values that one condition may name."""
MOST_OPTIONS: Final = 60
"""Of one question. The facts of "some of a list" are bits of one number, which holds 62."""
VALUE_LENGTH: Final = 60
OPTION_LENGTH: Final = 200
HELP_LENGTH: Final = 2_000
INTRO_LENGTH: Final = 2_000
MOST_LANGUAGES: Final = 20

SECTION_TEXTS: Final = {"title": 100, "intro": INTRO_LENGTH}
QUESTION_TEXTS: Final = {"label": 300, "help": HELP_LENGTH}
"""The fields that can be said in another language, each with its most characters."""

LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
VALUE: Final = re.compile(r"[^\s|,](?:[^|,\n\r\t]*[^\s|,])?")
"""An option's value: no comma and no bar, because lists of values are written with them."""


class Unfit(ValueError):
    """Something that may not be stored; the message says what and why, in words."""


def check_text(what: str, text: Any, most: int) -> str:
    """The text, if the database can hold it and it is not too long. Raises Unfit."""
    if not isinstance(text, str):
        raise Unfit(f"{what} must be text.")
    if len(text) > most:
        raise Unfit(f"{what} has {len(text):,} characters; at most {most:,} fit.")
    if any((ord(char) < 32 and char not in "\n\r\t") or 0xD800 <= ord(char) <= 0xDFFF for char in text):
        raise Unfit(f"{what} contains a character that cannot be stored.")
    return text


def check_conditions(stored: Any, *, own: str = "") -> None:
    """Raise Unfit unless these are conditions that can be read; `own` is the key of the question that has them."""
    if not isinstance(stored, list):
        raise Unfit("Conditions are a list.")
    if len(stored) > MOST_CONDITIONS:
        raise Unfit(f"There are {len(stored)} conditions; at most {MOST_CONDITIONS} fit.")
    for each in stored:
        if isinstance(each, dict) and set(each) - {"question", "operator", "values"}:
            raise Unfit("A condition has a question, an operator and values, and nothing else.")
    try:
        conditions = conditions_of(stored)
    except ConditionError as error:
        raise Unfit(str(error)) from None
    for condition in conditions:
        if not KEY.fullmatch(condition.question):
            raise Unfit("A condition names a question by its key.")
        if condition.question == own:
            raise Unfit("A question cannot be shown only if it is answered itself.")
        if len(condition.values) > MOST_VALUES:
            raise Unfit(f"A condition names {len(condition.values)} values; at most {MOST_VALUES} fit.")
        for value in condition.values:
            check_text("A value of a condition", value, OPTION_LENGTH)


def check_options(stored: Any) -> None:
    """Raise Unfit unless these are options: pairs of a value and a label, each value once."""
    if not isinstance(stored, list):
        raise Unfit("Options are a list of [value, label] pairs.")
    if len(stored) > MOST_OPTIONS:
        raise Unfit(f"There are {len(stored)} options; at most {MOST_OPTIONS} fit.")
    seen: set[str] = set()
    for pair in stored:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise Unfit("Each option is a pair: its value and its label.")
        value, label = pair
        check_text("The value of an option", value, VALUE_LENGTH)
        if not VALUE.fullmatch(value):
            raise Unfit(
                f"“{value}” cannot be the value of an option: use letters, digits and signs other than | and comma."
            )
        if not check_text("The label of an option", label, OPTION_LENGTH).strip():
            raise Unfit(f"The option “{value}” has no label.")
        if value in seen:
            raise Unfit(f"Two options have the value “{value}”.")
        seen.add(value)


def check_translations(stored: Any, texts: Mapping[str, int], *, values: Iterable[str] | None = None) -> None:
    """Raise Unfit unless these are words by language and field (`{"es": {"label": "..."}}`).

    `texts` are the fields with their most characters. Where there are `values`, the labels of options may be said too.
    """
    if not isinstance(stored, dict):
        raise Unfit("Words in other languages stand by language.")
    if len(stored) > MOST_LANGUAGES:
        raise Unfit(f"There are {len(stored)} languages; at most {MOST_LANGUAGES} fit.")
    for language, said in stored.items():
        if not isinstance(language, str) or not LANGUAGE.fullmatch(language):
            raise Unfit(f"“{str(language)[:20]}” is not the code of a language, like es.")
        if not isinstance(said, dict):
            raise Unfit(f"Words in {language} stand by field.")
        for field, text in said.items():
            if field == "options" and values is not None:
                _check_labels(language, text)
            elif field in texts:
                check_text(f"{field.capitalize()} in {language}", text, texts[field])
            else:
                raise Unfit(f"“{str(field)[:40]}” cannot be said in another language.")


def _check_labels(language: str, labels: Any) -> None:
    """Labels of values that the question no longer has are kept: the option may come back."""
    if not isinstance(labels, dict) or len(labels) > 2 * MOST_OPTIONS:
        raise Unfit(f"The options in {language} stand by their value.")
    for value, label in labels.items():
        check_text(f"The value of an option in {language}", value, VALUE_LENGTH)
        check_text(f"The label of an option in {language}", label, OPTION_LENGTH)
