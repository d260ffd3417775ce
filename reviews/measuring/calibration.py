"""Readers beside the marks that were agreed on beforehand, on cases that were planted among the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from reviews.measuring.intervals import Estimate, estimate
from reviews.measuring.sheets import Sheets

FEWEST: Final = 3
"""Cases; below that there is too little to say of a reader."""


@dataclass(frozen=True)
class Calibration:
    """One reader on the planted cases, or all readers on one of them."""

    difference: Estimate
    """How much more they gave than was agreed, in hundredths of a point: the mean of the differences with its interval."""
    deviation: float | None
    """Standard deviation of the differences; None for a single one."""
    same: float
    """Which share of the marks of attributes is the agreed one."""
    near: float
    """Which share is it or the point beside it."""


def by_reader(sheets: Sheets, agreed: Mapping[int, tuple[Sequence[int], int]]) -> dict[int, Calibration]:
    """Reader -> how they did on the cases they have read."""
    return _compare(sheets, agreed, by="reader")


def by_case(sheets: Sheets, agreed: Mapping[int, tuple[Sequence[int], int]]) -> dict[int, Calibration]:
    """Entry of a case -> how its readers did on it. A case that all miss alike may be agreed on wrongly."""
    return _compare(sheets, agreed, by="entry")


def compare(differences: Sequence[float], *, among: int = 1) -> tuple[Estimate, float | None]:
    """The mean of differences with its interval by Student's t, and their standard deviation. There must be one."""
    values = np.asarray(differences, dtype=float)
    count = len(values)
    deviation = float(values.std(ddof=1)) if count > 1 else None
    error = None if deviation is None else deviation / float(np.sqrt(count))
    found = estimate(float(values.mean()), error, degrees=count - 1, count=count, among=among)
    assert found is not None
    return found, deviation


def _compare(sheets: Sheets, agreed: Mapping[int, tuple[Sequence[int], int]], *, by: str) -> dict[int, Calibration]:
    sheets = sheets.only(np.isin(sheets.entry, list(agreed))) if agreed else sheets.only(np.zeros(len(sheets), bool))
    if not len(sheets):
        return {}
    marks = np.array([agreed[int(one)][0] for one in sheets.entry])
    apart = np.abs(sheets.marks - marks)
    differences = sheets.raw - np.array([agreed[int(one)][1] for one in sheets.entry])
    keys = sheets.reader if by == "reader" else sheets.entry
    found = {}
    ids = np.unique(keys)
    for one in ids:
        rows = keys == one
        difference, deviation = compare([float(each) for each in differences[rows]], among=len(ids))
        found[int(one)] = Calibration(
            difference, deviation, float((apart[rows] == 0).mean()), float((apart[rows] <= 1).mean())
        )
    return found
