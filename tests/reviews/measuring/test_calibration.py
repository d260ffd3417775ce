"""Calibration: the mean of differences is a published one, and cases are counted as they were agreed."""

import pytest

from reviews.measuring.calibration import by_case, by_reader, compare
from tests.reviews.measuring.factories import make_sheets

# Bland, J. M. and Altman, D. G. (1986), Statistical methods for assessing agreement between two methods of clinical measurement,
# Lancet 327(8476), 307-310, table 1: peak flow (l/min) of 17 people, first reading of each of two meters. They find a mean of the
# differences of -2.1, a standard deviation of 38.8, a standard error of 9.4, and with t = 2.12 the interval -22.0 to 17.8.
WRIGHT = (494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427)
MINI = (512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 259, 477, 259, 350, 451)


def test_mean_difference_is_the_published_one():
    found, deviation = compare([one - other for one, other in zip(WRIGHT, MINI, strict=True)])
    assert (round(found.value, 1), round(deviation, 1), round(found.error, 1)) == (-2.1, 38.8, 9.4)
    # They multiply rounded figures (2.12 x 9.4), hence a tenth of difference.
    assert (found.low, found.high) == pytest.approx((-22.0, 17.8), abs=0.1)
    assert not found.is_clear


AGREED = {1: ((3, 4), 350), 2: ((2, 2), 200)}


def sheets():
    return make_sheets(
        [1, 1, 2, 2, 9], [7, 8, 7, 8, 7], [450, 350, 250, 200, 100], marks=[[4, 5], [3, 4], [2, 3], [2, 2], [1, 1]]
    )


def test_by_reader_compares_with_the_agreed_marks():
    found = by_reader(sheets(), AGREED)
    assert list(found) == [7, 8]
    strict = found[7]
    assert (strict.difference.value, strict.difference.count, strict.same, strict.near) == (75, 2, 0.25, 1)
    assert strict.deviation == pytest.approx(35.355, abs=1e-3)
    assert (found[8].difference.value, found[8].difference.error, found[8].same) == (0, 0, 1)


def test_by_case_shows_a_case_that_all_miss():
    found = by_case(sheets(), AGREED)
    assert [(entry, one.difference.value) for entry, one in found.items()] == [(1, 50), (2, 25)]


def test_one_case_has_no_interval():
    found = by_reader(make_sheets([1], [7], [450], marks=[[4, 5]]), AGREED)[7]
    assert (found.difference.value, found.difference.low, found.deviation) == (100, None, None)


def test_no_cases():
    assert by_reader(sheets(), {}) == {}
    assert by_reader(make_sheets([], [], []), AGREED) == {}
