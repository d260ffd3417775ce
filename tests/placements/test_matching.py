"""The matching as plain Python: hard requirements, points, the same for all pairs at once, the best seats, and why."""

import random
from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placements.matching import (
    IMPOSSIBLE,
    MOST,
    STANDARD,
    Candidate,
    Credential,
    Need,
    TooMany,
    Weights,
    assign,
    digest,
    fit,
    freeze,
    greedy,
    judge,
    next_openings,
    next_people,
    rank,
    thaw,
    unmet,
    why_empty,
    why_left,
)

START = date(2026, 3, 2)
AWARDED = date(2025, 6, 1)
NEED = Need(1, START, city="Boston", credentials=frozenset({"CAPM"}), skills=frozenset({"epic", "fhir"}))


def held(last=None, first=AWARDED, name="Project management"):
    return Credential(name, ((first, last),))


def someone(id_: int = 1, **given_fields):
    defaults = {"key": f"p{id_}", "work_authorised": True, "may_relocate": True, "credentials": {"CAPM": held()}}
    return Candidate(id_, **{**defaults, **given_fields})


def test_inputs_are_these_and_no_other():
    assert [one.name for one in fields(Candidate)] == [
        "id", "key", "graduated_on", "work_authorised", "may_relocate", "remote_only", "city", "state",
        "credentials", "skills", "track", "competencies",
    ]  # fmt: skip
    assert [one.name for one in fields(Need)] == [
        "id", "starts_on", "key", "seats", "city", "state", "remote", "credentials", "skills", "role", "competencies",
    ]  # fmt: skip


def test_weights_add_up_and_none_is_negative():
    with pytest.raises(ValueError, match="must add up to 100; these add up to 99"):
        Weights(44, 25, 20, 10)
    with pytest.raises(ValueError, match="cannot be negative"):
        Weights(-10, 80, 20, 10)


def test_unmet_is_empty_when_every_hard_requirement_is_met():
    assert unmet(someone(), NEED) == []


def test_unmet_names_each_requirement_in_words():
    assert unmet(someone(work_authorised=None, may_relocate=False, credentials={}), NEED) == [
        "The right to work is not confirmed in the application.",
        "CAPM is needed and not held.",
        "The work is in Boston, and the person did not say they would move.",
    ]


def test_unmet_credential_must_hold_on_the_first_day_and_a_renewal_does_not_hide_a_gap():
    assert unmet(someone(credentials={"CAPM": held(START)}), NEED) == []
    gone = "CAPM lapses on 01 March 2026, before the first day."
    assert unmet(someone(credentials={"CAPM": held(date(2026, 3, 1))}), NEED) == [gone]
    gap = Credential("CAPM", ((AWARDED, date(2026, 3, 1)), (date(2026, 3, 3), None)))
    assert unmet(someone(credentials={"CAPM": gap}), NEED) == [gone]
    later = held(first=date(2026, 3, 3))
    assert unmet(someone(credentials={"CAPM": later}), NEED) == ["CAPM is needed and begins only after the first day."]


def test_unmet_place_does_not_matter_to_a_neighbour_or_when_remote():
    assert unmet(someone(may_relocate=False, city=" boston "), NEED) == []
    assert unmet(someone(may_relocate=False), Need(1, START, city="Boston", remote=True)) == []


def test_unmet_remote_only_takes_no_other_work():
    only = someone(remote_only=True, city="Boston")
    assert unmet(only, NEED) == ["They take remote work only, and this is not remote."]
    assert unmet(only, replace(NEED, remote=True)) == []


def test_fit_gives_points_with_the_reason_for_each():
    need = replace(NEED, role=frozenset({"go-live"}), competencies=frozenset({"change", "projects"}))
    found = fit(
        someone(skills=frozenset({"fhir"}), city="Boston", competencies={"change": 3}, track=frozenset({"go-live"})),
        need,
    )
    assert (found.points, found.reasons, found.possible) == (
        45 // 2 + 25 * 3 // 8 + 20 + 10,
        (
            "Has 1 of 2 skills asked for: fhir (22 of 45 points).",
            "Mean level 1.5 of 4 over 2 competencies the role needs, 1 on record (9 of 25 points).",
            "Lives in Boston (20 of 20 points).",
            "Training and role share: go-live (10 of 10 points).",
            "Holds CAPM on the first day.",
        ),
        True,
    )


def test_fit_counts_a_valid_credential_as_a_skill_and_gives_half_for_the_state():
    need = Need(1, START, city="Boston", state="ma", skills=frozenset({"capm", "project management"}))
    assert fit(someone(state="MA"), need).points == 45 + 10
    assert fit(someone(state="MA", credentials={"CAPM": held(date(2026, 1, 1))}), need).points == 10


def test_fit_gives_no_points_to_somebody_ruled_out():
    found = fit(someone(credentials={}, skills=frozenset({"fhir", "epic"})), NEED)
    assert (found.points, found.reasons, found.possible) == (0, (), False)


def test_rank_puts_the_possible_first_then_points_then_who_graduated_first():
    candidates = [
        someone(4, credentials={}),
        someone(3, skills=frozenset({"fhir"})),
        someone(2, graduated_on=date(2026, 1, 5)),
        someone(5, graduated_on=date(2026, 1, 4)),
        someone(1, skills=frozenset({"epic"})),
    ]
    assert [found.candidate for found in rank(candidates, NEED)] == [1, 3, 5, 2, 4]


WORDS = st.frozensets(st.sampled_from(["fhir", "epic", "sql", "capm", "a name"]), max_size=3)
CODES = st.sampled_from(["CAPM", "ITIL"])
DAYS = st.dates(date(2026, 2, 27), date(2026, 3, 5))
SPANS = st.tuples(DAYS, st.none() | DAYS)
PLACES = st.sampled_from(["", "Boston", " boston ", "Omaha"])
LEVELS = st.dictionaries(st.sampled_from(["one", "two"]), st.integers(1, 4))
PEOPLE = st.builds(
    Candidate, st.integers(1, 9), key=st.text(max_size=2), graduated_on=st.none() | DAYS,
    work_authorised=st.sampled_from([True, True, False, None]), may_relocate=st.booleans(), remote_only=st.booleans(),
    city=PLACES, state=PLACES,
    credentials=st.dictionaries(
        CODES, st.builds(Credential, st.just("A name"), st.lists(SPANS, min_size=1, max_size=2).map(tuple))
    ),
    skills=WORDS, track=WORDS, competencies=LEVELS,
)  # fmt: skip
OPENINGS = st.builds(
    Need, st.integers(1, 9), DAYS, key=st.text(max_size=2), seats=st.integers(0, 2), city=PLACES, state=PLACES,
    remote=st.booleans(), credentials=st.frozensets(CODES), skills=WORDS, role=WORDS,
    competencies=st.frozensets(st.sampled_from(["one", "two", "three"])),
)  # fmt: skip


def by_id(many):
    return list({one.id: one for one in many}.values())


WORLDS = st.tuples(st.lists(PEOPLE, max_size=6).map(by_id), st.lists(OPENINGS, max_size=5).map(by_id))


@settings(max_examples=60, deadline=None)
@given(WORLDS)
def test_judge_gives_every_pair_what_fit_gives_it(world):
    people, openings = world
    weights = Weights(41, 29, 17, 13)
    judged = judge(people, openings, weights, seed="s")
    for row, one in enumerate(judged.people):
        for column, need in enumerate(judged.openings):
            found = fit(one, need, weights)
            assert judged.points[row, column] == (found.points if found.possible else IMPOSSIBLE)


def best_by_trying(judged):
    """(people, points) of the best way, by trying every one."""
    seats = [at for at, one in enumerate(judged.openings) for _ in range(one.seats)]
    seats += [None] * len(judged.people)
    best = (0, 0)
    for chosen in set(permutations(seats, len(judged.people))):
        pairs = [(row, column) for row, column in enumerate(chosen) if column is not None]
        if all(judged.points[pair] > IMPOSSIBLE for pair in pairs):
            best = max(best, (len(pairs), sum(int(judged.points[pair]) for pair in pairs)))
    return best


@settings(max_examples=40, deadline=None)
@given(st.tuples(st.lists(PEOPLE, max_size=4).map(by_id), st.lists(OPENINGS, max_size=3).map(by_id)))
def test_assign_is_the_best_of_all_ways_and_greedy_never_better(world):
    judged = judge(*world, STANDARD, seed="s")
    found, quick = assign(judged), greedy(judged)
    assert (found.people, found.points) == best_by_trying(judged)
    assert (quick.people, quick.points) <= (found.people, found.points)
    for assignment in (found, quick):
        for opening in judged.openings:
            assert sum(one == opening.id for one in assignment.pairs.values()) <= opening.seats


@settings(max_examples=40, deadline=None)
@given(WORLDS, st.randoms(use_true_random=False))
def test_assign_does_not_ask_in_which_order_they_come(world, rng):
    people, openings = world
    numbered = [replace(one, key=str(one.id)) for one in people], [replace(one, key=str(one.id)) for one in openings]
    before = assign(judge(*numbered, STANDARD, seed="s"))
    for part in numbered:
        rng.shuffle(part)
    assert assign(judge(*numbered, STANDARD, seed="s")) == before


def anyone(id_, **given_fields):
    return someone(id_, credentials={}, **given_fields)


def test_assign_seats_more_people_before_more_points():
    wide, narrow = Need(1, START, key="w", skills=frozenset({"fhir"})), Need(2, START, key="n", city="Boston")
    both = anyone(1, skills=frozenset({"fhir"}), city="Boston")
    one_only = anyone(2, may_relocate=False)
    judged = judge([both, one_only], [wide, narrow], STANDARD, seed="s")
    assert assign(judged).pairs == {1: 2, 2: 1}
    assert greedy(judged).pairs == {1: 1}


def test_assign_gives_equals_to_who_graduated_first_then_by_lot():
    need = Need(1, START, key="n")
    first, second = anyone(7, graduated_on=date(2026, 1, 4)), anyone(2, graduated_on=date(2026, 1, 5))
    assert assign(judge([second, first], [need], STANDARD, seed="s")).pairs == {7: 1}
    alike = [anyone(number) for number in range(1, 9)]
    lucky = {next(iter(assign(judge(alike, [need], STANDARD, seed=f"s{draw}")).pairs)) for draw in range(40)}
    assert len(lucky) > 4


def test_assign_leaves_what_is_fixed_and_makes_no_forbidden_pair():
    people = [anyone(number, skills=frozenset({"fhir"} if number == 1 else ())) for number in (1, 2, 3)]
    openings = [
        Need(number, START, key=str(number), skills=frozenset({"fhir"} if number == 1 else ())) for number in (1, 2)
    ]
    judged = judge(people, openings, STANDARD, seed="s")
    assert assign(judged).pairs[1] == 1
    assert assign(judged, fixed={2: 1}).pairs[2] == 1
    barred = judged.without([(1, 1), (1, 2), (99, 1)])
    assert 1 not in assign(barred).pairs


def test_assign_refuses_more_than_it_counts_exactly():
    need = Need(1, START, seats=MOST + 1)
    people = [anyone(number) for number in range(MOST + 1)]
    with pytest.raises(TooMany, match="up to 3,000 people and 3,000 seats"):
        assign(judge(people, [need], STANDARD, seed="s"))


def test_explaining_names_the_next_best_of_both_sides_and_why_others_are_left():
    need = Need(1, START, key="1", skills=frozenset({"fhir", "epic"}))
    other = Need(2, START, key="2", credentials=frozenset({"CAPM"}), seats=2)
    best, good = anyone(1, skills=frozenset({"fhir", "epic"})), anyone(2, skills=frozenset({"fhir"}))
    nobody = anyone(3, work_authorised=False)
    certified = someone(4)
    judged = judge([best, good, nobody, certified], [need, other], STANDARD, seed="s")
    pairs = assign(judged).pairs
    assert pairs == {1: 1, 4: 2}
    assert {key: (one.id, one.points) for key, one in next_openings(judged, pairs).items()} == {4: (1, 0), 2: (1, 22)}
    assert {key: (one.id, one.points) for key, one in next_people(judged, pairs).items()} == {1: (2, 22)}
    assert why_left(judged, pairs) == {
        2: (
            "One opening is possible for them (the best has 22 points), and every seat there goes to somebody else.",
            "At 1 of 2: CAPM is needed and not held.",
        ),
        3: ("The right to work is not confirmed in the application.",),
    }
    assert why_empty(judged, pairs) == {2: (1, "Everybody who meets its requirements is there.")}


@settings(max_examples=25, deadline=None)
@given(WORLDS)
def test_what_is_frozen_comes_back_and_the_digest_knows_it(world):
    people, openings = world
    kept = freeze(people, openings)
    assert freeze(*thaw(kept)) == kept
    again = freeze(random.Random(1).sample(people, len(people)), openings)
    assert digest(again, STANDARD, "s") == digest(kept, STANDARD, "s")
    assert digest(kept, STANDARD, "t") != digest(kept, STANDARD, "s")
    if people:
        changed = [replace(people[0], city="Elsewhere"), *people[1:]]
        assert digest(freeze(changed, openings), STANDARD, "s") != digest(kept, STANDARD, "s")


def test_assign_seats_hundreds():
    rng = random.Random(7)
    many = [
        anyone(number, city=rng.choice("abcdef"), skills=frozenset(rng.sample(["x", "y", "z", "q"], 2)))
        for number in range(600)
    ]
    openings = [
        Need(number, START + timedelta(days=rng.randrange(20)), key=str(number), city=rng.choice("abcdef"),
             skills=frozenset(rng.sample(["x", "y", "z", "q"], 2)))
        for number in range(600)
    ]  # fmt: skip
    found = assign(judge(many, openings, STANDARD, seed="s"))
    assert found.people == 600
