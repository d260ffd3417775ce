"""How a selection board ranks, in plain Python: parts on one scale, their weighted mean, ties by lot, and who gets a place.

Everything is a whole number in hundredths of 0 to 100 (10,000 is a part at its best; a mark adjusted for severity may lie above),
and every quotient is rounded half up once. The worker does the same in SQL (`reviews.services.board_figures`); a test over random
boards holds the two equal.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MOST: Final = 10_000
"""A part at its best: 100 points in hundredths."""
LOWEST_MARK, HIGHEST_MARK = 100, 500
"""The ends of the scale of marks, in hundredths of a point."""
OFFERED, WAITLISTED, REJECTED, UNDECIDED = "offered", "waitlisted", "rejected", "none"


def rounded(above: int, below: int) -> int:
    """`above / below`, rounded half up. ValueError for a divisor that is not positive or for less than nothing."""
    if below <= 0 or above < 0:
        raise ValueError("Only what is not negative is divided, by something above 0.")
    return (2 * above + below) // (2 * below)


def of_score(score: int, most: int) -> int:
    """A score of a screening run on the scale of the board: nothing at 0 or below it, MOST at the highest that can be reached."""
    return rounded(min(max(score, 0), most) * MOST, most)


def of_mark(mark: int) -> int:
    """A mean mark in hundredths (100 to 500) on the scale of the board: 0 to MOST.

    An adjusted one may lie above the scale, where mild marks were given by harsh readers: then it is more than MOST, because
    cutting it off would make ties among the best. Below the scale it is 0.
    """
    return rounded((max(mark, LOWEST_MARK) - LOWEST_MARK) * MOST, HIGHEST_MARK - LOWEST_MARK)


def total(parts: Sequence[int | None], weights: Sequence[int]) -> int | None:
    """The weighted mean of the parts that weigh something, or None where one of those is missing.

    ValueError where the two differ in length, a weight is negative, or nothing weighs anything.
    """
    if len(parts) != len(weights) or min(weights) < 0 or sum(weights) == 0:
        raise ValueError("A weight for each part, none below 0 and one above it.")
    above = 0
    for part, weight in zip(parts, weights, strict=True):
        if weight and part is None:
            return None
        above += weight * (part or 0)
    return rounded(above, sum(weights))


def lot(seed: str, public_id: object) -> str:
    """What orders equal totals: SHA-256 of "seed:public id", hexadecimal. Anybody can work it out again."""
    return hashlib.sha256(f"{seed}:{public_id}".encode()).hexdigest()


@dataclass(frozen=True)
class Line:
    """One application to be ranked. `hand` is the place a person gave it: a kind of decision, "none", or nothing."""

    key: int
    total: int | None
    lot: str
    hand: str = ""


@dataclass(frozen=True)
class Place:
    """Where a line came to stand: its rank among all (None without a total), the place its rank gives it, and its final place."""

    rank: int | None
    placed: str
    final: str


def rank(lines: Sequence[Line], *, seats: int, waitlist: int, refuses: bool = False) -> Mapping[int, Place]:
    """The places of all lines, by their keys.

    In the order of the total, the highest first; equal ones by their lots. Somebody to whom a person gave a place takes none by
    rank: a seat given by hand is one seat less for the others, and who is taken out of the seats makes room for the next. So no
    more than `seats` get one, unless more were given by hand. `refuses`: everybody else with a total is not admitted.
    """
    ranked = sorted((each for each in lines if each.total is not None), key=lambda each: (-(each.total or 0), each.lot))
    by_hand = [each.hand for each in lines]
    seats_left = max(0, seats - by_hand.count(OFFERED))
    waits_left = max(0, waitlist - by_hand.count(WAITLISTED))
    places: dict[int, Place] = {}
    turn = 0
    for number, line in enumerate(ranked, start=1):
        placed = _by_rank(number, seats, waitlist, refuses)
        if not line.hand:
            turn += 1
            placed = _by_rank(turn, seats_left, waits_left, refuses)
        places[line.key] = Place(number, placed, _final(placed, line.hand))
    for line in lines:
        if line.total is None:
            places[line.key] = Place(None, "", _final("", line.hand))
    return places


def _by_rank(turn: int, seats: int, waitlist: int, refuses: bool) -> str:
    if turn <= seats:
        return OFFERED
    if turn <= seats + waitlist:
        return WAITLISTED
    return REJECTED if refuses else ""


def _final(placed: str, hand: str) -> str:
    return "" if hand == UNDECIDED else hand or placed
