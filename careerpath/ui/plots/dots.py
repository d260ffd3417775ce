"""Shares (or correlations) as dots from zero, with interval or bounds; a second, hollow dot for what they stand beside.

Plain Python.
"""

from collections.abc import Sequence
from typing import Final

from careerpath.ui.plots.canvas import Canvas
from careerpath.ui.plots.data import ChartLike, MarkLike, real
from careerpath.ui.plots.rows import BAND, Rows
from careerpath.ui.plots.scales import Linear, ticks, top_of, write
from careerpath.ui.plots.shapes import RADIUS, across, dot, verdict, whisker, with_tone

OF_A_HUNDRED: Final = 100.0


def has_bounds(mark: MarkLike) -> bool:
    """Whether a share is not one figure but lies between two, because too few answered."""
    return real(mark.middle) is None and real(mark.low) is not None and real(mark.high) is not None


def field_of(values: Sequence[float], most: int, limit: float | None) -> tuple[float, float]:
    """The ends of the axis: from zero; where a value is below zero (a correlation) as far to the left as to the right."""
    if min(values) >= 0:
        return 0.0, top_of(values, most, limit)
    end = top_of(map(abs, values), max(1, most // 2), limit)
    return -end, end


def draw_dots(canvas: Canvas, chart: ChartLike) -> float:
    """Draw it; gives how high it became. A mark without a middle, but with both ends, is drawn as bounds."""
    suffix = "%" if chart.unit == "%" else ""

    def words(mark: MarkLike) -> str:
        value = real(mark.middle)
        return with_tone(mark.text or ("" if value is None else write(round(value, 1)) + suffix), mark.tone)

    def is_drawn(mark: MarkLike) -> bool:
        return real(mark.middle) is not None or has_bounds(mark) or real(mark.second) is not None

    named = bool(chart.first_label or chart.second_label)
    rows = Rows(canvas, chart.marks, words, is_drawn, head=canvas.leading if named else 0)
    if not rows.drawn:
        return rows.bottom
    values = [
        value
        for row in rows.drawn
        for one in (row.mark.middle, row.mark.low, row.mark.high, row.mark.second)
        if (value := real(one)) is not None
    ]
    most = min(6, max(2, int((rows.right - rows.left) / (5 * canvas.size))))
    low, high = field_of(values, most, OF_A_HUNDRED if suffix else None)
    scale = Linear(low, high, rows.left, rows.right)
    marked = [(tick, scale(tick)) for tick in ticks(low, high, most)]
    for _, x in marked:
        rows.upright("grid", x)
    if low < 0:
        rows.upright("one", scale(0))
    if (guide := real(chart.guide)) and low <= guide <= high:
        rows.upright("guide", scale(guide))
    for row in rows.drawn:
        _row(canvas, scale, row.mark, row.y)
    if named:
        _names(canvas, scale, rows.drawn[0].mark, rows.drawn[0].y - BAND / 2 - canvas.leading / 2 + 3, chart)
    return rows.axis(marked, "" if suffix else chart.unit, suffix)


def _row(canvas: Canvas, scale: Linear, mark: MarkLike, y: float) -> None:
    middle, second, low, high = real(mark.middle), real(mark.second), real(mark.low), real(mark.high)
    if low is not None and high is not None:
        ends = scale(low), scale(high)
        if middle is None:
            across(canvas, ends, y)
        else:
            whisker(canvas, ends, y, (low < scale.low, high > scale.high))
    if middle is not None:
        verdict(canvas, scale(middle), y, mark.tone)
    if second is not None:
        dot(canvas, "hollow", scale(second), y, RADIUS + 1.5)


def _names(canvas: Canvas, scale: Linear, mark: MarkLike, y: float, chart: ChartLike) -> None:
    """What the two dots are, above the first of them: the left one's words end at it, the right one's begin at it."""
    low, high = real(mark.low), real(mark.high)
    middle = real(mark.middle)
    if middle is None and low is not None and high is not None:
        middle = (low + high) / 2
    named = [(value, words) for value, words in ((middle, chart.first_label), (real(mark.second), chart.second_label))]
    placed = sorted((scale(value), words) for value, words in named if value is not None and words)
    if len(placed) == 1:
        x, words = placed[0]
        half = canvas.long(words) / 2
        canvas.text("quiet", min(max(x, half), canvas.width - half), y, words, "middle")
        return
    if len(placed) == 2:
        (left, before), (right, after) = placed
        between = (left + right) / 2
        canvas.text("quiet", max(min(left + 4, between - 4), canvas.long(before)), y, before, "end")
        canvas.text("quiet", min(max(right - 4, between + 4), canvas.width - canvas.long(after)), y, after)
