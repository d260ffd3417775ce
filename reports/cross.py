"""Gender and race of the same people, protected together with the counts of each that are shown elsewhere. Plain Python."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from reports.groupings import GENDER, RACE, Place
from reports.release import Protect, Released, census
from reports.suppression import Key, System, Unprotectable
from reports.tallies import Tally

UNKNOWN: Final = "not known"


@dataclass(frozen=True)
class Meeting:
    """A group of people by both questions: the atoms of gender and of race that it holds.."""

    label: tuple[str, str]
    genders: tuple[str, ...]
    races: tuple[str, ...]
    cost: float = 1.0

    def holds(self, gender: str, race: str) -> bool:
        """Whether people with these atoms stand in it."""
        return gender in self.genders and race in self.races


@dataclass(frozen=True)
class Crossed:
    """The counts of meetings that may be shown."""

    counts: dict[Key, int]
    hidden: frozenset[Key]

    def shown(self, meeting: Meeting, place: Place) -> int | None:
        """The count of a group at a place; None where it is hidden."""
        key = (*meeting.label, *place)
        return None if key in self.hidden else self.counts[key]

    def both(self, meeting: Meeting, places: tuple[Place, Place]) -> tuple[int, int] | None:
        """Considered and advanced; None where either is hidden."""
        considered, advanced = (self.shown(meeting, place) for place in places)
        return None if considered is None or advanced is None else (considered, advanced)


def cross(
    tallies: Sequence[Tally],
    meetings: Sequence[Meeting],
    places: tuple[Place, Place],
    *,
    beside: Sequence[Released],
    minimum: int,
    protect: Protect,
) -> Crossed:
    """The counts of the meetings at two places, of which the second lies within the first (considered, advanced).

    `beside` are the releases of gender and of race: what they show of these places is taken as known, what they hide stays hidden.
    Where even that gives somebody away, every meeting is hidden.
    """
    table = _Table(tallies, places)
    for meeting in meetings:
        table.add(meeting)
    for released in beside:
        table.add_margins(released)
    table.add_turned_down()
    system = System(table.cells, tuple(table.sums), frozenset(table.cells.keys() - table.costs.keys() - table.known))
    try:
        hidden = protect(system, minimum, table.costs, frozenset(table.known))
    except Unprotectable:
        hidden = frozenset(table.costs)
    return Crossed(table.cells, hidden)


def _pair_of(tally: Tally) -> tuple[str, str]:
    return GENDER.atom(tally) or UNKNOWN, RACE.atom(tally) or UNKNOWN


class _Table:
    """Every pair of atoms at both places, and what is made of them."""

    def __init__(self, tallies: Sequence[Tally], places: tuple[Place, Place]) -> None:
        self.places = places
        self.people = census(tallies, _pair_of, places)
        self.pairs = sorted({pair for found in self.people.values() for pair in found})
        self.cells: dict[Key, int] = {}
        self.sums: list[tuple[Key, tuple[Key, ...]]] = []
        self.costs: dict[Key, float] = {}
        self.known: set[Key] = set()
        self.rows: list[tuple[str, ...]] = []
        for pair in self.pairs:
            self._count(("atom", *pair), [pair])

    def add(self, meeting: Meeting) -> None:
        """A group that is to be shown."""
        inside = [pair for pair in self.pairs if meeting.holds(*pair)]
        self._count(meeting.label, inside)
        for place in self.places:
            self.costs[*meeting.label, *place] = meeting.cost

    def add_margins(self, released: Released) -> None:
        """What a release says of one question at these places: known where shown, latent where hidden."""
        for group in self._groups(released):
            atoms = released.question.groups.get(group, (group,))
            inside = [pair for pair in self.pairs if pair[released.question is RACE] in atoms]
            row = ("beside", released.question.key, group)
            self._count(row, inside)
            self.known |= {(*row, *place) for place in self.places if released.shown(group, *place) is not None}

    def _groups(self, released: Released) -> Iterable[str]:
        """The groups that the release prints at both places."""
        return [g for g in released.question.groups if all(released.has(g, *place) for place in self.places)]

    def add_turned_down(self) -> None:
        """Of each row, those considered who did not advance."""
        for row in self.rows:
            considered, advanced = (*row, *self.places[0]), (*row, *self.places[1])
            self.cells[*row, "no"] = self.cells[considered] - self.cells[advanced]
            self.sums.append((considered, (advanced, (*row, "no"))))

    def _count(self, row: tuple[str, ...], inside: Sequence[tuple[str, str]]) -> None:
        self.rows.append(row)
        for place in self.places:
            self.cells[*row, *place] = sum(self.people[place][pair] for pair in inside)
            if row[0] != "atom":
                self.sums.append(((*row, *place), tuple(("atom", *pair, *place) for pair in inside)))
