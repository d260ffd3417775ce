"""What partner universities may read together: proved over random programmes, against a reader who knows all the named."""

import random
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from reports.suppression import Key, System, breaches, protect
from reports.universities.figures import ClassFigures, csv_rows, rate, sections_of, stage_of
from reports.universities.protecting import (
    ALL,
    REST,
    TOLD,
    WHOLE,
    Shown,
    linked_partners,
    shown_to_partners,
    stages_of,
)

MINIMUM = 11
Counts = dict[tuple[int, int], dict[str, int]]


def protected(
    system: System, minimum: int, costs: Mapping[Key, float], shown: frozenset[Key] = frozenset(), /
) -> frozenset[Key]:
    return protect(system, minimum, weights=costs, shown=shown)


def chain(dice: random.Random, most: int) -> dict[str, int]:
    """How many reached each stage, each no more than before."""
    found, left = {}, most
    for stage in TOLD:
        found[stage] = left
        left = dice.choice([left, left, max(0, left - dice.randint(1, 4)), dice.randint(0, left)])
    return found


def programme(seed: int) -> tuple[Counts, Counts, list[int], list[int]]:
    """Two or three universities in one or two classes, some of their people named."""
    dice = random.Random(seed)
    universities, classes = list(range(1, dice.randint(2, 3) + 1)), list(range(5, 5 + dice.randint(1, 2)))
    people = {
        (row, one): chain(dice, dice.choice([0, 4, 14, 30, 60])) for row in (*universities, REST) for one in classes
    }
    named: Counts = {}
    for row in universities:
        for one in classes:
            here, left = people[row, one], dict.fromkeys(TOLD, 0)
            for _ in range(min(here["submitted"], dice.choice([0, 0, 1, 3]))):
                far = dice.randint(0, len(TOLD) - 1)
                ends = [here[a] - left[a] for a in TOLD]
                while far and ends[far] <= 0:
                    far -= 1
                for stage in TOLD[: far + 1]:
                    left[stage] += 1
            if _is_part(left, here):
                named[row, one] = left
    return people, named, universities, classes


def _is_part(part: Mapping[str, int], of: Mapping[str, int]) -> bool:
    """Whether the others are a chain too."""
    rest = [of[stage] - part[stage] for stage in TOLD]
    return all(n >= 0 for n in rest) and all(a >= b for a, b in pairwise(rest))


def release(people: Counts, named: Counts, universities: list[int], classes: list[int], **more: Any) -> Shown:
    given: dict[str, Any] = {"public": [], "minimum": MINIMUM, "protect": protected, **more}
    return shown_to_partners(people, named, universities=universities, classes=classes, **given)


@pytest.mark.parametrize("seed", range(7))
def test_nothing_can_be_worked_out_from_all_partners_pages_together(seed: int) -> None:
    people, named, universities, classes = programme(seed)
    asked: list[tuple[System, frozenset[Key]]] = []

    def listening(system: System, *given: Any) -> frozenset[Key]:
        asked.append((system, protected(system, *given)))
        return asked[-1][1]

    shown = release(people, named, universities, classes, protect=listening)
    ((system, hidden),) = asked
    assert system == linked_partners(people, named, universities, classes, []).system
    assert breaches(system, hidden, MINIMUM) == []
    for (row, place), counts in shown.items():
        for stage, n in counts.items():
            assert n is None or n == 0 or n >= MINIMUM
            assert n is None or (row, place, stage) not in hidden
            if n is not None and place != ALL and row != WHOLE:
                assert n == people[row, place][stage]
    for place in classes:
        together = {stage: sum(c[stage] for (_, one), c in people.items() if one == place) for stage in TOLD}
        assert all(shown[WHOLE, place][stage] in (None, together[stage]) for stage in TOLD)


def test_one_university_that_is_nearly_everybody_gives_the_rest_not_away() -> None:
    people = {(1, 5): dict.fromkeys(TOLD, 40), (REST, 5): dict.fromkeys(TOLD, 3)}
    shown = release(people, {}, [1], [5])
    assert all(None in (shown[1, 5][stage], shown[WHOLE, 5][stage]) for stage in TOLD)


def test_two_universities_do_not_give_away_the_third_together() -> None:
    people = {(row, 5): dict.fromkeys(TOLD, n) for row, n in {1: 30, 2: 40, 3: 4, REST: 0}.items()}
    shown = release(people, {}, [1, 2, 3], [5])
    assert {shown[3, 5][stage] for stage in TOLD} == {None}
    assert all(None in (shown[1, 5][s], shown[2, 5][s], shown[WHOLE, 5][s]) for s in TOLD)


def test_the_difference_between_two_stages_is_protected_too() -> None:
    theirs = {**dict.fromkeys(TOLD, 0), "submitted": 70, "assessed": 40, "admitted": 20, "completed": 18}
    many = {**dict.fromkeys(TOLD, 0), "submitted": 900, "assessed": 400, "admitted": 200, "completed": 120}
    shown = release({(1, 5): theirs, (REST, 5): many}, {}, [1], [5])
    assert None in (shown[1, 5]["admitted"], shown[1, 5]["completed"])  # two did not graduate
    assert (shown[1, 5]["submitted"], shown[1, 5]["assessed"]) == (70, 40)


def test_names_beside_a_count_do_not_tell_of_the_few_others() -> None:
    theirs = {**dict.fromkeys(TOLD, 0), "submitted": 60, "assessed": 40, "admitted": 15}
    many = {**dict.fromkeys(TOLD, 0), "submitted": 900, "assessed": 400, "admitted": 80}
    people = {(1, 5): theirs, (REST, 5): many}
    assert release(people, {}, [1], [5])[1, 5]["admitted"] == 15
    twelve = {**dict.fromkeys(TOLD, 0), "submitted": 12, "assessed": 12, "admitted": 12}
    assert release(people, {(1, 5): twelve}, [1], [5])[1, 5]["admitted"] is None  # 15 less 12 names are three people


def test_a_small_count_is_hidden_even_where_all_of_it_is_named() -> None:
    theirs = {**dict.fromkeys(TOLD, 0), "submitted": 60, "assessed": 40, "admitted": 6}
    many = {**dict.fromkeys(TOLD, 0), "submitted": 900, "assessed": 400, "admitted": 80}
    six = {**dict.fromkeys(TOLD, 0), "submitted": 6, "assessed": 6, "admitted": 6}
    assert release({(1, 5): theirs, (REST, 5): many}, {(1, 5): six}, [1], [5])[1, 5]["admitted"] is None


def test_what_is_public_stays_and_the_rest_is_fitted_to_it_or_hidden() -> None:
    theirs = {**dict.fromkeys(TOLD, 0), "submitted": 40, "assessed": 30, "admitted": 25}
    many = {**dict.fromkeys(TOLD, 0), "submitted": 900, "assessed": 400, "admitted": 3}
    shown = release({(1, 5): theirs, (REST, 5): many}, {}, [1], [5], public=[5])
    assert (shown[WHOLE, 5]["admitted"], shown[1, 5]["admitted"]) == (28, None)
    few = {**dict.fromkeys(TOLD, 0), "submitted": 40, "assessed": 30, "admitted": 4}
    shown = release({(1, 5): few, (REST, 5): few}, {}, [1], [5], public=[5])
    assert {n for counts in shown.values() for n in counts.values()} == {None}


def test_classes_add_up_to_all_classes_and_a_single_class_has_no_total() -> None:
    big = {stage: 200 - 30 * place for place, stage in enumerate(TOLD)}
    shown = release({(1, 5): big, (1, 6): big, (REST, 5): big, (REST, 6): big}, {}, [1], [5, 6])
    assert shown[1, ALL] == {stage: 2 * n for stage, n in big.items()}
    assert (1, ALL) not in release({(1, 5): big, (REST, 5): big}, {}, [1], [5])


def test_figures_follow_their_counts() -> None:
    assert str(rate({"submitted": 40, "admitted": 13}, "admitted")) == "32.5"
    assert str(rate({"submitted": None, "admitted": 13}, "admitted")) == "Hidden.HIDDEN"
    assert rate({"submitted": 0, "admitted": 0}, "admitted") is None
    theirs = {**dict.fromkeys(TOLD, 0), "submitted": 40, "assessed": None}
    whole = {**dict.fromkeys(TOLD, 0), "submitted": 90, "assessed": 30}
    rows = list(csv_rows(sections_of("State", [ClassFigures("Spring", theirs, whole)], None)))
    assert rows[1:5] == [
        ("Spring", "Applied", "yours", 40, "100.0", "shown"),
        ("Spring", "Applied", "everybody", 90, "100.0", "shown"),
        ("Spring", "Read by people", "yours", None, None, "hidden"),
        ("Spring", "Read by people", "everybody", 30, "33.3", "shown"),
    ]
    assert rows[5] == ("Spring", "Joined the class", "yours", None, None, "not yet")


def test_stages_are_counted_from_masks_and_a_person_is_named_at_the_furthest() -> None:
    assert stages_of({1: 3, 0b1111: 2, 0b11111111111: 1}) == {
        "submitted": 6, "assessed": 3, "admitted": 1, "completed": 1, "placed": 1, "retained": 1,
    }  # fmt: skip
    assert [stage_of(mask) for mask in (1, 0b11111, 0b111111, 0b11111111, 0b1111111111)] == [
        "submitted", "submitted", "admitted", "completed", "placed",
    ]  # fmt: skip
