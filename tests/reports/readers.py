"""What a reader can work out of a release, asked in ways of their own: nothing here uses reports.suppression but its tables."""

import random
from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from reports.suppression import Key, System, two_way


def given_away(system: System, hidden: frozenset[Key], minimum: int) -> Iterator[Key]:
    """Every cell that is shown although small, or hidden (or never shown and small) and yet known more closely than the span.

    Two integer programs for each cell, dense, over all cells, without any of the short cuts of the code under test.
    """
    keys = list(system.cells)
    place = {key: number for number, key in enumerate(keys)}
    values = np.array([system.cells[key] for key in keys], dtype=float)
    small = {key for key in keys if 0 < system.cells[key] < minimum}
    unknown = np.array([key in hidden or key in system.latent for key in keys])
    sums = np.zeros((len(system.sums), len(keys)))
    for row, (total, parts) in enumerate(system.sums):
        sums[row, place[total]] -= 1
        for part in parts:
            sums[row, place[part]] += 1
    open_sums = sums[:, unknown]
    known = -sums[:, ~unknown] @ values[~unknown]
    fits = [LinearConstraint(open_sums, known, known)] if len(sums) else []
    most = (
        values.sum() + 10 * minimum
    )  # more than anything needs: a table in which one cell is larger by the span still fits
    bounds = Bounds(0, most)
    for key in keys:
        if key in system.latent and key not in small:
            continue
        if not unknown[place[key]]:
            if key in small:
                yield key
            continue
        ends = []
        for sign in (1, -1):
            aim = sign * (np.flatnonzero(unknown) == place[key])
            found: Any = milp(
                aim, constraints=fits, bounds=bounds, integrality=np.ones(unknown.sum()), options={"mip_rel_gap": 0}
            )
            assert found.status == 0, found.message
            ends.append(round(sign * found.fun))
        if ends[1] - ends[0] < minimum - 1:
            yield key


def fewest(system: System, minimum: int, most: int) -> int:
    """The fewest cells that make the system safe, by trying every set of fewer than `most`; `most` where none will do.

    Skipped without a question are only sets that leave a hidden cell alone in a sum: such a cell is a difference of shown ones.
    """
    keys = [key for key in system.cells if key not in system.latent]
    must = [key for key in keys if 0 < system.cells[key] < minimum]
    others = [key for key in keys if key not in must]
    lines = [{total, *parts} for total, parts in system.sums]
    for extra in range(most - len(must)):
        for more in combinations(others, extra):
            hidden = frozenset([*must, *more])
            if any(len(line & hidden) == 1 for line in lines):
                continue
            if next(given_away(system, hidden, minimum), None) is None:
                return len(hidden)
    return most


def tables_that_fit(
    rows: int, columns: int, shown: dict[tuple[int, int], int], most: int
) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every table with cells of 0 to `most` that has these values; row or column -1 is the margin. By counting, for tiny ones."""
    for cells in product(range(most + 1), repeat=rows * columns):
        table = tuple(cells[row * columns : (row + 1) * columns] for row in range(rows))
        if all(_value(table, *at) == value for at, value in shown.items()):
            yield table


def _value(table: tuple[tuple[int, ...], ...], row: int, column: int) -> int:
    lines = table if row < 0 else (table[row],)
    return sum(sum(line) if column < 0 else line[column] for line in lines)


def random_table(draw: random.Random, rows: int, columns: int) -> System:
    """A table of people: some nearly empty, some full of small cells, some of large ones with a few small."""
    small, large = draw.random(), draw.choice([15, 40, 150, 1000])
    empty = draw.random() * 0.5
    cells = [
        [
            0
            if draw.random() < empty * small
            else draw.randint(1, 10)
            if draw.random() < small
            else draw.randint(5, large)
            for _ in range(columns)
        ]
        for _ in range(rows)
    ]
    return two_way([f"r{row}" for row in range(rows)], [f"c{column}" for column in range(columns)], cells)


def random_tables(count: int, seed: int) -> Iterator[tuple[System, int]]:
    """Tables of 1x1 up to 4x8 and the minimum to protect them with, 5 or 11."""
    draw = random.Random(seed)
    for _ in range(count):
        yield random_table(draw, draw.randint(1, 4), draw.randint(1, 8)), draw.choice([5, 11])
