"""What a report is made of: sections with tiles, charts and tables of values that may leave the house. Plain Python.

Pages, snapshots, CSV, XLSX, PDF and JSON are all written from these, so what is hidden once is hidden everywhere. A value is
already as it is printed: rounded once, small cells `HIDDEN`. Whoever builds a table of people's groups passes it through
`reports.suppression` first; nothing behind this module knows an unrounded or unprotected figure.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, Final


class Hidden(Enum):
    """A figure that would tell of too few people."""

    HIDDEN = "hidden"


HIDDEN: Final = Hidden.HIDDEN
HIDDEN_WORD: Final = "hidden"
NO_FIGURE: Final = "–"

Value = int | Decimal | str | None | Hidden
"""None: there is no such figure (nobody was considered, undefined). HIDDEN: there is one, and it is not shown."""


class Kind(StrEnum):
    """What the values of a column are, and so how they are aligned and written."""

    TEXT = "text"
    COUNT = "count"
    PERCENT = "percent"
    """Of a hundred, already rounded: Decimal("68.4"). A string is printed as it is (bounds: "61.0% to 72.5%")."""
    NUMBER = "number"
    DAYS = "days"
    P = "p"
    """A probability as words: "0.031" or "< 0.001"."""
    BADGE = "badge"
    """A verdict: flag, watch, too few to say, none; drawn with icon and word."""


@dataclass(frozen=True)
class Column:
    """A column: its key in JSON, its heading, what it holds, and what it means where that is not plain."""

    key: str
    label: str
    kind: Kind = Kind.COUNT
    meaning: str = ""


@dataclass(frozen=True)
class Table:
    """A table. The first column names the rows. Raises ValueError where a row does not fit the columns."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(
                    f"A row of {len(row)} values does not fit {len(self.columns)} columns in “{self.key}”."
                )


@dataclass(frozen=True)
class Tile:
    """A figure that people look for first, with what it is made of: numerator, denominator, response rate."""

    label: str
    figure: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """One row of a chart, from a row of its table. `middle` None: drawn as words only (hidden or undefined).

    `low` and `high` are the ends of an interval; `text` is what stands beside it; `tone` is a verdict or "".
    """

    label: str
    middle: float | None
    low: float | None = None
    high: float | None = None
    text: str = ""
    tone: str = ""
    second: float | None = None
    """Another figure on the same row (the pool beside the class)."""


@dataclass(frozen=True)
class Curve:
    """A line or a step curve: points (x, y), and the lower and upper end of its interval at the same x where there is one."""

    label: str
    points: tuple[tuple[float, float], ...]
    band: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True)
class Chart:
    """A picture of a table. Its title says what it shows; its text (`summary`) is what somebody hears who cannot see it.

    Kinds: "bars" (from zero), "forest" (ratios on a log scale with a line at 1 and at `guide`), "dots" (shares with intervals,
    the second figure as a hollow dot), "steps" (survival), "lines" (trend over cohorts; x is the place in `ticks`).
    """

    kind: str
    title: str
    summary: str
    unit: str = ""
    marks: tuple[Mark, ...] = ()
    curves: tuple[Curve, ...] = ()
    ticks: tuple[str, ...] = ()
    guide: float | None = None
    second_label: str = ""
    """What the hollow dot is ("Pool"); the full one is `first_label`."""
    first_label: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a report. `method` is the anchor on the methods page that says how its figures are worked out."""

    key: str
    title: str
    method: str
    lead: tuple[str, ...] = ()
    tiles: tuple[Tile, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    empty: str = ""
    """What will be here, where there is nothing to show yet."""


@dataclass(frozen=True)
class Report:
    """A whole report of one cohort: what it is of, at which moment (ISO 8601, UTC), by which rules, and its sections."""

    title: str
    cohort: str
    as_of: str
    rules: str
    minimum: int
    sections: tuple[Section, ...] = field(default=())


def say(value: Value, kind: Kind = Kind.COUNT) -> str:
    """A value as people read it, in English, without any mark-up."""
    if value is HIDDEN:
        return HIDDEN_WORD
    if value is None:
        return NO_FIGURE
    if isinstance(value, str):
        return value
    if kind is Kind.PERCENT:
        return f"{value}%"
    return f"{value:,}"


def to_json(report: Report) -> dict[str, Any]:
    """As plain JSON values: a Decimal is {"decimal": "68.4"}, HIDDEN is {"hidden": true}."""
    return {key: _plain(value) for key, value in asdict(report).items()}


def _plain(value: Any) -> Any:
    if value is HIDDEN:
        return {"hidden": True}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def from_json(data: dict[str, Any]) -> Report:
    """The report that `to_json` wrote. Raises KeyError or TypeError for anything else."""
    return Report(**{**data, "sections": tuple(_section(one) for one in data["sections"])})


def _section(data: dict[str, Any]) -> Section:
    made: dict[str, Any] = {
        "lead": tuple(data["lead"]),
        "tiles": tuple(Tile(**{**one, "notes": tuple(one["notes"])}) for one in data["tiles"]),
        "charts": tuple(_chart(one) for one in data["charts"]),
        "tables": tuple(_table(one) for one in data["tables"]),
    }
    return Section(**{**data, **made})


def _chart(data: dict[str, Any]) -> Chart:
    made: dict[str, Any] = {
        "marks": tuple(Mark(**one) for one in data["marks"]),
        "curves": tuple(
            Curve(one["label"], tuple(map(tuple, one["points"])), tuple(map(tuple, one["band"])))
            for one in data["curves"]
        ),
        "ticks": tuple(data["ticks"]),
    }
    return Chart(**{**data, **made})


def _table(data: dict[str, Any]) -> Table:
    columns = tuple(Column(one["key"], one["label"], Kind(one["kind"]), one["meaning"]) for one in data["columns"])
    rows = tuple(tuple(_value(one) for one in row) for row in data["rows"])
    return Table(data["key"], data["caption"], columns, rows, tuple(data["notes"]))


def _value(data: Any) -> Value:
    if isinstance(data, dict):
        return HIDDEN if data.get("hidden") else Decimal(data["decimal"])
    return data


def records(table: Table) -> list[dict[str, Any]]:
    """The rows of a table as objects by column key, for JSON; hidden and undefined are both null."""
    return [
        {column.key: _number(value) for column, value in zip(table.columns, row, strict=True)} for row in table.rows
    ]


def _number(value: Value) -> int | float | str | None:
    if value is None or isinstance(value, Hidden):
        return None
    return float(value) if isinstance(value, Decimal) else value


def find(sections: Sequence[Section], key: str) -> Section | None:
    """The section with that key; None where there is none."""
    return next((section for section in sections if section.key == key), None)
