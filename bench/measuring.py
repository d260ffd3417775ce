"""Measuring readers: `python -m bench measuring`. The core alone, at a cohort's size and at 100,000 scoresheets.

Seconds of one whole measurement (agreement with 1,000 resamples for each attribute, severity, drift, order, calibration). Medians.
"""

import sys
import time
from typing import Any, Final

SIZES: Final = ((800, 3, 20), (33_000, 3, 300))
"""Applications, reads each, readers."""
CASES: Final = 3
TIMES: Final = 3
LIMIT: Final = 20.0
"""Seconds of the processor for 100,000 scoresheets."""


def main() -> int:
    """Measure, print, record."""
    from bench.table import median, record, show
    from reviews.measuring.figures import figures

    rows, kept = [], {}
    for people, reads, readers in SIZES:
        sheets, about = make(people, reads, readers)
        taken, worked = [], []
        for _ in range(TIMES):
            begun, busy = time.perf_counter(), time.process_time()
            document, _ = figures(sheets, about)
            taken.append(time.perf_counter() - begun)
            worked.append(time.process_time() - busy)
        seconds = median(worked)
        rows.append([f"{len(sheets):,}", f"{readers:,}", f"{median(taken):.2f}", f"{seconds:.2f}",
                     f"{document['severity']['degrees']:,}"])  # fmt: skip
        kept[f"scoresheets_{len(sheets)}"] = {"seconds": round(median(taken), 2), "processor": round(seconds, 2)}
    show(
        "Measuring a round, medians of 3",
        ["scoresheets", "readers", "seconds", "of the processor", "degrees of freedom"],
        rows,
    )
    record(kept, "measuring")
    return int(seconds > LIMIT)


def make(people: int, reads: int, readers: int) -> tuple[Any, Any]:
    """A round with calibration cases that everybody reads; marks of five attributes."""
    import numpy as np

    from reviews.measuring.sheets import Round, Sheets

    draw = np.random.default_rng(1)
    first = draw.integers(0, readers, people)
    steps = np.sort(draw.permuted(np.tile(np.arange(1, readers), (people, 1)), axis=1)[:, : reads - 1], axis=1)
    chosen = np.column_stack([first, (first[:, None] + steps) % readers])
    entry = np.concatenate([np.repeat(np.arange(people), reads), np.repeat(people + np.arange(CASES), readers)])
    reader = np.concatenate([chosen.ravel(), np.tile(np.arange(readers), CASES)])
    order = draw.permutation(len(entry))
    entry, reader = entry[order], reader[order]
    nth = np.zeros(len(entry), dtype=np.int64)
    for one in range(readers):
        mine = np.flatnonzero(reader == one)
        nth[mine] = np.arange(1, len(mine) + 1)
    quality, strict = draw.normal(3.2, 0.6, people + CASES), draw.normal(0, 0.3, readers)
    given = quality[entry, None] + strict[reader, None] + draw.normal(0, 0.7, (len(entry), 5))
    marks = np.clip(np.rint(given), 1, 5).astype(np.int64)
    raw = (2 * marks.sum(axis=1) * 100 + 5) // 10
    sheets = Sheets(
        entry,
        reader,
        raw,
        marks,
        np.clip(np.rint(given.mean(axis=1)), 1, 5).astype(np.int64),
        nth,
        entry >= people,
        np.ones(len(entry), dtype=bool),
    )
    agreed = {people + one: ((3, 3, 3, 3, 3), 300) for one in range(CASES)}
    return sheets, Round([(f"a{one}", f"A{one}") for one in range(5)], agreed, "bench")


if __name__ == "__main__":
    sys.exit(main())
