"""What the charts of a class are drawn from (`careerpath.ui.plots`), and the figures in them. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of a chart: a figure with the ends of its interval, and the words beside it."""

    label: str
    middle: float | None
    low: float | None = None
    high: float | None = None
    text: str = ""
    tone: str = ""
    second: float | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """A line of points (x, y)."""

    label: str
    points: tuple[tuple[float, float], ...]
    band: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
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


def quantile(ordered: Sequence[int], share: Fraction) -> Fraction:
    """The value below which `share` of them lie, in a line between the two nearest (the usual way of spreadsheets, type 7)."""
    place = share * (len(ordered) - 1)
    below = place.numerator // place.denominator
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
