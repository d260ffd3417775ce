"""Laying a programme over days: holidays by rule, days taught, and that nothing is lost whatever the dates."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bootcamp.timetable import (
    DoesNotFit,
    Learner,
    Planned,
    day_of_session,
    days_taught,
    federal_holidays,
    how_it_fits,
    later_day,
    lay,
    moment,
    nth_weekday,
    one_title,
    shifted_days,
    split_evenly,
)

NEW_YORK = ZoneInfo("America/New_York")
ZONES = [
    ZoneInfo(name) for name in ("America/New_York", "America/Los_Angeles", "America/Phoenix", "America/Puerto_Rico")
]


def plan(*titles: str, **fields: object) -> list[Planned]:
    return [Planned(title, time(9), time(15), **fields) for title in titles]  # type: ignore[arg-type]


def test_federal_holidays_of_2026_are_those_that_opm_publishes() -> None:
    assert {day.isoformat(): name for day, name in federal_holidays(date(2026, 1, 1), date(2026, 12, 31)).items()} == {
        "2026-01-01": "New Year's Day",
        "2026-01-19": "Birthday of Martin Luther King, Jr.",
        "2026-02-16": "Washington's Birthday",
        "2026-05-25": "Memorial Day",
        "2026-06-19": "Juneteenth National Independence Day",
        "2026-07-03": "Independence Day",  # the 4th is a Saturday
        "2026-09-07": "Labor Day",
        "2026-10-12": "Columbus Day",
        "2026-11-11": "Veterans Day",
        "2026-11-26": "Thanksgiving Day",
        "2026-12-25": "Christmas Day",
    }


def test_new_years_day_on_a_saturday_is_kept_in_the_year_before() -> None:
    assert federal_holidays(date(2027, 12, 25), date(2028, 1, 16)) == {date(2027, 12, 31): "New Year's Day"}


def test_a_holiday_on_a_sunday_is_kept_on_monday() -> None:
    assert date(2027, 7, 5) in federal_holidays(date(2027, 7, 1), date(2027, 7, 31))


@given(
    year=st.integers(1990, 2100),
    month=st.integers(1, 12),
    weekday=st.integers(0, 6),
    nth=st.sampled_from([-1, 1, 2, 3, 4]),
)
def test_nth_weekday_is_that_weekday_in_that_month(year: int, month: int, weekday: int, nth: int) -> None:
    day = nth_weekday(year, month, weekday, nth)
    assert (day.year, day.month, day.weekday()) == (year, month, weekday)
    assert (day + timedelta(days=7)).month != month if nth == -1 else (day.day - 1) // 7 == nth - 1


MODULES = st.lists(
    st.lists(
        st.builds(
            Planned,
            title=st.text(st.characters(categories=["L"]), min_size=1, max_size=60),
            starts=st.sampled_from([time(8), time(9), time(13)]),
            ends=st.sampled_from([time(14), time(16, 30)]),
            same_day=st.booleans(),
        ),
        min_size=1,
        max_size=7,
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=60, deadline=None)
@given(
    modules=MODULES,
    first=st.dates(date(2024, 1, 1), date(2031, 12, 31)),
    length=st.integers(0, 90),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    own=st.sets(st.integers(0, 90)),
    zone=st.sampled_from(ZONES),
)
def test_laying_fills_every_taught_day_in_order_and_loses_no_session(
    modules: list[list[Planned]], first: date, length: int, weekdays: set[int], own: set[int], zone: ZoneInfo
) -> None:
    last = first + timedelta(days=length)
    off = {first + timedelta(days=offset) for offset in own} | set(federal_holidays(first, last))
    days = days_taught(first, last, weekdays=weekdays, off=off)
    if len(days) < len(modules):
        with pytest.raises(DoesNotFit, match="Move its dates apart"):
            lay(modules, days)
        return
    laid = lay(modules, days)
    assert sorted({each.day for each in laid}) == days  # no day is empty, none is a holiday
    assert [(each.module, each.day) for each in laid] == sorted((each.module, each.day) for each in laid)
    assert len({(each.day, each.module) for each in laid}) == len(days)  # modules share no day
    for index, sessions in enumerate(modules):
        held = {number for each in laid if each.module == index for number in each.numbers}
        assert held == set(range(len(sessions)))
        assert all(first <= day_of_session(laid, index, number) <= last for number in range(len(sessions) + 2))
    for one, other in pairwise(laid):  # nobody is in two places at once
        assert (one.day, one.ends) <= (other.day, other.starts)
    for each in laid:
        starts, ends = moment(each.day, each.starts, zone), moment(each.day, each.ends, zone)
        assert (starts.astimezone(zone).date(), starts.astimezone(zone).time()) == (each.day, each.starts)
        assert ends - starts == datetime.combine(each.day, each.ends) - datetime.combine(each.day, each.starts)


def test_summer_time_moves_the_hour_in_utc_and_not_in_the_room() -> None:
    assert [moment(date(2025, 3, day), time(9), NEW_YORK) for day in (7, 10)] == [
        datetime(2025, 3, 7, 14, tzinfo=UTC),
        datetime(2025, 3, 10, 13, tzinfo=UTC),
    ]


def test_fewer_days_share_and_more_days_go_on() -> None:
    days = [date(2025, 1, day) for day in range(1, 5)]
    assert [each.title for each in lay([plan("A", "B", "C", "D")], days[:2])] == ["A; B", "C; D"]
    assert [each.title for each in lay([plan("A", "B")], days)] == ["A", "A (continued)", "B", "B (continued)"]


def test_a_session_on_the_same_day_at_another_time_stays_its_own() -> None:
    morning, afternoon = Planned("Lecture", time(9), time(12)), Planned("Lab", time(13), time(16), same_day=True)
    laid = lay([[morning, afternoon]], [date(2025, 1, 1)])
    assert [(each.title, each.starts) for each in laid] == [("Lecture", time(9)), ("Lab", time(13))]


def test_a_module_without_sessions_is_refused_in_words() -> None:
    with pytest.raises(DoesNotFit, match="A module has no session"):
        lay([plan("A"), []], [date(2025, 1, 1), date(2025, 1, 2)])


def test_how_it_fits_says_what_is_shared_what_goes_on_and_what_is_off() -> None:
    assert how_it_fits(30, 30, {}) == "The programme has 30 days, and so have these dates."
    assert how_it_fits(30, 29, {date(2026, 9, 7): "Labor Day"}) == (
        "The programme has 30 days, these dates have 29: so 1 day is shared by neighbouring topics of a module. "
        "Nothing is taught on Labor Day (Monday 7 September)."
    )
    assert (
        how_it_fits(30, 32, {}) == "The programme has 30 days, these dates have 32: so 2 topics go on for another day."
    )


def test_later_day_passes_over_weekends_and_days_off() -> None:
    friday, off = date(2026, 9, 4), {date(2026, 9, 7)}
    assert later_day(friday, 1, off=off) == date(2026, 9, 8)
    assert later_day(date(2026, 9, 8), -1, off=off) == friday
    assert later_day(friday, 0) == friday


@given(day=st.dates(date(2024, 1, 1), date(2031, 1, 1)), by=st.integers(1, 60))
def test_later_and_earlier_again_is_the_same_taught_day(day: date, by: int) -> None:
    taught = later_day(day, 1)
    assert later_day(later_day(taught, by), -by) == taught


@given(
    days=st.sets(st.dates(date(2025, 1, 1), date(2025, 3, 31)), min_size=1, max_size=30),
    off=st.sets(st.dates(date(2025, 1, 1), date(2025, 6, 30)), max_size=8),
    by=st.integers(-10, 10).filter(bool),
)
def test_shifted_days_keep_their_order_share_none_and_are_all_taught(days: set[date], off: set[date], by: int) -> None:
    placed = shifted_days(days, by, off=off)
    new = [placed[day] for day in sorted(days)]
    assert new == sorted(set(new))
    assert all(day.weekday() < 5 and day not in off for day in new)


def test_a_long_title_is_cut_where_a_title_must_end() -> None:
    assert one_title(["x" * 200], goes_on=True) == "x" * 147 + "… (continued)"


def test_split_moves_nobody_and_fills_the_smallest() -> None:
    people = [Learner(1, 10), Learner(2, 10), *[Learner(pk) for pk in range(3, 8)]]
    assert split_evenly(people, [10, 20]) == {3: 20, 4: 20, 5: 10, 6: 20, 7: 10}


@given(count=st.integers(0, 120), sections=st.integers(1, 6))
def test_split_of_a_new_class_differs_by_one_at_most(count: int, sections: int) -> None:
    placed = split_evenly([Learner(pk) for pk in range(count)], list(range(sections)))
    sizes = [list(placed.values()).count(section) for section in range(sections)]
    assert (sum(sizes), max(sizes) - min(sizes) <= 1) == (count, True)
