"""A histogram of scores as coordinates for an SVG drawn on the server. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from applicants.screening.rubric import ABOVE, BORDERLINE, Rubric

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 300, 56, 24, 64, 40
"""Of the picture in its own units, and its margins. The margin at the top holds three rows of labels for the lines."""
LETTER = 8
"""About how wide a letter of a label is."""

FILLS: Final = {ABOVE: "3", BORDERLINE: "5"}
"""Classes of the palette by band; below is 8."""
STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)


@dataclass(frozen=True)
class Column:
    """One column: the scores it covers, how many are in it, and where it stands."""

    start: int
    end: int
    count: int
    fill: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Mark:
    """A vertical line with its label: a threshold, or where the seats end. Labels stand in rows, so that none overlap."""

    x: float
    label: str
    label_x: float
    label_y: int
    anchor: str
    is_cut: bool


@dataclass(frozen=True)
class Tick:
    """A place on an axis with its label."""

    at: float
    label: str


@dataclass(frozen=True)
class Histogram:
    """Everything the template draws."""

    columns: list[Column]
    marks: list[Mark]
    across: list[Tick]
    up: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    base: int = HEIGHT - BOTTOM


def step_for(most: int, columns: int = 40) -> int:
    """A round width of a column, so that scores from 0 to `most` take about so many columns."""
    return next((step for step in STEPS if step * columns >= most), STEPS[-1])


def draw(
    counts: Sequence[tuple[int, int]], *, step: int, most: int, rubric: Rubric, cut: int | None, seats: int
) -> Histogram:
    """Place the columns (lowest score, count), the thresholds and the cut."""
    end = max(most, max((start + step for start, _ in counts), default=0)) or 1
    top = max((count for _, count in counts), default=0) or 1
    grid = _round_up(top)
    field = WIDTH - LEFT - RIGHT
    height = HEIGHT - TOP - BOTTOM

    def x(score: float) -> float:
        return round(LEFT + field * min(score, end) / end, 1)

    columns = [
        Column(
            start,
            start + step - 1,
            count,
            FILLS.get(rubric.band(start), "8"),
            x(start) + 0.5,
            round(HEIGHT - BOTTOM - height * count / grid, 1),
            round(max(x(start + step) - x(start) - 1, 0.5), 1),
            round(height * count / grid, 1),
        )
        for start, count in counts
    ]
    lines = [
        (rubric.borderline, f"borderline from {rubric.borderline:,}", False),
        (rubric.above, f"above from {rubric.above:,}", False),
    ]
    if cut is not None:
        lines.append((cut, f"{seats:,} seats end at {cut:,}", True))
    marks = []
    for row, (at, label, is_cut) in enumerate(lines):
        fits = x(at) + LETTER * len(label) < WIDTH  # else the label stands at the left of its line
        marks.append(Mark(x(at), label, x(at) + (6 if fits else -6), 16 + 18 * row, "start" if fits else "end", is_cut))
    across = [Tick(x(at), f"{at:,}") for at in range(0, end + 1, _tick(end))]
    up = [Tick(round(HEIGHT - BOTTOM - height * part / 4, 1), f"{grid * part // 4:,}") for part in range(5)]
    return Histogram(columns, marks, across, up)


def _round_up(value: int) -> int:
    """The next number that divides into four round parts."""
    size = 4
    while True:
        for factor in (1, 2, 3, 5, 6):
            if size * factor >= value:
                return size * factor
        size *= 10


def _tick(end: int) -> int:
    return next((step for step in STEPS if step * 10 >= end), max(1, end // 10))
