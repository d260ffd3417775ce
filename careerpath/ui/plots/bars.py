"""Bars from zero, with their figures beside them. Plain Python."""

from typing import Final

from careerpath.ui.plots.canvas import Canvas
from careerpath.ui.plots.data import ChartLike, MarkLike, real
from careerpath.ui.plots.rows import GAP, Rows
from careerpath.ui.plots.scales import Linear, write
from careerpath.ui.plots.shapes import whisker

THICK: Final = 16
LEAST: Final = 1.5
"""A figure above zero is never so short that it cannot be seen."""


def draw_bars(canvas: Canvas, chart: ChartLike) -> float:
    """Draw it; gives how high it became."""
    suffix = "%" if chart.unit == "%" else ""

    def words(mark: MarkLike) -> str:
        value = real(mark.middle)
        return mark.text or ("" if value is None else write(round(value, 1)) + suffix)

    rows = Rows(canvas, chart.marks, words, lambda mark: real(mark.middle) is not None, beside=False, inset=1)
    if not rows.drawn:
        return rows.bottom
    ends = [max(real(row.mark.middle) or 0.0, real(row.mark.high) or 0.0) for row in rows.drawn]
    guide = real(chart.guide) or 0.0
    scale = Linear(0, max([*ends, guide]) or 1.0, rows.left, rows.right)
    for row in rows.drawn:
        value = max(0.0, real(row.mark.middle) or 0.0)
        length = scale(value) - rows.left
        if value:
            canvas.add("rect", "bar", x=rows.left, y=row.y - THICK / 2, width=max(LEAST, length), height=THICK)
        low, high = real(row.mark.low), real(row.mark.high)
        end = rows.left + length
        if low is not None and high is not None:
            whisker(canvas, (scale(low), scale(high)), row.y, (low < 0, False))
            end = max(end, scale(high))
        if not canvas.is_narrow:
            said = words(row.mark)
            lines = canvas.wrapped(said, rows.text_room, 2)
            top = row.y - (len(lines) - 1) * canvas.leading / 2
            canvas.lines("label", end + GAP / 2, top, lines, full=said)
    rows.upright("axis", rows.left)
    if guide:
        rows.upright("guide", scale(guide))
    units = [chart.unit] if chart.unit and not suffix else []
    units += [f"dashed line: {write(guide)}{suffix}"] if guide else []
    return rows.unit("; ".join(units), rows.bottom + 2)
