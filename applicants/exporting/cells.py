"""What stands in a cell of an export. Plain Python: knows no database and no file."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from cohorts.answers import QuestionSpec

Cell = str | int | float | None
"""A cell: text, a number, or nothing. Dates travel as text in ISO 8601, which every spreadsheet sorts rightly."""

FORMULA_BEGINS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
"""What makes a spreadsheet read a cell as a formula (OWASP, "CSV Injection"), full-width forms included."""

MOST_CHARACTERS: Final = 32_767
"""What a cell of an XLSX file holds (ECMA-376, as Excel enforces it)."""


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe in front."""
    text = text.replace("\x00", "")
    return f"'{text}" if text.lstrip(" \u00a0\ufeff").startswith(FORMULA_BEGINS) else text


def cell_of(value: Any, zone: ZoneInfo) -> Cell:
    """A value of a column about an application as a cell. Moments are said in the cohort's zone, with their offset."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return harmless("; ".join(str(each) for each in value if each is not None)) or None
    return harmless(str(value))


def answer_cell(question: QuestionSpec | None, answer: Any) -> Cell:
    """An answer as a cell, in the words of the form that was answered: labels of options, yes or no, numbers as numbers.

    An answer that no longer fits its question is shown as it was stored: an export loses nothing.
    """
    if answer is None or answer == "" or answer == []:
        return None
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, int | float):
        return answer
    if isinstance(answer, list):
        return harmless("; ".join(_label(question, each) for each in answer))
    if question is not None and question.kind == "decimal":
        try:
            return float(Decimal(str(answer)))
        except ArithmeticError:
            return harmless(str(answer))
    return harmless(_label(question, answer))


def _label(question: QuestionSpec | None, value: Any) -> str:
    options = dict(question.options) if question is not None else {}
    return options.get(str(value), str(value))
