"""The seats, given so that as many people as possible get one, and among all ways to do so the one with the most points."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bootcamp.matching.rules import Fit, Learner, Place, fit

A_SEAT: Final = 1000
"""What a seat is worth beside its points: more than all points of a fit, so that nobody goes without for somebody's better fit."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """One learner and the seat proposed: why this one, and what would have been the next best."""

    fit: Fit
    runner_up: str

    @property
    def value(self) -> int:
        """What it adds to the whole."""
        return A_SEAT + self.fit.points


@dataclass(frozen=True, slots=True)
class Assignment:
    """What `assign` found: seats by learner, and for each learner left over the reasons in words."""

    assigned: Mapping[int, Assigned]
    left_over: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def value(self) -> int:
        """The sum that no other way of giving the seats beats."""
        return sum(one.value for one in self.assigned.values())


def assign(learners: Iterable[Learner], places: Iterable[Place]) -> Assignment:
    """Give the seats. The same people and places give the same seats, in whatever order they come.

    A rectangular assignment (Jonker-Volgenant, `scipy.optimize.linear_sum_assignment`) over one column for each seat and one for
    nobody; 95 people and 95 seats take milliseconds.
    """
    people = sorted(learners, key=lambda one: one.id)
    where = sorted(places, key=lambda one: one.id)
    fits = {(one.id, place.id): fit(one, place) for one in people for place in where}
    chosen = _best(people, where, fits)
    taken = Counter(chosen.values())
    assigned = {
        one.id: Assigned(fits[one.id, chosen[one.id]], _runner_up(one.id, chosen[one.id], where, fits, taken))
        for one in people
        if one.id in chosen
    }
    left = {one.id: _why_none(one.id, where, fits) for one in people if one.id not in chosen}
    return Assignment(assigned, left)


def _best(people: Sequence[Learner], where: Sequence[Place], fits: Mapping[tuple[int, int], Fit]) -> dict[int, int]:
    """Learner id -> place id. Empty where there is nobody, or nothing is possible."""
    seats = [place.id for place in where for _ in range(min(max(place.seats, 0), len(people)))]
    if not people or not seats:
        return {}
    import numpy as np
    from scipy.optimize import linear_sum_assignment  # only who matches pays for loading it

    worth = np.zeros((len(people), len(seats) + len(people)))  # the last columns: no seat, worth nothing
    for row, one in enumerate(people):
        for column, place in enumerate(seats):
            found = fits[one.id, place]
            worth[row, column] = A_SEAT + found.points if found.possible else -A_SEAT * len(people)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return {
        people[row].id: seats[column]
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if column < len(seats)
    }


def _runner_up(
    learner: int, place: int, where: Sequence[Place], fits: Mapping[tuple[int, int], Fit], taken: Mapping[int, int]
) -> str:
    others = [other for other in where if other.id != place and fits[learner, other.id].possible]
    if not others:
        return "No other intake is possible for them."
    best = min(others, key=lambda other: (-fits[learner, other.id].points, other.id))
    points, own = fits[learner, best.id].points, fits[learner, place].points
    if points <= own:
        return f"Next would be {best.name} with {points} points."
    seats = "Its only seat goes" if best.seats == 1 else f"Its {best.seats} seats go"
    if taken.get(best.id, 0) >= best.seats:
        return f"{best.name} would fit better ({points} points). {seats} where more points, or more people, come out in all."
    return f"{best.name} would fit better ({points} points)."


def _why_none(learner: int, where: Sequence[Place], fits: Mapping[tuple[int, int], Fit]) -> tuple[str, ...]:
    if not where:
        return ("There is no intake with a seat.",)
    said = []
    for place in where:
        found = fits[learner, place.id]
        said.append(f"{place.name}: {' '.join(found.unmet) if found.unmet else 'its seats go to others.'}")
    return tuple(said)
