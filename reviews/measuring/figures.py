"""All figures of a round, as they are kept: plain values, hundredths of a point unless it says otherwise, rounded."""

import hashlib
import math
from dataclasses import asdict
from typing import Any, Final

import numpy as np

from reviews.measuring.agreement import Level, agree
from reviews.measuring.calibration import Calibration, by_case, by_reader
from reviews.measuring.intervals import Estimate, estimate
from reviews.measuring.order import FEWEST, measure_contrast, measure_drift, measure_first, measure_place, shared
from reviews.measuring.scores import Scores, is_known, score
from reviews.measuring.severity import Severity, measure_severity
from reviews.measuring.sheets import Round, Sheets, Whole

METHOD: Final = 1
"""Counted up when a figure is worked out otherwise, so that what was kept is not taken for it."""
DIGITS: Final = 4
MUCH: Final = 25
"""A quarter of a point: a mark that adjusting moves so far is counted."""
WIDTH: Final = 50
"""Of a class of the distribution of spreads, in hundredths."""


def figures(sheets: Sheets, about: Round) -> tuple[dict[str, Any], Scores]:
    """The figures of these scoresheets as a document for `Measurement.figures`, and the scores of each application."""
    severity = measure_severity(sheets.entry, sheets.reader, sheets.raw)
    scores = score(sheets, severity)
    planted = by_reader(sheets, about.agreed)
    drift = measure_drift(sheets)
    compared = shared(sheets)
    document = {
        "method": METHOD,
        "scoresheets": len(sheets),
        "applications": len(scores.entry),
        "compared": len(np.unique(compared.entry)),
        "agreement": _agreement(sheets, about),
        "severity": _severity(severity),
        "readers": [
            _reader(sheets, severity, place, drift.get(int(one)), planted.get(int(one)))
            for place, one in enumerate(severity.readers)
        ],
        "order": {
            "contrast": _scaled(measure_contrast(sheets, severity), 100),
            "place": _kept(measure_place(sheets)),
            "first": _kept(measure_first(sheets)),
        },
        "cases": [
            {"entry": entry, "agreed": about.agreed[entry][1], **_planted(one)}
            for entry, one in by_case(sheets, about.agreed).items()
        ],
        "spread": _spread(scores),
        "moved": _moved(scores),
    }
    return _rounded(document), scores


def _agreement(sheets: Sheets, about: Round) -> dict[str, Any]:
    kept = sheets.only(sheets.is_independent & ~sheets.is_calibration)
    draw = int.from_bytes(hashlib.sha256(about.seed.encode()).digest()[:8])

    def one(marks: Whole, level: Level, number: int) -> dict[str, Any]:
        return asdict(agree(kept.entry, marks, level=level, seed=[draw, number]))

    return {
        "overall": one(kept.raw, "interval", 0),
        "recommendation": one(kept.recommendation, "ordinal", 1),
        "attributes": [
            {
                "key": key,
                "name": name,
                "ordinal": one(kept.marks[:, place], "ordinal", 2 + 2 * place),
                "interval": one(kept.marks[:, place], "interval", 3 + 2 * place),
            }
            for place, (key, name) in enumerate(about.attributes)
        ],
        "left_out": int((~sheets.is_independent & ~sheets.is_calibration).sum()),
        "planted": int(sheets.is_calibration.sum()),
    }


def _severity(severity: Severity) -> dict[str, Any]:
    error = severity.error_variance
    between = severity.reader_variance
    return {
        "groups": [int(one) for one in np.bincount(severity.group)] if len(severity.group) else [],
        "degrees": severity.degrees,
        "error": None if error is None else math.sqrt(error),
        "between": None if between is None else math.sqrt(between),
        "is_known": bool(is_known(severity).any()),
    }


def _reader(
    sheets: Sheets, severity: Severity, place: int, drift: Estimate | None, planted: Calibration | None
) -> dict[str, Any]:
    given = sheets.raw[sheets.reader == severity.readers[place]]
    return {
        "reader": int(severity.readers[place]),
        "sheets": int(severity.sheets[place]),
        "compared": int(severity.compared[place]),
        "group": int(severity.group[place]),
        "mean": float(given.mean()),
        "deviation": float(given.std(ddof=1)) if len(given) > 1 else None,
        "effect": _effect(severity, place),
        "severity": float(severity.shrunk[place]) if is_known(severity)[place] else None,
        "drift": _kept(drift),
        "planted": None if planted is None else _planted(planted),
    }


def _effect(severity: Severity, place: int) -> dict[str, Any] | None:
    count = int(severity.compared[place])
    if count < FEWEST:
        return None
    return _kept(
        estimate(
            float(severity.effects[place]),
            float(severity.errors[place]),
            degrees=severity.degrees,
            count=count,
            among=int((severity.compared >= FEWEST).sum()),
        )
    )


def _planted(one: Calibration) -> dict[str, Any]:
    return {
        "difference": asdict(one.difference),
        "deviation": one.deviation,
        "same": one.same,
        "near": one.near,
    }


def _spread(scores: Scores) -> dict[str, Any]:
    found = scores.spread[scores.reads > 1]
    classes = np.bincount(found // WIDTH, minlength=400 // WIDTH + 1) if len(found) else np.zeros(0, dtype=np.int64)
    return {
        "count": len(found),
        "mean": float(found.mean()) if len(found) else None,
        "most": int(found.max()) if len(found) else None,
        "classes": [int(one) for one in classes],
        "width": WIDTH,
    }


def _moved(scores: Scores) -> dict[str, Any]:
    """How far adjusting moves applications."""
    far = np.abs(scores.adjusted - scores.raw)[scores.is_known]
    return {
        "count": len(far),
        "mean": float(far.mean()) if len(far) else None,
        "most": int(far.max()) if len(far) else None,
        "by_much": int((far >= MUCH).sum()),
    }


def _kept(one: Estimate | None) -> dict[str, Any] | None:
    return None if one is None else asdict(one)


def _scaled(one: Estimate | None, factor: float) -> dict[str, Any] | None:
    """A figure per point instead of per hundredth of a point."""
    found = _kept(one)
    if found is not None:
        for key in ("value", "error", "low", "high"):
            found[key] = None if found[key] is None else found[key] * factor
    return found


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    if isinstance(value, float):
        return round(value, DIGITS) + 0.0 if math.isfinite(value) else None
    return value
