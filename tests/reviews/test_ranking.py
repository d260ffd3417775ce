"""The plain ranking: one scale, a weighted mean that says when a part is missing, lots that anybody can repeat, and places."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.ranking import Line, lot, of_mark, of_score, rank, rounded, total


def test_rounded_is_half_up():
    assert [rounded(each, 4) for each in (0, 1, 2, 3, 5, 6)] == [0, 0, 1, 1, 1, 2]


@pytest.mark.parametrize(("above", "below"), [(1, 0), (1, -2), (-1, 2)])
def test_rounded_refuses_what_it_cannot(above: int, below: int):
    with pytest.raises(ValueError, match="not negative"):
        rounded(above, below)


def test_a_score_is_a_share_of_what_can_be_reached():
    assert [of_score(score, 600) for score in (-5, 0, 300, 412, 600, 700)] == [0, 0, 5000, 6867, 10000, 10000]


def test_a_mark_goes_from_1_to_5():
    assert [of_mark(mark) for mark in (80, 100, 200, 333, 500, 520)] == [0, 0, 2500, 5825, 10000, 10500]


def test_total_is_the_weighted_mean():
    assert total((6867, 5825, 7500), (20, 50, 30)) == 6536  # (137,340 + 291,250 + 225,000) / 100 = 6,535.9


def test_total_is_missing_where_a_part_that_weighs_is():
    assert total((6867, None, 7500), (20, 50, 30)) is None
    assert total((6867, None, 7500), (20, 0, 30)) == 7247


@pytest.mark.parametrize(("parts", "weights"), [((1,), (1, 2)), ((1, 2), (0, 0)), ((1, 2), (3, -1))])
def test_total_refuses_weights_that_are_none(parts: tuple[int, ...], weights: tuple[int, ...]):
    with pytest.raises(ValueError, match="weight"):
        total(parts, weights)


def test_lot_is_the_hash_of_seed_and_id():
    assert lot("spring 2027-01-31", "a-b") == hashlib.sha256(b"spring 2027-01-31:a-b").hexdigest()


def test_equal_totals_are_ordered_by_their_lots():
    found = rank([Line(1, 70, "b"), Line(2, 70, "a"), Line(3, 80, "c")], seats=2, waitlist=1)
    assert {key: (place.rank, place.placed) for key, place in found.items()} == {
        3: (1, "offered"),
        2: (2, "offered"),
        1: (3, "waitlisted"),
    }


def test_who_is_taken_out_makes_room_for_the_next():
    lines = [Line(1, 90, "a", hand="none"), Line(2, 80, "b"), Line(3, 70, "c"), Line(4, 60, "d")]
    found = rank(lines, seats=2, waitlist=1)
    assert [found[key].final for key in (1, 2, 3, 4)] == ["", "offered", "offered", "waitlisted"]
    assert found[1].placed == "offered"


def test_a_seat_by_hand_is_one_less_for_the_others():
    lines = [Line(1, 90, "a"), Line(2, 80, "b"), Line(3, 70, "c"), Line(4, None, "d", hand="offered")]
    found = rank(lines, seats=2, waitlist=1)
    assert [found[key].final for key in (1, 2, 3, 4)] == ["offered", "waitlisted", "", "offered"]


def test_more_seats_by_hand_than_there_are_leave_none_by_rank():
    lines = [Line(1, 90, "a"), Line(2, 80, "b", hand="offered"), Line(3, 70, "c", hand="offered")]
    assert rank(lines, seats=1, waitlist=0)[1].final == ""


def test_others_are_not_admitted_only_where_asked_and_ranked():
    lines = [Line(1, 90, "a"), Line(2, 80, "b"), Line(3, None, "c")]
    assert [place.final for place in rank(lines, seats=1, waitlist=0, refuses=True).values()] == [
        "offered",
        "rejected",
        "",
    ]


HANDS = st.sampled_from(["", "", "", "", "offered", "waitlisted", "rejected", "none"])


@given(
    st.lists(st.tuples(st.none() | st.integers(0, 6), HANDS), max_size=30),
    st.integers(0, 8),
    st.integers(0, 8),
    st.booleans(),
)
def test_ranking_holds_whatever_is_ranked(rows: list[tuple[int | None, str]], seats: int, waitlist: int, refuses: bool):
    lines = [Line(key, value, lot("s", key), hand) for key, (value, hand) in enumerate(rows)]
    found = rank(lines, seats=seats, waitlist=waitlist, refuses=refuses)
    assert sorted(place.rank for place in found.values() if place.rank) == list(
        range(1, 1 + sum(line.total is not None for line in lines))
    )
    by_hand = sum(line.hand == "offered" for line in lines)
    assert sum(place.final == "offered" for place in found.values()) <= max(seats, by_hand)
    free = [line for line in lines if not line.hand and line.total is not None]
    worst_in = min((line.total or 0 for line in free if found[line.key].final == "offered"), default=None)
    best_out = max((line.total or 0 for line in free if found[line.key].final != "offered"), default=None)
    assert worst_in is None or best_out is None or worst_in >= best_out
    assert rank(lines[::-1], seats=seats, waitlist=waitlist, refuses=refuses) == found
