"""What is measured: the scoresheets of a round as columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Sheets:
    """The scoresheets of one round, a row each, in the order of `entry`, `reader`. All columns have the same length."""

    entry: Whole
    """Whom it is about: the id of the entry."""
    reader: Whole
    """Who read it: the id of the reader in the round."""
    raw: Whole
    """The weighted mean of the marks in hundredths of a point: 100 to 500."""
    marks: Whole
    """1 to 5, a column for each attribute, in the order of the scorecard."""
    recommendation: Whole
    """1 to 5."""
    nth: Whole
    """The how manieth of its reader in this round, from 1."""
    is_calibration: Truth
    """Planted: read by everybody, agreed on beforehand."""
    is_independent: Truth
    """Planned beforehand and written without a look at what others wrote. The others say nothing about agreement."""

    def __len__(self) -> int:
        return len(self.entry)

    def only(self, kept: Truth) -> "Sheets":
        """Those rows where `kept` is true."""
        return Sheets(
            self.entry[kept],
            self.reader[kept],
            self.raw[kept],
            self.marks[kept],
            self.recommendation[kept],
            self.nth[kept],
            self.is_calibration[kept],
            self.is_independent[kept],
        )


@dataclass(frozen=True)
class Round:
    """What is known of a round besides its scoresheets."""

    attributes: Sequence[tuple[str, str]]
    """Key and name, in the order of the scorecard."""
    agreed: Mapping[int, tuple[Sequence[int], int]]
    """Entry of a calibration case -> the marks agreed on, and their weighted mean in hundredths."""
    seed: str
    """What intervals are resampled by: the same scoresheets give the same ends."""


def numbered(ids: Whole) -> tuple[Whole, Whole]:
    """The ids that occur, ascending, and for each row the place of its id among them."""
    found, places = np.unique(ids, return_inverse=True)
    return found, places.reshape(-1).astype(np.int64)
