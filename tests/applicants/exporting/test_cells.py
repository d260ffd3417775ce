from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applicants.exporting.cells import FORMULA_BEGINS, answer_cell, cell_of, harmless
from cohorts.answers import QuestionSpec

NEW_YORK = ZoneInfo("America/New_York")
ROLES = QuestionSpec("roles", "Roles", "some_of", options=(("web", "Web developer"), ("data", "=Data engineer")))
MONEY = QuestionSpec("money", "Money", "decimal")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1 555 0100",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "|calc",
        "%x",
        "＝1+1",
        " =1+1",
        "\u00a0=1",
        "\ufeff@x",
    ],
)
def test_text_that_begins_like_a_formula_gets_an_apostrophe(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ana Pérez", "a=b", "1-2", "'quoted", "O'Brien"])
def test_other_text_stays_as_it_is(text):
    assert harmless(text) == text


@given(st.text())
def test_no_text_ever_begins_like_a_formula(text):
    assert not harmless(text).lstrip(" \u00a0\ufeff").startswith(FORMULA_BEGINS)


def test_nul_is_taken_out():
    assert harmless("a\x00b") == "ab"


def test_numbers_stay_numbers_below_zero_too():
    assert (cell_of(-5, NEW_YORK), cell_of(Decimal("-2.50"), NEW_YORK), answer_cell(None, -7)) == (-5, -2.5, -7)


def test_moments_are_said_in_the_zone_of_the_cohort():
    assert cell_of(datetime(2026, 7, 1, 2, 30, tzinfo=UTC), NEW_YORK) == "2026-06-30 22:30:00-04:00"
    assert cell_of(date(2026, 7, 1), NEW_YORK) == "2026-07-01"


def test_answers_are_in_the_words_of_the_form_that_was_answered():
    assert answer_cell(ROLES, ["data", "web"]) == "'=Data engineer; Web developer"
    assert answer_cell(ROLES, "web") == "Web developer"
    assert (answer_cell(None, True), answer_cell(None, False)) == ("yes", "no")
    assert answer_cell(MONEY, "12.50") == 12.5


def test_an_answer_that_no_longer_fits_is_shown_as_it_was_stored():
    assert answer_cell(ROLES, ["web", "gone"]) == "Web developer; gone"
    assert answer_cell(MONEY, "about ten") == "about ten"


@pytest.mark.parametrize("nothing", [None, "", []])
def test_no_answer_is_an_empty_cell(nothing):
    assert answer_cell(ROLES, nothing) is None
