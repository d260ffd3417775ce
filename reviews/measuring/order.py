"""Whether it matters when something was read: drift of each reader, place in the order, and what was read just before.

Readers get their applications in an order drawn by lot, so what comes early or late, or after something good, does so by chance.
All of it is measured within applications (`reviews.measuring.absorbing`) and beside the severity of the reader.
"""

from typing import Final

import numpy as np
from scipy import sparse

from reviews.measuring.absorbing import can_be_told, indicators, reduce, solve
from reviews.measuring.intervals import Estimate, estimate
from reviews.measuring.severity import Severity
from reviews.measuring.sheets import Real, Sheets, Truth, numbered

STEP: Final = 10
"""Slopes are given for so many applications."""
FIRST: Final = 5
"""What a reader reads first."""
FEWEST: Final = 10
"""Scoresheets of a reader on applications that others have read too; below that there is too little to say."""


def shared(sheets: Sheets) -> Sheets:
    """The scoresheets on applications that two or more have read. The others say nothing of readers."""
    if not len(sheets):
        return sheets
    _, block = numbered(sheets.entry)
    return sheets.only(np.bincount(block)[block] > 1)


def measure_drift(sheets: Sheets) -> dict[int, Estimate]:
    """For each reader with enough scoresheets: how much more (or less) they give for each `STEP` applications they have read.

    One model with the severity and the slope of every reader, so that a reader's drift is not blamed on those who share their
    applications.
    """
    sheets = shared(sheets)
    if not len(sheets):
        return {}
    readers, who = numbered(sheets.reader)
    _, block = numbered(sheets.entry)
    often = np.bincount(who, minlength=len(readers))
    enough = often >= FEWEST
    mean = np.bincount(who, sheets.nth.astype(float), len(readers)) / often
    along = (sheets.nth - mean[who]) / STEP * enough[who]
    sloped = np.flatnonzero(enough)
    columns = sparse.hstack(
        [indicators(who, len(readers)), indicators(who, len(readers), along)[:, sloped]], format="csr"
    )
    reduced = reduce(block, sparse.csr_array(columns), sheets.raw.astype(float))
    solved, told = solve(reduced), can_be_told(reduced)
    found = {}
    for place, row in enumerate(sloped, start=len(readers)):
        error = None if solved.errors is None else float(solved.errors[place])
        if told[place] and (
            one := estimate(
                float(solved.effects[place]),
                error,
                degrees=solved.degrees,
                count=int(often[row]),
                among=len(sloped),
            )
        ):
            found[int(readers[row])] = one
    return found


def measure_place(sheets: Sheets) -> Estimate | None:
    """How much more all readers together give for each `STEP` applications they have read."""
    return _one_more(among := shared(sheets), (among.nth / STEP).astype(float))


def measure_first(sheets: Sheets) -> Estimate | None:
    """How much more the first `FIRST` of each reader got than the later ones."""
    return _one_more(among := shared(sheets), (among.nth <= FIRST).astype(float))


def measure_contrast(sheets: Sheets, severity: Severity) -> Estimate | None:
    """How much more an application gets when the one that its reader read just before was a point better.

    How good that one was is what the *other* readers gave it, without their severity: what this reader gave it would carry their
    mood of the hour into the figure. Below 0: next to something good everything looks worse.
    """

    among = shared(sheets)
    if not len(among):
        return None
    values, known = previous(among, severity)
    return _one_more(among.only(known), values[known])


def previous(sheets: Sheets, severity: Severity) -> tuple[Real, Truth]:
    """For each row what others gave to the application that its reader read just before, and whether there is such a one."""
    fair = sheets.raw - severity.shrunk[np.searchsorted(severity.readers, sheets.reader)]
    _, block = numbered(sheets.entry)
    total, often = np.bincount(block, fair), np.bincount(block)
    others = (total[block] - fair) / np.maximum(often[block] - 1, 1)
    order = np.lexsort((sheets.nth, sheets.reader))
    value, known = np.zeros(len(sheets)), np.zeros(len(sheets), dtype=bool)
    after, earlier = order[1:], order[:-1]
    follows = (sheets.reader[after] == sheets.reader[earlier]) & (sheets.nth[after] == sheets.nth[earlier] + 1)
    value[after] = np.where(follows, others[earlier], 0.0)
    known[after] = follows & (often[block[earlier]] > 1)
    return value, known


def _one_more(sheets: Sheets, values: Real) -> Estimate | None:
    """The effect of one column beside the severity of the readers."""
    if len(sheets) < FEWEST:
        return None
    readers, who = numbered(sheets.reader)
    _, block = numbered(sheets.entry)
    extra = sparse.csr_array((values - values.mean())[:, None])
    columns = sparse.csr_array(sparse.hstack([indicators(who, len(readers)), extra], format="csr"))
    reduced = reduce(block, columns, sheets.raw.astype(float))
    solved = solve(reduced)
    if not can_be_told(reduced)[-1] or solved.errors is None or solved.degrees < FEWEST:
        return None
    return estimate(float(solved.effects[-1]), float(solved.errors[-1]), degrees=solved.degrees, count=len(sheets))
