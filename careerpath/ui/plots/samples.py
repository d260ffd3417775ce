"""A chart of every kind with sample figures, for the style guide and the tests: long labels, hidden rows, nothing. Plain Python."""

from typing import Final

from careerpath.ui.plots.data import Chart, Curve, Mark

LONG: Final = "Donaudampfschifffahrtsgesellschaftskapitäninnen und Beschäftigungsförderungsmaßnahmen"
HIDDEN: Final = "hidden: it would tell of fewer than 5 people"

BARS: Final = Chart(
    "bars",
    "People who reached each stage",
    "Of 9,500 who applied 1,204 were read by people, 104 were offered a seat and 95 were admitted.",
    unit="people",
    marks=(
        Mark("Applied", 9500, text="9,500"),
        Mark("Read by people", 1204, text="1,204 (12.7%)"),
        Mark("Offered a seat", 104, text="104 (8.6%)"),
        Mark("Admitted", 95, text="95 (91.3%)"),
        Mark("Began boot camp", None, text=HIDDEN),
        Mark(LONG, 12, text="12"),
    ),
)
FOREST: Final = Chart(
    "forest",
    "Impact ratio of each university",
    "Harbour College 0.61, flag; Mesa Institute 0.78, watch; two groups have too few people to say.",
    unit="Ratio to the highest rate, with 95% interval, log scale",
    guide=0.8,
    marks=(
        Mark("Halden College", 1.0, text="1.00 (40 of 3,900)", tone="benchmark"),
        Mark("Harbour College", 0.61, 0.38, 0.97, "0.61 (25 of 4,000)", "flag"),
        Mark("Mesa Institute", 0.78, 0.49, 1.24, "0.78 (14 of 1,750)", "watch"),
        Mark("Lakeshore State", 0.98, 0.55, 1.8, "0.98 (9 of 900)", "no sign"),
        Mark("A college with a name long enough to need two lines", None, text=HIDDEN),
        Mark("Northfield Metropolitan", 0.33, 0.05, 8.9, "0.33 (1 of 300)", "too few to say"),
        Mark("Bayou City College", 0.0, text="0.00 (0 of 80)", tone="too few to say"),
        Mark(LONG, 0.9, 0.7, 1.1, "0.90 (8 of 870)", "no sign"),
    ),
)
DOTS: Final = Chart(
    "dots",
    "Share of the class and of the pool",
    "Women: class 38.9%, pool 41.2%. Minority members: class 68.4%, pool 55.0%. First in the family: class 61.0% to 72.5%.",
    unit="%",
    first_label="Class",
    second_label="Pool",
    marks=(
        Mark("Women", 38.9, 29.7, 49.0, "38.9% (37 of 95), pool 41.2%", second=41.2),
        Mark("Minority members", 68.4, 58.5, 77.0, "68.4% (65 of 95), pool 55.0%", second=55.0),
        Mark("Came by another way", None, text=HIDDEN),
        Mark("First in the family", None, 61.0, 72.5, "61.0% to 72.5%, pool 66.0%", second=66.0),
        Mark(LONG, 12.0, text="12.0%, pool 12.0%", second=12.0),
    ),
)
_FIRST: Final = ((0, 1.0), (30, 0.98), (61, 0.95), (90, 0.93), (150, 0.90), (182, 0.86), (300, 0.86), (365, 0.80))
STEPS: Final = Chart(
    "steps",
    "Still with the client",
    "Of the first cohort 86% were there after six months and 80% after a year.",
    first_label="Days since the first day at the client",
    curves=(
        Curve("Cohort 1", _FIRST, tuple((x, y - (1 - y) * 0.6, min(1.0, y + (1 - y) * 0.4)) for x, y in _FIRST)),
        Curve("Cohort 2, open", ((0, 1.0), (50, 0.96), (182, 0.84), (210, 0.84))),
    ),
)
LINES: Final = Chart(
    "lines",
    "Shares of the class over cohorts",
    "Women rose from 36% to 43%; minority members from 60% to 66%, with no figure for Spring 2024.",
    unit="%",
    ticks=("Spring 2023", "Autumn 2023", "Spring 2024", "Autumn 2024", "Frühjahrskohorte 2025"),
    curves=(
        Curve("Women, class", ((0, 36), (1, 38), (2, 38.9), (3, 41), (4, 43))),
        Curve("Women, pool", ((0, 40), (1, 41), (2, 41.2), (3, 42), (4, 42.5))),
        Curve(
            "Minority, class",
            ((0, 60), (1, 64), (3, 68), (4, 66)),
            ((0, 50, 70), (1, 55, 73), (3, 58, 78), (4, 56, 76)),
        ),
        Curve(LONG, ((2, 20), (4, 22))),
    ),
)
NOTHING: Final = Chart("bars", "Nothing yet", "There is nothing to draw yet.")
ALL_HIDDEN: Final = Chart(
    "forest",
    "Nothing that may be shown",
    "Both groups are hidden.",
    guide=0.8,
    marks=(Mark("Women", None, text=HIDDEN), Mark("Men", None)),
)
SAMPLES: Final = (BARS, FOREST, DOTS, STEPS, LINES, NOTHING, ALL_HIDDEN)
