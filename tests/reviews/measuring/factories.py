"""Scoresheets out of the air: a seeded round with readers of known severity."""

import numpy as np

from reviews.measuring.sheets import Round, Sheets


def make_sheets(entry, reader, raw, *, nth=None, marks=None, planted=None, independent=None):
    """Columns from lists; the nth is the order of the rows where it is not given."""
    entry, reader, raw = (np.array(column, dtype=np.int64) for column in (entry, reader, raw))
    count = len(entry)
    if nth is None:
        nth = [int((reader[:place] == reader[place]).sum()) + 1 for place in range(count)]
    marks = np.array(marks) if marks is not None else np.clip(raw[:, None] // 100, 1, 5)
    return Sheets(
        entry,
        reader,
        raw,
        marks.reshape(count, -1) if count else marks.reshape(0, 1),
        marks[:, 0] if count else np.zeros(0, dtype=np.int64),
        np.array(nth, dtype=np.int64),
        np.array(planted, dtype=bool) if planted is not None else np.zeros(count, dtype=bool),
        np.array(independent, dtype=bool) if independent is not None else np.ones(count, dtype=bool),
    )


def make_round(agreed=None, seed="seed", attributes=("drive",)):
    """What is known besides the scoresheets."""
    return Round([(key, key.capitalize()) for key in attributes], agreed or {}, seed)


def simulate(people=120, readers=6, reads=3, *, seed=1, severity=0.0, slopes=None, contrast=0.0, error=25.0):
    """Scoresheets in hundredths: everybody reads in an order of their own. `slopes`: points of a hundredth for each one read."""
    draw = np.random.default_rng(seed)
    quality = draw.normal(320, 50, people)
    effect = draw.normal(0, severity, readers) if severity else np.zeros(readers)
    piles = [[] for _ in range(readers)]
    for one in range(people):
        for who in draw.permutation(readers)[:reads]:
            piles[who].append(one)
    rows = []
    for who, pile in enumerate(piles):
        draw.shuffle(pile)
        before = None
        for place, one in enumerate(pile, 1):
            mark = quality[one] + effect[who] + (slopes[who] * place if slopes else 0) + draw.normal(0, error)
            if before is not None:
                mark += contrast * (quality[before] - 320)
            rows.append((one, who, round(mark), place))
            before = one
    entry, reader, raw, nth = zip(*sorted(rows), strict=True)
    return make_sheets(entry, reader, raw, nth=nth), effect
