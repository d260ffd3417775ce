"""The kinds of criterion: points for a fact, with the reason in words. Plain Python.

Each has a second face in `applicants.screening.sql`; a property test holds the two equal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from applicants.screening.facts import say_number
from applicants.screening.words import FAMILIES

MOST_POINTS: Final = 1_000
MOST_WEIGHT: Final = 1_000
MOST_CRITERIA: Final = 100
"""Together they keep every score far inside 32 bits."""

FAMILY_NAMES: Final = tuple(FAMILIES)


@dataclass(frozen=True)
class Band:
    """From `low` to `high`, both included; None is open. `points` for a fact inside."""

    low: int | None
    high: int | None
    points: int

    def holds(self, fact: int) -> bool:
        """Whether the fact lies in this band."""
        return (self.low is None or fact >= self.low) and (self.high is None or fact <= self.high)

    def __str__(self) -> str:
        return self.said()

    def said(self, say: Callable[[int], str] = "{:,}".format) -> str:
        """The band in words; `say` writes a number of its fact."""
        if self.low is None:
            return "any" if self.high is None else f"{say(self.high)} or less"
        if self.high is None:
            return f"{say(self.low)} or more"
        return say(self.low) if self.low == self.high else f"{say(self.low)} to {say(self.high)}"


@dataclass(frozen=True)
class Bands:
    """Points by the band a number lies in: the first that holds it. Outside all bands: 0.

    `function` is the function that makes the fact, which tells how its numbers are written.
    """

    bands: tuple[Band, ...]
    function: str = "number"

    def said(self, band: Band) -> str:
        """A band in words."""
        return band.said(self.say)

    def say(self, number: int) -> str:
        """A number of this fact as people write it."""
        return say_number(self.function, number)

    @property
    def most(self) -> int:
        """The most points it can give."""
        return max((band.points for band in self.bands), default=0)

    def points(self, fact: int | None) -> tuple[int, str]:
        """Points and the reason in words."""
        if fact is None:
            return 0, "Not answered."
        for band in self.bands:
            if band.holds(fact):
                return band.points, f"{self.say(fact)} is in the band “{self.said(band)}”."
        return 0, f"{self.say(fact)} is in none of the bands."


@dataclass(frozen=True)
class ByOption:
    """Points by the option chosen. `by_position` maps the position in the form (1 is the first) to points."""

    by_position: tuple[tuple[int, int], ...]

    @property
    def most(self) -> int:
        """The most points it can give."""
        return max((points for _, points in self.by_position), default=0)

    def points(self, fact: int | None) -> tuple[int, str]:
        """Points and the reason in words."""
        if fact is None:
            return 0, "Not answered."
        points = dict(self.by_position).get(fact, 0)
        return points, "This answer counts." if points else "This answer adds nothing."


@dataclass(frozen=True)
class PerItem:
    """`each` points for every chosen item of those that count, up to `cap` points. `mask` has a bit for each that counts."""

    mask: int
    each: int
    cap: int

    @property
    def most(self) -> int:
        """The most points it can give."""
        return min(self.cap, self.each * self.mask.bit_count())

    def points(self, fact: int | None) -> tuple[int, str]:
        """Points and the reason in words."""
        if fact is None:
            return 0, "Not answered."
        chosen = (fact & self.mask).bit_count()
        points = min(self.cap, self.each * chosen)
        words = f"{chosen} of them {'counts' if chosen == 1 else 'count'}"
        return (
            points,
            f"{words}; more than these points cannot be had." if self.each * chosen > self.cap else f"{words}.",
        )


@dataclass(frozen=True)
class Families(PerItem):
    """`each` points for every subject of health care that a text speaks of, of those that count, up to `cap` points."""

    @property
    def names(self) -> list[str]:
        """The subjects that count."""
        return families_of(self.mask)

    def points(self, fact: int | None) -> tuple[int, str]:
        """Points and the reason in words."""
        points, reason = super().points(fact)
        if not fact or not fact & self.mask:
            return points, reason if fact is None else "It speaks of none of the subjects that count."
        told = f"It speaks of {', '.join(families_of(fact & self.mask))}"
        return points, f"{told}; more than these points cannot be had." if "cannot be had" in reason else f"{told}."


@dataclass(frozen=True)
class YesNo:
    """Points for yes, points for no."""

    yes: int
    no: int

    @property
    def most(self) -> int:
        """The most points it can give."""
        return max(self.yes, self.no, 0)

    def points(self, fact: int | None) -> tuple[int, str]:
        """Points and the reason in words."""
        if fact is None:
            return 0, "Not answered."
        return (self.yes, "Answered yes.") if fact else (self.no, "Answered no.")


Kind = Bands | ByOption | PerItem | YesNo


def families_of(mask: int) -> list[str]:
    """The subjects of health care that a bit mask holds, in their order."""
    return [name for place, name in enumerate(FAMILY_NAMES) if mask >> place & 1]
