"""Seats for people: as many people as possible, then the most points, then who has waited longest. And the same by taking the best
pair first (greedy), to see what the better way brings.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from placements.matching.judging import IMPOSSIBLE, Judged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST: Final = 3000
"""People, or seats, of one run. Up to here the three aims fit into one exact whole number, below 2**53."""


class TooMany(ValueError):
    """More people or seats than one run takes; the message says it in words."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Person -> opening, and what it comes to."""

    pairs: Mapping[int, int]
    points: int

    @property
    def people(self) -> int:
        """How many have a seat."""
        return len(self.pairs)


def total(judged: Judged, pairs: Mapping[int, int]) -> int:
    """The points of some pairs together."""
    rows, columns = judged.row, judged.column
    return sum(max(int(judged.points[rows[one], columns[other]]), 0) for one, other in pairs.items())


def _seats(judged: Judged, fixed: Mapping[int, int]) -> list[int]:
    """The column of each seat that is free beside the fixed pairs; never more of an opening than there are people."""
    taken, people = Counter(fixed.values()), len(judged.people)
    return [
        column
        for column, one in enumerate(judged.openings)
        for _ in range(min(max(one.seats - taken[one.id], 0), people))
    ]


def assign(judged: Judged, *, fixed: Mapping[int, int] | None = None) -> Assignment:
    """The best there is beside the `fixed` pairs. The same input and seed give the same pairs, in whatever order they come.

    One number says how much a pair is worth: a seat filled outweighs all points there could be, a point outweighs all waiting. So
    the sum that the Hungarian method (`scipy.optimize.linear_sum_assignment`) makes greatest is the lexicographic one.
    Raises TooMany.
    """
    kept = dict(fixed or {})
    seats = _seats(judged, kept)
    rows = [at for at, one in enumerate(judged.people) if one.id not in kept]
    if max(len(rows), len(seats)) > MOST:
        raise TooMany(f"One run takes up to {MOST:,} people and {MOST:,} seats. Choose a cohort or a client.")
    found = _best(judged.points[rows][:, seats], rows) if rows and seats else []
    pairs = kept | {judged.people[rows[row]].id: judged.openings[seats[column]].id for row, column in found}
    return Assignment(pairs, total(judged, pairs))


def _best(points: "NDArray[np.int32]", rows: list[int]) -> list[tuple[int, int]]:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    people, seats = points.shape
    waiting = np.arange(
        people, 0, -1, dtype=np.float64
    )  # the first in the order is worth most; rows stand in that order
    most = min(people, seats)
    a_point = float(waiting[:most].sum() + 1)
    a_seat = float(max(int(points.max()), 0) * most + 1) * a_point
    worth = np.where(points > IMPOSSIBLE, a_seat + points * a_point + waiting[:, None], 0.0)
    chosen = linear_sum_assignment(worth, maximize=True)
    return [
        (row, column)
        for row, column in zip(chosen[0].tolist(), chosen[1].tolist(), strict=True)
        if points[row, column] > IMPOSSIBLE
    ]


def greedy(judged: Judged) -> Assignment:
    """What somebody does by hand: the pair with the most points, then the next one whose person and seat are free, to the end."""
    import numpy as np

    free, pairs = [one.seats for one in judged.openings], {}
    rows, columns = np.nonzero(judged.points > IMPOSSIBLE)
    order = np.argsort(-judged.points[rows, columns], kind="stable")
    left, gone = min(sum(free), len(judged.people)), [False] * len(judged.people)
    for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if left == 0:
            break
        if not gone[row] and free[column] > 0:
            pairs[judged.people[row].id] = judged.openings[column].id
            gone[row], free[column], left = True, free[column] - 1, left - 1
    return Assignment(pairs, total(judged, pairs))
