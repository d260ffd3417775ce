"""Drift and order: statsmodels says the same, and what was put in comes out."""

import numpy as np
import pytest
from pandas import DataFrame
from statsmodels.formula.api import ols

from reviews.measuring.order import (
    FEWEST,
    FIRST,
    measure_contrast,
    measure_drift,
    measure_first,
    measure_place,
    previous,
)
from reviews.measuring.severity import measure_severity
from tests.reviews.measuring.factories import make_sheets, simulate

SLOPES = [0.0, 0.8, 0.0, 0.0, -0.5, 0.0]


def severity_of(sheets):
    return measure_severity(sheets.entry, sheets.reader, sheets.raw)


def test_drift_is_that_of_statsmodels():
    sheets, _ = simulate(people=40, readers=4, slopes=SLOPES[:4])
    found = measure_drift(sheets)
    data = DataFrame({"raw": sheets.raw, "entry": sheets.entry, "reader": sheets.reader, "tens": sheets.nth / 10})
    witness = ols("raw ~ C(entry) + C(reader) + C(reader):tens", data).fit()
    for one in range(4):
        name = f"C(reader)[{one}]:tens"
        assert found[one].value == pytest.approx(witness.params[name])
        assert found[one].error == pytest.approx(witness.bse[name])
        assert (found[one].low, found[one].high) == pytest.approx(tuple(witness.conf_int().loc[name]))


def test_drift_that_was_put_in_comes_out():
    """Four of six readers are steady, and are not blamed for those who share their applications."""
    sheets, _ = simulate(people=400, slopes=SLOPES, severity=30)
    found = measure_drift(sheets)
    assert [one for one in range(6) if found[one].is_clear] == [1, 4]
    for one in range(6):
        assert abs(found[one].value - 10 * SLOPES[one]) < 3 * found[one].error


def test_few_scoresheets_say_nothing_of_drift():
    sheets, _ = simulate(people=FEWEST - 1, readers=3)
    assert measure_drift(sheets) == {}
    assert measure_drift(make_sheets([], [], [])) == {}


def test_drift_in_one_common_order_is_still_told():
    """All read 1, 2, 3 ... in the same order: what everybody gives more of later cannot be told from better applications.

    Then no slope of its own follows from the marks, and none is given.
    """
    draw = np.random.default_rng(1)
    entry, reader = np.repeat(np.arange(30), 2), np.tile([0, 1], 30)
    sheets = make_sheets(entry, reader, 300 + draw.integers(-50, 50, 60), nth=entry + 1)
    assert measure_drift(sheets) == {}


@pytest.mark.parametrize(
    ("measure", "column"), [(measure_place, "nth / 10"), (measure_first, f"(nth <= {FIRST}) * 1.0")]
)
def test_place_is_that_of_statsmodels(measure, column):
    sheets, _ = simulate(people=50, readers=4, severity=20)
    found = measure(sheets)
    data = DataFrame({"raw": sheets.raw, "entry": sheets.entry, "reader": sheets.reader, "nth": sheets.nth})
    data["column"] = data.eval(column)
    witness = ols("raw ~ C(entry) + C(reader) + column", data).fit()
    assert found.value == pytest.approx(witness.params["column"])
    assert found.error == pytest.approx(witness.bse["column"])


def test_previous_is_what_others_gave_to_the_one_before():
    sheets = make_sheets([1, 1, 2, 2, 3], [7, 8, 7, 8, 7], [300, 400, 200, 500, 100], nth=[1, 2, 2, 1, 3])
    severity = severity_of(sheets)
    severity.shrunk[:] = [10, -10]
    value, known = previous(sheets, severity)
    assert known.tolist() == [False, True, True, False, True]
    # Reader 8 read 2 before 1, to which 7 gave 200 - 10; reader 7 read 1 before 2, to which 8 gave 400 + 10, and then 2 before 3.
    assert value[known].tolist() == [190, 410, 510]


def test_contrast_that_was_put_in_comes_out():
    with_it, _ = simulate(people=500, contrast=-0.2, severity=20)
    without, _ = simulate(people=500, severity=20)
    found = measure_contrast(with_it, severity_of(with_it))
    assert found.is_clear
    # The others' two marks stand for how good it was, with error, which draws the figure towards 0.
    assert -0.25 < found.value < -0.1
    assert not measure_contrast(without, severity_of(without)).is_clear


def test_order_of_few_says_nothing():
    sheets, _ = simulate(people=4, readers=3)
    assert (measure_place(sheets), measure_first(sheets), measure_contrast(sheets, severity_of(sheets))) == (None,) * 3
    nobody = make_sheets([], [], [])
    assert (measure_place(nobody), measure_contrast(nobody, severity_of(nobody))) == (None, None)
