"""Small cells stay hidden. Plain Python: for a list of counts whose total is shown, and for groups followed along stages."""

from collections.abc import Mapping, Sequence
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


def hide_rows(table: Mapping[str, Sequence[int]], minimum: int = INTERNAL_MINIMUM) -> frozenset[str]:
    """The groups of a table that must be hidden whole, where each group's people fall into disjoint outcomes (the columns) and the
    total of every outcome is shown.

    Hidden are the groups with a small cell; then, until every hidden cell could be anything over a span of minimum-1, the smallest
    group that is shown. Rows hidden whole may be dealt out among themselves in any way, so a column's sum is the span.
    """
    hidden = {label for label, cells in table.items() if any(0 < cell < minimum for cell in cells)}
    _close(table, hidden, minimum)
    return frozenset(hidden)


def stages_shown(
    table: Mapping[str, Sequence[int]],
    minimum: int = INTERNAL_MINIMUM,
    at_most: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Of how many stages each group's count may be shown: all of them, all but the last, or none.

    `table` holds for each group how many reached each stage, each number part of the one before; the totals of all groups are shown
    for every stage. `at_most` caps a group from outside (another table would give it away). What a group's row hides can, given
    all that is shown, still be anything over a span of minimum-1; a property test asks every solution. At least two stages.
    """
    stages = len(next(iter(table.values()), ()))
    caps = at_most or {}
    left = {label: [a - b for a, b in zip(row, [*row[1:], 0], strict=True)] for label, row in table.items()}
    early = {label: [*cells[:-2], cells[-2] + cells[-1]] for label, cells in left.items()}
    none = {label for label, cells in early.items() if any(0 < cell < minimum for cell in cells)}
    none |= {label for label in table if caps.get(label, stages) < stages - 1}
    _close(early, none, minimum)
    late = {label for label, cells in left.items() if any(0 < cell < minimum for cell in cells[-2:])}
    late = (late | {label for label in table if caps.get(label, stages) < stages}) - none
    while (none or late) and not _is_last_safe(table, none, late, minimum):
        shown = [label for label in table if label not in none | late]
        if not shown:
            break
        late.add(min(shown, key=lambda label: (table[label][-1] == 0, table[label][-1], table[label])))
    return {label: 0 if label in none else stages - 1 if label in late else stages for label in table}


def _close(table: Mapping[str, Sequence[int]], hidden: set[str], minimum: int) -> None:
    """Hide the smallest further groups until the hidden ones cannot be told from their sums."""
    while hidden and len(hidden) < len(table):
        sums = [sum(column) for column in zip(*(table[label] for label in hidden), strict=True)]
        if len(hidden) > 1 and all(total == 0 or total >= minimum - 1 for total in sums):
            return
        shown = [label for label in table if label not in hidden]
        hidden.add(min(shown, key=lambda label: (sum(table[label]) == 0, sum(table[label]), table[label])))


def _is_last_safe(table: Mapping[str, Sequence[int]], none: set[str], late: set[str], minimum: int) -> bool:
    """Whether the last counts that are hidden can each be anything over a span of minimum-1, given their sum and the counts before.

    Groups hidden from the start may be dealt out among themselves; of the others the count of the stage before is known.
    """
    total = sum(table[label][-1] for label in none | late)
    room = {label: table[label][-2] for label in late}
    apart = sum(table[label][-2] for label in none)
    advanced_or_left = (total, apart + sum(room.values()) - total)
    if any(0 < min(some, apart) < minimum - 1 for some in advanced_or_left):
        return False
    spans = (min(total, own) - max(0, total - apart - sum(room.values()) + own) for own in room.values() if own)
    return all(span >= minimum - 1 for span in spans)
