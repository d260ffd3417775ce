"""reports.impact.local_law: the tables of New York City Local Law 144."""

from fractions import Fraction
from statistics import median as their_median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.impact.local_law import RACES, SEXES, above_median, law_table, law_tables, median


def test_categories_below_two_percent_keep_count_and_rate_and_are_in_no_ratio() -> None:
    table = law_table({"A": (500, 100), "B": (481, 120), "C": (19, 19)}, unknown=40)
    small = table.rows[2]
    assert (small.n, small.selected, small.rate, small.ratio, small.left_out) == (19, 19, 1, None, True)
    assert (table.highest, table.known, table.unknown) == ("B", 1000, 40)
    assert table.rows[0].ratio == Fraction(100 * 481, 500 * 120)


def test_exactly_two_percent_is_not_left_out_and_leaving_out_can_be_switched_off() -> None:
    counts = {"A": (980, 100), "B": (20, 10)}
    assert law_table(counts).highest == "B"
    smaller = {"A": (981, 100), "B": (19, 10)}
    assert law_table(smaller).highest == "A"
    assert law_table(smaller, leave_out_small=False).highest == "B"


def test_nobody_selected_has_no_highest_and_no_ratio() -> None:
    table = law_table({"A": (50, 0), "B": (50, 0), "C": (0, 0)})
    assert (table.highest, [row.ratio for row in table.rows], table.below) == (None, [None] * 3, [])
    assert law_table({}).rows == ()


def test_below_four_fifths_are_named_and_exactly_four_fifths_is_not() -> None:
    assert law_table({"A": (100, 50), "B": (100, 40), "C": (1000, 399)}).below == ["C"]


def test_more_selected_than_assessed_is_refused() -> None:
    with pytest.raises(ValueError, match="not a selection"):
        law_table({"A": (3, 4), "B": (5, 1)})


def test_three_tables_count_each_unknown_where_it_is_missing() -> None:
    tables = law_tables(
        {
            ("Male", "White"): (60, 30),
            ("Female", "White"): (40, 10),
            ("Female", None): (7, 3),
            (None, "Asian"): (50, 25),
            ("Another", "Asian"): (5, 1),
            (None, None): (2, 1),
        }
    )
    assert (tables.sex.unknown, tables.race.unknown, tables.both.unknown) == (57, 9, 64)
    assert [(row.category, row.n, row.selected) for row in tables.sex.rows] == [("Male", 60, 30), ("Female", 47, 13)]
    assert {row.category: row.n for row in tables.race.rows if row.n} == {"White": 100, "Asian": 55}
    assert [row.category for row in tables.both.rows] == [(sex, race) for sex in SEXES for race in RACES]
    assert {row.category: (row.n, row.selected) for row in tables.both.rows if row.n} == {
        ("Male", "White"): (60, 30),
        ("Female", "White"): (40, 10),
    }
    assert tables.both.highest == ("Male", "White")


def test_scoring_counts_strictly_above_the_median_of_everybody_known_or_not() -> None:
    scores = {"A": {1: 2, 5: 2}, "B": {5: 3, 9: 1}}
    assert above_median(scores) == {"A": (4, 0), "B": (4, 1)}  # the median is 5: who has 5 is not above it
    assert above_median(scores, unknown={0: 9}) == {"A": (4, 4), "B": (4, 4)}
    assert above_median({"A": {}}) == {"A": (0, 0)}


@settings(max_examples=60)
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=40))
def test_median_of_a_histogram_is_the_median_of_the_list(scores: list[int]) -> None:
    assert median({score: scores.count(score) for score in scores}) == their_median(map(Fraction, scores))
    assert median({}) is None


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(RACES), st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1))
def test_ratios_lie_between_nought_and_one_and_the_highest_has_one(counts: dict[str, tuple[int, int]]) -> None:
    table = law_table({name: (max(pair), min(pair)) for name, pair in counts.items()})
    ratios = {row.category: row.ratio for row in table.rows}
    assert all(ratio is None or 0 <= ratio <= 1 for ratio in ratios.values())
    assert table.highest is None or ratios[table.highest] == 1
