"""What of a cohort's groups is shown: enough to be read, and nothing that tells of a few."""

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest

from reports.groupings import (
    BOTTOM,
    CONSIDERED,
    GENDER,
    KNOWN,
    MINORITY,
    NOT_WOMEN,
    RACE,
    REACHED,
    STAYED,
    WHITE,
    WITHDREW,
    WOMEN,
    Question,
)
from reports.release import Linked, Released, census, is_in, places_of, release, stages_used
from reports.stages import CLASS, POOL, mask_of
from reports.suppression import Key, System, breaches, protect
from reports.tallies import Tally, count
from tests.reports.tallied import tallied


def protecting(
    system: System, minimum: int, costs: Mapping[Key, float], shown: frozenset[Key] = frozenset(), /
) -> frozenset[Key]:
    return protect(system, minimum, weights=costs, shown=shown, budget=1500)


def released(tallies: list[Tally], question: Question, minimum: int = 5) -> Released:
    return release(tallies, question, minimum=minimum, protect=protecting)


def whole_system(tallies: list[Tally], question: Question) -> System:
    """Everything that the report prints of a question, and all that adds up to it."""
    places = places_of(stages_used(tallies))
    ways = [Tally(1, *way) for way in {(t.reached, t.decided, t.withdrew) for t in tallies}]
    made = Linked(census(tallies, question.atom, places), ways, question, places, question.layers)
    return System(made.counts, tuple(made.sums), frozenset(made.counts.keys() - made.costs.keys()))


@pytest.mark.parametrize("question", [RACE, GENDER], ids=lambda question: question.key)
@pytest.mark.parametrize(
    ("people", "minimum", "open_cohort", "seed"),
    [
        (12, 5, False, 1), (60, 5, True, 2), (250, 5, False, 3), (250, 11, True, 4), (900, 5, False, 5), (900, 11, False, 6),
        (3000, 5, True, 7), (9500, 5, False, 8), (9500, 11, False, 9),
    ],
)  # fmt: skip
def test_no_reader_can_work_out_a_hidden_count(
    question: Question, people: int, minimum: int, open_cohort: bool, seed: int
) -> None:
    tallies = tallied(people, seed=seed, open_cohort=open_cohort)
    found = released(tallies, question, minimum)
    assert [str(breach) for breach in breaches(whole_system(tallies, question), found.hidden, minimum)] == []
    shown = [found.shown(*place) for place in found.alias]
    assert [value for value in shown if value is not None and 0 < value < minimum] == []


def test_counts_that_are_shown_are_the_counts() -> None:
    tallies = tallied(9500, seed=10)
    found = released(tallies, GENDER)
    women = [tally for tally in tallies if tally.gender == "woman"]
    assert found.shown(WOMEN, REACHED, POOL) == count(women)
    assert found.shown(WOMEN, REACHED, CLASS) == count(t for t in women if t.has(CLASS))
    assert found.everybody[REACHED, POOL] == 9500
    assert found.known(REACHED, POOL) == count(t for t in tallies if t.gender not in ("", "declined"))


def test_pool_and_class_of_a_first_cohort_are_shown_for_women_and_minority() -> None:
    for seed in range(5):
        tallies = tallied(9500, seed=seed)
        race, gender = released(tallies, RACE), released(tallies, GENDER)
        for found, groups in ((race, (MINORITY, WHITE)), (gender, (WOMEN, NOT_WOMEN))):
            for group in (*groups, KNOWN):
                assert found.shown(group, REACHED, POOL) is not None
                assert found.shown(group, REACHED, CLASS) is not None
                assert found.shown(group, CONSIDERED, "eligible") is not None


def test_few_who_declined_their_seat_hide_the_offers_and_not_the_class() -> None:
    """Women offered less women admitted would be the women who declined."""
    chain = mask_of("submitted", "eligible", "assessed", "offered")
    accepted = Tally(60, chain | mask_of("admitted"), chain | mask_of("admitted"), gender="woman", state="answered")
    tallies = [
        accepted,
        replace(accepted, n=50, gender="man"),
        Tally(2, chain, chain, withdrew=True, gender="woman", state="answered"),
        Tally(3, chain, chain, withdrew=True, gender="man", state="answered"),
        Tally(900, mask_of("submitted"), mask_of("submitted", "eligible"), gender="man", state="answered"),
        Tally(800, mask_of("submitted"), mask_of("submitted", "eligible"), gender="woman", state="answered"),
    ]
    found = released(tallies, GENDER)
    assert found.shown(WOMEN, REACHED, CLASS) == 60
    assert found.shown(WOMEN, REACHED, "offered") is None
    assert found.known(REACHED, "offered") == 115


def test_who_withdrew_before_an_answer_stands_in_the_pool_and_in_no_step() -> None:
    submitted = mask_of("submitted")
    left = Tally(7, submitted, submitted, withdrew=True, gender="woman", state="answered")
    assert [is_in(left, REACHED, POOL), is_in(left, STAYED, POOL), is_in(left, WITHDREW, POOL)] == [True, False, True]
    assert not is_in(left, CONSIDERED, "eligible")
    assert not is_in(left, CONSIDERED, BOTTOM)


def test_who_was_turned_down_and_withdrew_later_was_considered() -> None:
    """A refusal stands, whatever came after it."""
    refused = Tally(1, mask_of("submitted"), mask_of("submitted", "eligible"), withdrew=True)
    assert is_in(refused, CONSIDERED, BOTTOM)
    assert not is_in(refused, WITHDREW, POOL)


def test_the_order_of_the_tallies_changes_nothing() -> None:
    tallies = tallied(3000, seed=11)
    shuffled = tallies[:]
    random.Random(1).shuffle(shuffled)
    assert released(tallies, RACE) == released(shuffled, RACE)


def test_nobody_has_applied() -> None:
    found = released([], RACE)
    assert (found.stages, found.everybody, found.alias, found.hidden) == ((), {}, {}, frozenset())
