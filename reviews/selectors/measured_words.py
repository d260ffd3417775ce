"""A measurement in words and pictures: figures in points with their sign, charts with their intervals, and what may not be said."""

from dataclasses import dataclass
from typing import Any, Final

from careerpath.ui.plots.data import Chart, Mark
from reviews.measuring import agreement, calibration, order
from reviews.selectors.measured import Measured

MOST_DRAWN: Final = 30
"""Readers in a chart; the table beneath has all."""
TOO_FEW: Final = "too few to say"
MINUS: Final = "\N{MINUS SIGN}"
RELIABLE: Final = 0.8
TENTATIVE: Final = 0.667
"""Krippendorff (2019), chapter 12: what conclusions can rest on, and the least for tentative ones."""

Kept = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """A reader in the table."""

    name: str
    sheets: int
    compared: int
    group: int
    mean: str
    effect: str
    effect_range: str
    verdict: str
    """stricter, milder, or why there is none."""
    is_clear: bool
    taken: str
    drift: str
    drift_range: str
    drifts: bool
    planted: str
    planted_range: str
    cases: int
    same: int | None
    """Of a hundred marks on planted cases, how many are the agreed ones."""


def points(value: float | None, *, signed: bool = False, places: int = 2) -> str:
    """Hundredths of a point as points: 3.42, or with its sign +0.31 and −0.31. A dash for nothing."""
    if value is None:
        return "–"
    said = f"{abs(value) / 100:.{places}f}"
    if not signed:
        return (MINUS if value < 0 else "") + said
    return said if float(said) == 0 else (MINUS if value < 0 else "+") + said


def beside(value: float) -> str:
    """How far from the average of the readers, in words: "0.31 points less than the average of the readers"."""
    said = points(abs(value))
    if float(said) == 0:
        return "as much as the average of the readers"
    return f"{said} points {'less' if value < 0 else 'more'} than the average of the readers"


def between(one: Kept | None, *, signed: bool = True) -> str:
    """The interval of a figure: "−0.10 to +0.24"; empty where there is none."""
    if not one or one["low"] is None:
        return ""
    return f"{points(one['low'], signed=signed)} to {points(one['high'], signed=signed)}"


def severity_words(line: Kept) -> str:
    """Whether a reader marks lower or higher than the middle of the readers, as far as can be said."""
    effect = line["effect"]
    if effect is None:
        return "shares no application" if not line["compared"] else TOO_FEW
    if effect["error"] is None:
        return TOO_FEW
    if not effect["is_clear"]:
        return "no clear difference"
    return "marks lower" if effect["value"] < 0 else "marks higher"


def lines(found: Measured) -> list[Line]:
    """The readers, the strictest first; those of whom nothing can be said at the end."""
    rows = sorted(
        found.figures.get("readers", ()),
        key=lambda one: (one["effect"] is None, one["effect"]["value"] if one["effect"] else 0, one["reader"]),
    )
    return [_line(found, one) for one in rows]


def _line(found: Measured, one: Kept) -> Line:
    effect, drift, planted = one["effect"], one["drift"], one["planted"]
    enough = planted is not None and planted["difference"]["count"] >= calibration.FEWEST
    return Line(
        name=found.names.get(one["reader"], "somebody who is gone"),
        sheets=one["sheets"],
        compared=one["compared"],
        group=one["group"] + 1,
        mean=points(one["mean"]),
        effect=points(effect["value"], signed=True) if effect else "–",
        effect_range=between(effect),
        verdict=severity_words(one),
        is_clear=bool(effect and effect["is_clear"]),
        taken=points(one["severity"], signed=True),
        drift=points(drift["value"], signed=True) if drift else "–",
        drift_range=between(drift) if drift else TOO_FEW,
        drifts=bool(drift and drift["is_clear"]),
        planted=points(planted["difference"]["value"], signed=True) if enough else "–",
        planted_range=between(planted["difference"]) if enough else (TOO_FEW if planted else "none read"),
        cases=planted["difference"]["count"] if planted else 0,
        same=round(100 * planted["same"]) if enough else None,
    )


def agreement_rows(found: Measured) -> list[tuple[str, str, Kept]]:
    """What is agreed about: name, scale, figure. The whole mark first."""
    kept = found.figures.get("agreement")
    if not kept:
        return []
    return [
        ("Weighted mean of a scoresheet", "interval", kept["overall"]),
        ("Recommendation", "ordinal", kept["recommendation"]),
        *((each["name"], "ordinal", each["ordinal"]) for each in kept["attributes"]),
    ]


def agreement_words(one: Kept) -> str:
    """What an alpha allows, by Krippendorff's customary limits and by the lower end of its interval where there is one."""
    if one["alpha"] is None:
        return "cannot be told: nobody shares an application, or all marks are the same"
    if one["low"] is None:
        return f"{TOO_FEW}: fewer than {agreement.FEWEST} applications with two readers"
    if one["low"] >= RELIABLE:
        return "readers agree"
    if one["high"] < TENTATIVE:
        return "readers agree too little to rest a decision on one of them"
    return "enough for tentative conclusions" if one["low"] >= TENTATIVE else "not clear which side of 0.667 it is"


def agreement_chart(found: Measured) -> Chart:
    """Alpha of each attribute with its interval."""
    marks = tuple(
        Mark(name, one["alpha"], one["low"], one["high"], "–" if one["alpha"] is None else f"{one['alpha']:.2f}")
        for name, _, one in agreement_rows(found)
    )
    return Chart(
        kind="dots",
        title="Agreement of the readers",
        summary="Krippendorff’s alpha for each attribute, with the interval that covers 95 in 100. " + _said(marks),
        unit="Krippendorff’s alpha; the dashed line is 0.667",
        marks=marks,
        guide=TENTATIVE,
    )


def severity_chart(found: Measured) -> Chart:
    """The effect of each reader with its interval, and what is taken off their marks."""
    rows = [one for one in found.figures.get("readers", ()) if one["effect"]]
    rows = _most(rows, lambda one: one["effect"]["value"])
    marks = tuple(
        Mark(
            found.names.get(one["reader"], "–"),
            one["effect"]["value"] / 100,
            *_ends(one["effect"]),
            text=points(one["effect"]["value"], signed=True),
            second=None if one["severity"] is None else one["severity"] / 100,
        )
        for one in rows
    )
    return Chart(
        kind="dots",
        title="Severity of each reader",
        summary="How much each reader gives above or below the middle of the readers, in points. " + _said(marks),
        unit="points above or below the middle of the readers",
        marks=marks,
        first_label="measured",
        second_label="taken off",
    )


def drift_chart(found: Measured) -> Chart:
    """How each reader's marks moved along their reading."""
    rows = _most([one for one in found.figures.get("readers", ()) if one["drift"]], lambda one: one["drift"]["value"])
    marks = tuple(
        Mark(
            found.names.get(one["reader"], "–"),
            one["drift"]["value"] / 100,
            *_ends(one["drift"]),
            text=points(one["drift"]["value"], signed=True),
        )
        for one in rows
    )
    return Chart(
        kind="dots",
        title="Drift of each reader",
        summary=f"How much more or less each reader gives for every {order.STEP} applications they have read. "
        + _said(marks),
        unit=f"points for every {order.STEP} applications read",
        marks=marks,
    )


def planted_chart(found: Measured) -> Chart:
    """Each reader beside the agreed marks of the planted cases."""
    rows = [
        one
        for one in found.figures.get("readers", ())
        if one["planted"] and one["planted"]["difference"]["count"] >= calibration.FEWEST
    ]
    rows = _most(rows, lambda one: one["planted"]["difference"]["value"])
    marks = tuple(
        Mark(
            found.names.get(one["reader"], "–"),
            one["planted"]["difference"]["value"] / 100,
            *_ends(one["planted"]["difference"]),
            text=f"{points(one['planted']['difference']['value'], signed=True)}, n = {one['planted']['difference']['count']}",
        )
        for one in rows
    )
    return Chart(
        kind="dots",
        title="Readers beside the agreed marks",
        summary="How much each reader gave above or below the agreed mark of the calibration cases, in points. "
        + _said(marks),
        unit="points above or below the agreed mark",
        marks=marks,
    )


def spread_chart(found: Measured) -> Chart:
    """How many applications have which difference between their readers."""
    kept = found.figures.get("spread", {})
    width, classes = kept.get("width", 50), kept.get("classes", [])
    while classes and not classes[-1]:
        classes = classes[:-1]
    marks = tuple(
        Mark(f"{points(place * width)} to {points((place + 1) * width - 1)}", count, text=str(count))
        for place, count in enumerate(classes)
    )
    return Chart(
        kind="bars",
        title="How far readers of one application are apart",
        summary="The highest less the lowest mean of its readers, in points. " + _said(marks),
        unit="applications",
        marks=marks,
    )


def order_rows(found: Measured) -> list[tuple[str, str, str, str, int]]:
    """What the order does: name, what it says, figure, interval, scoresheets."""
    kept = found.figures.get("order", {})
    asked = (
        (
            "After a better one",
            "for every point by which the application read just before was better",
            kept.get("contrast"),
        ),
        ("Later in the pile", f"for every {order.STEP} applications read, all readers together", kept.get("place")),
        ("The first ones", f"for the first {order.FIRST} of each reader, beside the later ones", kept.get("first")),
    )
    return [
        (name, what, points(one["value"], signed=True), between(one), one["count"])
        if one
        else (name, what, "–", TOO_FEW, 0)
        for name, what, one in asked
    ]


def case_rows(found: Measured) -> list[dict[str, Any]]:
    """The calibration cases that were read: entry and figures in words."""
    return [
        {
            "entry": found.cases[one["entry"]],
            "count": one["difference"]["count"],
            "agreed": points(one["agreed"]),
            "difference": points(one["difference"]["value"], signed=True),
            "range": between(one["difference"]),
            "same": round(100 * one["same"]),
        }
        for one in found.figures.get("cases", ())
        if one["entry"] in found.cases
    ]


def widest_rows(found: Measured) -> list[dict[str, Any]]:
    """The applications about which readers differ most, with their scores in points."""
    return [
        {
            "entry": entry,
            "spread": points(entry.spread),
            "raw": points(entry.raw),
            "adjusted": points(entry.adjusted),
        }
        for entry in found.widest
    ]


def _ends(one: Kept) -> tuple[float | None, float | None]:
    return (None, None) if one["low"] is None else (one["low"] / 100, one["high"] / 100)


def _most(rows: list[Kept], value: Any) -> list[Kept]:
    """Those that differ most, from low to high."""
    return sorted(sorted(rows, key=lambda one: -abs(value(one)))[:MOST_DRAWN], key=value)


def _said(marks: tuple[Mark, ...]) -> str:
    return "; ".join(f"{mark.label}: {mark.text}" for mark in marks) + "." if marks else ""
