"""mentorship.pairing, plain Python."""

from collections import Counter
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from mentorship.pairing import MenteeSide, MentorSide, conflicts, hours_apart, judge, pair_all, suggest
from mentorship.pairing.orders import lot

NOW = datetime(2026, 1, 15, tzinfo=UTC)


def mentor(id_: int = 1, **fields) -> MentorSide:
    return MentorSide(id_, **{"user_id": 100 + id_, "capacity": 2, **fields})


def test_conflicts_are_named_in_words():
    side = mentor(capacity=1, load=1, paused=True, time_zone="Asia/Tokyo")
    mentee = MenteeSide(1, 101, frozenset({101}), frozenset({101}), "America/New_York")
    assert conflicts(mentee, side, NOW) == [
        "Nobody mentors themselves.",
        "This mentor supervises the mentee at the client.",
        "This mentor has assessed the mentee.",
        "This mentor is taking a pause.",
        "This mentor has no place left (1 of 1 taken).",
        "Their clocks are 10 hours apart, so they share no working hour.",
    ]


def test_conflicts_are_none_where_nothing_stands_in_the_way():
    assert conflicts(MenteeSide(1, 5), mentor(), NOW) == []


def test_hours_apart_goes_the_short_way_round_and_knows_summer_time():
    assert hours_apart("Pacific/Auckland", "Pacific/Honolulu", NOW) == 1
    assert hours_apart("America/Phoenix", "America/Denver", NOW) == 0
    assert hours_apart("America/Phoenix", "America/Denver", datetime(2026, 7, 1, tzinfo=UTC)) == 1
    assert hours_apart("Asia/Kolkata", "UTC", NOW) == 5.5


def test_judge_gives_points_with_reasons():
    mentee = MenteeSide(1, 5, time_zone="America/New_York", skills=frozenset({"epic", "sql"}))
    pair = judge(mentee, mentor(time_zone="America/Chicago", skills=frozenset({"epic"})), NOW)
    assert (pair.points, pair.reasons) == (
        10 + 15 + 4,
        ("Both know epic.", "Clocks 1 h apart: 9 working hours in common.", "2 places left."),
    )


def test_judge_counts_settings_that_the_mentor_knows_and_names_them():
    mentee = MenteeSide(1, 5, industries=frozenset({"hospital", "clinic", "payer"}))
    pair = judge(mentee, mentor(industries=frozenset({"hospital", "clinic", "payer", "vendor"})), NOW)
    assert (pair.points, pair.reasons[0]) == (
        2 * 5 + 20 + 4,
        "The mentor has worked where the mentee works: clinic, hospital, payer.",
    )
    assert pair.common.industries == ("clinic", "hospital", "payer")


def test_suggest_puts_the_possible_first_and_the_best_of_them_in_front():
    mentors = [mentor(1, paused=True), mentor(2), mentor(3, skills=frozenset({"sql"}))]
    found = suggest(MenteeSide(1, 5, skills=frozenset({"sql"})), mentors, NOW)
    assert [(pair.mentor, pair.possible) for pair in found] == [(3, True), (2, True), (1, False)]


def test_pair_all_serves_the_one_with_the_fewest_options_first():
    mentors = [mentor(1, capacity=1), mentor(2, capacity=1)]
    mentees = [MenteeSide(1, 5), MenteeSide(2, 6, supervisors=frozenset({102}))]
    assert {pair.mentee: pair.mentor for pair in pair_all(mentees, mentors, NOW).pairs} == {1: 2, 2: 1}


def test_pair_all_says_why_somebody_is_left_over():
    first, second = sorted((1, 2), key=lambda one: lot(one, 1))
    found = pair_all([MenteeSide(1, 5), MenteeSide(2, 6), MenteeSide(3, 101)], [mentor(1, capacity=1)], NOW)
    assert [one.mentee for one in found.pairs] == [first]
    assert found.left_over == {
        second: "Every mentor who could take this person has been given somebody else.",
        3: "No mentor without a conflict has a place for this person.",
    }


sides = st.tuples(
    st.integers(0, 3), st.integers(0, 3), st.booleans(), st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York"])
)


@given(
    st.lists(sides, max_size=5),
    st.lists(st.tuples(st.integers(100, 105), st.sets(st.integers(100, 105), max_size=3)), max_size=8),
)
def test_pair_all_never_breaks_capacity_or_a_conflict(mentor_data, mentee_data):
    mentors = [
        mentor(number, capacity=capacity, load=load, paused=paused, time_zone=zone)
        for number, (capacity, load, paused, zone) in enumerate(mentor_data)
    ]
    mentees = [MenteeSide(number, user, frozenset(judges)) for number, (user, judges) in enumerate(mentee_data)]
    found = pair_all(mentees, mentors, NOW)
    by_id, by_mentee = {one.id: one for one in mentors}, {one.id: one for one in mentees}
    taken = Counter(pair.mentor for pair in found.pairs)
    assert all(taken[one.id] <= one.room for one in mentors)
    assert all(conflicts(by_mentee[pair.mentee], by_id[pair.mentor], NOW) == [] for pair in found.pairs)
    assert sorted([pair.mentee for pair in found.pairs] + list(found.left_over)) == list(range(len(mentees)))
