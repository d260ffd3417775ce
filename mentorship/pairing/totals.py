"""The pairing with as many pairs as possible and, of those, the most points: what one could have without stability."""

from dataclasses import dataclass

from mentorship.pairing.orders import Orders

A_PAIR = 10_000
"""What being paired is worth beside points: nobody goes without for somebody's better fit."""


@dataclass(frozen=True, slots=True)
class Total:
    """Mentee -> mentor, and the points of all pairs together."""

    chosen: dict[int, int]
    points: int


def best_total(orders: Orders) -> Total:
    """An assignment (`scipy.optimize.linear_sum_assignment`) over one column for each place; seconds at 2,000 mentees."""
    people = sorted(orders.mentees)
    columns = [
        one for one in sorted(orders.mentors) for _ in range(min(orders.mentors[one].room, len(orders.of_mentor[one])))
    ]
    if not people or not columns:
        return Total({}, 0)
    import numpy as np
    from scipy.optimize import linear_sum_assignment  # only who pairs pays for loading it

    row_of, wide = {one: row for row, one in enumerate(people)}, {one: list[int]() for one in orders.mentors}
    for column, mentor in enumerate(columns):
        wide[mentor].append(column)
    worth = np.zeros((len(people), len(columns)))
    for (mentee, mentor), pair in orders.pairs.items():
        worth[row_of[mentee], wide[mentor]] = A_PAIR + pair.points
    rows, found = linear_sum_assignment(worth, maximize=True)
    chosen = {
        people[row]: columns[column]
        for row, column in zip(rows.tolist(), found.tolist(), strict=True)
        if (people[row], columns[column]) in orders.pairs
    }
    return Total(chosen, sum(orders.pairs[one].points for one in chosen.items()))
