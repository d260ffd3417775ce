"""Which mentor for which mentee, and why. Plain Python: knows no database.

`judging` says of one pair what stands in the way, or its points with reasons. `orders` makes of wishes and points a strict order
for each side. `stable` pairs everybody so that no two would both rather have each other, and says of any other pairing who would.
`totals` finds the pairing with the most points, to show what stability costs.
"""

from mentorship.pairing.judging import (
    Common,
    Pair,
    conflicts,
    hours_apart,
    judge,
    shared_hours,
    suggest,
)
from mentorship.pairing.orders import Orders, orders_of
from mentorship.pairing.sides import MenteeSide, MentorSide
from mentorship.pairing.stable import Blocking, Matched, Pairing, blocking_pairs, describe, pair_all
from mentorship.pairing.totals import Total, best_total

__all__ = [
    "Blocking",
    "Common",
    "Matched",
    "MenteeSide",
    "MentorSide",
    "Orders",
    "Pair",
    "Pairing",
    "Total",
    "best_total",
    "blocking_pairs",
    "conflicts",
    "describe",
    "hours_apart",
    "judge",
    "orders_of",
    "pair_all",
    "shared_hours",
    "suggest",
]
