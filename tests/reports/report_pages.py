"""A report with demo-like figures behind an address of its own, for tests of how sections look."""

from decimal import Decimal
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import path

from careerpath.ui.plots.samples import FOREST, LONG
from careerpath.urls import urlpatterns as every_page
from reports.stages import STAGES
from reports.tables import HIDDEN, Chart, Column, Curve, Kind, Mark, Report, Section, Table, Tile, Value

REACHED: Final = (9500, 8812, 1204, 310, 104, 95, 94, 90, 81, 78, 66)
_D = Decimal


def _funnel() -> Section:
    rows: list[tuple[Value, ...]] = []
    for index, (stage, count) in enumerate(zip(STAGES, REACHED, strict=True)):
        before = _D(100 * count) / REACHED[index - 1] if index else None
        rows.append((stage.label, count, None if before is None else round(before, 1), 3 * index or None))
    columns = (
        Column("stage", "Stage", Kind.TEXT),
        Column("reached", "Reached"),
        Column("of", "Of the stage before", Kind.PERCENT, "Reached, of everybody who reached the stage before."),
        Column("days", "Median days", Kind.DAYS),
    )
    marks = tuple(Mark(str(row[0]), float(str(row[1])), text=f"{row[1]:,}") for row in rows)
    chart = Chart("bars", "People who reached each stage", "From 9,500 to 66.", "people", marks)
    lead = ("9,500 applied and 95 were admitted.", "A stage counts whoever reached it, also if they left later.")
    return Section(
        "funnel", "Funnel", "stages", lead, (), (chart,), (Table("stages", "Each stage", columns, tuple(rows)),)
    )


def _shares() -> Section:
    notes = ("65 of 95 who answered, response 100.0%", "Pool: 55.0%, 4,488 of 8,160 who answered, response 85.9%")
    tiles = (Tile("Minority members of the class", "68.4%", notes), Tile("Women of the class", "61.0% to 72.5%", notes))
    marks = (
        Mark("Minority members", 68.4, text="68.4%, pool 55.0%", second=55.0),
        Mark("Women", None, 61.0, 72.5, "61.0% to 72.5%, pool 41.2%", second=41.2),
    )
    chart = Chart(
        "dots", "Share of the class and of the pool", "In words.", "%", marks, first_label="Class", second_label="Pool"
    )
    columns = (Column("stage", "Stage", Kind.TEXT), Column("people", "People"), Column("women", "Women", Kind.PERCENT))
    rows = tuple(
        (stage.label, count, HIDDEN if count == 66 else _D("38.9"))
        for stage, count in zip(STAGES, REACHED, strict=True)
    )
    return Section(
        "shares",
        "The class beside the pool",
        "shares",
        ("Outcomes, not targets.",),
        tiles,
        (chart,),
        (Table("by-stage", "At each stage", columns, rows),),
    )


def _impact() -> Section:
    marks = tuple(Mark(one.label, one.middle, one.low, one.high, one.text, one.tone) for one in FOREST.marks)
    chart = Chart("forest", "Impact ratio of each group", "In words.", "Ratio to the highest rate", marks, guide=0.8)
    columns = (
        Column("group", "Group", Kind.TEXT),
        Column("n", "Considered"),
        Column("selected", "Selected"),
        Column("rate", "Rate", Kind.PERCENT),
        Column("ratio", "Ratio", Kind.NUMBER),
        Column("interval", "95% interval", Kind.TEXT),
        Column("p", "Test", Kind.P),
        Column("verdict", "Reading", Kind.BADGE),
    )
    rows: tuple[tuple[Value, ...], ...] = (
        ("White", 3900, 40, _D("1.0"), _D("1.00"), None, None, "benchmark"),
        ("Black or African American", 4000, 25, _D("0.6"), _D("0.61"), "0.38 to 0.97", "0.041 (Z)", "flag"),
        ("Hispanic or Latino", 1750, 14, _D("0.8"), _D("0.78"), "0.49 to 1.24", "0.310 (Z)", "watch"),
        (
            "Middle Eastern or North African",
            300,
            1,
            _D("0.3"),
            _D("0.33"),
            "0.05 to 8.90",
            "0.370 (Fisher)",
            "too few to say",
        ),
        ("Native Hawaiian or Pacific Islander", *[HIDDEN] * 7),
        (LONG, 870, 8, _D("0.9"), _D("0.90"), "0.70 to 1.10", "0.800 (Z)", "none"),
    )
    table = Table("groups", "Groups beside the benchmark", columns, rows, ("Prepared for review by counsel.",))
    return Section(
        "impact", "Adverse impact", "impact", ("Offered a seat, of those considered.",), (), (chart,), (table,)
    )


def _outcomes() -> Section:
    points = ((0.0, 1.0), (61.0, 0.95), (182.0, 0.86), (365.0, 0.8))
    curve = Curve("Cohort 1", points, tuple((x, y - 0.05, min(1.0, y + 0.05)) for x, y in points))
    chart = Chart(
        "steps", "Still with the client", "In words.", curves=(curve,), first_label="Days since the first day"
    )
    columns = (Column("day", "Day", Kind.TEXT), Column("risk", "At risk"), Column("there", "Still there", Kind.PERCENT))
    table = Table(
        "risk", "Number at risk", columns, (("0", 78, _D("100.0")), ("182", 60, _D("86.0")), ("365", 20, _D("80.0")))
    )
    tiles = (
        Tile("Placed", "86.7%", ("78 of 90 who completed",)),
        Tile("Stayed six months", "84.6%", ("66 of 78 placed",)),
    )
    return Section(
        "outcomes", "Outcomes", "outcomes", ("78 of 90 who completed were placed.",), tiles, (chart,), (table,)
    )


REPORT: Final = Report(
    "Cohort 1",
    "cohort-1",
    "2025-03-03T14:30:00Z",
    "Internal report, 2026",
    5,
    (_funnel(), _shares(), _impact(), _outcomes()),
)
PAGE: Final = """{% extends "base.html" %}
{% block title %}Cohort 1{% endblock %}
{% block extra_head %}{% include "reports/_styles.html" %}{% endblock %}
{% block heading %}Cohort 1{% endblock %}
{% block subheading %}<p>As of Monday 3 March 2025, 09:30 EST. Internal report, 2026</p>{% endblock %}
{% block content %}{% include "reports/_report.html" %}{% endblock %}"""


def page(request: HttpRequest) -> HttpResponse:
    """The report on a page."""
    return HttpResponse(Template(PAGE).render(RequestContext(request, {"report": REPORT})))


urlpatterns = [path("report/", page), *every_page]
