"""The two dresses of a chart. On a page a mark has a class, and static/css/plots.css its colour, light and dark; on paper it
carries its colour with it, because nothing there reads a style sheet. Plain Python.

A role is what a mark means. Each role is in ROLES (paper) and has a rule `.d-<role>` in plots.css (page): a test compares.
"""

from typing import Final, Literal

Dress = Literal["page", "print"]

INK: Final = "#17212b"
MUTED: Final = "#51606d"
GRID: Final = "#e6e9eb"
AXIS: Final = "#6f7c88"
WHITE: Final = "#ffffff"
STOP: Final = "#a8322d"
WATCH: Final = "#8a5a00"
SERIES: Final = ("#0072b2", "#d55e00", "#009e73", "#51606d")
"""Of Okabe and Ito's palette what is 3:1 on white paper, and our grey; see jfly.uni-koeln.de/color (Okabe and Ito 2008)."""
DASHES: Final = ("", "7 4", "2 3", "9 3 2 3")
"""Lines differ in their dashes too, so that they can be told apart without colour."""
FONT: Final = "Inter, 'Inter Variable', 'Liberation Sans', 'DejaVu Sans', sans-serif"

Attributes = dict[str, str]

ROLES: Final[dict[str, Attributes]] = {
    "label": {"fill": INK},
    "strong": {"fill": INK, "font-weight": "600"},
    "quiet": {"fill": MUTED},
    "grid": {"stroke": GRID, "stroke-width": "1", "fill": "none"},
    "axis": {"stroke": AXIS, "stroke-width": "1", "fill": "none"},
    "one": {"stroke": INK, "stroke-width": "1.25", "fill": "none"},
    "guide": {"stroke": MUTED, "stroke-width": "1.25", "stroke-dasharray": "4 3", "fill": "none"},
    "leader": {"stroke": AXIS, "stroke-width": "0.75", "fill": "none"},
    "interval": {"stroke": INK, "stroke-width": "1.5", "fill": "none"},
    "range": {"stroke": SERIES[0], "stroke-width": "4", "fill": "none"},
    "arrow": {"fill": INK},
    "bar": {"fill": SERIES[0]},
    "dot": {"fill": SERIES[0]},
    "hollow": {"fill": "none", "stroke": INK, "stroke-width": "1.75"},
    "flag": {"fill": STOP},
    "watch": {"fill": WATCH},
    "few": {"fill": WHITE, "stroke": MUTED, "stroke-width": "1.75"},
    "calm": {"fill": SERIES[0]},
    "benchmark": {"fill": INK},
    **{
        f"line-{number}": {"stroke": colour, "stroke-width": "2.25", "fill": "none"}
        | ({"stroke-dasharray": dash} if dash else {})
        for number, (colour, dash) in enumerate(zip(SERIES, DASHES, strict=True), 1)
    },
    **{f"point-{number}": {"fill": colour} for number, colour in enumerate(SERIES, 1)},
    **{
        f"band-{number}": {"fill": colour, "fill-opacity": "0.16", "stroke": colour, "stroke-width": "0.75"}
        for number, colour in enumerate(SERIES, 1)
    },
}


def worn(role: str, dress: Dress) -> Attributes:
    """The attributes of a role in a dress. Raises KeyError for a role that nobody has described."""
    described = ROLES[role]
    return {"class": f"d-{role}"} if dress == "page" else described
