"""Points from levels, and levels of a competency from several pieces of work.

The rules, in words: level n of 4 brings n quarters of a criterion's weight. The points are the most points of the assessment by the
mean of the criteria, weighted; rounded half up once, to hundredths. Of two assessors the mean of the two exact results counts.
A competency is read from pieces of work: in each, the mean of its criteria by weight (and of the assessors); what counts is the
latest piece of work, because that is what somebody can do now, and the mean of all stands beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from bootcamp.progress.marks import round_half_up

TOP: Final = 4
"""The highest level."""


def percent_of_levels(levels: Iterable[tuple[Decimal, int]]) -> Fraction:
    """The exact per cent that (weight, level) of every criterion come to. Raises ValueError without criteria."""
    total = weights = Fraction(0)
    for weight, level in levels:
        if not 1 <= level <= TOP:
            raise ValueError(f"A level is a number from 1 to {TOP}.")
        total += Fraction(weight) * level
        weights += Fraction(weight)
    if not weights:
        raise ValueError("This rubric has no criteria yet.")
    return total * 100 / (weights * TOP)


def points_of(percent: Fraction, out_of: Decimal) -> Decimal:
    """Points with two decimals, half up, from the exact per cent."""
    return round_half_up(percent * Fraction(out_of) / 100, 2)


def mean_of(percents: Sequence[Fraction]) -> Fraction:
    """The exact mean."""
    return sum(percents, Fraction(0)) / len(percents)


def within(first: Fraction, second: Fraction, tolerance: Decimal) -> bool:
    """Whether two results lie so close, in per cent of the most points, that their mean counts; the bound itself does."""
    return abs(first - second) <= Fraction(tolerance)


@dataclass(frozen=True, slots=True)
class Reading:
    """How far somebody is in one competency: the latest piece of work (exact level 1 to 4), and the mean of all of them."""

    latest: Fraction
    mean: Fraction
    pieces: tuple[tuple[str, Fraction], ...]

    @property
    def level(self) -> int:
        """The level that counts, as a whole one: the latest, half up."""
        return int(round_half_up(self.latest, 0))

    @property
    def shown_mean(self) -> Decimal:
        """The mean with one decimal, for reading."""
        return round_half_up(self.mean)


Given = tuple[str, str, Decimal, Fraction]
"""One criterion of one piece of work: competency, piece of work, weight, level (exact: the mean of the assessors)."""


def read_competencies(given: Iterable[Given]) -> Mapping[str, Reading]:
    """The reading of each competency from the criteria of pieces of work, the earliest first."""
    sums: dict[str, dict[str, tuple[Fraction, Fraction]]] = {}
    for competency, piece, weight, level in given:
        pieces = sums.setdefault(competency, {})
        total, weights = pieces.get(piece, (Fraction(0), Fraction(0)))
        pieces[piece] = (total + Fraction(weight) * level, weights + Fraction(weight))
    found: dict[str, Reading] = {}
    for competency, pieces in sums.items():
        levels = tuple((piece, total / weights) for piece, (total, weights) in pieces.items())
        found[competency] = Reading(levels[-1][1], mean_of([level for _, level in levels]), levels)
    return found
