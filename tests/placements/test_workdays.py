"""Due dates are worked back to a working day."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from placements.workdays import due_before, holidays, is_workday

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def test_holidays_are_those_of_the_office_of_personnel_management_for_2026():
    # https://www.opm.gov/policy-data-oversight/pay-leave/federal-holidays/ (4 July is a Saturday: kept on the Friday)
    assert sorted(holidays(2026)) == [
        date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16), date(2026, 5, 25), date(2026, 6, 19), date(2026, 7, 3),
        date(2026, 9, 7), date(2026, 10, 12), date(2026, 11, 11), date(2026, 11, 26), date(2026, 12, 25),
    ]  # fmt: skip


def test_new_years_day_on_a_saturday_is_kept_in_the_year_before():
    assert date(2021, 12, 31) in holidays(2021)
    assert is_workday(date(2021, 12, 31)) is False


@given(DAYS, st.integers(0, 365))
@settings(deadline=None, max_examples=200)
def test_due_before_is_the_last_working_day_that_is_early_enough(first, days):
    due, limit = due_before(first, days), first - timedelta(days=days)
    assert is_workday(due)
    assert due <= limit
    assert not any(is_workday(due + timedelta(days=step)) for step in range(1, (limit - due).days + 1))
