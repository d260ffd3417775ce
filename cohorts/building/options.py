"""The options of a question as lines of text: one a line, `value | label`, or the label alone. Plain Python."""

from collections.abc import Mapping, Sequence
from typing import Any

from cohorts.building.checks import MOST_OPTIONS, VALUE_LENGTH, Unfit, check_options, check_text

Pairs = list[list[str]]


def write_options(options: Sequence[Any]) -> str:
    """Options as lines; `read_options` reads them back."""
    return "\n".join(f"{value} | {label}" for value, label in options)


def read_options(text: str, published: Mapping[str, str]) -> Pairs:
    """The options of these lines. A line without a value gets one: the one it was published with, or one made from its label.

    `published`: label by value of every option that published versions offered. A value never changes: whoever chose it is stored
    with it. Raises Unfit, in words.
    """
    check_text("The options", text, MOST_OPTIONS * 300)
    made: Pairs = []
    values_of = {label.casefold(): value for value, label in published.items()}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = {line.partition("|")[0].strip() for line in lines if "|" in line}
    for line in lines:
        value, bar, label = (part.strip() for part in line.partition("|"))
        if not bar:
            value, label = "", line
            value = values_of.get(label.casefold(), "") or _made_from(label, named | {pair[0] for pair in made})
        elif not value or not label:
            raise Unfit(f"“{line[:60]}” needs a value and a label, like: books | Books.")
        elif value not in published and (was := values_of.get(label.casefold())) and was not in named:
            raise Unfit(f"“{label}” is stored as {was}, and values never change. Write: {was} | {label}")
        made.append([value, label])
    check_options(made)
    return made


def _made_from(label: str, taken: set[str]) -> str:
    words = "".join(char if char.isalnum() else " " for char in label.casefold()).split()
    base = "_".join(words)[: VALUE_LENGTH - 4].strip("_") or "option"
    value, number = base, 1
    while value in taken:
        number += 1
        value = f"{base}_{number}"
    return value


def write_labels(options: Sequence[Any], said: Mapping[str, Any]) -> str:
    """The labels of options in another language as lines, those that are there."""
    return "\n".join(f"{value} | {said[value]}" for value, _ in options if said.get(value))


def read_labels(text: str, options: Sequence[Sequence[str]], language: str) -> dict[str, str]:
    """The labels in another language by value: lines of `value | label`, or as many labels as there are options, in their order.

    Raises Unfit for a value that is no option.
    """
    check_text(f"The options in {language}", text, MOST_OPTIONS * 300)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    values = [value for value, _ in options]
    if lines and not any("|" in line for line in lines):
        if len(lines) != len(values):
            raise Unfit(f"There are {len(values)} options and {len(lines)} labels in {language}. Write: value | label.")
        return dict(zip(values, lines, strict=True))
    labels: dict[str, str] = {}
    for line in lines:
        value, _bar, label = (part.strip() for part in line.partition("|"))
        if value not in values:
            raise Unfit(f"“{value[:60]}” is no value of an option of this question.")
        if label:
            labels[value] = label
    return labels
