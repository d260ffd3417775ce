"""Deferred acceptance: mentees ask down their order, mentors keep the best who asked so far. And what is wrong with other pairings.

Of all pairings in which no two would both rather have each other, this is the best for every mentee at once, and there is only one
such: it does not depend on who asks first (Gale and Shapley 1962; Roth 1985 for capacities).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappush, heappushpop
from typing import Final

from mentorship.pairing.orders import Orders, orders_of
from mentorship.pairing.sides import MenteeSide, MentorSide

LAST: Final = 1 << 60


@dataclass(frozen=True, slots=True)
class Matched:
    """One pair with why, and what would have been next."""

    mentee: int
    mentor: int
    points: int
    reasons: tuple[str, ...]
    runner_up: str
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Pairing:
    """What `pair_all` found: the pairs, and for each mentee left over the reason."""

    pairs: list[Matched]
    left_over: dict[int, str] = field(default_factory=dict)

    @property
    def points(self) -> int:
        """Of all pairs together."""
        return sum(one.points for one in self.pairs)


@dataclass(frozen=True, slots=True)
class Blocking:
    """Two who would both rather have each other, and why, in a sentence."""

    mentee: int
    mentor: int
    why: str


def pair_all(
    mentees: Sequence[MenteeSide],
    mentors: Sequence[MentorSide],
    at: datetime,
    fixed: Mapping[int, int] | None = None,
) -> Pairing:
    """Pair everybody who can be. `fixed` (mentee -> mentor) was set by hand: it stays, and the others are paired around it.

    The same people give the same pairs, in whatever order they come. A fixed pair that is not possible, or for which there is no
    place, raises ValueError.
    """
    orders = orders_of(mentees, mentors, at)
    held = dict(fixed or {})
    check_fixed(orders, held)
    chosen = stable(orders, held)
    return described(orders, chosen, held)


def check_fixed(orders: Orders, fixed: Mapping[int, int]) -> None:
    """Raise ValueError, in words, for a pair set by hand that cannot be."""
    taken: defaultdict[int, int] = defaultdict(int)
    for mentee, mentor in sorted(fixed.items()):
        if not orders.possible(mentee, mentor):
            raise ValueError(f"{_mentee(orders, mentee)} and {_mentor(orders, mentor)} cannot be paired.")
        taken[mentor] += 1
        if taken[mentor] > orders.mentors[mentor].room:
            raise ValueError(
                f"{_mentor(orders, mentor)} has room for {orders.mentors[mentor].room} more, and not for all chosen."
            )


def stable(orders: Orders, fixed: Mapping[int, int] | None = None) -> dict[int, int]:
    """Mentee -> mentor. What is fixed takes its places first. Each mentee asks each mentor at most once."""
    held = dict(fixed or {})
    room = {one.id: one.room for one in orders.mentors.values()}
    for mentor in held.values():
        room[mentor] -= 1
    kept: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)  # heaps: who stands lowest comes out first
    asked = dict.fromkeys(orders.of_mentee, 0)
    asking = sorted((one for one in orders.of_mentee if one not in held), reverse=True)
    while asking:
        mentee = asking.pop()
        order = orders.of_mentee[mentee]
        while asked[mentee] < len(order):
            mentor = order[asked[mentee]]
            asked[mentee] += 1
            entry = (-orders.place_at_mentor[mentee, mentor], mentee)
            if len(kept[mentor]) < room[mentor]:
                heappush(kept[mentor], entry)
                break
            if room[mentor] > 0 and entry > kept[mentor][0]:
                asking.append(heappushpop(kept[mentor], entry)[1])
                break
    return {mentee: mentor for mentor, heap in kept.items() for _, mentee in heap} | held


def described(orders: Orders, chosen: Mapping[int, int], fixed: Mapping[int, int] | None = None) -> Pairing:
    """A pairing in words: reasons and runner-up for each pair, a reason for each who has none."""
    held, have = fixed or {}, _have(chosen)
    pairs = [
        Matched(
            mentee,
            mentor,
            orders.pairs[mentee, mentor].points,
            (*_wishes(orders, mentee, mentor), *orders.pairs[mentee, mentor].reasons),
            _runner_up(orders, mentee, mentor, have),
            mentee in held,
        )
        for mentee, mentor in sorted(chosen.items())
    ]
    left = {one: _why_none(orders, one, have) for one in sorted(orders.mentees) if one not in chosen}
    return Pairing(pairs, left)


def describe(orders: Orders, mentee: int, mentor: int, have: Mapping[int, int]) -> Matched:
    """One pair in words, beside the others in `have` (mentee -> mentor)."""
    (found,) = [one for one in described(orders, {**have, mentee: mentor}).pairs if one.mentee == mentee]
    return found


def blocking_pairs(orders: Orders, chosen: Mapping[int, int]) -> list[Blocking]:
    """Everybody who would both rather have each other than what `chosen` gives them. Empty: it is stable.

    Somebody would rather have a mentor than none, and a mentor rather use a free place than leave it.
    """
    have, found = _have(chosen), list[Blocking]()
    for mentee in sorted(orders.mentees):
        own = chosen.get(mentee)
        for mentor in orders.of_mentee[mentee]:
            if mentor == own:
                break  # all further down they want less than what they have
            theirs = have[mentor]
            if len(theirs) < orders.mentors[mentor].room:
                found.append(Blocking(mentee, mentor, _sentence(orders, mentee, mentor, own, None)))
            elif orders.place_at_mentor[mentee, mentor] < _place(
                orders, lowest := _lowest(orders, mentor, theirs), mentor
            ):
                found.append(Blocking(mentee, mentor, _sentence(orders, mentee, mentor, own, lowest)))
    return found


def _have(chosen: Mapping[int, int]) -> defaultdict[int, list[int]]:
    have: defaultdict[int, list[int]] = defaultdict(list)
    for mentee, mentor in chosen.items():
        have[mentor].append(mentee)
    return have


def _place(orders: Orders, mentee: int, mentor: int) -> int:
    """How far down somebody stands in a mentor's order; who is not possible stands last."""
    return orders.place_at_mentor.get((mentee, mentor), LAST)


def _lowest(orders: Orders, mentor: int, theirs: Sequence[int]) -> int:
    return max(theirs, key=lambda one: (_place(orders, one, mentor), one))


def _mentee(orders: Orders, one: int) -> str:
    return orders.mentees[one].called if one in orders.mentees else f"mentee {one}"


def _mentor(orders: Orders, one: int) -> str:
    return orders.mentors[one].called if one in orders.mentors else f"mentor {one}"


def _wishes(orders: Orders, mentee: int, mentor: int) -> list[str]:
    """What they said themselves, as sentences."""
    ranked, said = orders.mentees[mentee].ranked, list[str]()
    if mentor in ranked:
        said.append(f"The mentee's wish number {ranked.index(mentor) + 1}.")
    if orders.mentees[mentee].enrolment in orders.mentors[mentor].likes:
        said.append("The mentor would like to mentor them.")
    return said


def _sentence(orders: Orders, mentee: int, mentor: int, own: int | None, lowest: int | None) -> str:
    who, whom = _mentee(orders, mentee), _mentor(orders, mentor)
    at_mentee = orders.place_at_mentee[mentee, mentor] + 1
    if own is None:
        one = f"{who} has no mentor, and {whom} is possible"
    else:
        place = orders.place_at_mentee.get((mentee, own))
        below = f"place {place + 1}" if place is not None else "not possible"
        one = f"{who} would rather have {whom} (place {at_mentee} in their order) than {_mentor(orders, own)} ({below})"
    if lowest is None:
        return f"{one}; {whom} has a free place."
    at_mentor = orders.place_at_mentor[mentee, mentor] + 1
    place = orders.place_at_mentor.get((lowest, mentor))
    below = f"place {place + 1}" if place is not None else "not possible"
    return f"{one}; and {whom} would rather have {who} (place {at_mentor}) than {_mentee(orders, lowest)} ({below})."


def _runner_up(orders: Orders, mentee: int, mentor: int, have: Mapping[int, Sequence[int]]) -> str:
    """The best other mentor in the mentee's order, and why it is not that one."""
    other = next((one for one in orders.of_mentee[mentee] if one != mentor), None)
    if other is None:
        return "No other mentor is possible."
    name, points = _mentor(orders, other), orders.pairs[mentee, other].points
    place = orders.place_at_mentee.get((mentee, mentor), LAST)
    if place < orders.place_at_mentee[mentee, other]:
        return f"Next would be {name} ({points} points)."
    if len(have.get(other, ())) >= orders.mentors[other].room:
        return f"{name} stands higher in their order ({points} points), but gives the places to others."
    return f"{name} stands higher in their order ({points} points) and has a free place."


def _why_none(orders: Orders, mentee: int, have: Mapping[int, Sequence[int]]) -> str:
    order = orders.of_mentee[mentee]
    if not order:
        return "No mentor without a conflict has a place for this person."
    if free := [one for one in order if len(have.get(one, ())) < orders.mentors[one].room]:
        return f"{_mentor(orders, free[0])} has a free place."
    return "Every mentor who could take this person has been given somebody else."
