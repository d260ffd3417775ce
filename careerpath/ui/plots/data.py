"""What a chart is drawn from: its shape, and charts of that shape.

`reports.tables.Chart` has the shape too: that core knows no Django, so it cannot use the classes here.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class MarkLike(Protocol):
    """One row: a figure, the ends of its interval, words beside it, a verdict, another figure to compare with."""

    @property
    def label(self) -> str: ...
    @property
    def middle(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def text(self) -> str: ...
    @property
    def tone(self) -> str: ...
    @property
    def second(self) -> float | None: ...


class CurveLike(Protocol):
    """A line: points (x, y), and (x, low, high) where there is an interval."""

    @property
    def label(self) -> str: ...
    @property
    def points(self) -> Sequence[tuple[float, float]]: ...
    @property
    def band(self) -> Sequence[tuple[float, float, float]]: ...


class ChartLike(Protocol):
    """A whole picture. `unit` "%" means that figures are of a hundred."""

    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def marks(self) -> Sequence[MarkLike]: ...
    @property
    def curves(self) -> Sequence[CurveLike]: ...
    @property
    def ticks(self) -> Sequence[str]: ...
    @property
    def guide(self) -> float | None: ...
    @property
    def first_label(self) -> str: ...
    @property
    def second_label(self) -> str: ...


@dataclass(frozen=True)
class Mark:
    """One row of a chart: a figure with the ends of its interval, and the words beside it."""

    label: str
    middle: float | None
    low: float | None = None
    high: float | None = None
    text: str = ""
    tone: str = ""
    second: float | None = None


@dataclass(frozen=True)
class Curve:
    """A line of points (x, y)."""

    label: str
    points: tuple[tuple[float, float], ...]
    band: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True)
class Chart:
    """A picture; `summary` is what somebody hears who cannot see it."""

    kind: str
    title: str
    summary: str
    unit: str = ""
    marks: tuple[Mark, ...] = ()
    curves: tuple[Curve, ...] = ()
    ticks: tuple[str, ...] = ()
    guide: float | None = None
    first_label: str = ""
    second_label: str = ""


def real(value: float | None) -> float | None:
    """The value, where it can be drawn: None for None, infinity and what is not a number."""
    return None if value is None or not math.isfinite(value) else float(value)
