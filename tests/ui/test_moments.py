from datetime import UTC, date, datetime, timedelta

import pytest

from careerpath.ui.moments import say_ago, say_day, say_moment

NOON = datetime(2025, 2, 3, 12, 0, tzinfo=UTC)


def test_say_moment_names_weekday_and_time_zone() -> None:
    assert say_moment(NOON, "America/New_York") == "Mon 3 Feb 2025, 07:00 EST"


def test_say_moment_follows_daylight_saving() -> None:
    assert say_moment(datetime(2025, 7, 3, 12, 0, tzinfo=UTC), "America/New_York") == "Thu 3 Jul 2025, 08:00 EDT"


def test_say_day_of_a_date_names_the_weekday() -> None:
    assert say_day(date(2025, 3, 14)) == "Friday 14 March 2025"


def test_say_day_of_a_moment_is_the_day_it_has_there() -> None:
    assert say_day(datetime(2025, 2, 3, 2, 0, tzinfo=UTC), "America/New_York") == "Sunday 2 February 2025"


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=12), "12 s ago"),
        (timedelta(minutes=5, seconds=59), "5 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=40), "40 days ago"),
        (-timedelta(hours=2), "in 2 h"),
    ],
)
def test_say_ago_uses_the_largest_unit(before: timedelta, words: str) -> None:
    assert say_ago(NOON - before, now=NOON) == words
