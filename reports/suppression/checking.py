"""Whether a release is safe, proved by integer programming."""

from dataclasses import dataclass

from reports.suppression.problem import arrange
from reports.suppression.programs import narrow
from reports.suppression.systems import Key, System, name
from reports.suppression.witnesses import Witnesses


@dataclass(frozen=True)
class Breach:
    """A cell that gives people away: its value, and all that a reader has to choose from, least and greatest."""

    key: Key
    value: int
    low: int
    high: int

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{name(self.key)} must be {self.low}."
        return f"{name(self.key)} must be between {self.low} and {self.high}."


def breaches(system: System, hidden: frozenset[Key], minimum: int) -> list[Breach]:
    """Every cell that a release with these hidden cells gives away, in the order of the system's cells. Empty: it is safe.

    Given away are a shown cell of 1 to minimum-1, and a hidden cell (or an unseen one of 1 to minimum-1) whose whole numbers that
    fit everything shown, none negative, span less than minimum-1. Each safe cell has two tables in whole numbers that prove it;
    each breach the optimum of two integer programs. Raises ValueError for an unknown cell or a minimum below 2.
    """
    problem = arrange(system, minimum, shown=frozenset())
    if strangers := sorted(map(name, hidden - system.cells.keys())):
        raise ValueError(f"There is no cell {strangers[0]}.")
    mask = problem.places(hidden)
    open_cells = mask | problem.latent
    found = {
        key: Breach(key, int(value), int(value), int(value))
        for key, value, bad in zip(problem.keys, problem.values, problem.small & ~open_cells, strict=True)
        if bad
    }
    for place, low, high in narrow(Witnesses(problem), open_cells, problem.guarded(mask)):
        value = int(problem.values[place])
        found[problem.keys[place]] = Breach(problem.keys[place], value, value + low, value + high)
    return [found[key] for key in system.cells if key in found]
