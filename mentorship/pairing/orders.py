"""A complete strict order for each side over everybody possible: first what somebody said, then points, then a lot.

Before the lot, a mentor takes the mentee who has fewer mentors to choose from: that leaves fewer people over.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from mentorship.pairing.judging import Pair, judge
from mentorship.pairing.sides import MenteeSide, MentorSide


def lot(mentee: int, mentor: int) -> str:
    """What decides where wishes and points do not: a lot drawn from both numbers, so that nobody is ahead for coming first in a
    list or an alphabet, and that falls the same every time."""
    return sha256(f"{mentee}:{mentor}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Orders:
    """`of_mentee[id]` and `of_mentor[id]`: the other side, the most wanted first. `pairs` has every possible pair."""

    mentees: Mapping[int, MenteeSide]
    mentors: Mapping[int, MentorSide]
    pairs: Mapping[tuple[int, int], Pair]
    of_mentee: Mapping[int, tuple[int, ...]]
    of_mentor: Mapping[int, tuple[int, ...]]
    place_at_mentee: Mapping[tuple[int, int], int]
    """(mentee, mentor) -> how far down that mentor stands in the mentee's order, 0 the most wanted."""
    place_at_mentor: Mapping[tuple[int, int], int]

    def possible(self, mentee: int, mentor: int) -> bool:
        """Whether nothing stands in the way of two."""
        return (mentee, mentor) in self.pairs


def orders_of(mentees: Iterable[MenteeSide], mentors: Iterable[MentorSide], at: datetime) -> Orders:
    """The orders of everybody. Two mentees or two mentors with the same id are one too many (ValueError)."""
    people, guides = list(mentees), list(mentors)
    by_mentee, by_mentor = {one.id: one for one in people}, {one.id: one for one in guides}
    if len(by_mentee) != len(people) or len(by_mentor) != len(guides):
        raise ValueError("Somebody stands in the list twice.")
    pairs = {
        (one.id, other.id): found for one in people for other in guides if (found := judge(one, other, at)).possible
    }
    theirs: defaultdict[int, list[tuple[int, int, str, int]]] = defaultdict(list)
    ours: defaultdict[int, list[tuple[bool, int, int, str, int]]] = defaultdict(list)
    options = Counter(mentee for mentee, _ in pairs)
    for (mentee, mentor), pair in pairs.items():
        ranked, drawn = by_mentee[mentee].ranked, lot(mentee, mentor)
        place = ranked.index(mentor) if mentor in ranked else len(ranked)
        theirs[mentee].append((place, -pair.points, drawn, mentor))
        unliked = by_mentee[mentee].enrolment not in by_mentor[mentor].likes
        ours[mentor].append((unliked, -pair.points - pair.seeks, options[mentee], drawn, mentee))
    of_mentee = {one: tuple(row[-1] for row in sorted(theirs[one])) for one in by_mentee}
    of_mentor = {one: tuple(row[-1] for row in sorted(ours[one])) for one in by_mentor}
    return Orders(
        by_mentee,
        by_mentor,
        pairs,
        of_mentee,
        of_mentor,
        {(one, other): place for one, order in of_mentee.items() for place, other in enumerate(order)},
        {(other, one): place for one, order in of_mentor.items() for place, other in enumerate(order)},
    )
