"""What of a cohort's groups may be shown: every count that its report prints of one question, protected together. Plain Python.

The counts of a question hang together: groups add up to everybody who answered, each stage lies within the stage before it, and of
those considered some advanced and the rest were turned down. Whoever knows that can subtract. So the counts go into one linked
system, with the differences between them as latent cells that are never printed and must not be derivable either, and
`reports.suppression.protect` says which counts stay hidden. It is asked layer by layer (`Question.layers`): what matters most is
settled first, and finer counts are shown as far as they leave it standing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from reports.groupings import BOTTOM, CONSIDERED, KNOWN, REACHED, STAYED, WITHDREW, Layer, Place, Question
from reports.stages import BY_KEY, CLASS, POOL, STAGES
from reports.suppression import Key, System, Unprotectable
from reports.tallies import Tally

K = TypeVar("K", bound=Hashable)
CHAIN: Final = ("eligible", "assessed", "offered")
"""The selections that the bottom line is made of, each among those who passed the one before."""
KEPT: Final = 1000.0
"""What hiding that anybody answered costs: it is hidden last."""
BEFORE: Final = 0.01
"""What it costs to leave hidden what an earlier layer has hidden."""
WORTH: Final = {POOL: 4.0, CLASS: 6.0, "offered": 3.0, BOTTOM: 3.0, "completed": 2.0, "enrolled": 0.2, "certified": 0.5}
"""How much more or less than others (1) the counts of a stage are missed."""


class Protect(Protocol):
    """Which cells to hide, given the minimum, what hiding each costs, and what is shown already and cannot be hidden."""

    def __call__(
        self, system: System, minimum: int, costs: Mapping[Key, float], shown: frozenset[Key] = frozenset(), /
    ) -> frozenset[Key]: ...


@dataclass(frozen=True)
class Released:
    """The counts of one question that may be shown. A count that is not part of the report is an error (KeyError)."""

    question: Question
    stages: tuple[str, ...]
    minimum: int
    everybody: dict[Place, int]
    """How many of all people, known or not."""
    counts: dict[Key, int]
    alias: dict[Key, Key]
    """The cell that each count of the report is."""
    hidden: frozenset[Key]

    def has(self, group: str, kind: str, stage: str) -> bool:
        """Whether the report prints this count, or that it is hidden."""
        return (group, kind, stage) in self.alias

    def shown(self, group: str, kind: str, stage: str) -> int | None:
        """The count of a group; None where it is hidden."""
        key = self.alias[group, kind, stage]
        return None if key in self.hidden else self.counts[key]

    def known(self, kind: str, stage: str) -> int | None:
        """How many people of the stage answered the question; None where that is hidden."""
        return self.shown(KNOWN, kind, stage)


def stages_used(tallies: Sequence[Tally]) -> tuple[str, ...]:
    """The keys of the stages that somebody has reached; interviews so only where the cohort held some."""
    return tuple(stage.key for stage in STAGES if any(tally.has(stage) for tally in tallies))


def is_in(tally: Tally, kind: str, stage: str) -> bool:
    """Whether these people stand in the count of this kind at this stage."""
    turned_down = any(tally.considered(key) and not tally.has(key) for key in CHAIN)
    withdrew = tally.withdrew and not tally.has("offered") and not turned_down
    if kind == WITHDREW:
        return withdrew
    if stage == BOTTOM:
        return tally.has("offered") or turned_down
    if kind == CONSIDERED:
        return tally.considered(stage) and not withdrew
    return tally.has(stage) and not (withdrew and (kind == STAYED or stage != POOL))


def census(tallies: Iterable[Tally], key: Callable[[Tally], K], places: Sequence[Place]) -> dict[Place, Counter[K]]:
    """How many people with each key stand in each count. People who came the same way are asked about once, however many answered
    differently."""
    ways: dict[tuple[int, int, bool], Counter[K]] = defaultdict(Counter)
    for tally in tallies:
        ways[tally.reached, tally.decided, tally.withdrew][key(tally)] += tally.n
    found: dict[Place, Counter[K]] = {place: Counter() for place in places}
    for way, people in ways.items():
        somebody = Tally(1, *way)
        for place in places:
            if is_in(somebody, *place):
                found[place].update(people)
    return found


def before(stage: str) -> Place:
    """The count whose people a step considers, or leaves waiting."""
    parent = BY_KEY[stage].parent
    return (STAYED if parent == POOL else REACHED), parent


def release(tallies: Sequence[Tally], question: Question, *, minimum: int, protect: Protect) -> Released:
    """Everything that the report prints of one question; `protect` is asked once a layer."""
    stages = stages_used(tallies)
    places = places_of(stages)
    shown: frozenset[Key] = frozenset()
    hidden: frozenset[Key] = frozenset()
    people = census(tallies, question.atom, places)
    ways = [Tally(1, *way) for way in {(t.reached, t.decided, t.withdrew) for t in tallies}]
    made = Linked(people, ways, question, places, ())
    for number in range(len(question.layers)):
        made = Linked(people, ways, question, places, question.layers[: number + 1])
        new = {key: cost for key, cost in made.costs.items() if key not in shown | hidden}
        costs = {**new, **dict.fromkeys(hidden, BEFORE)}
        system = System(made.counts, tuple(made.sums), frozenset(made.counts.keys() - made.costs.keys()))
        try:
            hidden = protect(system, minimum, costs, shown)
        except Unprotectable:
            hidden |= new.keys()
        shown |= made.costs.keys() - hidden
    everybody = {place: people[place].total() for place in places}
    return Released(question, stages, minimum, everybody, made.counts, made.printed(), hidden)


def places_of(stages: Sequence[str]) -> list[Place]:
    """What is counted: the pool, who reached each stage and who was considered for it, and the bottom line."""
    steps = [stage for stage in stages if BY_KEY[stage].parent]
    places = [(REACHED, stage) for stage in stages] + [(CONSIDERED, stage) for stage in steps]
    ends = [(STAYED, POOL), (WITHDREW, POOL)] if POOL in stages else []
    return [*ends, *places, *([(CONSIDERED, BOTTOM)] if set(CHAIN) <= set(stages) else [])]


class Linked:
    """The counts of some layers, what adds up to what, and what hiding each costs. A row is the set of atoms that it sums."""

    def __init__(
        self,
        people: Mapping[Place, Counter[str | None]],
        ways: Sequence[Tally],
        question: Question,
        places: Sequence[Place],
        layers: Sequence[Layer],
    ) -> None:
        self.people, self.question, self.places, self.layers = people, question, places, layers
        self.counts: dict[Key, int] = {}
        self.sums: list[tuple[Key, tuple[Key, ...]]] = []
        self.costs: dict[Key, float] = {}
        self.rows: dict[Place, list[frozenset[str]]] = {}
        self._find_same(ways)
        for place in places:
            self._column(place)
        for row in dict.fromkeys(row for rows in self.rows.values() for row in rows):
            if row != frozenset(question.atoms):
                self._way(row)

    def _find_same(self, ways: Sequence[Tally]) -> None:
        """Where nobody at all stands between two counts they are one count, for every group."""
        self.nothing: set[Place] = set()
        for kind, stage in self.places:
            if kind != CONSIDERED or stage == BOTTOM:
                continue
            if not any(is_in(t, *before(stage)) and not is_in(t, CONSIDERED, stage) for t in ways):
                self.nothing.add(("open", stage))
            if not any(is_in(t, CONSIDERED, stage) and not is_in(t, REACHED, stage) for t in ways):
                self.nothing.add(("no", stage))
        if not any(is_in(t, WITHDREW, POOL) for t in ways):
            self.nothing.add((WITHDREW, POOL))
        self.is_answered = all(is_in(t, CONSIDERED, BOTTOM) or not is_in(t, STAYED, POOL) for t in ways)
        """Whether everybody of the pool has got an answer, or withdrew: then the bottom line is of all of them."""

    def cell(self, row: frozenset[str], kind: str, stage: str) -> Key:
        """The cell of a count: its own, or that of the count that it is the same as."""
        if kind == STAYED and (WITHDREW, POOL) in self.nothing:
            return self._name(row), REACHED, POOL
        if (kind, stage) == (CONSIDERED, BOTTOM) and self.is_answered:
            return self.cell(row, STAYED, POOL)
        if kind == CONSIDERED and stage != BOTTOM and ("open", stage) in self.nothing:
            return self.cell(row, *before(stage))
        if kind == REACHED and stage != POOL and ("no", stage) in self.nothing:
            return self.cell(row, CONSIDERED, stage)
        return self._name(row), kind, stage

    def _name(self, row: frozenset[str]) -> str:
        return " + ".join(atom for atom in self.question.atoms if atom in row)

    def _atoms(self, group: str) -> frozenset[str]:
        return frozenset(self.question.groups[group] if group != KNOWN else self.question.atoms)

    def printed(self) -> dict[Key, Key]:
        """The cell of every count that the layers print, by (group, kind, stage)."""
        found: dict[Key, Key] = {}
        for place in self.places:
            groups = [group for layer in self.layers if place in layer.places for group in layer.groups]
            found |= {
                (group, *place): self.cell(self._atoms(group), *place) for group in (*groups, *([KNOWN] * bool(groups)))
            }
        return found

    def _column(self, place: Place) -> None:
        """The groups printed at a place, everybody who answered, and the parts that all of them are sums of."""
        layers = [layer for layer in self.layers if place in layer.places]
        if not layers:
            return
        groups = {self._atoms(group): layer.cost for layer in reversed(layers) for group in layer.groups}
        everybody = frozenset(self.question.atoms)
        parts = self._parts(groups)
        self.rows[place] = list(dict.fromkeys([*parts, *groups, everybody]))
        for row in self.rows[place]:
            key = self.cell(row, *place)
            self.counts[key] = sum(self.people[place][atom] for atom in row)
            if row in groups or row == everybody:
                cost = (KEPT if row == everybody else groups[row]) * WORTH.get(place[1], 1.0)
                self.costs[key] = max(cost, self.costs.get(key, 0.0))
            inside = [part for part in parts if part <= row]
            if inside != [row]:
                self.sums.append((key, tuple(self.cell(part, *place) for part in inside)))

    def _parts(self, groups: Mapping[frozenset[str], float]) -> list[frozenset[str]]:
        """The coarsest division of the atoms that every group is a union of."""
        parts: dict[tuple[bool, ...], set[str]] = {}
        for atom in self.question.atoms:
            parts.setdefault(tuple(atom in group for group in groups), set()).add(atom)
        return [frozenset(part) for part in parts.values()]

    def _way(self, row: frozenset[str]) -> None:
        """Along the stages: of those who reached the one before, some wait; of those considered, some were turned down."""
        turned_down: list[Key] = []
        complete = True
        for kind, stage in self.places:
            if kind != CONSIDERED or stage == BOTTOM:
                continue
            whole, considered, reached = (
                self.cell(row, *place) for place in (before(stage), (CONSIDERED, stage), (REACHED, stage))
            )
            self._rest((self._name(row), "open", stage), whole, considered)
            no = self._rest((self._name(row), "no", stage), considered, reached)
            if stage in CHAIN and ("no", stage) not in self.nothing:
                turned_down += [no] if no else []
                complete &= no is not None
        name = self._name(row)
        answered, offered = self.cell(row, CONSIDERED, BOTTOM), self.cell(row, REACHED, "offered")
        if answered in self.counts and offered in self.counts and not self.is_answered:
            if complete:
                self.sums.append((answered, (offered, *turned_down)))
            else:
                self._rest((name, "no", BOTTOM), answered, offered)
        pool = [(name, REACHED, POOL), (name, STAYED, POOL), (name, WITHDREW, POOL)]
        if all(key in self.counts for key in pool):
            self.sums.append((pool[0], (pool[1], pool[2])))

    def _rest(self, key: Key, whole: Key, part: Key) -> Key | None:
        """The people of one count who are not in another within it, as a latent cell; None where there are none, or no counts."""
        if not isinstance(key, tuple) or key[1:] in self.nothing or not {whole, part} <= self.counts.keys():
            return None
        self.sums.append((whole, (part, key)))
        self.counts[key] = self.counts[whole] - self.counts[part]
        return key
