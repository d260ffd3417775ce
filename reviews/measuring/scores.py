"""What the readers of each application gave it together: the mean, the mean adjusted for severity, and how far they are apart."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from reviews.measuring.severity import Severity
from reviews.measuring.sheets import Sheets, Truth, Whole, numbered

FEWEST_DEGREES: Final = 10
"""Degrees of freedom of the error; with fewer nobody's severity is known well enough to move anybody's mark."""


@dataclass(frozen=True)
class Scores:
    """A row for each application that was read. Hundredths of a point."""

    entry: Whole
    reads: Whole
    raw: Whole
    """The mean of the readers, rounded half up."""
    adjusted: Whole
    """The mean without their severity. It may lie a little outside 100 to 500. Of no meaning where not `is_known`."""
    is_known: Truth
    """Whether the severity of every one of its readers is known."""
    spread: Whole
    """The highest less the lowest."""


def is_known(severity: Severity) -> Truth:
    """For each reader whether their severity is known well enough to adjust by it. It may be 0: all are alike."""
    return ~np.isnan(severity.effects) & (severity.degrees >= FEWEST_DEGREES)


def score(sheets: Sheets, severity: Severity) -> Scores:
    """The scores of all applications of these scoresheets."""
    entries, block = numbered(sheets.entry)
    count = len(entries)
    reads = np.bincount(block, minlength=count).astype(np.int64)
    total = np.bincount(block, sheets.raw, count).astype(np.int64)
    who = np.searchsorted(severity.readers, sheets.reader)
    given = np.bincount(block, severity.shrunk[who], count)
    unknown = np.bincount(block, ~is_known(severity)[who], count)
    most, least = np.full(count, -1, dtype=np.int64), np.full(count, 10**6, dtype=np.int64)
    np.maximum.at(most, block, sheets.raw)
    np.minimum.at(least, block, sheets.raw)
    return Scores(
        entries,
        reads,
        (2 * total + reads) // (2 * np.maximum(reads, 1)),
        np.floor((total - given) / np.maximum(reads, 1) + 0.5).astype(np.int64),
        unknown == 0,
        most - least,
    )
