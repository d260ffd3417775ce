"""Who fits an opening, and why. Plain Python: knows no database.

First the hard requirements: each unmet one is a sentence, and one is enough to rule a pair out. Then a fit in whole points with
the reason for each, so that two people with the same points are the same to the programme and staff can see what made the
difference. Nothing about a person's background, name, school or demographics is an input.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

SKILL_POINTS: Final = 15
"""For each skill asked for that the person has, up to MOST_SKILLS of them."""
MOST_SKILLS: Final = 4
NEAR_POINTS: Final = 20
"""For somebody who lives where the work is, or whose work is remote."""
COMPETENCY_POINTS: Final = 5
"""For each whole level of the mean competency (1 beginning to 4 advanced)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A graduate, as far as an opening may know them. `credentials` maps a code to the day it lapses, None for never."""

    id: int
    work_authorised: bool | None = None
    may_relocate: bool = False
    city: str = ""
    credentials: Mapping[str, date | None] = field(default_factory=dict)
    skills: frozenset[str] = frozenset()
    competency: float | None = None
    """Mean level over the boot camp's competencies, 1 to 4; None where none is on record."""


@dataclass(frozen=True, slots=True)
class Need:
    """What an opening asks for."""

    id: int
    starts_on: date
    city: str = ""
    remote: bool = False
    credentials: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fit:
    """How well one candidate fits one need. With `unmet` sentences there are no points: it is ruled out."""

    candidate: int
    need: int
    points: int
    reasons: tuple[str, ...]
    unmet: tuple[str, ...]

    @property
    def possible(self) -> bool:
        """Whether every hard requirement is met."""
        return not self.unmet


def _same_place(one: str, other: str) -> bool:
    return bool(one.strip()) and one.strip().casefold() == other.strip().casefold()


def unmet(candidate: Candidate, need: Need) -> list[str]:
    """The hard requirements that are not met, each as a sentence; empty when the pair is possible."""
    why: list[str] = []
    if candidate.work_authorised is not True:
        why.append("The right to work is not confirmed in the application.")
    for code in sorted(need.credentials):
        if code not in candidate.credentials:
            why.append(f"{code} is needed and not held.")
        elif (lapses := candidate.credentials[code]) is not None and lapses < need.starts_on:
            why.append(f"{code} lapses on {lapses:%d %B %Y}, before the first day.")
    if need.city and not need.remote and not candidate.may_relocate and not _same_place(candidate.city, need.city):
        why.append(f"The work is in {need.city}, and the person did not say they would move.")
    return why


def fit(candidate: Candidate, need: Need) -> Fit:
    """Judge one pair: what is unmet, else points and their reasons."""
    if missing := unmet(candidate, need):
        return Fit(candidate.id, need.id, 0, (), tuple(missing))
    points, reasons = 0, []
    if shared := sorted(candidate.skills & need.skills):
        points += SKILL_POINTS * min(len(shared), MOST_SKILLS)
        reasons.append(f"Has {len(shared)} of {len(need.skills)} skills asked for: {', '.join(shared)}.")
    if need.remote:
        points += NEAR_POINTS
        reasons.append("The work is remote.")
    elif _same_place(candidate.city, need.city):
        points += NEAR_POINTS
        reasons.append(f"Lives in {need.city}.")
    if candidate.competency is not None:
        points += COMPETENCY_POINTS * int(candidate.competency)
        reasons.append(f"Mean competency {candidate.competency:.1f} of 4.")
    if need.credentials:
        reasons.append(f"Holds {', '.join(sorted(need.credentials))} on the first day.")
    return Fit(candidate.id, need.id, points, tuple(reasons), ())


def rank(candidates: Iterable[Candidate], need: Need) -> list[Fit]:
    """All candidates for one need: the possible ones first, most points first, then by id; the ruled-out after them."""
    return sorted(
        (fit(candidate, need) for candidate in candidates),
        key=lambda found: (bool(found.unmet), -found.points, found.candidate),
    )
