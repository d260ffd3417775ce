"""One graduate and one opening: what rules them out, and how well they fit, in whole points."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Final

TOP_LEVEL: Final = 4
"""The highest level of a competency (1 beginning to 4 advanced)."""
SCALE: Final = 100
"""What the weights add up to, and so the points of a perfect fit."""

Span = tuple[date, date | None]
"""From the day a credential was awarded to its last day; None where it does not lapse."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of a fit can bring; together SCALE. The programme edits them, and a run keeps those it used."""

    skills: int = 45
    competencies: int = 25
    nearness: int = 20
    preparation: int = 10

    def __post_init__(self) -> None:
        """Raises ValueError for a negative weight, and where they do not add up."""
        given = [getattr(self, one.name) for one in fields(self)]
        if min(given) < 0:
            raise ValueError("A weight cannot be negative.")
        if sum(given) != SCALE:
            raise ValueError(f"The weights must add up to {SCALE}; these add up to {sum(given)}.")


STANDARD: Final = Weights()


@dataclass(frozen=True, slots=True)
class Credential:
    """One credential somebody holds: its name, and each time it was valid (a renewal does not hide the gap before it)."""

    name: str
    spans: tuple[Span, ...]

    def valid_on(self, day: date) -> bool:
        """Whether it holds on a day; its last day still counts."""
        return any(first <= day and (last is None or last >= day) for first, last in self.spans)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A graduate, as far as matching may know them. Words are lower case."""

    id: int
    key: str = ""
    """A random name from which lots are drawn; it says nothing about the person."""
    graduated_on: date | None = None
    work_authorised: bool | None = None
    may_relocate: bool = False
    remote_only: bool = False
    city: str = ""
    state: str = ""
    credentials: Mapping[str, Credential] = field(default_factory=dict)
    """By code."""
    skills: frozenset[str] = frozenset()
    track: frozenset[str] = frozenset()
    """The words of what they trained for in the last mile."""
    competencies: Mapping[str, int] = field(default_factory=dict)
    """Short name -> level, 1 to TOP_LEVEL; what is not on record is left out."""


@dataclass(frozen=True, slots=True)
class Need:
    """What an opening asks for, and its seats that are still free. Words are lower case."""

    id: int
    starts_on: date
    key: str = ""
    seats: int = 1
    city: str = ""
    state: str = ""
    remote: bool = False
    credentials: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    role: frozenset[str] = frozenset()
    """The words of its title."""
    competencies: frozenset[str] = frozenset()
    """Short names of those that matter for the role."""


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


def plain(words: str) -> str:
    """Words as they are compared: without case and outer blanks."""
    return words.strip().casefold()


def same_place(one: str, other: str) -> bool:
    """Whether two names of places are the same; an empty one is nowhere."""
    return bool(plain(one)) and plain(one) == plain(other)


def unmet(candidate: Candidate, need: Need) -> list[str]:
    """The hard requirements that are not met, each as a sentence; empty when the pair is possible."""
    why: list[str] = []
    if candidate.work_authorised is not True:
        why.append("The right to work is not confirmed in the application.")
    for code in sorted(need.credentials):
        if (held := candidate.credentials.get(code)) is None:
            why.append(f"{code} is needed and not held.")
        elif not held.valid_on(need.starts_on):
            why.append(_not_valid(code, held, need.starts_on))
    if candidate.remote_only and not need.remote:
        why.append("They take remote work only, and this is not remote.")
    elif need.city and not need.remote and not candidate.may_relocate and not same_place(candidate.city, need.city):
        why.append(f"The work is in {need.city}, and the person did not say they would move.")
    return why


def _not_valid(code: str, held: Credential, day: date) -> str:
    before = [last for first, last in held.spans if last is not None and first <= day]
    if before:
        return f"{code} lapses on {max(before):%d %B %Y}, before the first day."
    return f"{code} is needed and begins only after the first day."


def skills_on(candidate: Candidate, day: date) -> frozenset[str]:
    """What counts as a skill on a day: their own words, and code and name of each credential that is valid then."""
    valid = [(code, held.name) for code, held in candidate.credentials.items() if held.valid_on(day)]
    return candidate.skills | {plain(word) for pair in valid for word in pair}


def fit(candidate: Candidate, need: Need, weights: Weights = STANDARD) -> Fit:
    """Judge one pair: what is unmet, else the points of each part with its reason."""
    if missing := unmet(candidate, need):
        return Fit(candidate.id, need.id, 0, (), tuple(missing))
    parts = (
        _skills(candidate, need, weights.skills),
        _competencies(candidate, need, weights.competencies),
        _nearness(candidate, need, weights.nearness),
        _preparation(candidate, need, weights.preparation),
    )
    reasons = [said for _points, said in parts if said]
    if need.credentials:
        reasons.append(f"Holds {', '.join(sorted(need.credentials))} on the first day.")
    return Fit(candidate.id, need.id, sum(points for points, _said in parts), tuple(reasons), ())


def _worth(points: int, most: int) -> str:
    return f"{points} of {most} points"


def _skills(candidate: Candidate, need: Need, most: int) -> tuple[int, str]:
    if not need.skills:
        return 0, ""
    shared = sorted(skills_on(candidate, need.starts_on) & need.skills)
    points = most * len(shared) // len(need.skills)
    named = f": {', '.join(shared)}" if shared else ""
    return points, f"Has {len(shared)} of {len(need.skills)} skills asked for{named} ({_worth(points, most)})."


def _competencies(candidate: Candidate, need: Need, most: int) -> tuple[int, str]:
    levels = [candidate.competencies.get(one, 0) for one in need.competencies]
    if not any(levels):
        return 0, ""
    points = most * sum(levels) // (TOP_LEVEL * len(levels))
    known = sum(level > 0 for level in levels)
    what = "competency" if len(levels) == 1 else "competencies"
    return points, (
        f"Mean level {sum(levels) / len(levels):.1f} of {TOP_LEVEL} over {len(levels)} {what} the role needs, "
        f"{known} on record ({_worth(points, most)})."
    )


def _nearness(candidate: Candidate, need: Need, most: int) -> tuple[int, str]:
    if need.remote:
        return most, f"The work is remote ({_worth(most, most)})."
    if same_place(candidate.city, need.city):
        return most, f"Lives in {need.city} ({_worth(most, most)})."
    if same_place(candidate.state, need.state):
        return most // 2, f"Lives in the same state ({_worth(most // 2, most)})."
    return 0, ""


def _preparation(candidate: Candidate, need: Need, most: int) -> tuple[int, str]:
    shared = sorted(candidate.track & need.role)
    return (most, f"Training and role share: {', '.join(shared)} ({_worth(most, most)}).") if shared else (0, "")


def rank(candidates: Iterable[Candidate], need: Need, weights: Weights = STANDARD) -> list[Fit]:
    """All candidates for one need: the possible ones first, by points, then who graduated first; the ruled-out last."""
    people = list(candidates)
    since = {one.id: (one.graduated_on or date.max, one.key) for one in people}
    return sorted(
        (fit(one, need, weights) for one in people),
        key=lambda found: (bool(found.unmet), -found.points, since[found.candidate], found.candidate),
    )
