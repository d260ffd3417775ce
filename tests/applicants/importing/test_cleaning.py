"""Cells are read with certainty or refused."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applicants.importing.cleaning import CleaningError, NumberRules, folded, moment, number, squeeze, tidy

LOW = NumberRules("low", "down", {"years": Decimal(12), "months": Decimal(1)}, frozenset({"hours", "hrs", "a", "week"}))
PLAIN = NumberRules()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("10", "10"),
        (" 10 ", "10"),
        ("-5", "-5"),
        ("about 10 hrs", "10"),
        ("~10", "10"),
        ("10 hours a week", "10"),
        ("$1,200", "1200"),
        ("5 USD", "5"),
        ("0.00$", "0"),
        ("50k", "50000"),
        ("one", "1"),
        ("Twelve hours", "12"),
        ("7.5", "7"),
        (".5", "0"),
        ("10-15", "10"),
        ("10 – 15 hrs", "10"),
        ("7 to 8 hours", "7"),
        ("40+", "40"),
        ("6 or more", "6"),
        ("at least 6", "6"),
        (">5", "5"),
        ("2 years", "24"),
        ("2-3 years", "24"),
        ("6 months - 1 years", "6"),
        ("12,345,678", "12345678"),
    ],
)
def test_number_is_found_among_words(text: str, read: str) -> None:
    assert number(text, LOW) == read


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no number"),
        ("hours", "no number"),
        ("1 2", "one number"),
        ("1-2-3", "one number"),
        ("7,5", "“,” is in the way"),
        ("1.200,50", "“,” is in the way"),
        ("10.5.3", "one number"),
        ("½", "“½” is in the way"),
        ("١٠", "is in the way"),
        ("1 month on HTML", "“month” means here is not in the mapping"),
        ("off and on 4 years", "“off” means here"),
        ("less than 5", "only the largest"),
        ("<$500.00", "only the largest"),
        ("$50-60k", "thousands or not"),
        ("15-10", "small to large"),
        ("1" * 201, "too long"),
        ("2016-03-29", "one number"),
    ],
)
def test_number_that_is_not_certain_is_refused(text: str, why: str) -> None:
    with pytest.raises(CleaningError, match=why.replace(".", r"\.")):
        number(text, LOW)


@pytest.mark.parametrize(
    ("rules", "text", "read"),
    [
        (NumberRules("middle"), "10-15", "12.5"),
        (NumberRules("high"), "10-15", "15"),
        (NumberRules("high"), "up to 15", "15"),
        (NumberRules("middle", "nearest"), "10-15", "13"),
        (NumberRules("refuse", "up"), "1.2", "2"),
        (PLAIN, "1.50", "1.50"),
    ],
)
def test_ranges_and_fractions_follow_the_rules(rules: NumberRules, text: str, read: str) -> None:
    assert number(text, rules) == read


@pytest.mark.parametrize("text", ["10-15", "40+", "less than 5", "10 hours"])
def test_without_rules_nothing_is_assumed(text: str) -> None:
    with pytest.raises(CleaningError):
        number(text, PLAIN)


@given(st.integers(-(10**20), 10**20))
def test_digits_stay_what_they_are(value: int) -> None:
    assert number(str(value), PLAIN) == str(value)


@given(
    st.integers(0, 10**9),
    st.sampled_from(["about {}", "{} hours", "${}", "{:,}", "{} usd", " ~{} ", "{:,} hrs a week"]),
)
def test_words_around_a_number_do_not_change_it(value: int, frame: str) -> None:
    assert number(frame.format(value), LOW) == str(value)


@given(st.integers(0, 500), st.integers(1, 500), st.sampled_from(["-", " - ", "–", " to "]))
def test_the_ends_of_a_range_hold_its_middle(low: int, width: int, dash: str) -> None:
    text = f"{low}{dash}{low + width}"
    ends = [Decimal(number(text, NumberRules(span))) for span in ("low", "middle", "high")]
    assert ends == [low, low + Decimal(width) / 2, low + width]


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_refused_in_words(text: str) -> None:
    try:
        read = number(text, LOW)
    except CleaningError:
        return
    assert number(read, LOW) == read


@given(st.text())
def test_tidying_twice_gives_the_same(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert squeeze(squeeze(text)) == squeeze(text)


def test_invisible_characters_are_no_content() -> None:
    assert tidy("\ufeff \u200b Front\u00a0 End \u00a0") == "Front\u00a0 End"
    assert folded("  Front-End \n Web  Developer ") == "front-end web developer"


def test_moment_counts_in_the_zone_of_the_mapping() -> None:
    at = moment("2026-03-31 14:30:00", pattern="%Y-%m-%d %H:%M:%S", zone=ZoneInfo("America/New_York"))
    assert at == datetime(2026, 3, 31, 18, 30, tzinfo=UTC)


def test_moment_keeps_the_zone_that_it_names() -> None:
    assert moment("2026-03-31T14:30:00+02:00", pattern="iso", zone=ZoneInfo("UTC")).hour == 12


def test_moment_of_a_spreadsheet_is_read_whatever_the_pattern() -> None:
    assert moment("2026-03-31T14:30:00", pattern="%d.%m.%Y", zone=ZoneInfo("UTC")).day == 31


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)))  # noqa: DTZ001  # the zone is the mapping's
def test_the_quick_way_reads_what_strptime_reads(at: datetime) -> None:
    text = at.strftime("%Y-%m-%d %H:%M:%S")
    zone = ZoneInfo("UTC")
    assert moment(text, pattern="%Y-%m-%d %H:%M:%S", zone=zone) == moment(text, pattern="%Y-%m-%d  %H:%M:%S", zone=zone)


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01 00:00:00", "2026-W13-2 00:00:00", "0001-01-01 00:00:00"])
def test_moment_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(CleaningError):
        moment(text, pattern="%Y-%m-%d %H:%M:%S", zone=ZoneInfo("Asia/Tokyo"))
