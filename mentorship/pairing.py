"""Which mentor for which mentee, and why. Plain Python: knows no database.

Conflicts and capacity rule a pair out, in words. What is left gets whole points with reasons: shared skills, close time zones,
room to take somebody. `pair_all` is greedy, with the mentee who has the fewest possible mentors first; it never breaks a rule,
and it says for everybody left over why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

SKILL_POINTS: Final = 10
MOST_SKILLS: Final = 4
ZONE_POINTS: Final[Mapping[int, int]] = {0: 20, 1: 15, 2: 10, 3: 5}
"""Points by whole hours between the two clocks; further apart is worth none."""
MOST_HOURS_APART: Final = 8
"""Further apart than this, there is no shared working hour to meet in."""
ROOM_POINTS: Final = 2
"""For each place a mentor still has, up to five: the load spreads."""


@dataclass(frozen=True, slots=True)
class MentorSide:
    """A mentor as pairing knows them. `load` counts live mentorships, proposed ones included."""

    id: int
    user_id: int
    capacity: int
    load: int = 0
    paused: bool = False
    time_zone: str = "UTC"
    skills: frozenset[str] = frozenset()

    @property
    def room(self) -> int:
        """Places left."""
        return max(0, self.capacity - self.load)

    def with_load(self, load: int) -> "MentorSide":
        """The same mentor with another number of mentees."""
        return replace(self, load=load)


@dataclass(frozen=True, slots=True)
class MenteeSide:
    """A mentee as pairing knows them. The two sets hold the user ids of people who judge them: they do not mentor them."""

    id: int
    user_id: int | None = None
    supervisors: frozenset[int] = frozenset()
    assessors: frozenset[int] = frozenset()
    time_zone: str = "UTC"
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pair:
    """One possible or impossible pair."""

    mentee: int
    mentor: int
    points: int
    reasons: tuple[str, ...]
    conflicts: tuple[str, ...]

    @property
    def possible(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.conflicts


@dataclass(frozen=True, slots=True)
class Pairing:
    """What `pair_all` found: the pairs, and for each mentee left over the reason."""

    pairs: list[Pair]
    left_over: dict[int, str] = field(default_factory=dict)


def hours_apart(one: str, other: str, at: datetime) -> float:
    """Hours between two clocks at a moment (0 to 12); `at` must be aware, since summer time differs by place."""
    offsets = [at.astimezone(ZoneInfo(name)).utcoffset() for name in (one, other)]
    seconds = abs((offsets[0] - offsets[1]).total_seconds()) if offsets[0] is not None and offsets[1] is not None else 0
    apart = seconds / 3600
    return min(apart, 24 - apart)


def conflicts(mentee: MenteeSide, mentor: MentorSide, at: datetime) -> list[str]:
    """Why these two cannot be paired, each as a sentence; empty when they can."""
    why: list[str] = []
    if mentee.user_id is not None and mentee.user_id == mentor.user_id:
        why.append("Nobody mentors themselves.")
    if mentor.user_id in mentee.supervisors:
        why.append("This mentor supervises the mentee at the client.")
    if mentor.user_id in mentee.assessors:
        why.append("This mentor has assessed the mentee.")
    if mentor.paused:
        why.append("This mentor is taking a pause.")
    if mentor.room == 0:
        why.append(f"This mentor has no place left ({mentor.load} of {mentor.capacity} taken).")
    if (apart := hours_apart(mentee.time_zone, mentor.time_zone, at)) > MOST_HOURS_APART:
        why.append(f"Their clocks are {apart:g} hours apart, so they share no working hour.")
    return why


def judge(mentee: MenteeSide, mentor: MentorSide, at: datetime) -> Pair:
    """One pair with its conflicts, or with its points and reasons."""
    if why := conflicts(mentee, mentor, at):
        return Pair(mentee.id, mentor.id, 0, (), tuple(why))
    points, reasons = 0, []
    if shared := sorted(mentee.skills & mentor.skills):
        points += SKILL_POINTS * min(len(shared), MOST_SKILLS)
        reasons.append(f"Both know {', '.join(shared)}.")
    apart = hours_apart(mentee.time_zone, mentor.time_zone, at)
    points += ZONE_POINTS.get(int(apart + 0.5), 0)
    reasons.append("Same clock." if apart == 0 else f"Clocks {apart:g} h apart.")
    points += ROOM_POINTS * min(mentor.room, 5)
    reasons.append(f"{mentor.room} {'place' if mentor.room == 1 else 'places'} left.")
    return Pair(mentee.id, mentor.id, points, tuple(reasons), ())


def suggest(mentee: MenteeSide, mentors: Iterable[MentorSide], at: datetime) -> list[Pair]:
    """All mentors for one mentee: the possible ones first, most points first, then by id; the impossible after them."""
    return sorted(
        (judge(mentee, mentor, at) for mentor in mentors),
        key=lambda pair: (not pair.possible, -pair.points, pair.mentor),
    )


def pair_all(mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide], at: datetime) -> Pairing:
    """Pair as many as a careful greedy pass can. The same input always gives the same answer."""
    loads = {mentor.id: mentor.load for mentor in mentors}
    by_id = {mentor.id: mentor for mentor in mentors}
    options = {mentee.id: [mentor.id for mentor in mentors if not conflicts(mentee, mentor, at)] for mentee in mentees}
    pairs: list[Pair] = []
    left_over: dict[int, str] = {}
    for mentee in sorted(mentees, key=lambda one: (len(options[one.id]), one.id)):
        if not options[mentee.id]:
            left_over[mentee.id] = "No mentor without a conflict has a place for this person."
            continue
        now = [by_id[id_].with_load(loads[id_]) for id_ in options[mentee.id]]
        best = suggest(mentee, now, at)[0]
        if not best.possible:
            left_over[mentee.id] = "Every mentor who could take this person has been given somebody else."
            continue
        loads[best.mentor] += 1
        pairs.append(best)
    return Pairing(pairs, left_over)
