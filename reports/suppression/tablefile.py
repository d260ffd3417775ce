"""A table in a file for `manage.py suppress`: read with every mistake named by line, and written with what is hidden."""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from reports.suppression.checking import breaches
from reports.suppression.protecting import protect
from reports.suppression.systems import TOTAL, Key, two_way

MOST: Final = 1_000_000_000
"""No count is larger; beyond it the solver's arithmetic would not be exact."""
TOTALS: Final = frozenset({"total", "totals", "grand total", "sum", "overall"})
HIDDEN: Final = "hidden"


class TableRefused(ValueError):
    """A table that cannot be read: which line, and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")


@dataclass(frozen=True)
class Plain:
    """A table as it stands in the file: labels, and one line of counts for each row."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Released:
    """The table as it may be shown: None is hidden."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


def read_table(content: bytes) -> Plain:
    """A CSV file: column labels in the first line, a row label first in every other, whole numbers. Raises TableRefused."""
    lines = _lines(content)
    if not lines:
        raise TableRefused(1, "the file is empty.")
    first, head = lines[0]
    columns = [label.strip() for label in head[1:]]
    if not columns:
        raise TableRefused(first, "there are no columns. Labels and numbers are separated by commas.")
    _check_labels(columns, [first] * len(columns), "column")
    if len(lines) == 1:
        raise TableRefused(first, "there are no rows below the column labels.")
    rows, cells = [], []
    for number, line in lines[1:]:
        if len(line) != len(head):
            raise TableRefused(number, f"{_several(len(line), 'field')}, but the first line has {len(head)}.")
        rows.append(line[0].strip())
        cells.append(tuple(_count(text, number, column) for text, column in zip(line[1:], columns, strict=True)))
    numbers = [number for number, _ in lines[1:]]
    _check_labels(rows, numbers, "row")
    _check_totals(rows, cells, numbers, "row")
    _check_totals(columns, list(zip(*cells, strict=True)), [first] * len(columns), "column")
    return Plain(tuple(rows), tuple(columns), tuple(cells))


def _lines(content: bytes) -> list[tuple[int, list[str]]]:
    """The lines that hold anything, with their numbers."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        at = content[: wrong.start].count(b"\n") + 1
        raise TableRefused(at, "the file is not UTF-8. Save it as “CSV UTF-8”.") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines, begins = [], 1
    try:
        for line in reader:
            if line:
                lines.append((begins, line))
            begins = reader.line_num + 1
    except csv.Error as wrong:
        raise TableRefused(begins, f"this is not CSV: {wrong}.") from None
    return lines


def _count(text: str, line: int, column: str) -> int:
    text = text.strip()
    if not text:
        raise TableRefused(line, f"“{column}” is empty. Write 0 where there is nobody.")
    if re.fullmatch(r"-[0-9]+", text) and int(text[:20]):
        raise TableRefused(line, f"“{column}” is {text[:20]}: a count cannot be negative.")
    if not re.fullmatch(r"[0-9]+", text):
        raise TableRefused(line, f"“{column}” is “{text[:40]}”, which is not a whole number.")
    if len(text.lstrip("0")) > len(str(MOST)) or int(text) > MOST:
        raise TableRefused(line, f"“{column}” is more than {MOST:,}, more people than a table can hold.")
    return int(text)


def _check_labels(labels: Sequence[str], lines: Sequence[int], what: str) -> None:
    seen: set[str] = set()
    for label, line in zip(labels, lines, strict=True):
        if not label:
            raise TableRefused(line, f"a {what} has no label.")
        if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in label):
            raise TableRefused(line, f"a {what} label holds a character that cannot be printed.")
        if label in seen:
            raise TableRefused(line, f"the {what} label “{label}” comes twice.")
        seen.add(label)


def _check_totals(labels: Sequence[str], cells: Sequence[Sequence[int]], lines: Sequence[int], what: str) -> None:
    """A line called total that is the sum of the others is no group of people: taken for one, it would give cells away."""
    for label, own, line in zip(labels, cells, lines, strict=True):
        others = [sum(each) - mine for each, mine in zip(zip(*cells, strict=True), own, strict=True)]
        if len(labels) > 1 and label.casefold() in TOTALS and others == list(own):
            raise TableRefused(
                line, f"the {what} “{label}” is the sum of the others. Totals are worked out here: leave it out."
            )


def release(table: Plain, minimum: int) -> Released:
    """The table with as few hidden figures as can be, proved safe. Raises ValueError for a minimum below 2."""
    system = two_way(table.rows, table.columns, table.cells)
    hidden = protect(system, minimum)
    if left := breaches(system, hidden, minimum):
        raise RuntimeError(f"The table could not be made safe: {left[0]}")

    def show(key: Key) -> int | None:
        return None if key in hidden else system.cells[key]

    return Released(
        rows=table.rows,
        columns=table.columns,
        cells=tuple(tuple(show((row, column)) for column in table.columns) for row in table.rows),
        row_totals=tuple(show((row, TOTAL)) for row in table.rows),
        column_totals=tuple(show((TOTAL, column)) for column in table.columns),
        total=show((TOTAL, TOTAL)),
    )


def to_json(table: Released) -> dict[str, Any]:
    """The table as plain JSON values, null where hidden."""
    return {
        "rows": list(table.rows),
        "columns": list(table.columns),
        "cells": [list(line) for line in table.cells],
        "row_totals": list(table.row_totals),
        "column_totals": list(table.column_totals),
        "total": table.total,
    }


def to_text(table: Released, minimum: int) -> str:
    """The table for people, and how much is hidden and why. It does not say which figures are small: that would tell of them."""
    lines = [
        ["", *table.columns, "Total"],
        *(
            [row, *map(_say, line), _say(total)]
            for row, line, total in zip(table.rows, table.cells, table.row_totals, strict=True)
        ),
        ["Total", *map(_say, table.column_totals), _say(table.total)],
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    written = [
        "  ".join(
            [line[0].ljust(widths[0]), *(text.rjust(width) for text, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    ]
    figures = [figure for line in lines[1:] for figure in line[1:]]
    return "\n".join([*(line.rstrip() for line in written), "", _why(figures.count(HIDDEN), len(figures), minimum)])


def _why(hidden: int, figures: int, minimum: int) -> str:
    small = "1" if minimum == 2 else f"1 to {minimum - 1}"
    if not hidden:
        return f"Nothing is hidden: no figure of {figures} is {small}."
    return (
        f"{hidden} of {figures} figures are hidden: every figure of {small}, and as few others as keep those unknown. "
        f"Given all that is shown, each hidden figure could take values at least {minimum - 1} apart."
    )


def _say(value: int | None) -> str:
    return HIDDEN if value is None else f"{value:,}"


def _several(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
