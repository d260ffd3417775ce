"""The coordinator's board: a pairing of everybody without a mentor, as found or changed by hand, and what is wrong with it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mentorship.models import Mentor
from mentorship.pairing import Blocking, Orders, best_total, blocking_pairs, orders_of
from mentorship.pairing.stable import check_fixed, described, stable
from mentorship.selectors.pairing import mentee_sides, mentor_sides, to_pair
from placements.models import Placement

MOST_ON_BOARD = 200
"""People on one board; the others follow when these are proposed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A mentor whom somebody could have."""

    mentor: int
    name: str
    points: int
    place: int
    """In the mentee's order, from 1."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One mentee: whom they would have, why, and whom else they could."""

    placement: Placement
    name: str
    mentor: int | None
    mentor_name: str
    points: int
    reasons: tuple[str, ...]
    runner_up: str
    fixed: bool
    choices: list[Choice]
    why_none: str


@dataclass(frozen=True, slots=True)
class Cost:
    """The stable pairing beside the one with the most points."""

    pairs: int
    points: int
    best_pairs: int
    best_points: int
    best_blocking: int


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the page shows."""

    rows: list[BoardRow]
    blocking: list[Blocking]
    cost: Cost
    pairs: int
    points: int
    more: bool
    orders: Orders


def load_orders(at: datetime) -> tuple[dict[int, Placement], Orders, bool]:
    """The people to pair (placement id -> placement), everybody's orders, and whether there are more than fit. Constant queries."""
    waiting = list(to_pair()[: MOST_ON_BOARD + 1])
    people = {one.pk: one for one in waiting[:MOST_ON_BOARD]}
    mentees = mentee_sides(Placement.objects.filter(pk__in=people))
    orders = orders_of(mentees, mentor_sides(Mentor.objects.order_by("pk"), at), at)
    return people, orders, len(waiting) > MOST_ON_BOARD


def make_board(
    people: Mapping[int, Placement],
    orders: Orders,
    more: bool,
    *,
    fixed: Mapping[int, int] | None = None,
    chosen: Mapping[int, int] | None = None,
) -> Board:
    """The board with `chosen` (placement -> mentor) as it was set by hand, or without it as it is worked out around `fixed`.

    Raises ValueError, in words, where what was set breaks a rule: more than a mentor has room for, or a pair that cannot be.
    """
    held = dict(fixed or {})
    check_fixed(orders, held)
    if chosen is not None:
        check_fixed(orders, chosen)
    found = dict(chosen) if chosen is not None else stable(orders, held)
    said = described(orders, found, held)
    by_mentee = {one.mentee: one for one in said.pairs}
    rows = []
    for pk, placement in people.items():
        one = by_mentee.get(pk)
        choices = [
            Choice(mentor, orders.mentors[mentor].called, orders.pairs[pk, mentor].points, place)
            for place, mentor in enumerate(orders.of_mentee[pk], start=1)
        ]
        rows.append(
            BoardRow(
                placement,
                orders.mentees[pk].called,
                one.mentor if one else None,
                orders.mentors[one.mentor].called if one else "",
                one.points if one else 0,
                one.reasons if one else (),
                one.runner_up if one else "",
                pk in held,
                choices,
                said.left_over.get(pk, ""),
            )
        )
    return Board(rows, blocking_pairs(orders, found), _cost(orders), len(found), said.points, more, orders)


def _cost(orders: Orders) -> Cost:
    best, ours = best_total(orders), stable(orders)
    points = sum(orders.pairs[one].points for one in ours.items())
    return Cost(len(ours), points, len(best.chosen), best.points, len(blocking_pairs(orders, best.chosen)))


def taken(board: Board) -> dict[int, int]:
    """Mentor -> how many of the board's pairs they would have."""
    return dict(Counter(row.mentor for row in board.rows if row.mentor is not None))
