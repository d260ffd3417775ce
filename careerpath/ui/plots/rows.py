"""Charts of one mark a row: labels at the left, a field, words at the right; on a narrow picture they stand above.

Plain Python.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from careerpath.ui.plots.canvas import Canvas
from careerpath.ui.plots.data import MarkLike
from careerpath.ui.plots.scales import write
from careerpath.ui.plots.words import clean

GAP: Final = 12
BAND: Final = 26
"""How high the band of a mark is."""
NOT_SHOWN: Final = "not shown"
LABEL_SHARE: Final = 0.3
TEXT_SHARE: Final = 0.3


@dataclass(frozen=True)
class Row:
    """A row with its place: the middle of its mark, and what is said beside it."""

    mark: MarkLike
    y: float
    top: float
    bottom: float


class Rows:
    """Writes the labels and words of all rows, and says where the field is and where each mark belongs.

    `is_drawn` says whether a mark has a place in the field; where it has none its words stand there instead. `head` leaves
    room above the first mark that is drawn, for labels of its own. `inset`: how far a narrow field keeps from the edges.
    """

    def __init__(
        self,
        canvas: Canvas,
        marks: Sequence[MarkLike],
        words: Callable[[MarkLike], str],
        is_drawn: Callable[[MarkLike], bool],
        *,
        above: float = 0,
        head: float = 0,
        beside: bool = True,
        inset: float = 8,
    ) -> None:
        self.canvas = canvas
        self.top = above
        self._words, self._is_drawn, self._beside = words, is_drawn, beside
        drawn = [mark for mark in marks if is_drawn(mark)]
        if canvas.is_narrow:
            self.left, self.right = inset, canvas.width - inset
        else:
            labels = max((canvas.long(mark.label) for mark in marks), default=0)
            texts = max((canvas.long(words(mark)) for mark in drawn), default=0)
            self._label_room = min(labels, LABEL_SHARE * canvas.width)
            self.text_room = min(texts, TEXT_SHARE * canvas.width)
            self.left = self._label_room + (GAP if labels else 0)
            self.right = canvas.width - self.text_room - (GAP + 4 if texts else 8)
        y, rows = above, []
        first = drawn[0] if drawn else None
        for mark in marks:
            row = (self._stacked if canvas.is_narrow else self._in_a_line)(mark, y, head if mark is first else 0)
            rows.append(row)
            y = row.bottom
        self.rows, self.bottom = rows, y
        self.drawn = [row for row in rows if is_drawn(row.mark)]

    def _in_a_line(self, mark: MarkLike, top: float, head: float) -> Row:
        canvas = self.canvas
        drawn = self._is_drawn(mark)
        said = self._words(mark) or ("" if drawn else NOT_SHOWN)
        label = canvas.wrapped(mark.label, self._label_room, 2)
        room = self.text_room if drawn else canvas.width - self.left
        text = canvas.wrapped(said, room, 2) if said else []
        lines = max(len(label), len(text), 1)
        height = max(BAND, lines * canvas.leading + 9)
        y = top + head + height / 2
        canvas.lines("label", self.left - GAP, y - (len(label) - 1) * canvas.leading / 2, label, "end", mark.label)
        above = y - (len(text) - 1) * canvas.leading / 2
        if not drawn:
            canvas.lines("quiet", self.left + 4, above, text, full=said)
        elif self._beside:
            canvas.lines("label", self.right + GAP, above, text, full=said)
        return Row(mark, y, top, top + head + height)

    def _stacked(self, mark: MarkLike, top: float, head: float) -> Row:
        canvas = self.canvas
        drawn = self._is_drawn(mark)
        said = clean(self._words(mark) or ("" if drawn else NOT_SHOWN))
        y = top + canvas.leading / 2 + 3
        role = "label" if drawn else "quiet"
        if canvas.long(mark.label, heavy=True) + canvas.long(said) + GAP <= canvas.width:
            canvas.text("strong", 0, y, mark.label)
            canvas.text(role, canvas.width, y, said, "end")
            below = y + canvas.leading / 2 + 3
        else:
            label = canvas.wrapped(mark.label, canvas.width, 3, heavy=True)
            text = canvas.wrapped(said, canvas.width, 3)
            canvas.lines("strong", 0, y, label, full=mark.label)
            canvas.lines(role, 0, y + len(label) * canvas.leading, text, full=said)
            below = y + (len(label) + len(text) - 0.5) * canvas.leading + 3
        if not drawn:
            return Row(mark, below, top, below + 10)
        middle = below + head + BAND / 2
        return Row(mark, middle, top, middle + BAND / 2 + 8)

    def axis(self, places: Sequence[tuple[float, float]], unit: str, suffix: str = "") -> float:
        """Grid, ticks (value, place; those before others win where words would meet) and unit. Gives the lowest point."""
        canvas = self.canvas
        taken: list[tuple[float, float]] = []
        y = self.bottom + canvas.leading / 2 + 6
        for value, x in places:
            words = write(value) + suffix
            half = canvas.long(words) / 2
            middle = min(max(x, half), canvas.width - half)
            if any(middle - half < end + 6 and middle + half > begin - 6 for begin, end in taken):
                continue
            taken.append((middle - half, middle + half))
            canvas.line("axis", x, self.bottom, x, self.bottom + 4)
            canvas.text("quiet", middle, y, words, "middle")
        canvas.line("axis", self.left, self.bottom, self.right, self.bottom)
        return self.unit(unit, y + canvas.leading / 2)

    def unit(self, unit: str, y: float) -> float:
        """What the figures are, under the field. Gives the lowest point."""
        canvas = self.canvas
        left = 0 if canvas.is_narrow else self.left
        lines = canvas.wrapped(unit, canvas.width - left, 2) if unit else []
        canvas.lines("quiet", left, y + canvas.leading / 2, lines, full=unit)
        return y + len(lines) * canvas.leading + 4

    def upright(self, role: str, x: float) -> None:
        """A line through the field at one place; not through the words of a row that has no mark."""
        spans: list[tuple[float, float]] = []
        for row in self.drawn:
            top, bottom = (row.y - BAND / 2 + 2, row.y + BAND / 2) if self.canvas.is_narrow else (row.top, row.bottom)
            if spans and spans[-1][1] == top:
                spans[-1] = (spans[-1][0], bottom)
            else:
                spans.append((top, bottom))
        for top, bottom in spans:
            self.canvas.line(role, x, top, x, bottom)
