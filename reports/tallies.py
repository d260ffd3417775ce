"""How many people of a cohort share the same answers and the same way through the stages. Plain Python.

A tally is what the database counts (reports.models.counting); every demographic figure of a report is a sum of tallies.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.stages import BY_KEY, Stage


@dataclass(frozen=True)
class Tally:
    """So many people (`n`) who answered the same and came the same way.

    `state`: "answered", "skipped", "declined" or "not_asked". `races` the set as stored, empty where unknown. `gender`,
    `disability`, `veteran`: "" where unknown. `reached` and `decided` are masks of stage bits (`reports.stages`); decided: yes or
    no has been said, so reached is part of it. `withdrew`: left by themselves before the next decision.
    """

    n: int
    reached: int
    decided: int
    withdrew: bool = False
    state: str = "not_asked"
    races: frozenset[str] = frozenset()
    gender: str = ""
    disability: str = ""
    veteran: str = ""

    def has(self, stage: Stage | str) -> bool:
        """Whether these people reached the stage."""
        return bool(self.reached & _of(stage).bit)

    def considered(self, stage: Stage | str) -> bool:
        """Whether yes or no was said to them about the stage: they stand in its denominator."""
        return bool(self.decided & _of(stage).bit)

    def withdrew_before(self, stage: Stage | str) -> bool:
        """Whether they reached the stage before it and left by themselves before a decision: in neither count of this stage."""
        return self._waits(_of(stage)) and self.withdrew

    def undecided(self, stage: Stage | str) -> bool:
        """Whether they reached the stage before it and nothing is decided yet: in neither count, and counted apart."""
        return self._waits(_of(stage)) and not self.withdrew

    def _waits(self, stage: Stage) -> bool:
        parent = bool(stage.parent) and bool(self.reached & BY_KEY[stage.parent].bit)
        return parent and not self.decided & stage.bit


def _of(stage: Stage | str) -> Stage:
    return BY_KEY[stage] if isinstance(stage, str) else stage


def count(tallies: Iterable[Tally]) -> int:
    """How many people they are together."""
    return sum(tally.n for tally in tallies)
