"""Ratios with their intervals on a log scale: a line where both rates are the same, another at the guide. Plain Python."""

from typing import Final

from careerpath.ui.plots.canvas import Canvas
from careerpath.ui.plots.data import ChartLike, MarkLike, real
from careerpath.ui.plots.rows import Rows
from careerpath.ui.plots.scales import Log, log_ticks, write
from careerpath.ui.plots.shapes import beyond_field, verdict, whisker, with_tone

FIELD: Final = (0.5, 1.25)
"""A field is at least so wide, so that small differences do not look large."""
REACH: Final = (0.2, 5.0)
"""Intervals alone do not make it wider than this: they end in an arrowhead."""
LIMITS: Final = (0.01, 100.0)
"""Nothing makes it wider than this; zero has no place on a log scale and stands on the edge with an arrowhead."""
AIR: Final = 1.08
SAME: Final = "same rate"
FOUR_FIFTHS: Final = "four fifths"


def field_of(chart: ChartLike) -> tuple[float, float]:
    """The ends of the axis: all the ratios and the lines, and the intervals as far as they are allowed."""
    drawn = [mark for mark in chart.marks if real(mark.middle) is not None]
    ratios = [mark.middle or 0.0 for mark in drawn] + [chart.guide or 1.0]
    lows = [max(low, REACH[0]) for mark in drawn if (low := real(mark.low)) is not None]
    highs = [min(high, REACH[1]) for mark in drawn if (high := real(mark.high)) is not None]
    low = min([FIELD[0], *lows, *(ratio / AIR for ratio in ratios if ratio > 0)])
    high = max([FIELD[1], *highs, *(ratio * AIR for ratio in ratios)])
    return max(low, LIMITS[0]), min(high, LIMITS[1])


def draw_forest(canvas: Canvas, chart: ChartLike) -> float:
    """Draw it; gives how high it became."""

    def words(mark: MarkLike) -> str:
        value = real(mark.middle)
        return with_tone(mark.text or ("" if value is None else f"{value:.2f}"), mark.tone)

    anything = any(real(mark.middle) is not None for mark in chart.marks)
    above = canvas.leading + 4 if anything and not canvas.is_narrow else 0
    head = canvas.leading + 2 if anything and canvas.is_narrow else 0
    rows = Rows(canvas, chart.marks, words, lambda mark: real(mark.middle) is not None, above=above, head=head)
    if not rows.drawn:
        return rows.bottom
    low, high = field_of(chart)
    scale = Log(low, high, rows.left, rows.right)
    guide = real(chart.guide)
    most = max(3, int((rows.right - rows.left) / (4.2 * canvas.size)))
    lines = [1.0, *([guide] if guide and guide > 0 and guide != 1 else [])]
    marked = [*lines, *(tick for tick in log_ticks(low, high, most) if tick not in lines)]
    for tick in marked[len(lines) :]:
        rows.upright("grid", scale(tick))
    if len(lines) > 1:
        rows.upright("guide", scale(lines[1]))
    rows.upright("one", scale(1))
    _name_lines(canvas, rows, scale, lines)
    for row in rows.drawn:
        ratio = real(row.mark.middle) or 0.0
        ends = real(row.mark.low), real(row.mark.high)
        if ends[0] is not None and ends[1] is not None:
            beyond = (ends[0] < low * (1 - 1e-9), ends[1] > high * (1 + 1e-9))
            whisker(canvas, (scale(ends[0]), scale(ends[1])), row.y, beyond)
        if low <= ratio <= high:
            verdict(canvas, scale(ratio), row.y, row.mark.tone)
        else:
            beyond_field(canvas, scale(ratio), row.y, row.mark.tone, -1 if ratio < low else 1)
    unit = chart.unit if "log" in chart.unit.lower() else f"{chart.unit or 'ratio'}, log scale"
    return rows.axis([(tick, scale(tick)) for tick in marked], unit)


def _name_lines(canvas: Canvas, rows: Rows, scale: Log, lines: list[float]) -> None:
    """What the lines are, above them: the guide's words end at it, those of 1 begin at it, so they never meet."""
    y = rows.drawn[0].y - 13 - canvas.leading / 2 + 2 if canvas.is_narrow else rows.top - canvas.leading / 2 - 2
    right = len(lines) < 2 or lines[1] < 1
    for value, words, after in (
        (1.0, SAME, right),
        *((line, FOUR_FIFTHS if line == 0.8 else write(line), not right) for line in lines[1:]),
    ):
        x = scale(value)
        long = canvas.long(words)
        if after:
            canvas.text("quiet", min(x - 3, canvas.width - long), y, words)
        else:
            canvas.text("quiet", max(x + 3, long), y, words, "end")
