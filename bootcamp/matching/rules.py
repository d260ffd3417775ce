"""One learner and one intake: what rules them out, and how well they fit.

Points: 50 for the first choice, 35 for the second, 20 for the third, 10 for a later one, none for a track that was not chosen; up
to 30 for the marks in the modules that the track builds on; up to 20 for open seats at clients that ask for what it leads to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

CHOICE_POINTS: Final = (50, 35, 20)
LATER_CHOICE_POINTS: Final = 10
RESULT_POINTS: Final = 30
"""For a mean of 100 in the modules that the track builds on; less in proportion, rounded down."""
DEMAND_POINTS: Final = 4
"""For each open seat at a client, up to MOST_DEMAND of them."""
MOST_DEMAND: Final = 5
CHOICES: Final = ("first", "second", "third")


@dataclass(frozen=True, slots=True)
class Learner:
    """A learner as matching knows them. `credentials`: short name -> the last day it holds, None for no end.

    `marks`: short name of a module -> mark in per cent. `choices`: ids of tracks, the first choice in front.
    """

    id: int
    completed: bool = False
    course_mark: Decimal | None = None
    marks: Mapping[str, Decimal] = field(default_factory=dict)
    credentials: Mapping[str, date | None] = field(default_factory=dict)
    choices: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ModuleNeed:
    """A module that a track builds on: how much it matters (1 to 5), and the smallest mark, if there is one."""

    slug: str
    title: str
    weight: int = 1
    mark_min: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One intake of a track: `seats` are those that are left. `demand`: open seats at clients for what the track leads to."""

    id: int
    track: int
    name: str
    starts_on: date
    seats: int
    needs_bootcamp: bool = True
    needs_sponsor: bool = False
    sponsor: str = ""
    course_mark_min: Decimal | None = None
    modules: tuple[ModuleNeed, ...] = ()
    credentials: Mapping[str, str] = field(default_factory=dict)
    """Short name -> name of each credential needed first."""
    demand: int = 0


@dataclass(frozen=True, slots=True)
class Fit:
    """How well one learner fits one intake. With `unmet` sentences there are no points: it is ruled out."""

    learner: int
    place: int
    points: int
    reasons: tuple[str, ...]
    unmet: tuple[str, ...]

    @property
    def possible(self) -> bool:
        """Whether every hard rule is met."""
        return not self.unmet


def unmet(learner: Learner, place: Place) -> list[str]:
    """The hard rules that are not met, each as a sentence; empty when the pair is possible."""
    why: list[str] = []
    if place.seats < 1:
        why.append("Every seat is taken.")
    if place.needs_sponsor and not place.sponsor.strip():
        why.append("What it leads to needs a sponsoring client, and this intake has none.")
    if place.needs_bootcamp and not learner.completed:
        why.append("The boot camp is not completed.")
    for slug, name in sorted(place.credentials.items(), key=lambda item: item[1]):
        if slug not in learner.credentials:
            why.append(f"{name} is needed first and not held.")
        elif (until := learner.credentials[slug]) is not None and until < place.starts_on:
            why.append(f"{name} lapses on {until:%d %B %Y}, before the first day.")
    if place.course_mark_min is not None and (
        learner.course_mark is None or learner.course_mark < place.course_mark_min
    ):
        why.append(_below("The course mark", learner.course_mark, place.course_mark_min))
    why.extend(
        _below(f"The mark in {need.title}", learner.marks.get(need.slug), need.mark_min)
        for need in place.modules
        if need.mark_min is not None and learner.marks.get(need.slug, Decimal(-1)) < need.mark_min
    )
    return why


def _below(what: str, mark: Decimal | None, least: Decimal) -> str:
    if mark is None:
        return f"{what} must be {least.normalize():f} at least, and there is none yet."
    return f"{what} is {mark.normalize():f}, and {least.normalize():f} is needed."


def mean_of_modules(learner: Learner, place: Place) -> Fraction | None:
    """The mean mark in the modules that the track builds on, by weight; a module without a mark is 0. None: it names none."""
    if not place.modules:
        return None
    total = sum(Fraction(learner.marks.get(need.slug, Decimal(0))) * need.weight for need in place.modules)
    return Fraction(total) / sum(need.weight for need in place.modules)


def fit(learner: Learner, place: Place) -> Fit:
    """Judge one pair: what is unmet, else points and their reasons."""
    if missing := unmet(learner, place):
        return Fit(learner.id, place.id, 0, (), tuple(missing))
    points, reasons = 0, []
    if place.track in learner.choices:
        at = learner.choices.index(place.track)
        worth = CHOICE_POINTS[at] if at < len(CHOICE_POINTS) else LATER_CHOICE_POINTS
        named = CHOICES[at] if at < len(CHOICES) else f"number {at + 1}"
        points += worth
        reasons.append(f"Their {named} choice: {worth} points.")
    elif learner.choices:
        reasons.append("Not among their choices: no points.")
    else:
        reasons.append("They have not said what they would like: no points.")
    if (mean := mean_of_modules(learner, place)) is not None:
        worth = int(mean * RESULT_POINTS / 100)
        points += worth
        titles = ", ".join(need.title for need in place.modules)
        reasons.append(f"Mean of {float(mean):.1f} in {titles}: {worth} points.")
    if place.demand:
        worth = DEMAND_POINTS * min(place.demand, MOST_DEMAND)
        points += worth
        seats = "1 open seat" if place.demand == 1 else f"{place.demand} open seats"
        reasons.append(f"Clients have {seats} for what it leads to: {worth} points.")
    if place.needs_sponsor:
        reasons.append(f"Sponsored by {place.sponsor}.")
    return Fit(learner.id, place.id, points, tuple(reasons), ())
