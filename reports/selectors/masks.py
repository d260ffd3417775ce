"""What was hidden once is hidden again without working it out anew: patterns of hidden cells, kept by a digest of the counts.

Nothing of a count is kept, only which of the cells, in the order of their names, are hidden. Losing the cache costs a second.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from django.core.cache import cache

from reports.suppression import Key, System, protect

VERSION: Final = 1
"""Raised where `reports.suppression.protect` would answer otherwise than before."""
KEPT_SECONDS: Final = 30 * 24 * 3600


def protected(
    system: System, minimum: int, costs: Mapping[Key, float], shown: frozenset[Key] = frozenset(), /
) -> frozenset[Key]:
    """The same as `reports.suppression.protect`. Raises `Unprotectable` as that does."""
    names = {repr(key): key for key in system.cells}
    order = sorted(names)
    place = f"hidden-cells:{_digest(system, minimum, costs, shown)}"
    if (kept := cache.get(place)) is not None:
        return frozenset(names[name] for name, out in zip(order, kept, strict=True) if out == "1")
    hidden = protect(system, minimum, weights=costs, shown=shown)
    cache.set(place, "".join("1" if names[name] in hidden else "0" for name in order), KEPT_SECONDS)
    return hidden


def _digest(system: System, minimum: int, costs: Mapping[Key, float], shown: frozenset[Key]) -> str:
    """SHA-256 of everything that the answer depends on."""
    told = [
        VERSION,
        minimum,
        sorted((repr(key), value) for key, value in system.cells.items()),
        sorted((repr(total), sorted(map(repr, parts))) for total, parts in system.sums),
        sorted(map(repr, system.latent)),
        sorted((repr(key), cost) for key, cost in costs.items()),
        sorted(map(repr, shown)),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
