"""Percentages follow their cells."""

from collections.abc import Mapping
from typing import TypeVar

from reports.suppression.systems import Key, System

Name = TypeVar("Name")


def shares_hidden(system: System, hidden: frozenset[Key], shares: Mapping[Name, tuple[Key, Key]]) -> frozenset[Name]:
    """The names of the shares (numerator, denominator) that must not be shown: where either cell is hidden, or never shown.

    Raises ValueError for a share of a cell that the system does not have: nobody has looked at it.
    """
    unseen = hidden | system.latent
    for cells in shares.values():
        for key in cells:
            if key not in system.cells:
                raise ValueError(f"There is no cell {key!r} in the system that a share names.")
    return frozenset(share for share, cells in shares.items() if unseen & set(cells))
