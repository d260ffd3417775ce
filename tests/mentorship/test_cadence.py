from datetime import date, timedelta

import pytest

from mentorship.cadence import (
    CheckInDue,
    Contact,
    a_month_after,
    check_ins_due,
    contact_state,
    next_contact,
    planned_contacts,
)

BEGAN = date(2026, 1, 5)


def on(day: int) -> date:
    return BEGAN + timedelta(days=day)


def test_next_contact_first_is_within_seven_days():
    assert next_contact(BEGAN, None) == on(7)
    assert next_contact(BEGAN, BEGAN - timedelta(days=3)) == on(7)


@pytest.mark.parametrize(("last", "due"), [(0, 7), (29, 36), (30, 44), (89, 103)])
def test_next_contact_is_weekly_to_day_30_and_fortnightly_to_day_90(last, due):
    assert next_contact(BEGAN, on(last)) == on(due)


def test_next_contact_is_monthly_after_day_90():
    assert next_contact(BEGAN, on(90)) == date(2026, 5, 5)


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 15)),
    ],
)
def test_a_month_after_keeps_the_day_where_there_is_one(day, after):
    assert a_month_after(day) == after


def test_planned_contacts_keep_the_rhythm():
    days = [(day - BEGAN).days for day in planned_contacts(BEGAN, on(125))]
    assert days == [7, 14, 21, 28, 35, 49, 63, 77, 91, 121]


def test_contact_state_the_day_itself_is_not_late():
    assert [contact_state(on(10), on(day)) for day in (6, 7, 10, 11)] == [
        Contact.FINE, Contact.SOON, Contact.SOON, Contact.OVERDUE,
    ]  # fmt: skip


def test_check_ins_open_a_week_before_and_are_late_a_week_after():
    assert check_ins_due(BEGAN, {30}, on(68)) == [
        CheckInDue(60, on(60), is_open=True, is_late=True),
        CheckInDue(90, on(90), is_open=False, is_late=False),
    ]
    assert [one.is_open for one in check_ins_due(BEGAN, (), on(23))] == [True, False, False]
    assert check_ins_due(BEGAN, {30, 60, 90}, on(400)) == []
