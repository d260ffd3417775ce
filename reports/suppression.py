"""Small cells stay hidden. Plain Python, for a list of counts whose total is shown; tables with two ways are a later step."""

from collections.abc import Sequence
from typing import Final

INTERNAL_MINIMUM: Final = 5


def suppress(counts: Sequence[int], minimum: int = INTERNAL_MINIMUM) -> list[int | None]:
    """The counts with None where hidden; the total of all may be shown beside them and still gives nothing away.

    Primary: 1 to minimum-1 is hidden, 0 is not. Complementary: what is hidden must be uncertain, so each hidden cell must be able
    to take values that span at least minimum-1 given the sum of the hidden ones (known from the total); until that holds, the
    smallest shown cell above zero (or else a zero) is hidden too; of equal ones the first. Deterministic.
    Raises ValueError for a negative count.
    """
    if any(count < 0 for count in counts):
        raise ValueError("A count cannot be negative.")
    hidden = {place for place, count in enumerate(counts) if 0 < count < minimum}
    while hidden and not _is_safe([counts[place] for place in hidden], minimum):
        shown = [place for place in range(len(counts)) if place not in hidden]
        if not shown:
            break
        hidden.add(min(shown, key=lambda place: (counts[place] == 0, counts[place], place)))
    return [None if place in hidden else count for place, count in enumerate(counts)]


def _is_safe(hidden: Sequence[int], minimum: int) -> bool:
    """With one cell the sum gives it away; with two or more, each may be anything from 0 to their sum."""
    return len(hidden) > 1 and sum(hidden) >= minimum - 1
