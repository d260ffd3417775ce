"""A figure over cohorts, a line for each group, named at its end. Plain Python."""

from typing import Final

from careerpath.ui.plots.canvas import Canvas, place
from careerpath.ui.plots.data import ChartLike
from careerpath.ui.plots.plane import Plane, band_of, lay_out, name_curves, number_of, points_of, top_for
from careerpath.ui.plots.shapes import dot

LEAST_SLOT: Final = 52


def draw_lines(canvas: Canvas, chart: ChartLike) -> float:
    """Draw it; gives how high it became. x is the place in `chart.ticks`, from 0.

    A line is broken where a cohort has no figure: what is hidden must not be read off a line drawn across it.
    """
    suffix = "%" if chart.unit == "%" else ""
    curves = [(index, curve) for index, curve in enumerate(chart.curves) if points_of(curve)]
    last = max([len(chart.ticks) - 1, *(points_of(curve)[-1][0] for _, curve in curves)])
    ends = (0.0, last) if last else (-1.0, 1.0)
    plane = lay_out(canvas, chart, top=top_for(chart, suffix), ends=ends, suffix=suffix)
    for index, curve in curves:
        for x, low, high in band_of(curve):
            canvas.line("leader", plane.x(x), plane.y(low), plane.x(x), plane.y(high))
        for run in runs(points_of(curve)):
            _run(canvas, plane, number_of(index), run)
    lowest = name_curves(canvas, plane, curves)
    return max(lowest, _along(canvas, plane, chart))


def runs(points: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """The points cut where a place between two of them is missing."""
    found: list[list[tuple[float, float]]] = []
    for point in points:
        if found and point[0] - found[-1][-1][0] <= 1:
            found[-1].append(point)
        else:
            found.append([point])
    return found


def _run(canvas: Canvas, plane: Plane, number: int, run: list[tuple[float, float]]) -> None:
    if len(run) > 1:
        d = "L".join(f"{place(plane.x(x))} {place(plane.y(y))}" for x, y in run)
        canvas.path(f"line-{number}", f"M{d}")
    for x, y in run:
        dot(canvas, f"point-{number}", plane.x(x), plane.y(y), 4)


def _along(canvas: Canvas, plane: Plane, chart: ChartLike) -> float:
    """The cohorts along the bottom; every second, third ... where there is no room for all. Gives the lowest point."""
    count = len(chart.ticks)
    if not count:
        return plane.bottom
    slot = (plane.x.end - plane.x.start) / max(1, count - 1)
    each = max(1, -int(-LEAST_SLOT // slot)) if slot else 1
    y = plane.bottom + canvas.leading / 2 + 6
    most = 0
    for index in range(0, count, each):
        x = plane.x(index)
        room = min(slot * each - 8, 2 * min(x, canvas.width - x)) if count > 1 else 160
        words = canvas.wrapped(chart.ticks[index], max(room, 40), 3)
        canvas.line("axis", x, plane.bottom, x, plane.bottom + 4)
        canvas.lines("quiet", x, y, words, "middle", chart.ticks[index])
        most = max(most, len(words))
    return y + (most - 0.5) * canvas.leading + 4
