"""The funnel of a cohort: its rows add up, its days are those of the people, and where they came from."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from careerpath.pipeline.history import move
from reports.sections.funnel import median_days, rank_days
from reports.selectors.funnel import funnel_section
from reports.services.counting import count_changed
from reports.tables import find, records
from tests.factories import make_application, make_cohort, make_university

DAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_median_days_are_the_fewest_within_which_half_was_through() -> None:
    assert [median_days(stays) for stays in ([], [(3, 1)], [(3, 1), (5, 1)], [(3, 1), (5, 2)], [(0, 9), (400, 8)])] == [
        None,
        3,
        3,
        5,
        0,
    ]
    assert [rank_days([(1, 1), (2, 1), (3, 1), (4, 1)], Fraction(part, 4)) for part in (1, 2, 3, 4)] == [1, 2, 3, 4]


@pytest.mark.django_db
def test_funnel_section_counts_people_days_and_origins() -> None:
    cohort, university = make_cohort(), make_university(name="Halden College")
    paths = [
        ["screened", "in_review", "offered", "admitted"],
        ["screened", "in_review", "rejected"],
        ["screened", "in_review"],
        ["screened", "rejected"],
        ["ineligible"],
        ["withdrawn"],
        [],
    ]
    for number, path in enumerate(paths):
        person = make_application(cohort, at=DAY, university=university if number < 2 else None)
        for step, status in enumerate(path, start=1):
            move(person, to=status, by=None, at=DAY + timedelta(days=3 * step + number))
    count_changed()
    section = funnel_section(cohort)
    stages, universities, sources = section.tables
    rows = {row[0]: row[1:] for row in stages.rows}
    assert [str(cell) for cell in rows["Applied"]] == ["7", "None", "100.0", "None", "None", "None", "None", "None"]
    assert [str(cell) for cell in rows["Eligible"]] == ["4", "57.1", "57.1", "4", "3 to 5", "1", "1", "1"]
    assert [str(cell) for cell in rows["Read by people"]] == ["3", "75.0", "42.9", "3", "3 to 3", "0", "0", "1"]
    assert rows["Interviewed"] == (0, *[None] * 7)
    assert [str(cell) for cell in rows["Offered a seat"]] == ["1", "33.3", "14.3", "3", "3 to 3", "1", "0", "1"]
    assert [str(cell) for cell in rows["Began boot camp"]] == ["0", "0.0", "0.0", "None", "None", "1", "0", "0"]
    assert [tuple(row.values()) for row in records(universities)] == [
        ("No partner", 5, 0, 0, 0, 0, 7),
        ("Halden College", 2, 1, 50, 1, 50, 9),
    ]
    assert [(row["origin"], row["applied"], row["answer"]) for row in records(sources)] == [("web form", 7, 9)]
    assert [mark.middle for mark in section.charts[0].marks] == [7, 4, 3, 0, 1, 1, 0, 0, 0, 0, 0]
    assert find([section], "funnel") is section


@pytest.mark.django_db
def test_funnel_section_of_nobody_says_so_and_takes_the_same_queries_for_one_and_many(
    django_assert_num_queries,
) -> None:
    cohort = make_cohort()
    assert funnel_section(cohort).empty == "Nobody has applied yet."
    for _ in range(2):
        make_application(cohort, university=make_university())
        count_changed()
        with django_assert_num_queries(3):
            funnel_section(cohort)
