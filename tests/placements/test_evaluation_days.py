"""Which form of a placement can be answered on which day."""

from datetime import date, timedelta

import pytest

from placements.evaluation_days import Form, days_until, following, next_opening, open_day, open_form

FIRST_DAY = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("age", "day"),
    [
        (-3, None), (0, None), (22, None), (23, 30), (52, 30), (53, 60), (82, 60), (83, 90), (90, 90),
        (172, 90), (173, 180), (262, 180), (263, 270), (1073, 1080),
    ],
)  # fmt: skip
def test_open_day_is_the_latest_that_opened(age, day):
    assert open_day(age) == day


@pytest.mark.parametrize(("age", "late"), [(23, False), (30, False), (36, False), (37, True), (52, True), (53, False)])
def test_a_form_is_late_a_week_after_its_day_until_the_next_opens(age, late):
    form = open_form(FIRST_DAY, FIRST_DAY + timedelta(days=age))
    assert form is not None
    assert form.is_late is late


def test_open_form_says_its_day_and_when_it_is_due():
    assert open_form(FIRST_DAY, FIRST_DAY + timedelta(days=55)) == Form(60, date(2026, 3, 6), False)
    assert open_form(FIRST_DAY, FIRST_DAY) is None


def test_every_form_follows_another():
    day, found = 30, [30]
    for _ in range(5):
        day = following(day)
        found.append(day)
    assert found == [30, 60, 90, 180, 270, 360]
    assert days_until(365) == found
    assert days_until(22) == []


def test_the_next_opens_a_week_before_its_day():
    assert next_opening(FIRST_DAY, FIRST_DAY) == (30, FIRST_DAY + timedelta(days=23))
    assert next_opening(FIRST_DAY, FIRST_DAY + timedelta(days=100)) == (180, FIRST_DAY + timedelta(days=173))
