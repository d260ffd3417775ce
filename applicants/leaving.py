"""Who is told at once when applications end or come back by a person's hand: apps above fill it.

Applications also end in bulk; whoever fills this looks after those by themselves, from the table of applications.
"""

from collections.abc import Callable, Collection
from typing import Final

Told = Callable[[Collection[int]], object]
ENDED: Final[list[Told]] = []
"""Called in the transaction in which these applications were withdrawn, merged into others, or asked to be deleted."""
BACK: Final[list[Told]] = []
"""Called in the transaction in which that was taken back."""


def tell_ended(applications: Collection[int]) -> None:
    """These applications ended."""
    for tell in ENDED if applications else ():
        tell(applications)


def tell_back(applications: Collection[int]) -> None:
    """These applications stand again where they stood."""
    for tell in BACK if applications else ():
        tell(applications)
