"""The field of curves: two axes, ticks, and the names of the lines at their ends. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from careerpath.ui.plots.canvas import Canvas
from careerpath.ui.plots.data import ChartLike, CurveLike, real
from careerpath.ui.plots.dress import SERIES
from careerpath.ui.plots.scales import Linear, ticks, top_of, write

HEIGHT: Final = 240
NARROW_HEIGHT: Final = 220
NAME_SHARE: Final = 0.3
NARROW_NAME_SHARE: Final = 0.34
UPRIGHT_TICKS: Final = 5


@dataclass(frozen=True)
class Plane:
    """Where x and y stand."""

    x: Linear
    y: Linear
    bottom: float


def number_of(index: int) -> int:
    """Which of the looks of a series the curve at `index` has."""
    return index % len(SERIES) + 1


def points_of(curve: CurveLike) -> list[tuple[float, float]]:
    """The points that can be drawn, from left to right."""
    return sorted((float(x), float(y)) for x, y in curve.points if real(x) is not None and real(y) is not None)


def band_of(curve: CurveLike) -> list[tuple[float, float, float]]:
    """The interval where all of it can be drawn, from left to right."""
    return sorted(one for one in curve.band if all(real(value) is not None for value in one))


def heights(curves: Sequence[CurveLike]) -> list[float]:
    """Every height that is drawn."""
    return [y for curve in curves for _, y in points_of(curve)] + [
        high for curve in curves for _, _, high in band_of(curve)
    ]


def lay_out(
    canvas: Canvas, chart: ChartLike, *, top: float, ends: tuple[float, float], suffix: str, factor: float = 1
) -> Plane:
    """Draw the upright axis with its ticks and grid, and leave room for the names at the right."""
    marked = ticks(0, top, UPRIGHT_TICKS)
    words = [write(round(tick * factor, 6)) + suffix for tick in marked]
    left = max(canvas.long(one) for one in words) + 8
    longest = max((canvas.long(curve.label) for curve in chart.curves), default=0)
    share = NARROW_NAME_SHARE if canvas.is_narrow else NAME_SHARE
    right = canvas.width - (min(longest, share * canvas.width) + 14 if longest else 8)
    unit = canvas.wrapped("" if suffix else chart.unit, canvas.width, 2)
    canvas.lines("quiet", 0, canvas.leading / 2, unit, full=chart.unit)
    above = len(unit) * canvas.leading + canvas.leading / 2 + 2
    bottom = above + (NARROW_HEIGHT if canvas.is_narrow else HEIGHT)
    plane = Plane(Linear(*ends, left + 4, right - 4), Linear(0, top, bottom, above), bottom)
    for tick, said in zip(marked, words, strict=True):
        y = plane.y(tick)
        canvas.line("grid" if tick else "axis", left, y, right, y)
        canvas.text("quiet", left - 6, y, said, "end")
    if (guide := real(chart.guide)) is not None and 0 < guide <= top:
        canvas.line("guide", left, plane.y(guide), right, plane.y(guide))
    return plane


def name_curves(canvas: Canvas, plane: Plane, curves: Sequence[tuple[int, CurveLike]]) -> float:
    """Each name beside the end of its line, pushed apart where they would meet. Gives the lowest point."""
    x = plane.x.end + 14
    room = canvas.width - x
    named = []
    for index, curve in curves:
        points = points_of(curve)
        if points and curve.label:
            lines = canvas.wrapped(curve.label, room, 3 if canvas.is_narrow else 2)
            named.append((plane.y(points[-1][1]), plane.x(points[-1][0]), index, curve.label, lines))
    named.sort(key=lambda one: (one[0], one[2]))
    sizes = [len(lines) * canvas.leading + 3 for *_, lines in named]
    middles = apart([y for y, *_ in named], sizes, plane.y.end - canvas.leading / 2, plane.bottom)
    lowest = plane.bottom
    for (y, end, index, label, lines), middle, size in zip(named, middles, sizes, strict=True):
        if abs(middle - y) > 3 or end < plane.x.end - 1:
            canvas.line("leader", end + 5, y, x - 3, middle)
        canvas.add("rect", f"point-{number_of(index)}", x=x, y=middle - (size - 3) / 2, width=3, height=size - 3)
        canvas.lines("label", x + 7, middle - (len(lines) - 1) * canvas.leading / 2, lines, full=label)
        lowest = max(lowest, middle + size / 2)
    return lowest


def apart(wanted: Sequence[float], sizes: Sequence[float], top: float, bottom: float) -> list[float]:
    """Places as near as may be to those wanted (ascending), so that boxes of these sizes do not overlap nor begin above `top`.

    Where all of them fit they end above `bottom` too.
    """
    placed: list[float] = []
    edge = top
    for want, size in zip(wanted, sizes, strict=True):
        middle = max(want, edge + size / 2)
        placed.append(middle)
        edge = middle + size / 2
    edge = max(bottom, top + sum(sizes))
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], edge - sizes[index] / 2)
        edge = placed[index] - sizes[index] / 2
    return placed


def top_for(chart: ChartLike, suffix: str) -> float:
    """The end of the upright axis, from zero."""
    values = heights(chart.curves) + ([chart.guide] if real(chart.guide) is not None and chart.guide else [])
    return top_of(values, UPRIGHT_TICKS, 100.0 if suffix else None)
