"""Bars as SVG, drawn on the server: no script, no style attribute, and a table under each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

Number = int | float | Decimal

FIELD = 1000
"""Width of a bar's field in its own units; the picture stretches to the room there is."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is, how much, and optionally how it reads and the interval of uncertainty around it."""

    label: str
    value: Number
    text: str = ""
    low: Number | None = None
    high: Number | None = None
    fill: str = "1"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bar with its place in the field, in units of `FIELD`."""

    label: str
    text: str
    fill: str
    length: float
    low: float | None
    high: float | None


def as_bars(rows: Iterable[Bar | Sequence[object]]) -> list[Bar]:
    """Bars from bars, or from (label, value) or (label, value, text)."""
    return [row if isinstance(row, Bar) else Bar(*row) for row in rows]  # type: ignore[arg-type]


def draw_bars(bars: Sequence[Bar], most: Number | None = None) -> list[Drawn]:
    """Place the bars: zero-based, the longest (or `most`) across the whole field."""
    top = float(most or max((max(bar.value, bar.high or 0) for bar in bars), default=0) or 1)

    def across(value: Number) -> float:
        return round(max(0.0, min(float(value), top)) / top * FIELD, 1)

    return [
        Drawn(
            bar.label,
            bar.text or f"{bar.value:,}",
            bar.fill,
            across(bar.value),
            None if bar.low is None else across(bar.low),
            None if bar.high is None else across(bar.high),
        )
        for bar in bars
    ]


def spark_points(values: Sequence[Number], width: int = 96, height: int = 24) -> str:
    """The points of a spark line from zero at the bottom to the highest at the top; empty without at least two values."""
    if len(values) < 2:
        return ""
    low, high = min(0.0, float(min(values))), float(max(values))
    span = (high - low) or 1.0
    step = (width - 4) / (len(values) - 1)
    return " ".join(
        f"{2 + index * step:.1f},{height - 3 - (float(value) - low) / span * (height - 6):.1f}"
        for index, value in enumerate(values)
    )
