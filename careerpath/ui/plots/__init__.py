"""Charts as SVG, drawn on the server: `draw(chart, dress="page", width=WIDE)`.

It draws what it is given and nothing else: a figure that is hidden is not in the chart, so it is in no place, title or length of
the picture. One module for each kind; docs/decisions/0018 says why they are our own.
"""

from collections.abc import Callable
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from careerpath.ui.plots.bars import draw_bars
from careerpath.ui.plots.canvas import Canvas
from careerpath.ui.plots.data import ChartLike, CurveLike, MarkLike
from careerpath.ui.plots.dots import draw_dots
from careerpath.ui.plots.dress import Dress
from careerpath.ui.plots.forest import draw_forest
from careerpath.ui.plots.lines import draw_lines
from careerpath.ui.plots.plane import points_of
from careerpath.ui.plots.steps import draw_steps

__all__ = ["KINDS", "NARROW", "NOTHING", "WIDE", "ChartLike", "CurveLike", "Dress", "MarkLike", "draw", "is_empty"]

WIDE: Final = 800
NARROW: Final = 340
NOTHING: Final = "Nothing to draw yet."

KINDS: Final[dict[str, Callable[[Canvas, ChartLike], float]]] = {
    "bars": draw_bars,
    "forest": draw_forest,
    "dots": draw_dots,
    "steps": draw_steps,
    "lines": draw_lines,
}


def is_empty(chart: ChartLike) -> bool:
    """Whether there is no row, or no point, to draw."""
    return not (any(map(points_of, chart.curves)) if chart.kind in ("steps", "lines") else chart.marks)


def draw(chart: ChartLike, *, dress: Dress = "page", width: int = WIDE, key: str = "") -> SafeString:
    """The chart as an SVG element, `width` units wide and as high as it needs.

    `dress` "page": classes only, coloured by static/css/plots.css in light and dark. "print": colours and fonts as attributes,
    for a PDF. Below 480 units the words stand above the marks and are larger. `key` begins the ids of title and description
    and must be one of its own on a page; without it they come from what is drawn. Raises KeyError for an unknown kind.
    """
    canvas = Canvas(width, dress)
    paint = KINDS[chart.kind]
    if is_empty(chart):
        canvas.text("quiet", 0, canvas.leading, NOTHING)
        height = 2 * canvas.leading
    else:
        height = paint(canvas, chart)
    return mark_safe(canvas.finish(height, chart.title, chart.summary, key))  # noqa: S308 - Canvas escapes everything
