"""Matching, measured: `python -m bench matching`. 95 people and 60 openings at 12 clients, then 2,000 by 2,000; no database.

Seconds include building the fit of every pair. Against it: the best pair first, then the next (greedy).
"""

import random
import sys
import time
from datetime import date, timedelta
from typing import Final

from placements.matching import STANDARD, Candidate, Credential, Need, assign, greedy, judge

SIZES: Final = ((95, 60, 12), (2000, 2000, 120))
"""People, openings (a seat each), clients."""
LIMIT: Final = 30.0
"""Seconds for the largest, all in all."""
STATES: Final = ("md", "oh", "ne", "wa", "tn", "az")
SKILLS: Final = tuple(f"skill {number}" for number in range(24))
CODES: Final = ("CAPM", "ITIL", "FHIR", "SEC+", "EHR-A", "EHR-B")
WORK: Final = ("interfaces", "support", "reporting", "projects", "training")
FIRST_DAY: Final = date(2026, 3, 2)


def world(people: int, openings: int, clients: int, *, seed: int = 1) -> tuple[list[Candidate], list[Need]]:
    """A made-up world: nine in ten may work, four in ten would move, credentials lapse, clients begin on days of their own."""
    rng = random.Random(seed)  # a story, not a secret
    places = [(f"city {number}", STATES[number % len(STATES)]) for number in range(clients)]
    days = [FIRST_DAY + timedelta(days=7 * rng.randrange(12)) for _ in places]
    found = [_person(number, *rng.choice(places), rng) for number in range(people)]
    asked = []
    for number in range(openings):
        at = number % clients
        asked.append(
            Need(
                number,
                days[at],
                key=f"opening {number}",
                city=places[at][0],
                state=places[at][1],
                remote=rng.random() < 0.15,
                credentials=frozenset(rng.sample(CODES, rng.choice((0, 0, 1, 1, 2)))),
                skills=frozenset(rng.sample(SKILLS, 4)),
                role=frozenset({rng.choice(WORK)}),
                competencies=frozenset({"change", "clinical", "projects"}),
            )
        )
    return found, asked


def _person(number: int, city: str, state: str, rng: random.Random) -> Candidate:
    held = {
        code: Credential(code, ((date(2025, 9, 1), rng.choice((None, date(2026, 4, 1)))),))
        for code in rng.sample(CODES, 3)
    }
    return Candidate(
        number, key=f"person {number}", graduated_on=date(2025, 12, 1) + timedelta(days=rng.randrange(3)),
        work_authorised=rng.random() < 0.9, may_relocate=rng.random() < 0.4, remote_only=rng.random() < 0.05,
        city=city, state=state, credentials=held, skills=frozenset(rng.sample(SKILLS, 7)),
        track=frozenset({rng.choice(WORK)}),
        competencies={name: rng.randint(1, 4) for name in ("change", "clinical", "projects", "data")},
    )  # fmt: skip


def main() -> int:
    """Measure, print, record."""
    from bench.table import record, show

    assign(judge(*world(5, 5, 2), STANDARD, seed="warm"))  # loads numpy and scipy
    rows, figures, slow = [], {}, False
    for people, openings, clients in SIZES:
        candidates, needs = world(people, openings, clients)
        began = time.perf_counter()
        judged = judge(candidates, needs, STANDARD, seed="bench")
        built = time.perf_counter()
        best = assign(judged)
        done = time.perf_counter()
        quick = greedy(judged)
        by_hand = time.perf_counter() - done
        slow |= done - began > LIMIT
        ratio = best.points / quick.points if quick.points else 0.0
        rows.append(
            [
                f"{people:,} x {openings:,} at {clients}",
                f"{best.people:,} / {best.points:,}",
                f"{quick.people:,} / {quick.points:,}",
                f"{ratio:.3f}",
                f"{built - began:.3f}",
                f"{done - built:.3f}",
                f"{by_hand:.3f}",
            ]
        )
        name = f"matching_{people}x{openings}"
        figures |= {
            f"{name}_people": best.people,
            f"{name}_points": best.points,
            f"{name}_greedy_people": quick.people,
            f"{name}_greedy_points": quick.points,
            f"{name}_seconds": round(done - began, 3),
            f"{name}_greedy_seconds": round(by_hand, 3),
        }
    head = [
        "people x openings",
        "best: people / points",
        "greedy",
        "points, ratio",
        "s judging",
        "s assigning",
        "s greedy",
    ]
    show("Matching: the best for all, and the best pair first", head, rows)
    record(figures, "matching")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
