"""A table of selections that anybody brings: CSV with the columns group, selected, total and, optionally, stratum.

Refused as a whole, with every reason and its line, as soon as anything in it is wrong: a figure of a half-read table misleads.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

COLUMNS: Final = ("group", "selected", "total")
STRATUM: Final = "stratum"
MOST: Final = 1_000_000_000
"""No count is larger: more than that is a slip, not a selection of people."""
SHOWN: Final = 20
"""So many reasons are written out; of more only their number."""
WHOLE: Final = re.compile(r"[0-9]{1,18}", re.ASCII)


class TableError(ValueError):
    """Why a table is refused: one reason a line, each with the line of the file where there is one."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        more = len(reasons) - SHOWN
        super().__init__("\n".join([*reasons[:SHOWN], *([f"and {more} more"] if more > 0 else [])]))


@dataclass(frozen=True)
class TableRow:
    """One line of the file. `stratum` is empty where the file has no such column."""

    line: int
    group: str
    selected: int
    total: int
    stratum: str = ""


@dataclass(frozen=True)
class TableFile:
    """The rows in the order of the file."""

    rows: tuple[TableRow, ...]
    has_strata: bool

    @property
    def groups(self) -> list[str]:
        """The names of the groups, in the order in which they first appear."""
        return list(dict.fromkeys(row.group for row in self.rows))

    @property
    def strata(self) -> list[str]:
        """The names of the strata, in the order in which they first appear; none where the file has no such column."""
        return list(dict.fromkeys(row.stratum for row in self.rows)) if self.has_strata else []


def read_table(data: bytes) -> TableFile:
    """The table in the bytes of a CSV file: UTF-8 with or without a byte order mark, commas, a header in any order and case.

    Spaces around values are dropped, blank lines passed over. Raises TableError with every reason there is.
    """
    lines = _lines(_text(data))
    header_line, header = next(lines, (1, []))
    if not header:
        raise TableError("line 1: the file is empty; it needs the header group,selected,total and rows beneath")
    names = _columns(header_line, header)
    rows: list[TableRow] = []
    problems: list[str] = []
    for line, values in lines:
        try:
            rows.append(_row(line, names, values))
        except TableError as refused:
            problems += refused.reasons
    problems += _together(rows, STRATUM in names)
    if not rows and not problems:
        problems = [f"line {header_line}: there are no rows beneath the header"]
    if not problems and len({row.group for row in rows}) == 1:
        problems = [f'line {rows[0].line}: "{rows[0].group}" is the only group; a comparison needs two']
    if problems:
        raise TableError(*sorted(problems, key=_line_of))
    return TableFile(tuple(rows), STRATUM in names)


def _line_of(reason: str) -> int:
    return int(reason.split(":")[0].removeprefix("line "))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableError(f"line {line}: the file is not UTF-8; save it as CSV UTF-8") from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, its values stripped, with the line on which it begins."""
    reader, begins = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    try:
        for values in reader:
            if any(value.strip() for value in values):
                yield begins, [value.strip() for value in values]
            elif len(values) > 1:
                raise TableError(f"line {begins}: every value is missing")
            begins = reader.line_num + 1
    except csv.Error as error:
        raise TableError(f"line {begins}: not readable as CSV ({error})") from None


def _columns(line: int, header: list[str]) -> list[str]:
    names = [name.casefold() for name in header]
    problems = [
        f'line {line}: the column "{name}" appears twice' for name in dict.fromkeys(names) if names.count(name) > 1
    ]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        hint = " (values must be separated by commas)" if len(names) == 1 and re.search(r"[;\t|]", names[0]) else ""
        problems.append(
            f"line {line}: the header lacks {', '.join(missing)}{hint}; it must name group, selected, total"
        )
    else:
        unknown = [name or "(no name)" for name in names if name not in (*COLUMNS, STRATUM)]
        if unknown:
            problems.append(
                f"line {line}: unknown column {', '.join(unknown)}; the columns are group, selected, total, stratum"
            )
    if problems:
        raise TableError(*problems)
    return names


def _row(line: int, names: Sequence[str], values: Sequence[str]) -> TableRow:
    if len(values) != len(names):
        raise TableError(
            f"line {line}: {len(values)} values instead of {len(names)}; a name that holds a comma needs quotes"
        )
    found = dict(zip(names, values, strict=True))
    problems = [f"line {line}: {name} is missing" for name in names if not found[name]]
    problems += [
        f"line {line}: {name} holds a character that cannot be printed"
        for name in ("group", STRATUM)
        if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in found.get(name, ""))
    ]
    counts = {}
    for name in ("selected", "total"):
        if not found[name]:
            continue
        reason = _not_a_count(found[name])
        if reason:
            problems.append(f"line {line}: {name} is {reason}")
        else:
            counts[name] = int(found[name])
    if len(counts) == 2 and counts["selected"] > counts["total"]:
        problems.append(f"line {line}: selected ({counts['selected']}) is more than total ({counts['total']})")
    if problems:
        raise TableError(*problems)
    return TableRow(line, found["group"], counts["selected"], counts["total"], found.get(STRATUM, ""))


def _not_a_count(value: str) -> str:
    """Why a value is no count of people, or nothing."""
    shown = repr(value[:40])
    if re.fullmatch(r"-[0-9]+([.,][0-9]+)?", value, re.ASCII):
        return f"negative ({shown})"
    if re.fullmatch(r"[0-9]{1,3}([ ,_'][0-9]{3})+", value, re.ASCII):
        return f"{shown}: write it without separators between the thousands"
    if re.fullmatch(r"[0-9]*[.,][0-9]*%?|[0-9]+%", value, re.ASCII):
        return f"not a whole number ({shown}): it counts people"
    if not re.fullmatch(r"[0-9]+", value, re.ASCII):
        return f"not a number ({shown})"
    if not WHOLE.fullmatch(value) or int(value) > MOST:
        return f"more than {MOST:,}, which is no count of people ({shown})"
    return ""


def _together(rows: Sequence[TableRow], has_strata: bool) -> list[str]:
    """What is wrong between the lines: a group twice in the same stratum."""
    first: dict[tuple[str, str], int] = {}
    problems = []
    for row in rows:
        before = first.setdefault((row.stratum, row.group), row.line)
        if before != row.line:
            where = f' in the stratum "{row.stratum}"' if has_strata else ""
            problems.append(f'line {row.line}: the group "{row.group}" was on line {before} already{where}')
    return problems
