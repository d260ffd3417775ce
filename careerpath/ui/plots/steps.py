"""Survival as steps: how many of a hundred still stay, with the interval as a band. Plain Python."""

from collections.abc import Sequence

from careerpath.ui.plots.canvas import Canvas, place
from careerpath.ui.plots.data import ChartLike
from careerpath.ui.plots.plane import Plane, band_of, heights, lay_out, name_curves, number_of, points_of
from careerpath.ui.plots.scales import ticks, write


def draw_steps(canvas: Canvas, chart: ChartLike) -> float:
    """Draw it; gives how high it became. Heights are shares of one (or of a hundred, where one is above 1).

    `first_label` names what runs along the bottom.
    """
    curves = [(index, curve) for index, curve in enumerate(chart.curves) if points_of(curve)]
    top = 1.0 if max(heights(chart.curves)) <= 1 else 100.0
    last = max(points_of(curve)[-1][0] for _, curve in curves) or 1.0
    plane = lay_out(canvas, chart, top=top, ends=(0.0, last), suffix="%", factor=100 / top)
    for index, curve in curves:
        if band := band_of(curve):
            canvas.path(f"band-{number_of(index)}", _band(plane, band))
    for index, curve in curves:
        canvas.path(f"line-{number_of(index)}", _stairs(plane, points_of(curve)))
    lowest = name_curves(canvas, plane, curves)
    return max(lowest, _along(canvas, plane, last, chart.first_label))


def _stairs(plane: Plane, points: Sequence[tuple[float, float]]) -> str:
    x, y = points[0]
    parts = [f"M{place(plane.x(x))} {place(plane.y(y))}"]
    parts += [f"H{place(plane.x(x))}V{place(plane.y(y))}" for x, y in points[1:]]
    return "".join(parts)


def _band(plane: Plane, band: Sequence[tuple[float, float, float]]) -> str:
    there = _stairs(plane, [(x, high) for x, _, high in band])
    back = [f"V{place(plane.y(low))}H{place(plane.x(x))}" for x, low, _ in reversed(band[:-1])]
    return f"{there}{''.join(back)}Z"


def _along(canvas: Canvas, plane: Plane, last: float, name: str) -> float:
    """The axis along the bottom with its ticks and its name. Gives the lowest point."""
    most = max(2, int((plane.x.end - plane.x.start) / (4 * canvas.size)))
    y = plane.bottom + canvas.leading / 2 + 6
    for tick in ticks(0, last, most):
        x = plane.x(tick)
        canvas.line("axis", x, plane.bottom, x, plane.bottom + 4)
        canvas.text("quiet", x, y, write(tick), "middle")
    lines = canvas.wrapped(name, canvas.width - plane.x.start, 2) if name else []
    canvas.lines("quiet", plane.x.start - 4, y + canvas.leading, lines, full=name)
    return y + canvas.leading * (len(lines) + 0.5) + 4
