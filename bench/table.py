"""What the benchmarks share: a database of their own, medians of three, one table, one file of figures."""

import contextlib
import json
import os
import platform
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

RESULTS: Final = Path(__file__).parent / "results" / "latest.json"
ROUNDS: Final = 3
SIZES: Final = (9_500, 100_000, 1_000_000)


def sizes(*, most: int | None = None) -> list[int]:
    """The sizes to measure: 9,500, 100,000 and 1,000,000, or those that BENCH_SIZES names ("9500 100000"); none above `most`."""
    named = [int(word.replace("_", "")) for word in os.environ.get("BENCH_SIZES", "").replace(",", " ").split()]
    return [size for size in named or SIZES if most is None or size <= most]


def rounds(size: int) -> int:
    """How often a size is measured: three times, a million as often as BENCH_ROUNDS_OF_A_MILLION says (3), for it takes long."""
    return ROUNDS if size < SIZES[-1] else int(os.environ.get("BENCH_ROUNDS_OF_A_MILLION", ROUNDS))


@contextmanager
def database_of_its_own() -> Iterator[None]:
    """Makes a fresh migrated database beside the one of DATABASE_URL, and drops it afterwards; nobody's data is touched."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"bench_{before}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def seconds(work: Callable[[], object]) -> float:
    """How long it took, by the wall."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median(figures: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(figures)


def record(figures: Mapping[str, Any], *path: str) -> None:
    """Put figures at a path of `bench/results/latest.json`; everything else in it stays."""
    RESULTS.parent.mkdir(exist_ok=True)
    document = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    place = document
    for step in path:
        place = place.setdefault(step, {})
    place.update(figures)
    document["machine"] = {
        "python": platform.python_version(),
        "cores": _cores(),
        "system": platform.platform(terse=True),
    }
    RESULTS.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n")


def _cores() -> int | None:
    return os.cpu_count()


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print one table, figures at the right."""
    table = [head, *rows]
    widths = [max(len(row[place]) for row in table) for place in range(len(head))]
    print(f"\n{title}")
    for number, row in enumerate(table):
        first, *others = (
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join([first, *others]))
        if not number:
            print("  ".join("-" * width for width in widths))


def peak_megabytes() -> float:
    """The most memory this process ever had. Not getrusage where there is /proc: that begins with the size of who started it."""
    with contextlib.suppress(OSError):
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
