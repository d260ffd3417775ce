"""Suppression, measured: `python -m bench.suppression`. No database.

- a thousand random tables of 1x1 to 4x8, minimum 5 and 11: hidden cells, time of each, and whether a reader who asks two integer
  programs for each cell (tests/reports/readers.py, which shares nothing with the code) can know any of them;
- small tables: cells hidden against the fewest possible, found by trying every smaller set;
- tables of people dealt at random, as pages have them: time, and whether the quick way past the budget hides many more;
- a table of 100 by 100.

Times are seconds of CPU, one thread: the machine is shared, and nothing here waits.
"""

import random
import time
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from bench.table import median, record, show

TABLES = 1_000
SMALL = 100
EACH = 10


def main() -> int:
    """Measure, print, record; how many tables gave something away, or hid more than they need."""
    from reports.suppression import protect, two_way

    protect(two_way("ab", "cd", [[1, 20], [30, 40]]), 11)  # scipy is loaded
    broken = thousand()
    more = fewest_possible()
    dealt()
    hundred()
    return int(bool(broken or more))


def thousand() -> int:
    """A thousand random tables, each asked by the independent reader."""
    from reports.suppression import breaches, protect
    from tests.reports.readers import given_away, random_tables

    took, checked, hidden, small, broken = [], [], 0, 0, 0
    for system, minimum in random_tables(TABLES, seed=1):
        spent, out = timed(lambda: protect(system, minimum))  # noqa: B023
        took.append(spent)
        spent, found = timed(lambda: breaches(system, out, minimum))  # noqa: B023
        checked.append(spent)
        hidden += len(out)
        small += sum(0 < value < minimum for value in system.cells.values())
        broken += bool(found or list(given_away(system, out, minimum)))
    figures = {
        "tables": TABLES,
        "broken": broken,
        "small_cells": small,
        "hidden_cells": hidden,
        **times(took),
        "median_check_seconds": round(median(checked), 4),
    }
    record(figures, "suppression", "random tables up to 4x8")
    show("Random tables of 1x1 to 4x8", ["", ""], [[name, str(figure)] for name, figure in figures.items()])
    return broken


def fewest_possible() -> int:
    """How many more cells are hidden than the fewest that would do."""
    from reports.suppression import protect
    from tests.reports.readers import fewest, random_table

    rows, too_many = [], 0
    for height, width in ((3, 3), (2, 4)):
        for minimum in (5, 11):
            draw = random.Random(7)
            exact = quick = best = 0
            for _ in range(SMALL):
                system = random_table(draw, height, width)
                out = len(protect(system, minimum))
                exact += out
                quick += len(protect(system, minimum, budget=0))
                best += fewest(system, minimum, out)
            figures = {"tables": SMALL, "fewest_possible": best, "hidden": exact, "hidden_past_budget": quick}
            record(figures, "suppression", "against the fewest possible", f"{height}x{width}, minimum {minimum}")
            rows.append([f"{height}x{width}, minimum {minimum}", *(str(figure) for figure in figures.values())])
            too_many += exact - best
    show("Against the fewest possible", ["", "tables", "fewest possible", "hidden", "past the budget"], rows)
    return too_many


def dealt() -> None:
    """People dealt into tables with uneven rows and columns."""
    from reports.suppression import breaches, protect, two_way

    kinds: dict[str, Callable[[random.Random], Any]] = {
        "4x8, 95 people": lambda draw: two_way(range(4), range(8), deal(draw, 4, 8, 95)),
        "4x8, 3,000 people": lambda draw: two_way(range(4), range(8), deal(draw, 4, 8, 3_000)),
        "9x11, 9,500 people": lambda draw: two_way(range(9), range(11), deal(draw, 9, 11, 9_500)),
        "12x14, 2,000 people": lambda draw: two_way(range(12), range(14), deal(draw, 12, 14, 2_000)),
        "2x3x4, 300 people": lambda draw: cube(draw, 2, 3, 4, 300),
        "2x3x8, 1,000 people": lambda draw: cube(draw, 2, 3, 8, 1_000),
        "3x4x6, 1,000 people": lambda draw: cube(draw, 3, 4, 6, 1_000),
    }
    rows = []
    for name, make in kinds.items():
        for minimum in (5, 11):
            took, hidden, quick, found = [], 0, 0, 0
            for seed in range(EACH):
                system = make(random.Random(seed))
                spent, out = timed(lambda: protect(system, minimum))  # noqa: B023
                took.append(spent)
                hidden += len(out)
                quick += len(protect(system, minimum, budget=0))
                found += len(breaches(system, out, minimum))
            figures = {
                "cells": len(system.cells),
                "hidden": hidden,
                "hidden_past_budget": quick,
                "breaches": found,
                **times(took),
            }
            record(figures, "suppression", "people dealt at random", f"{name}, minimum {minimum}")
            rows.append([f"{name}, minimum {minimum}", *(str(figure) for figure in figures.values())])
    show(f"People dealt at random, {EACH} tables each", ["", *figures], rows)


def hundred() -> None:
    """A table of 100 by 100 with few and with many small cells."""
    from reports.suppression import breaches, protect, two_way

    rows = []
    for share in (0.02, 0.1, 0.3, 0.6):
        draw = random.Random(1)
        cells = [
            [draw.randint(0, 10) if draw.random() < share else draw.randint(11, 400) for _ in range(100)]
            for _ in range(100)
        ]
        system = two_way(range(100), range(100), cells)
        spent, out = timed(lambda: protect(system, 11))  # noqa: B023
        checked, found = timed(lambda: breaches(system, out, 11))  # noqa: B023
        small = sum(0 < value < 11 for value in system.cells.values())
        figures = {
            "small_cells": small,
            "hidden": len(out),
            "breaches": len(found),
            "seconds": round(spent, 1),
            "check_seconds": round(checked, 1),
        }
        record(figures, "suppression", "100x100, minimum 11", f"{share:.0%} small")
        rows.append([f"{share:.0%} small", *(str(figure) for figure in figures.values())])
    show("100x100, minimum 11", ["", *figures], rows)


def deal(draw: random.Random, rows: int, columns: int, people: int) -> list[list[int]]:
    """People into cells, some rows and columns much likelier than others."""
    weights = [[draw.random() ** 2 + 0.02 for _ in range(size)] for size in (rows, columns)]
    cells = [[0] * columns for _ in range(rows)]
    for row, column in zip(
        draw.choices(range(rows), weights[0], k=people), draw.choices(range(columns), weights[1], k=people), strict=True
    ):
        cells[row][column] += 1
    return cells


def cube(draw: random.Random, rows: int, columns: int, layers: int, people: int) -> Any:
    """A table of three kinds of label with all margins."""
    from reports.suppression import three_way

    places = list(product(range(rows), range(columns), range(layers)))
    cells = dict.fromkeys(places, 0)
    for place in draw.choices(places, [draw.random() ** 2 + 0.01 for _ in places], k=people):
        cells[place] += 1
    return three_way(range(rows), range(columns), range(layers), cells)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of CPU, and what came of it."""
    began = time.process_time()
    out = work()
    return time.process_time() - began, out


def times(took: Sequence[float]) -> dict[str, float]:
    """The middle, the slowest tenth and the slowest."""
    order = sorted(took)
    return {
        "median_seconds": round(median(order), 4),
        "p90_seconds": round(order[len(order) * 9 // 10], 4),
        "slowest_seconds": round(order[-1], 4),
    }


if __name__ == "__main__":
    raise SystemExit(main())
