"""Which counts partner universities may read. Plain Python.

Partners see the same class: each its own counts and the whole programme's, class by class and together. Whoever puts two pages side
by side, or takes one figure from another, must not find a few people. So all partners' tables are one linked system: universities
and the rest add up to the whole, classes add up to all classes, and each stage lies within the one before; the rest, and how many
left between two stages, are latent cells.

People who let their university name them are known to the reader, one by one. They are taken out of every count before it is
protected: what is protected is everybody else, against a reader who knows all the named (docs/suppression.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reports.release import Protect
from reports.stages import BY_KEY
from reports.suppression import Key, System, Unprotectable

TOLD: Final = ("submitted", "assessed", "admitted", "completed", "placed", "retained")
"""The stages that a partner reads of. Each lies within the one before."""
CLASS: Final = "admitted"
REST: Final = 0
"""Everybody whom no partner with a page sent."""
WHOLE: Final = -1
ALL: Final = 0
"""All classes together, in place of the id of a class."""

COSTS: Final = {"submitted": 4.0, CLASS: 6.0, "completed": 2.0, "placed": 2.0}
"""How much more than others (1) the counts of a stage are missed."""
WHOLE_COSTS: Final = 50.0
"""How much more a count of the whole is missed than one of a university: it stands on every page."""
ALL_COSTS: Final = 0.4
"""How much less a count of all classes together is missed than one of a class."""

Counts = Mapping[tuple[int, int], Mapping[str, int]]
"""(university or REST, class) -> stage -> people."""
Shown = dict[tuple[int, int], dict[str, int | None]]
"""(university or WHOLE, class or ALL) -> stage -> people; None: hidden."""


@dataclass(frozen=True)
class Partners:
    """The system of everybody who is not named, what hiding each count costs, and what is public already."""

    system: System
    costs: dict[Key, float]
    public: frozenset[Key]


def stages_of(masks: Mapping[int, int]) -> dict[str, int]:
    """How many reached each stage, from how many have each mask of `reports.stages`."""
    return {key: sum(n for mask, n in masks.items() if mask & BY_KEY[key].bit) for key in TOLD}


def shown_to_partners(
    people: Counts,
    named: Counts,
    *,
    universities: Sequence[int],
    classes: Sequence[int],
    public: Sequence[int],
    minimum: int,
    protect: Protect,
) -> Shown:
    """What may be shown of each university and of the whole. `public`: the classes whose size anybody may read already.

    A count of 1 to minimum-1 is never shown, also where all of them are named.
    """
    linked = linked_partners(people, named, universities, classes, public)
    visible = frozenset(linked.costs)
    try:
        hidden = protect(linked.system, minimum, linked.costs, linked.public)
    except Unprotectable:  # what is public already leaves too little room: nothing more is said
        hidden = visible
    everybody = _with_totals(people, universities, classes)
    found: Shown = {}
    for row in (*universities, WHOLE):
        for place in _places(classes):
            counts = everybody[row, place]
            found[row, place] = {
                key: None if (row, place, key) in hidden or 0 < counts[key] < minimum else counts[key] for key in TOLD
            }
    return found


def linked_partners(
    people: Counts, named: Counts, universities: Sequence[int], classes: Sequence[int], public: Sequence[int]
) -> Partners:
    """Everybody who is not named, as one system."""
    rest = {
        key: {stage: counts[stage] - named.get(key, {}).get(stage, 0) for stage in TOLD}
        for key, counts in people.items()
    }
    found = _with_totals(rest, universities, classes)
    rows, places = (*universities, REST, WHOLE), _places(classes)
    cells: dict[Key, int] = {}
    sums: list[tuple[Key, tuple[Key, ...]]] = []
    costs: dict[Key, float] = {}
    for row in rows:
        for place in places:
            before: Key = None
            for stage in TOLD:
                key = (row, place, stage)
                cells[key] = found[row, place][stage]
                if row != REST:
                    cost = COSTS.get(stage, 1.0) * (WHOLE_COSTS if row == WHOLE else 1.0)
                    costs[key] = cost * (ALL_COSTS if place == ALL else 1.0)
                if before is not None:
                    left = (row, place, stage, "left before")
                    cells[left] = cells[before] - cells[key]
                    sums.append((before, (key, left)))
                before = key
        if len(classes) > 1:
            sums += [((row, ALL, stage), tuple((row, one, stage) for one in classes)) for stage in TOLD]
    for place in places:
        sums += [((WHOLE, place, stage), tuple((row, place, stage) for row in (*universities, REST))) for stage in TOLD]
    system = System(cells, tuple(sums), frozenset(cells.keys() - costs.keys()))
    return Partners(system, costs, frozenset((WHOLE, one, CLASS) for one in public if one in classes))


def _places(classes: Sequence[int]) -> tuple[int, ...]:
    """The classes, and all of them together where there are several."""
    return (*classes, ALL) if len(classes) > 1 else tuple(classes)


def _with_totals(
    people: Counts, universities: Sequence[int], classes: Sequence[int]
) -> dict[tuple[int, int], dict[str, int]]:
    """The counts of each row and place, those of nobody too, with the rest, the whole and all classes together."""
    nobody = dict.fromkeys(TOLD, 0)
    found: dict[tuple[int, int], dict[str, int]] = {}
    for one in classes:
        for row in universities:
            found[row, one] = dict(people.get((row, one), nobody))
        here = [counts for (row, place), counts in people.items() if place == one]
        found[WHOLE, one] = {stage: sum(counts[stage] for counts in here) for stage in TOLD}
        found[REST, one] = {
            stage: found[WHOLE, one][stage] - sum(found[row, one][stage] for row in universities) for stage in TOLD
        }
    for row in (*universities, REST, WHOLE):
        found[row, ALL] = {stage: sum(found[row, one][stage] for one in classes) for stage in TOLD}
    return found
