"""Where a chart is drawn: a few primitives that write SVG and let nothing through unescaped. Plain Python."""

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from careerpath.ui.plots.dress import FONT, Dress, worn
from careerpath.ui.plots.words import clean, escape, width_of, wrap

NARROW_BELOW: Final = 480
WIDE_SIZE: Final = 13
NARROW_SIZE: Final = 15
"""The size of text in units of the picture. A narrow one is shown on phones: 15 is still 12 pixels where 340 become 272."""


class Canvas:
    """A picture `width` wide that grows downwards. Sizes are the same in both dresses; static/css/plots.css repeats them."""

    def __init__(self, width: int, dress: Dress) -> None:
        self.width = width
        self.dress: Dress = dress
        self.is_narrow = width < NARROW_BELOW
        self.size = NARROW_SIZE if self.is_narrow else WIDE_SIZE
        self.leading = round(self.size * 1.35, 1)
        self._parts: list[str] = []

    def add(self, tag: str, role: str, inside: str = "", **places: float | str) -> None:
        """One element. `inside` must be escaped already; an underscore in a name becomes a hyphen."""
        attributes: dict[str, str] = dict(worn(role, self.dress))
        attributes |= {name.replace("_", "-"): _said(value) for name, value in places.items()}
        written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        self._parts.append(f"<{tag}{written}>{inside}</{tag}>" if inside else f"<{tag}{written}/>")

    def line(self, role: str, x1: float, y1: float, x2: float, y2: float) -> None:
        """A straight line."""
        self.add("line", role, x1=x1, y1=y1, x2=x2, y2=y2)

    def path(self, role: str, d: str) -> None:
        """A path; the figures in it come from `place`."""
        self.add("path", role, d=d)

    def text(self, role: str, x: float, y: float, words: str, anchor: str = "start", full: str = "") -> None:
        """One line of words whose middle is at `y`. `full` is what was cut."""
        said = clean(words)
        if not said:
            return
        title = f"<title>{escape(clean(full))}</title>" if full else ""
        places: dict[str, float | str] = {"x": x, "y": y + self.size * 0.355}
        if anchor != "start":
            places["text_anchor"] = anchor
        self.add("text", role, title + escape(said), **places)

    def lines(self, role: str, x: float, y: float, some: Sequence[str], anchor: str = "start", full: str = "") -> None:
        """Several lines, the middle of the first at `y`; `full` where the last was cut."""
        cut = full if some and some[-1].endswith("…") and clean(full) != " ".join(some) else ""
        for index, words in enumerate(some):
            self.text(role, x, y + index * self.leading, words, anchor, cut if index == len(some) - 1 else "")

    def wrapped(self, words: str, room: float, most: int, *, heavy: bool = False) -> list[str]:
        """The words in lines that fit into `room`."""
        return wrap(words, self.size, room, most, heavy=heavy)

    def long(self, words: str, *, heavy: bool = False) -> float:
        """How long words are here."""
        return width_of(clean(words), self.size, heavy=heavy)

    def finish(self, height: float, title: str, summary: str, key: str = "") -> str:
        """The whole SVG. Its name is the title, its description the summary; ids come from what is drawn, never from more."""
        body = "".join(self._parts)
        name = (
            re.sub(r"[^A-Za-z0-9_-]+", "-", key)
            or hashlib.sha256(f"{self.width}{clean(title)}{body}".encode()).hexdigest()[:10]
        )
        ids = (f"{name}-{self.width}-t", f"{name}-{self.width}-d")
        box = f"0 0 {self.width} {place(height)}"
        root = f'viewBox="{box}" width="{self.width}" height="{place(height)}"'
        if self.dress == "page":
            root += f' class="drawn drawn-{"narrow" if self.is_narrow else "wide"}" focusable="false"'
        else:
            root += f' font-family="{escape(FONT)}" font-size="{self.size}"'
        described = f' aria-describedby="{escape(ids[1])}"' if clean(summary) else ""
        desc = f'<desc id="{escape(ids[1])}">{escape(clean(summary))}</desc>' if described else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {root} role="img" aria-labelledby="{escape(ids[0])}"{described}>'
            f'<title id="{escape(ids[0])}">{escape(clean(title) or "Chart")}</title>{desc}{body}</svg>'
        )


def place(value: float) -> str:
    """A coordinate: at most two places, no zeros at the end, never a minus zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _said(value: float | str) -> str:
    return value if isinstance(value, str) else place(value)
