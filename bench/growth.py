"""What a row costs at each size, from the figures of `bench/results/latest.json`: `python -m bench.growth`. It measures nothing.

What bends first stands in docs/scaling.md.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any, Final

from bench.table import RESULTS, SIZES, record, show

PER_SECOND: Final[dict[str, tuple[str, ...]]] = {
    "screening": ("screening", "{size}", "per_second"),
    "facts from answers": ("facts", "{size}", "per_second"),
    "import": ("importing", "{size}", "rows_per_second"),
    "export, CSV": ("export", "{size}", "csv", "per_second"),
    "duplicates, keys and pairs": ("duplicates", "{size}", "per_second"),
    "moving to review": ("operations", "review", "{size}", "per_second"),
    "staging a decision": ("operations", "stage", "{size}", "per_second"),
}
"""What is done -> where its rate stands, in rows a second."""


def main() -> int:
    """Print one table; a figure that was not measured is a dash."""
    document = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    rows = []
    for name, path in PER_SECOND.items():
        costs = {size: 1e6 / rate for size in SIZES if (rate := at(document, path, size))}
        if not costs:
            continue
        first, last = costs.get(SIZES[0]), costs[max(costs)]
        growth = f"{last / first:.2f}" if first and len(costs) > 1 else "–"
        rows.append([name, *(f"{costs[size]:.1f}" if size in costs else "–" for size in SIZES), growth])
        record({str(size): round(cost, 2) for size, cost in costs.items()}, "growth", name)
    head = ["microseconds a row", *(f"{size:,}" for size in SIZES), "largest / smallest"]
    show("Growth", head, rows)
    listed = document.get("list", {})
    names = sorted({name for size in listed.values() for name in size if name.endswith("_ms")})
    rows = []
    for name in names:
        times = [listed.get(str(size), {}).get(name) for size in SIZES]
        growth = f"{times[-1] / times[0]:.2f}" if times[0] and times[-1] else "–"
        rows.append(
            [name.removesuffix("_ms").replace("_", " "), *(f"{each:.1f}" if each else "–" for each in times), growth]
        )
    if rows:
        show(
            "The recruiter's list",
            ["milliseconds a page", *(f"{size:,}" for size in SIZES), "largest / smallest"],
            rows,
        )
    return 0


def at(document: Mapping[str, Any], path: tuple[str, ...], size: int) -> float | None:
    """The figure at a path, or None where nobody measured it."""
    place: Any = document
    for step in path:
        place = place.get(step.format(size=size)) if isinstance(place, Mapping) else None
    return float(place) if isinstance(place, int | float) else None


if __name__ == "__main__":
    sys.exit(main())
