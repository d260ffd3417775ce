"""One pair: what stands in the way, in words; or whole points with reasons. What both share counts the same for both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from mentorship.pairing.sides import MenteeSide, MentorSide

SKILL_POINTS: Final = 10
MOST_SKILLS: Final = 4
PRODUCT_POINTS: Final = 10
MOST_PRODUCTS: Final = 3
INDUSTRY_POINTS: Final = 5
"""For each kind of place (hospital, clinic, payer) that the mentee’s client is and the mentor has worked in, up to two."""
MOST_INDUSTRIES: Final = 2
LANGUAGE_POINTS: Final = 5
"""For each language beyond English that both speak, up to two."""
MOST_LANGUAGES: Final = 2
SEEKS_POINTS: Final = 10
"""For the mentor alone: each word that they said they help best with, up to three."""
MOST_SEEKS: Final = 3
ZONE_POINTS: Final[Mapping[int, int]] = {0: 20, 1: 15, 2: 10, 3: 5}
"""Points by whole hours between the two clocks; further apart is worth none."""
WORKING_HOURS: Final = 10
"""A mentor and a mentee can each meet between 8 and 18 o'clock."""
LEAST_SHARED: Final = 1
"""With fewer hours than this in which both can meet, they are not paired."""
ROOM_POINTS: Final = 2
"""For each place a mentor still has, up to five: the load spreads."""
MOST_ROOM: Final = 5


@dataclass(frozen=True, slots=True)
class Common:
    """What two have in common: words, and hours a day in which both can meet. Both may read it: nothing of load or wishes."""

    skills: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    hours: float = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """One possible or impossible pair. `points` are the mentee's; the mentor has `points + seeks`."""

    mentee: int
    mentor: int
    points: int
    reasons: tuple[str, ...]
    conflicts: tuple[str, ...]
    seeks: int = 0
    common: "Common | None" = None

    @property
    def possible(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.conflicts


def hours_apart(one: str, other: str, at: datetime) -> float:
    """Hours between two clocks at a moment (0 to 12); `at` must be aware, since summer time differs by place."""
    offsets = [at.astimezone(ZoneInfo(name)).utcoffset() for name in (one, other)]
    seconds = abs((offsets[0] - offsets[1]).total_seconds()) if offsets[0] is not None and offsets[1] is not None else 0
    apart = seconds / 3600
    return min(apart, 24 - apart)


def shared_hours(one: str, other: str, at: datetime) -> float:
    """Hours a day between 8 and 18 o'clock on both clocks, at a moment (0 to 10)."""
    return max(0.0, WORKING_HOURS - hours_apart(one, other, at))


def conflicts(mentee: MenteeSide, mentor: MentorSide, at: datetime) -> list[str]:
    """Why these two cannot be paired, each as a sentence; empty when they can. None says why somebody declared a conflict."""
    why: list[str] = []
    if mentee.user_id is not None and mentee.user_id == mentor.user_id:
        why.append("Nobody mentors themselves.")
    if mentor.user_id in mentee.supervisors:
        why.append("This mentor supervises the mentee at the client.")
    if mentor.user_id in mentee.assessors:
        why.append("This mentor has assessed the mentee.")
    if mentee.enrolment is not None and mentee.enrolment in mentor.not_people:
        why.append("It was said that these two are not to be paired.")
    if mentee.client is not None and mentee.client in mentor.not_clients:
        why.append("It was said that this mentor mentors nobody at this client.")
    if mentor.id in mentee.before:
        why.append("They were proposed to each other or paired before.")
    if mentor.paused:
        why.append("This mentor is taking a pause.")
    why += mentor.missing
    if mentor.room == 0:
        why.append(f"This mentor has no place left ({mentor.load} of {mentor.capacity} taken).")
    if not mentee.languages & mentor.languages:
        why.append("They have no language in common.")
    if shared_hours(mentee.time_zone, mentor.time_zone, at) < LEAST_SHARED:
        apart = hours_apart(mentee.time_zone, mentor.time_zone, at)
        why.append(f"Their clocks are {apart:g} hours apart, so they share no working hour.")
    return why


def _in_common(one: frozenset[str], other: frozenset[str], each: int, most: int) -> tuple[int, list[str]]:
    both = sorted(one & other)
    return each * min(len(both), most), both


def judge(mentee: MenteeSide, mentor: MentorSide, at: datetime) -> Pair:
    """One pair with its conflicts, or with its points and reasons."""
    if why := conflicts(mentee, mentor, at):
        return Pair(mentee.id, mentor.id, 0, (), tuple(why))
    english = frozenset({"english"})
    skills, knowing = _in_common(mentee.skills, mentor.skills, SKILL_POINTS, MOST_SKILLS)
    products, using = _in_common(mentee.products, mentor.products, PRODUCT_POINTS, MOST_PRODUCTS)
    industries, working = _in_common(mentee.industries, mentor.industries, INDUSTRY_POINTS, MOST_INDUSTRIES)
    languages, speaking = _in_common(mentee.languages - english, mentor.languages, LANGUAGE_POINTS, MOST_LANGUAGES)
    seeks, wanted = _in_common(mentor.seeks, mentee.skills | mentee.products, SEEKS_POINTS, MOST_SEEKS)
    apart = hours_apart(mentee.time_zone, mentor.time_zone, at)
    hours = shared_hours(mentee.time_zone, mentor.time_zone, at)
    clocks = ZONE_POINTS.get(int(apart + 0.5), 0)
    reasons = [
        *([f"Both know {', '.join(knowing)}."] if knowing else ()),
        *([f"Both work with {', '.join(using)}."] if using else ()),
        *([f"The mentor has worked where the mentee works: {', '.join(working)}."] if working else ()),
        *([f"Both speak {', '.join(one.capitalize() for one in speaking)}."] if speaking else ()),
        "Same clock." if apart == 0 else f"Clocks {apart:g} h apart: {hours:g} working {_hours(hours)} in common.",
        f"{mentor.room} {'place' if mentor.room == 1 else 'places'} left.",
        *([f"The mentor helps best with {', '.join(wanted)}."] if wanted else ()),
    ]
    points = skills + products + industries + languages + clocks + ROOM_POINTS * min(mentor.room, MOST_ROOM)
    common = Common(tuple(knowing), tuple(using), tuple(working), tuple(speaking), hours)
    return Pair(mentee.id, mentor.id, points, tuple(reasons), (), seeks, common)


def _hours(number: float) -> str:
    return "hour" if number == 1 else "hours"


def suggest(mentee: MenteeSide, mentors: Iterable[MentorSide], at: datetime) -> list[Pair]:
    """All mentors for one mentee: the possible first, those they ranked in front, then most points; then the impossible."""
    places = {mentor: place for place, mentor in enumerate(mentee.ranked)}
    return sorted(
        (judge(mentee, mentor, at) for mentor in mentors),
        key=lambda pair: (not pair.possible, places.get(pair.mentor, len(places)), -pair.points, pair.mentor),
    )
