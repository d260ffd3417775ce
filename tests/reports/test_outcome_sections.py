"""Validity and retention as sections: what is said, what is hidden, what small numbers do. Plain data in."""

import random
from typing import Any

import pytest
from scipy.stats import spearmanr

from reports.sections.retention import (
    BETWEEN,
    EARLY,
    HIRED,
    PLANNED,
    STILL,
    Stayed,
    compared_section,
    retention_section,
    say_log_rank,
)
from reports.sections.validity import ClassOutcomes, Outcome, Predictor, correlate, validity_section
from reports.tables import HIDDEN, Section, Table

REASONS = {"person": "The person chose to leave", "client": "The client ended it", "project": "The project ended"}


def table(section: Section, key: str) -> Table:
    """The table with that key."""
    return next(one for one in section.tables if one.key == key)


def figures(values: list[float]) -> dict[int, float]:
    """Person 0, 1, 2 ... and their figures."""
    return dict(enumerate(values))


def known(before: dict[str, list[float]], after: dict[str, list[float]], **fields: Any) -> ClassOutcomes:
    """A class from lists by name."""
    predictors = [Predictor(name, name.capitalize(), figures(values), 10.0) for name, values in before.items()]
    outcomes = [
        Outcome(name, name.capitalize(), "what it is", figures(values), "nobody") for name, values in after.items()
    ]
    size = max(map(len, [*before.values(), *after.values()]))
    return ClassOutcomes(size, 9500, predictors, outcomes, **fields)


def test_validity_gives_figures_interval_and_holm_over_the_whole_table() -> None:
    rng = random.Random(3)
    score = [float(rng.randint(50, 100)) for _ in range(40)]
    mark = [value + rng.gauss(0, 12) for value in score]
    noise = [rng.random() for _ in range(40)]
    found = validity_section(known({"score": score, "luck": noise}, {"mark": mark}), minimum=5)
    strong, weak = table(found, "validity-table").rows
    theirs = [spearmanr(score, mark), spearmanr(noise, mark)]
    assert float(str(strong[2])) == pytest.approx(theirs[0].statistic, abs=0.005)
    assert float(str(weak[2])) == pytest.approx(theirs[1].statistic, abs=0.005)
    assert (strong[:2], strong[4], strong[7]) == (("Score", "Mark"), 40, "more of it goes with better")
    assert weak[7] == "could be chance"
    assert [row[5] for row in (strong, weak)] == ["< 0.001", f"{theirs[1].pvalue:.3f}"]
    assert weak[6] == f"{theirs[1].pvalue:.3f}"  # Holm: the largest of two is multiplied by one
    (mark_of_chart,) = found.charts[0].marks
    assert mark_of_chart.middle == pytest.approx(theirs[0].statistic)
    assert "40 of 9,500 who applied" in found.lead[1]


def test_worse_goes_with_more_is_said_so() -> None:
    values = [float(value) for value in range(30)]
    found = validity_section(known({"score": values}, {"mark": [-value + value % 3 for value in values]}), minimum=5)
    assert table(found, "validity-table").rows[0][7] == "more of it goes with worse"


def test_a_weak_relation_in_a_large_class_is_said_to_be_weak() -> None:
    rng = random.Random(1)
    score, mark = ([rng.random() for _ in range(400)] for _ in range(2))
    assert table(validity_section(known({"score": score}, {"mark": mark}), minimum=5), "validity-table").rows[0][7] == (
        "at most weak"
    )


def test_people_without_one_of_the_two_are_left_out_of_that_pair_only() -> None:
    base = known({"score": [float(value) for value in range(20)]}, {"mark": [float(value % 7) for value in range(20)]})
    some = Outcome("rating", "Rating", "what", {pk: float(pk % 3) for pk in range(5, 17)}, "who has no client")
    lines = correlate(ClassOutcomes(20, 100, base.predictors, [*base.outcomes, some]), minimum=5)
    assert [line.found.n for line in lines] == [20, 12]


def test_an_outcome_that_cannot_be_compared_is_named_with_the_reason_and_not_listed_row_by_row() -> None:
    score = [float(value) for value in range(20)]
    after = {
        "mark": [float(value * 7 % 11) for value in range(20)],
        "all": [1.0] * 20,
        "nearly": [0.0] * 3 + [1.0] * 17,
        "few": [1.0, 2.0, 3.0],
        "nobody": [],
    }
    found = validity_section(known({"score": score}, after), minimum=5)
    assert [row[1] for row in table(found, "validity-table").rows] == ["Mark"]
    assert list(table(found, "validity-missing").rows) == [
        ("Mark", 20, 0, "yes"),
        ("All", 20, 0, "no, undefined: everybody has the same value"),
        ("Nearly", 20, 0, "no, not said: all but a few have the same value"),
        ("Few", HIDDEN, HIDDEN, "no, fewer than 10 people have both"),
        ("Nobody", 0, 20, "no, fewer than 10 people have both"),
    ]
    assert [mark.middle is None for mark in found.charts[0].marks] == [False, True, True, True, True]


def test_few_pairs_of_one_predictor_do_not_tell_how_few() -> None:
    base = known({"score": [float(value) for value in range(20)]}, {"mark": [float(value % 7) for value in range(20)]})
    read = Predictor("read", "Read", {1: 3.0, 2: 4.0, 3: 5.0})
    found = validity_section(ClassOutcomes(20, 100, [*base.predictors, read], base.outcomes), minimum=5)
    assert table(found, "validity-table").rows[1][2:6] == (None, None, HIDDEN, None)
    assert table(found, "validity-spread").rows[1][1] is HIDDEN


def test_spread_is_a_part_of_the_pools() -> None:
    found = validity_section(known({"score": [10.0, 12.0] * 6}, {"mark": [1.0, 2.0, 3.0] * 4}), minimum=5)
    assert str(table(found, "validity-spread").rows[0][1]) == "10"


def test_a_class_that_is_not_there_yet_is_said_so() -> None:
    assert "When people are admitted" in validity_section(ClassOutcomes(0, 0, (), ()), minimum=5).empty
    assert "When people have begun" in retention_section([], reasons=REASONS, minimum=5).empty


def stays(*parts: tuple[int, int, str, str]) -> list[Stayed]:
    """So many people of so many days, how it stands and why."""
    return [Stayed(days, how, reason) for count, days, how, reason in parts for _ in range(count)]


def test_retention_gives_the_curve_at_landmarks_with_interval_and_at_risk() -> None:
    people = stays((6, 70, EARLY, "person"), (6, 400, STILL, ""), (8, 150, HIRED, ""))
    found = retention_section(people, reasons=REASONS, minimum=5)
    assert [tuple(map(str, row)) for row in table(found, "retention-months").rows] == [
        ("3 months", "70.0", "45.1% to 85.3%", "14"),
        ("6 months", "70.0", "45.1% to 85.3%", "6"),
        ("1 year", "70.0", "45.1% to 85.3%", "6"),
        ("2 years", "None", "None", "0"),
    ]
    assert table(found, "retention-endings").rows == (
        ("Still at work", 6),
        ("Stayed to the planned end", 0),
        ("Hired by the client", 8),
        ("Ended less than 30 days ago, may begin elsewhere", 0),
        ("Left: ended early", 6),
        ("All who began", 20),
    )
    assert table(found, "retention-reasons").rows == (
        ("The person chose to leave", 6),
        ("The client ended it", 0),
        ("The project ended", 0),
    )
    assert [tile.figure for tile in found.tiles] == ["70.0%", "not reached"]


def test_curve_is_drawn_by_months_and_only_while_enough_are_watched() -> None:
    people = stays((1, 47, EARLY, "person"), (14, 130, STILL, ""), (4, 300, STILL, ""))
    (curve,) = retention_section(people, reasons=REASONS, minimum=5).charts[0].curves
    assert curve.points == ((0.0, 1.0), (1.0, 1.0), *((float(month), 18 / 19) for month in (2, 3, 4)))
    assert [month for month, _, _ in curve.band] == [2.0, 3.0, 4.0]
    assert 47 not in {x for x, _ in curve.points}


def test_few_reasons_hide_each_other_and_few_at_risk_are_not_told() -> None:
    people = stays((6, 30, EARLY, "person"), (2, 60, EARLY, "client"), (12, 100, STILL, ""), (3, 200, STILL, ""))
    found = retention_section(people, reasons=REASONS, minimum=5)
    assert [row[1] for row in table(found, "retention-reasons").rows] == [HIDDEN, HIDDEN, 0]
    assert table(found, "retention-months").rows[1] == ("6 months", HIDDEN, HIDDEN, HIDDEN)
    three_hired = stays((20, 100, STILL, ""), (3, 90, HIRED, ""), (7, 80, PLANNED, ""), (1, 80, BETWEEN, ""))
    endings = table(retention_section(three_hired, reasons=REASONS, minimum=5), "retention-endings")
    assert [row[1] for row in endings.rows] == [20, 7, HIDDEN, HIDDEN, 0, 31]


def test_reasons_of_fewer_than_the_minimum_are_not_told() -> None:
    found = retention_section(stays((4, 30, EARLY, "client"), (12, 200, STILL, "")), reasons=REASONS, minimum=5)
    assert [one.key for one in found.tables] == ["retention-months", "retention-endings"]
    assert found.tables[1].notes == ("Fewer than 5 have left, so their reasons are not told.",)
    assert "ended it" not in str(found)


def test_fewer_than_the_minimum_are_no_curve() -> None:
    found = retention_section(stays((4, 300, STILL, "")), reasons=REASONS, minimum=5)
    assert (found.charts, found.tables, found.tiles) == ((), (), ())
    assert found.empty == "Fewer than 5 people have begun work, which is too few to say anything about staying."


def test_nobody_left_and_everybody_left_have_no_interval_but_words() -> None:
    still = retention_section(stays((9, 200, STILL, "")), reasons=REASONS, minimum=5)
    assert [tuple(map(str, row)) for row in table(still, "retention-months").rows][:2] == [
        ("3 months", "100.0", "nobody had left", "9"),
        ("6 months", "100.0", "nobody had left", "9"),
    ]
    gone = retention_section(stays((9, 0, EARLY, "person")), reasons=REASONS, minimum=5)
    assert [str(value) for value in table(gone, "retention-months").rows[0]] == ["3 months", "0.0", "None", "0"]
    assert [tile.figure for tile in gone.tiles] == ["0.0%", "within 1 month"]


def test_cohorts_beside_each_other_with_the_test_in_words() -> None:
    leaving = stays((12, 50, EARLY, "person"), (8, 200, STILL, ""))
    staying = stays((1, 50, EARLY, "person"), (19, 200, STILL, ""))
    found = compared_section({"Spring": leaving, "Autumn": staying, "Tiny": leaving[:3]}, minimum=5)
    assert found.lead[1].startswith("Cohorts leave at different rates (log-rank test: chi-square ")
    assert found.lead[1].endswith("with 1 degree of freedom, p < 0.001).")
    assert [curve.label for curve in found.charts[0].curves] == ["Spring", "Autumn"]
    rows = table(found, "retention-cohorts").rows
    assert [row[:3] for row in rows if row[2] == "6 months"] == [("Spring", 20, "6 months"), ("Autumn", 20, "6 months")]
    assert "Tiny" not in str(found)
    assert table(found, "retention-cohorts").notes[-1] == "A cohort of whom fewer than 5 began work is left out."


def test_log_rank_in_words() -> None:
    some = [one.stay for one in stays((2, 50, EARLY, "person"), (8, 200, STILL, ""))]
    assert say_log_rank({"a": some}) == "With one cohort at work there is nothing to compare yet."
    assert say_log_rank({"a": some, "b": some, "c": some}) == (
        "The cohorts do not differ by more than chance would give (log-rank test: chi-square 0.00 with 2 degrees of freedom, "
        "p 1.000); with few who left, that is weak."
    )
    still = [(100, False)] * 6
    assert say_log_rank({"a": still, "b": still}).startswith("Nobody has left while")


def test_no_cohort_is_said_so() -> None:
    assert "curve stands here" in compared_section({"Tiny": stays((3, 10, STILL, ""))}, minimum=5).empty
