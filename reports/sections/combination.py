"""Races alone or in combination: everybody in each category that they chose, so that the rows add up to more than everybody."""

from collections.abc import Sequence
from typing import Final

from reports.categories import RACE_LABELS, Race
from reports.groupings import MULTIRACIAL, RACE, REACHED, STAYED, Place
from reports.release import Protect, Released, census
from reports.sections.figures import shown
from reports.stages import CLASS, POOL
from reports.suppression import Key, System, Unprotectable
from reports.tables import HIDDEN, Column, Kind, Table, Value
from reports.tallies import Tally

ENDS: Final = ((STAYED, POOL), (REACHED, CLASS))
NOTE: Final = (
    "The rows add up to more than everybody. Pool: everybody who applied and did not withdraw before an answer."
)


def combination_table(found: Released, tallies: Sequence[Tally], protect: Protect) -> Table:
    """Pool and class by category, alone or in combination; protected with the exclusive categories that stand beside it."""
    people = census(tallies, lambda tally: tally.races, ENDS)
    places = [place for place in ENDS if found.has(MULTIRACIAL, *place)]
    table = _Table(found, places, {place: dict(people[place]) for place in places})
    system = System(table.cells, tuple(table.sums), frozenset(table.cells.keys() - table.costs.keys() - table.known))
    try:
        hidden = protect(system, found.minimum, table.costs, frozenset(table.known))
    except Unprotectable:
        hidden = frozenset(table.costs)

    def value(race: Race, place: Place) -> Value:
        key: Key = ("combination", race.value, *place)
        return None if key not in table.cells else HIDDEN if key in hidden else shown(table.cells[key])

    rows = tuple((label, *(value(race, place) for place in ENDS)) for race, label in RACE_LABELS.items())
    columns = (Column("category", "Category", Kind.TEXT), Column("pool", "Pool"), Column("class", "Class"))
    return Table("categories-combination", "Race and ethnicity, alone or in combination", columns, rows, notes=(NOTE,))


class _Table:
    """Of each race: alone (as the other table shows or hides it), with others, and both together."""

    def __init__(
        self, found: Released, places: Sequence[Place], people: dict[Place, dict[frozenset[str], int]]
    ) -> None:
        self.cells: dict[Key, int] = {}
        self.sums: list[tuple[Key, tuple[Key, ...]]] = []
        self.costs: dict[Key, float] = {}
        self.known: set[Key] = set()
        for place in places:
            several = self._beside(("several", *place), found, MULTIRACIAL, place, people[place])
            for race, label in RACE_LABELS.items():
                alone = self._beside(("alone", race.value, *place), found, label, place, people[place])
                chose = sum(n for races, n in people[place].items() if race in races)
                inside = self._cell(("inside", race.value, *place), chose - self.cells[alone])
                outside = self._cell(("outside", race.value, *place), self.cells[several] - self.cells[inside])
                both = self._cell(("combination", race.value, *place), chose)
                self.costs[both] = 1.0
                self.sums += [(both, (alone, inside)), (several, (inside, outside))]
        if len(places) == 2:
            self._left()

    def _left(self) -> None:
        """Of the pool of each race, those who are not in the class."""
        for race in RACE_LABELS:
            pool, chosen = (("combination", race.value, *place) for place in ENDS)
            rest = self._cell(("left", race.value), self.cells[pool] - self.cells[chosen])
            self.sums.append((pool, (chosen, rest)))

    def _beside(self, key: Key, found: Released, group: str, place: Place, people: dict[frozenset[str], int]) -> Key:
        """A count of the exclusive categories: known where it is shown."""
        atoms = RACE.groups[group]
        inside = (n for races, n in people.items() if RACE.atom(Tally(1, 0, 0, races=races)) in atoms)
        self._cell(key, sum(inside))
        if found.shown(group, *place) is not None:
            self.known.add(key)
        return key

    def _cell(self, key: Key, count: int) -> Key:
        self.cells[key] = count
        return key
