"""When a question or a section is asked: conditions on earlier answers. Plain Python; stored as a list of objects.

`[{"question": "course_attended", "operator": "is", "values": ["yes"]}]`; all of them must hold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

OPERATORS: Final = ("is", "is_not", "at_least", "at_most", "answered", "not_answered")


class ConditionError(ValueError):
    """A condition that cannot be read; the message says why, in words."""


@dataclass(frozen=True)
class Condition:
    """One condition on the answer of an earlier question. `is` holds where any of the values is (one of) the answer."""

    question: str
    operator: str
    values: tuple[str, ...] = ()

    def holds(self, answer: Any) -> bool:
        """Whether it holds of an answer as it is stored (None: not answered). Only "not answered" and "is not" hold of none."""
        if self.operator == "answered":
            return answer is not None
        if self.operator == "not_answered":
            return answer is None
        if self.operator in {"is", "is_not"}:
            return bool(_said(answer).intersection(self.values)) is (self.operator == "is")
        return _compares(answer, self.operator, self.values)

    def as_stored(self) -> dict[str, Any]:
        """As it stands in the database, and in the page for the browser."""
        return {"question": self.question, "operator": self.operator, "values": list(self.values)}


def conditions_of(stored: Sequence[Any]) -> tuple[Condition, ...]:
    """The conditions of a question or a section as they are stored. Raises ConditionError for what cannot be read."""
    if not isinstance(stored, list | tuple):
        raise ConditionError("Conditions are a list.")
    return tuple(_condition(each) for each in stored)


def _condition(stored: Any) -> Condition:
    if not isinstance(stored, dict) or not isinstance(stored.get("question"), str):
        raise ConditionError("A condition names the question that it looks at.")
    operator, values = stored.get("operator"), stored.get("values", [])
    if operator not in OPERATORS:
        raise ConditionError(f"“{operator}” is no way to compare an answer.")
    if not isinstance(values, list) or (not values and operator not in {"answered", "not_answered"}):
        raise ConditionError("A condition names what the answer is compared with.")
    if any(isinstance(value, bool) or not isinstance(value, str | int) for value in values):
        raise ConditionError("A condition compares with words and whole numbers; yes and no are words.")
    if operator in {"at_least", "at_most"} and len(values) != 1:
        raise ConditionError("A condition compares with one number or one day.")
    return Condition(stored["question"], operator, tuple(str(value) for value in values))


def _said(answer: Any) -> frozenset[str]:
    if answer is None:
        return frozenset()
    if isinstance(answer, bool):
        return frozenset({"yes" if answer else "no"})
    return frozenset(map(str, answer)) if isinstance(answer, list) else frozenset({str(answer)})


def _compares(answer: Any, operator: str, values: tuple[str, ...]) -> bool:
    """Numbers as numbers; dates, which are stored as text, as text."""
    if answer is None or isinstance(answer, bool | list) or not values:
        return False
    try:
        left, right = Decimal(str(answer)), Decimal(values[0])
        return left >= right if operator == "at_least" else left <= right
    except InvalidOperation:
        return str(answer) >= values[0] if operator == "at_least" else str(answer) <= values[0]
