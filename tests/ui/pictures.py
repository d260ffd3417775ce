"""What stands in a drawn chart, read back from its SVG."""

from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from careerpath.ui.plots import WIDE, draw

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Picture:
    """An SVG and its parts by role."""

    root: Element
    source: str

    def parts(self, role: str) -> list[dict[str, float | str]]:
        """The attributes of every mark of a role, numbers as numbers."""
        return [
            {name: _number(value) for name, value in part.attrib.items() if name != "class"}
            for part in self.root.iter()
            if part.get("class") == f"d-{role}"
        ]

    def words(self) -> list[str]:
        """Every line of text, without titles."""
        return [(part[-1].tail if len(part) else part.text) or "" for part in self.root.iter(f"{SVG}text")]

    def where(self, words: str) -> tuple[float, float]:
        """Where a line of text stands."""
        for part in self.root.iter(f"{SVG}text"):
            if ((part[-1].tail if len(part) else part.text) or "") == words:
                return float(part.attrib["x"]), float(part.attrib["y"])
        raise AssertionError(f"“{words}” is not in the picture: {self.words()}")


def _number(value: str) -> float | str:
    try:
        return float(value)
    except ValueError:
        return value


def picture(chart: Any, width: int = WIDE) -> Picture:
    """The chart as a page shows it, parsed."""
    source = str(draw(chart, width=width))
    return Picture(fromstring(source), source)
