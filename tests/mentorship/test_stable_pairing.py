"""mentorship.pairing: stable, never breaking a rule, the same in whatever order people come; what is wrong with other pairings."""

from collections import Counter
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.pairing import (
    MenteeSide,
    MentorSide,
    best_total,
    blocking_pairs,
    conflicts,
    orders_of,
    pair_all,
    shared_hours,
)
from mentorship.pairing.stable import stable

NOW = datetime(2026, 1, 15, tzinfo=UTC)
SKILLS = ["epic", "sql", "fhir"]
skills = st.frozensets(st.sampled_from(SKILLS))

mentors_of = st.lists(
    st.builds(
        dict,
        capacity=st.integers(0, 3),
        load=st.integers(0, 2),
        paused=st.booleans(),
        skills=skills,
        seeks=skills,
        likes=st.frozensets(st.integers(0, 7), max_size=3),
        not_people=st.frozensets(st.integers(0, 7), max_size=2),
        time_zone=st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York"]),
    ),
    max_size=5,
)
mentees_of = st.lists(
    st.builds(
        dict,
        user_id=st.integers(100, 105),
        supervisors=st.frozensets(st.integers(100, 105), max_size=1),
        assessors=st.frozensets(st.integers(100, 105), max_size=2),
        before=st.frozensets(st.integers(0, 4), max_size=1),
        skills=skills,
        ranked=st.lists(st.integers(0, 4), unique=True, max_size=5).map(tuple),
    ),
    max_size=7,
)


def sides(mentor_data, mentee_data):
    mentors = [MentorSide(one, 100 + one, **fields) for one, fields in enumerate(mentor_data)]
    return [MenteeSide(one, enrolment=one, **fields) for one, fields in enumerate(mentee_data)], mentors


def rather_each_other(orders, chosen) -> set[tuple[int, int]]:
    """The definition of a blocking pair, spelled out over every pair of people; apart from the code that is tried."""
    found = set()
    for mentee, mentor in product(orders.mentees, orders.mentors):
        if (mentee, mentor) not in orders.pairs or chosen.get(mentee) == mentor:
            continue
        down = orders.of_mentee[mentee].index
        if mentee in chosen and down(mentor) > down(chosen[mentee]):
            continue
        theirs = [one for one, other in chosen.items() if other == mentor]
        order = orders.of_mentor[mentor].index
        if len(theirs) < orders.mentors[mentor].room or any(order(mentee) < order(one) for one in theirs):
            found.add((mentee, mentor))
    return found


@given(mentors_of, mentees_of)
def test_pair_all_breaks_no_rule_and_is_stable(mentor_data, mentee_data):
    mentees, mentors = sides(mentor_data, mentee_data)
    orders, found = orders_of(mentees, mentors, NOW), pair_all(mentees, mentors, NOW)
    chosen = {one.mentee: one.mentor for one in found.pairs}
    taken = Counter(chosen.values())
    assert all(taken[one.id] <= one.room for one in mentors)
    assert all(conflicts(mentees[mentee], mentors[mentor], NOW) == [] for mentee, mentor in chosen.items())
    assert rather_each_other(orders, chosen) == set()
    assert blocking_pairs(orders, chosen) == []
    assert sorted([*chosen, *found.left_over]) == [one.id for one in mentees]
    for mentee in found.left_over:  # whoever is possible for them has no place left
        assert all(taken[mentor] == orders.mentors[mentor].room for mentor in orders.of_mentee[mentee])


@given(mentors_of, mentees_of, st.randoms(use_true_random=False))
def test_pair_all_is_the_same_in_whatever_order_people_come(mentor_data, mentee_data, rng):
    mentees, mentors = sides(mentor_data, mentee_data)
    found = pair_all(mentees, mentors, NOW)
    rng.shuffle(mentees)
    rng.shuffle(mentors)
    assert pair_all(mentees, mentors, NOW) == found


@given(mentors_of, mentees_of)
def test_pair_all_gives_every_mentee_the_best_of_any_stable_pairing(mentor_data, mentee_data):
    mentees, mentors = sides(mentor_data[:3], mentee_data[:4])
    orders = orders_of(mentees, mentors, NOW)
    chosen = stable(orders)
    options = [[None, *orders.of_mentee[one.id]] for one in mentees]
    for picks in product(*options):
        other = {mentee.id: pick for mentee, pick in zip(mentees, picks, strict=True) if pick is not None}
        taken = Counter(other.values())
        if any(taken[one.id] > one.room for one in mentors) or rather_each_other(orders, other):
            continue
        for mentee, mentor in other.items():
            assert orders.place_at_mentee[mentee, chosen[mentee]] <= orders.place_at_mentee[mentee, mentor]


@given(mentors_of, mentees_of, st.data())
def test_blocking_pairs_are_those_of_the_definition_for_any_pairing(mentor_data, mentee_data, data):
    mentees, mentors = sides(mentor_data, mentee_data)
    orders = orders_of(mentees, mentors, NOW)
    room, chosen = {one.id: one.room for one in mentors}, {}
    for one in mentees:
        free = [mentor for mentor in orders.of_mentee[one.id] if room[mentor]]
        if free and (pick := data.draw(st.sampled_from([None, *free]))) is not None:
            chosen[one.id] = pick
            room[pick] -= 1
    said = blocking_pairs(orders, chosen)
    assert {(one.mentee, one.mentor) for one in said} == rather_each_other(orders, chosen)
    assert all(one.why.endswith(".") for one in said)


@settings(deadline=None)  # the first time scipy is loaded
@given(mentors_of, mentees_of)
def test_best_total_pairs_no_fewer_and_with_no_fewer_points_where_as_many(mentor_data, mentee_data):
    mentees, mentors = sides(mentor_data, mentee_data)
    orders, found = orders_of(mentees, mentors, NOW), pair_all(mentees, mentors, NOW)
    best = best_total(orders)
    taken = Counter(best.chosen.values())
    assert all(taken[one.id] <= one.room for one in mentors)
    assert len(best.chosen) >= len(found.pairs)
    if len(best.chosen) == len(found.pairs):
        assert best.points >= found.points


def two_and_two():
    mentors = [MentorSide(1, 101, 1, name="Ana", likes=frozenset({12})), MentorSide(2, 102, 1, name="Bo")]
    mentees = [
        MenteeSide(1, 1, enrolment=11, ranked=(1, 2), name="Lee"),
        MenteeSide(2, 2, enrolment=12, ranked=(1, 2), name="Sam"),
    ]
    return mentees, mentors


def test_pair_all_says_why_and_who_would_have_been_next():
    found = pair_all(*two_and_two(), NOW)
    assert [(one.mentee, one.mentor, one.runner_up) for one in found.pairs] == [
        (1, 2, "Ana stands higher in their order (22 points), but gives the places to others."),
        (2, 1, "Next would be Bo (22 points)."),
    ]
    assert found.pairs[1].reasons == (
        "The mentee's wish number 1.", "The mentor would like to mentor them.", "Same clock.", "1 place left.",
    )  # fmt: skip


def test_blocking_pairs_say_who_would_rather_have_whom():
    orders = orders_of(*two_and_two(), NOW)
    assert [one.why for one in blocking_pairs(orders, {1: 1, 2: 2})] == [
        "Sam would rather have Ana (place 1 in their order) than Bo (place 2); "
        "and Ana would rather have Sam (place 1) than Lee (place 2)."
    ]
    assert [one.why for one in blocking_pairs(orders, {2: 1})] == [
        "Lee has no mentor, and Bo is possible; Bo has a free place."
    ]


def test_pair_all_keeps_what_was_set_by_hand_and_pairs_the_others_around_it():
    found = pair_all(*two_and_two(), NOW, fixed={1: 1})
    assert [(one.mentee, one.mentor, one.fixed) for one in found.pairs] == [(1, 1, True), (2, 2, False)]
    with pytest.raises(ValueError, match="Ana has room for 1 more, and not for all chosen"):
        pair_all(*two_and_two(), NOW, fixed={1: 1, 2: 1})
    with pytest.raises(ValueError, match="Lee and mentor 9 cannot be paired"):
        pair_all(*two_and_two(), NOW, fixed={1: 9})


def test_shared_hours_know_summer_time():
    assert shared_hours("America/Phoenix", "America/New_York", NOW) == 8
    assert shared_hours("America/Phoenix", "America/New_York", datetime(2026, 7, 1, tzinfo=UTC)) == 7
    assert shared_hours("Asia/Tokyo", "America/New_York", NOW) == 0


def test_conflicts_of_words_declared_before_and_undone_things_are_named():
    mentor = MentorSide(
        1, 101, 2, not_people=frozenset({11}), not_clients=frozenset({5}), languages=frozenset({"english"}),
        missing=("This mentor has not agreed to the agreement yet.",),
    )  # fmt: skip
    mentee = MenteeSide(1, 1, enrolment=11, client=5, before=frozenset({1}), languages=frozenset({"spanish"}))
    assert conflicts(mentee, mentor, NOW) == [
        "It was said that these two are not to be paired.",
        "It was said that this mentor mentors nobody at this client.",
        "They were proposed to each other or paired before.",
        "This mentor has not agreed to the agreement yet.",
        "They have no language in common.",
    ]
