"""Who reads what, in balance. Plain Python.

Each application wants so many different readers; each reader may have a cap, and has read or been given something already; some
pairs are kept apart. Wanted is, in this order: as many applications as possible with one reader, then with two, and so on; then
loads as equal as they can be (the least sum of squares). Both are reached exactly. A first deal gives each place to whoever has
least, drawn by the seed among equals. Where it leaves a place empty, a chain of moves ("Ann gives one to Bea, Bea one to Cem, who
has room") makes room, until no chain does: such a set of places is the largest (Berge 1957). Where loads differ by two or more, a
chain from the fuller to the emptier reader evens them, until none does: then the loads are the most equal ones that the caps and
the pairs kept apart allow (Harvey, Ladner, Lovasz and Tamir 2006, "Semi-matchings for bipartite graphs and load balancing",
theorem 3.1). The same input and seed give the same answer, whatever the order in which applications and readers are named.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from random import Random
from typing import Final

LOTS: Final = 2**62
"""Places in a reader's order are whole numbers from 0 up to this."""


@dataclass(frozen=True)
class Reader:
    """Somebody who reads: how much they have already (what is fixed, not what may still move), and the most they take."""

    id: int
    load: int = 0
    cap: int | None = None


@dataclass(frozen=True)
class Plan:
    """Who reads what. `pairs` are (application, reader), what was movable and stays included; sorted."""

    pairs: list[tuple[int, int]]
    loads: dict[int, int]
    """Reader -> how many in all, with what they had."""
    missing: dict[int, int] = field(default_factory=dict)
    """Application -> how many readers it still wants, though nobody may take it."""
    kept_apart: dict[int, int] = field(default_factory=dict)
    """Of those missing: how many are so because too few readers may ever read it; the others because the caps are used up."""


def balance(
    wanted: Mapping[int, int],
    readers: Iterable[Reader],
    *,
    seed: str,
    apart: Mapping[int, Collection[int]] | None = None,
    movable: Mapping[int, Collection[int]] | None = None,
) -> Plan:
    """Give each application its readers. `wanted`: application -> how many in all of those dealt here, the movable ones included.

    `apart`: application -> readers that never get it (conflicts, and who has or had it). `movable`: application -> readers that
    have it and may lose it; they keep it unless a move evens loads or makes room. ValueError for a movable pair that is kept apart
    or of a reader who is not there.
    """
    deal = _Deal(wanted, readers, seed, apart or {}, movable or {})
    deal.fill()
    deal.even()
    return deal.plan()


def draw_lots(
    given: Mapping[int, Sequence[int]], *, seed: str, planted: Mapping[int, Sequence[int]] | None = None
) -> dict[tuple[int, int], int]:
    """(application, reader) -> the place in the reader's order, from 0 up to LOTS: drawn for each reader alone.

    `given` and `planted`: reader -> applications. The planted ones (calibration) are spread over the whole of the order: each
    reader meets one in each equal part of it, which one differs by reader, and none at the very edge of a part.
    """
    lots: dict[tuple[int, int], int] = {}
    planted = planted or {}
    for reader in sorted({*given, *planted}):
        rng = Random(f"{seed}:lots:{reader}")  # noqa: S311  # drawn so that anybody can draw it again
        for among, low, high in (
            (sorted(given.get(reader, ())), 0.0, 1.0),
            (sorted(planted.get(reader, ())), 0.25, 0.75),
        ):
            rng.shuffle(among)
            for place, application in enumerate(among):
                at = (place + low + (high - low) * rng.random()) / len(among)
                lots[application, reader] = min(int(at * LOTS), LOTS - 1)
    return lots


def planted_after(reads: int, cases: int) -> list[int]:
    """After how many readings somebody who expects `reads` meets each of so many planted cases: the middle of each equal part."""
    return [(2 * case + 1) * reads // (2 * cases) for case in range(cases)]


class _Deal:
    """The state of one deal: applications and readers by number, who holds what, and how much room is left."""

    def __init__(
        self,
        wanted: Mapping[int, int],
        readers: Iterable[Reader],
        seed: str,
        apart: Mapping[int, Collection[int]],
        movable: Mapping[int, Collection[int]],
    ) -> None:
        self.rng = Random(f"{seed}:deal")  # noqa: S311  # the same
        self.readers = {each.id: each for each in sorted(readers, key=lambda each: each.id)}
        self.load = {each.id: each.load for each in self.readers.values()}
        self.wanted = {each: max(0, wanted[each]) for each in sorted(wanted)}
        self.apart = {each: frozenset(who) for each, who in apart.items() if each in self.wanted and who}
        self.holders: dict[int, list[int]] = {each: [] for each in self.wanted}
        self.held: dict[int, dict[int, None]] = {each: {} for each in self.readers}
        self.dead: set[int] = set()
        """Readers from whom no chain of moves leads to room: a search that failed never has to be made again."""
        for application in sorted(movable):
            for reader in sorted(movable[application]):
                if reader not in self.readers or reader in self.apart.get(application, ()):
                    raise ValueError(f"{reader} cannot hold {application}.")
                self._give(application, reader)

    def fill(self) -> None:
        """One reader for each application, then a second one, and so on: what is short are last reads."""
        order = list(self.wanted)
        self.rng.shuffle(order)
        for layer in range(1, max(self.wanted.values(), default=0) + 1):
            short = [each for each in order if self.wanted[each] >= layer > len(self.holders[each])]
            left = self._deal_out(short)
            for application in left:
                self._make_room(application)

    def even(self) -> None:
        """Chains of moves from fuller to emptier readers until no chain makes the loads more equal."""
        again = True
        while again:
            again = False
            for reader in sorted(self.readers, key=lambda each: (self.load[each], each)):
                while self._has_room(reader) and self._relieve_somebody(reader):
                    again = True

    def plan(self) -> Plan:
        """What came of it."""
        missing = {each: n - len(self.holders[each]) for each, n in self.wanted.items() if len(self.holders[each]) < n}
        possible = {each: len(self.readers.keys() - self.apart.get(each, frozenset())) for each in missing}
        return Plan(
            sorted((application, reader) for application, who in self.holders.items() for reader in who),
            dict(self.load),
            missing,
            {
                each: min(n, self.wanted[each] - possible[each])
                for each, n in missing.items()
                if self.wanted[each] > possible[each]
            },
        )

    def _deal_out(self, applications: Sequence[int]) -> list[int]:
        """One reader more for each: who has least and may. Those for whom nobody with room was found are returned."""
        heap = [(self.load[each], self.rng.random(), each) for each in self.readers if self._has_room(each)]
        heapify(heap)
        left = []
        for application in applications:
            aside = []
            holders, apart = self.holders[application], self.apart.get(application, ())
            while heap:
                top = heappop(heap)
                reader = top[2]
                if reader in holders or reader in apart:
                    aside.append(top)
                    continue
                self._give(application, reader)
                if self._has_room(reader):
                    heappush(heap, (self.load[reader], self.rng.random(), reader))
                break
            else:
                left.append(application)
            for each in aside:
                heappush(heap, each)
        return left

    def _make_room(self, application: int) -> bool:
        """Find a chain of moves at whose end somebody has room, and whose beginning may take this application."""
        if all(not self._has_room(each) for each in self.readers):
            return False
        taken = {*self.holders[application], *self.apart.get(application, ()), *self.dead}
        came: dict[int, tuple[int, int] | None] = {each: None for each in self.readers if each not in taken}
        to_visit = deque(came)
        while to_visit:
            reader = to_visit.popleft()
            if self._has_room(reader):
                first = self._shift(came, reader)
                self._give(application, first)
                return True
            for other in self.readers:
                if (
                    other not in came
                    and other not in self.dead
                    and (moved := self._can_pass(reader, other)) is not None
                ):
                    came[other] = (reader, moved)
                    to_visit.append(other)
        self.dead |= came.keys()
        return False

    def _shift(self, came: Mapping[int, tuple[int, int] | None], last: int) -> int:
        """Carry out a chain from its end; who now has room is returned."""
        while (step := came[last]) is not None:
            before, application = step
            self._take(application, before)
            self._give(application, last)
            last = before
        return last

    def _relieve_somebody(self, target: int) -> bool:
        """One application on its way to `target` from somebody who has two more at least, over others where needed."""
        came: dict[int, tuple[int, int] | None] = {target: None}
        layer = [target]
        while layer:
            found: list[int] = []
            for receiver in layer:
                for giver in self.readers:
                    if giver not in came and (moved := self._can_pass(giver, receiver)) is not None:
                        came[giver] = (receiver, moved)
                        found.append(giver)
            fullest = max(found, key=lambda each: (self.load[each], -each), default=target)
            if self.load[fullest] >= self.load[target] + 2:
                while (step := came[fullest]) is not None:
                    receiver, application = step
                    self._take(application, fullest)
                    self._give(application, receiver)
                    fullest = receiver
                return True
            layer = found
        return False

    def _can_pass(self, giver: int, receiver: int) -> int | None:
        """Something that one reader holds and the other may take."""
        for application in self.held[giver]:
            if receiver not in self.holders[application] and receiver not in self.apart.get(application, ()):
                return application
        return None

    def _has_room(self, reader: int) -> bool:
        cap = self.readers[reader].cap
        return cap is None or self.load[reader] < cap

    def _give(self, application: int, reader: int) -> None:
        self.holders.setdefault(application, []).append(reader)
        self.held[reader][application] = None
        self.load[reader] += 1

    def _take(self, application: int, reader: int) -> None:
        self.holders[application].remove(reader)
        del self.held[reader][application]
        self.load[reader] -= 1
