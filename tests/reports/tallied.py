"""Invented cohorts as tallies: everybody answers and comes along by chance, as the lifecycle allows it. For the plain tests."""

import random
from collections import Counter
from dataclasses import replace

from reports.categories import Race
from reports.stages import mask_of
from reports.tallies import Tally

RACES = (
    ({Race.WHITE}, 40), ({Race.BLACK}, 18), ({Race.HISPANIC}, 14), ({Race.ASIAN}, 11), ({Race.HISPANIC, Race.WHITE}, 3),
    ({Race.BLACK, Race.WHITE}, 3), ({Race.MENA}, 2), ({Race.MENA, Race.WHITE}, 1), ({Race.AIAN}, 1), ({Race.NHPI}, 1),
    (set(), 6),
)  # fmt: skip
GENDERS = (("man", 55), ("woman", 38), ("another", 1), ("", 3), ("declined", 3))


def tallied(people: int, *, seed: int = 1, answered: float = 0.9, open_cohort: bool = False) -> list[Tally]:
    """So many applicants, about one in a hundred admitted (but a few at least)."""
    rng = random.Random(seed)
    found: Counter[Tally] = Counter()
    for _ in range(people):
        found[replace(_way(rng, people, open_cohort), **_answers(rng, answered), n=1)] += 1
    return [replace(tally, n=n) for tally, n in found.items()]


def _answers(rng: random.Random, answered: float) -> dict[str, object]:
    if rng.random() > answered:
        state = rng.choice(("skipped", "declined", "not_asked"))
        return {"state": state, "races": frozenset(), "gender": ""}
    races = rng.choices([frozenset(races) for races, _ in RACES], [weight for _, weight in RACES])[0]
    gender = rng.choices([gender for gender, _ in GENDERS], [weight for _, weight in GENDERS])[0]
    return {"state": "answered", "races": races, "gender": gender}


def _way(rng: random.Random, people: int, open_cohort: bool) -> Tally:
    """As far as somebody comes: yes with some probability, else no, withdrew, or still waiting in an open cohort."""
    reached, decided = mask_of("submitted"), mask_of("submitted")
    seats = max(12 / people, 0.01)
    steps = (
        ("eligible", 0.9),
        ("assessed", 0.12),
        ("offered", seats / 0.1),
        ("admitted", 0.93),
        ("enrolled", 0.99),
        ("completed", 0.93),
    )
    for key, share in steps:
        if rng.random() < 0.004 or (open_cohort and rng.random() < 0.2):
            return Tally(1, reached, decided, withdrew=not open_cohort or rng.random() < 0.1)
        decided |= mask_of(key)
        if rng.random() > share:
            return (
                Tally(1, reached, decided)
                if key != "admitted"
                else Tally(1, reached, decided & ~mask_of(key), withdrew=True)
            )
        reached |= mask_of(key)
    certified, placed, retained = rng.random() < 0.9, rng.random() < 0.9, rng.random() < 0.9
    decided |= mask_of("certified", "placed")
    reached |= mask_of("certified") if certified else 0
    if placed:
        reached |= mask_of("placed")
        decided |= mask_of("retained")
        reached |= mask_of("retained") if retained else 0
    return Tally(1, reached, decided)
