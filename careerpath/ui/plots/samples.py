"""A chart of every kind with sample figures, for the style guide and the tests: long labels, hidden rows, nothing. Plain Python."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class SampleMark:
    """A row."""

    label: str
    middle: float | None
    low: float | None = None
    high: float | None = None
    text: str = ""
    tone: str = ""
    second: float | None = None


@dataclass(frozen=True)
class SampleCurve:
    """A line."""

    label: str
    points: tuple[tuple[float, float], ...]
    band: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True)
class SampleChart:
    """A picture."""

    kind: str
    title: str
    summary: str
    unit: str = ""
    marks: tuple[SampleMark, ...] = ()
    curves: tuple[SampleCurve, ...] = ()
    ticks: tuple[str, ...] = ()
    guide: float | None = None
    second_label: str = ""
    first_label: str = ""


LONG: Final = "Donaudampfschifffahrtsgesellschaftskapitäninnen und Beschäftigungsförderungsmaßnahmen"
HIDDEN: Final = "hidden: it would tell of fewer than 5 people"

BARS: Final = SampleChart(
    "bars",
    "People who reached each stage",
    "Of 9,500 who applied 1,204 were read by people, 104 were offered a seat and 95 were admitted.",
    unit="people",
    marks=(
        SampleMark("Applied", 9500, text="9,500"),
        SampleMark("Read by people", 1204, text="1,204 (12.7%)"),
        SampleMark("Offered a seat", 104, text="104 (8.6%)"),
        SampleMark("Admitted", 95, text="95 (91.3%)"),
        SampleMark("Began boot camp", None, text=HIDDEN),
        SampleMark(LONG, 12, text="12"),
    ),
)
FOREST: Final = SampleChart(
    "forest",
    "Impact ratio of each university",
    "Harbour College 0.61, flag; Mesa Institute 0.78, watch; two groups have too few people to say.",
    unit="Ratio to the highest rate, with 95% interval, log scale",
    guide=0.8,
    marks=(
        SampleMark("Halden College", 1.0, text="1.00 (40 of 3,900)", tone="benchmark"),
        SampleMark("Harbour College", 0.61, 0.38, 0.97, "0.61 (25 of 4,000)", "flag"),
        SampleMark("Mesa Institute", 0.78, 0.49, 1.24, "0.78 (14 of 1,750)", "watch"),
        SampleMark("Lakeshore State", 0.98, 0.55, 1.8, "0.98 (9 of 900)", "no sign"),
        SampleMark("A college with a name long enough to need two lines", None, text=HIDDEN),
        SampleMark("Northfield Metropolitan", 0.33, 0.05, 8.9, "0.33 (1 of 300)", "too few to say"),
        SampleMark("Bayou City College", 0.0, text="0.00 (0 of 80)", tone="too few to say"),
        SampleMark(LONG, 0.9, 0.7, 1.1, "0.90 (8 of 870)", "no sign"),
    ),
)
DOTS: Final = SampleChart(
    "dots",
    "Share of the class and of the pool",
    "Women: class 38.9%, pool 41.2%. Minority members: class 68.4%, pool 55.0%. First in the family: class 61.0% to 72.5%.",
    unit="%",
    first_label="Class",
    second_label="Pool",
    marks=(
        SampleMark("Women", 38.9, 29.7, 49.0, "38.9% (37 of 95), pool 41.2%", second=41.2),
        SampleMark("Minority members", 68.4, 58.5, 77.0, "68.4% (65 of 95), pool 55.0%", second=55.0),
        SampleMark("Came by another way", None, text=HIDDEN),
        SampleMark("First in the family", None, 61.0, 72.5, "61.0% to 72.5%, pool 66.0%", second=66.0),
        SampleMark(LONG, 12.0, text="12.0%, pool 12.0%", second=12.0),
    ),
)
_FIRST: Final = ((0, 1.0), (30, 0.98), (61, 0.95), (90, 0.93), (150, 0.90), (182, 0.86), (300, 0.86), (365, 0.80))
STEPS: Final = SampleChart(
    "steps",
    "Still with the client",
    "Of the first cohort 86% were there after six months and 80% after a year.",
    first_label="Days since the first day at the client",
    curves=(
        SampleCurve("Cohort 1", _FIRST, tuple((x, y - (1 - y) * 0.6, min(1.0, y + (1 - y) * 0.4)) for x, y in _FIRST)),
        SampleCurve("Cohort 2, open", ((0, 1.0), (50, 0.96), (182, 0.84), (210, 0.84))),
    ),
)
LINES: Final = SampleChart(
    "lines",
    "Shares of the class over cohorts",
    "Women rose from 36% to 43%; minority members from 60% to 66%, with no figure for Spring 2024.",
    unit="%",
    ticks=("Spring 2023", "Autumn 2023", "Spring 2024", "Autumn 2024", "Frühjahrskohorte 2025"),
    curves=(
        SampleCurve("Women, class", ((0, 36), (1, 38), (2, 38.9), (3, 41), (4, 43))),
        SampleCurve("Women, pool", ((0, 40), (1, 41), (2, 41.2), (3, 42), (4, 42.5))),
        SampleCurve(
            "Minority, class",
            ((0, 60), (1, 64), (3, 68), (4, 66)),
            ((0, 50, 70), (1, 55, 73), (3, 58, 78), (4, 56, 76)),
        ),
        SampleCurve(LONG, ((2, 20), (4, 22))),
    ),
)
NOTHING: Final = SampleChart("bars", "Nothing yet", "There is nothing to draw yet.")
ALL_HIDDEN: Final = SampleChart(
    "forest",
    "Nothing that may be shown",
    "Both groups are hidden.",
    guide=0.8,
    marks=(SampleMark("Women", None, text=HIDDEN), SampleMark("Men", None)),
)
SAMPLES: Final = (BARS, FOREST, DOTS, STEPS, LINES, NOTHING, ALL_HIDDEN)
