"""The marks of charts: dots, the shapes of verdicts, whiskers with arrowheads. Plain Python."""

from typing import Final

from careerpath.ui.plots.canvas import Canvas, place
from careerpath.ui.plots.words import clean

RADIUS: Final = 5
TONES: Final[dict[str, tuple[str, str]]] = {
    "": ("dot", "dot"),
    "flag": ("flag", "diamond"),
    "watch": ("watch", "square"),
    "too few to say": ("few", "dot"),
    "none": ("calm", "dot"),
    "no sign": ("calm", "dot"),
    "benchmark": ("benchmark", "tall"),
}
"""Verdict -> role and shape. The word always stands beside it too."""


def tone_of(tone: str) -> str:
    """A verdict in its own words, whatever way it is written: TOO_FEW_TO_SAY is "too few to say"."""
    return clean(tone).lower().replace("_", " ").replace("-", " ")


def with_tone(text: str, tone: str) -> str:
    """What stands beside a mark: its text, and the word of its verdict where the text does not say it."""
    word = tone_of(tone)
    if not word or word in text.lower():
        return text
    word = "no sign" if word == "none" else word
    return f"{text} · {word}" if text else word


def verdict(canvas: Canvas, x: float, y: float, tone: str) -> None:
    """The mark of a row, in the shape of its verdict."""
    role, shape = TONES.get(tone_of(tone), TONES[""])
    if shape == "diamond":
        r = RADIUS + 2
        d = f"M{place(x)} {place(y - r)}L{place(x + r)} {place(y)}L{place(x)} {place(y + r)}L{place(x - r)} {place(y)}Z"
        canvas.path(role, d)
    elif shape == "square":
        canvas.add("rect", role, x=x - RADIUS, y=y - RADIUS, width=2 * RADIUS, height=2 * RADIUS)
    elif shape == "tall":
        canvas.add("rect", role, x=x - 2.5, y=y - RADIUS - 2, width=5, height=2 * RADIUS + 4)
    else:
        dot(canvas, role, x, y)


def beyond_field(canvas: Canvas, x: float, y: float, tone: str, way: int) -> None:
    """A figure that has no place in the field: an arrowhead of its verdict's colour at the edge, `way` -1 or 1."""
    role = TONES.get(tone_of(tone), TONES[""])[0]
    canvas.path(role, f"M{place(x)} {place(y)}l{-11 * way} -6.5v13Z")


def dot(canvas: Canvas, role: str, x: float, y: float, radius: float = RADIUS) -> None:
    """A round mark."""
    canvas.add("circle", role, cx=x, cy=y, r=radius)


def whisker(canvas: Canvas, ends: tuple[float, float], y: float, beyond: tuple[bool, bool]) -> None:
    """An interval: a line with a stroke across at each end, or an arrowhead where the end is beyond the field."""
    left, right = ends
    canvas.line("interval", left, y, right, y)
    for x, leaves, way in ((left, beyond[0], -1), (right, beyond[1], 1)):
        if leaves:
            d = f"M{place(x)} {place(y)}l{-7 * way} -4.5v9Z"
            canvas.path("arrow", d)
        else:
            canvas.line("interval", x, y - 4, x, y + 4)


def across(canvas: Canvas, ends: tuple[float, float], y: float) -> None:
    """Bounds without a point between them: a thick line with an upright at each end."""
    canvas.line("range", ends[0], y, ends[1], y)
    for x in ends:
        canvas.line("range", x, y - 6, x, y + 6)
