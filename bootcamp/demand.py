"""What clients ask of graduates, and what holds somebody up there: the apps above the boot camp fill these lists when they start.

`DEMAND`: functions that return the open seats. `BLOCKERS`: functions that take enrolment ids and say what stands in somebody's way.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Demand:
    """Open seats of one role at a client. `credentials`: ids of those that must be valid on the first day."""

    title: str
    client: str
    starts_on: date
    seats: int
    credentials: frozenset[int] = frozenset()


DEMAND: list[Callable[[], Iterable[Demand]]] = []
BLOCKERS: list[Callable[[Collection[int]], Mapping[int, Iterable[str]]]] = []


def open_demand() -> list[Demand]:
    """Every open seat that somebody asks to fill, the next first day in front."""
    return sorted((one for ask in DEMAND for one in ask()), key=lambda one: (one.starts_on, one.client, one.title))


def blockers_of(enrolments: Collection[int]) -> dict[int, list[str]]:
    """Enrolment id -> sentences about what must be settled first; those with nothing are left out."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for ask in BLOCKERS:
        for pk, said in ask(enrolments).items():
            found[pk].extend(said)
    return {pk: said for pk, said in found.items() if said}
