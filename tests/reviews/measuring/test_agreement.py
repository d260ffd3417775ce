"""Krippendorff's alpha: a published worked example, and the package `krippendorff` as a second witness."""

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from reviews.measuring.agreement import FEWEST, Agreement, agree

# Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania, asc_papers/43: the reliability
# data of 4 observers and 12 units with gaps (0 here). Its figures: nominal .743, ordinal .815, interval .849; 40 pairable values.
# The same data: Krippendorff, Content Analysis, 4th ed., Sage 2019, chapter 12, p. 290.
PUBLISHED = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3),
    (0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0),
)


def columns(table):
    """Unit and mark of each cell that is filled."""
    cells = [(unit, mark) for row in table for unit, mark in enumerate(row) if mark]
    return np.array([unit for unit, _ in cells], dtype=int), np.array([mark for _, mark in cells], dtype=int)


def alpha(table, level):
    return agree(*columns(table), level=level, seed=[1]).alpha


@pytest.mark.parametrize(("level", "printed"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_is_the_published_one(level, printed):
    found = agree(*columns(PUBLISHED), level=level, seed=[1])
    assert (round(found.alpha, 3), found.units, found.values) == (printed, 11, 40)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 5), min_size=9, max_size=9), min_size=2, max_size=5))
def test_alpha_is_that_of_the_package(table):
    gaps = np.where(np.array(table) == 0, np.nan, np.array(table, dtype=float))
    paired = (~np.isnan(gaps)).sum(axis=0) > 1
    marks = gaps[:, paired]
    for level in ("nominal", "ordinal", "interval"):
        if len(set(marks[~np.isnan(marks)])) < 2:
            assert alpha(table, level) is None
        else:
            witness = krippendorff.alpha(reliability_data=gaps, level_of_measurement=level)
            assert alpha(table, level) == pytest.approx(witness, abs=1e-12)


def test_nominal_alpha_goes_with_the_kappa_of_fleiss():
    """Without gaps alpha is kappa corrected for the number of values (Krippendorff 2011): 1 - alpha = (1 - kappa)(1 - 1/n)."""
    table = np.array(PUBLISHED)[:, [1, 2, 3, 4, 5, 6, 7, 8]]
    counts, _ = aggregate_raters(table.T)
    assert 1 - alpha(table, "nominal") == pytest.approx((1 - fleiss_kappa(counts)) * (1 - 1 / table.size))


def test_nobody_shares_an_application():
    one = np.array([1, 2, 3])
    assert agree(one, one, level="interval", seed=[1]) == Agreement(None, None, None, 0, 0)
    assert agree(one[:0], one[:0], level="ordinal", seed=[1]) == Agreement(None, None, None, 0, 0)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_equal_marks_everywhere_say_nothing(level):
    assert agree(np.array([1, 1, 2, 2]), np.array([3, 3, 3, 3]), level=level, seed=[1]).alpha is None


def some_marks(units, seed=0, noise=0.7):
    draw = np.random.default_rng(seed)
    entry = np.repeat(np.arange(units), 3)
    quality = draw.normal(3, 1, units)
    return entry, np.clip(np.rint(quality[entry] + draw.normal(0, noise, len(entry))), 1, 5).astype(int)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_interval_is_that_of_resampled_applications(level):
    """Drawing kinds of applications is drawing applications: a plain bootstrap, application by application, has the same ends."""
    units = 60
    entry, marks = some_marks(units)
    found = agree(entry, marks, level=level, seed=[1], resamples=2000)
    draw = np.random.default_rng(7)
    plain = []
    for _ in range(400):
        chosen = draw.integers(0, units, units)
        plain.append(
            agree(
                np.repeat(np.arange(units), 3),
                marks.reshape(units, 3)[chosen].ravel(),
                level=level,
                seed=[1],
                resamples=0,
            ).alpha
        )
    low, high = np.percentile(plain, (2.5, 97.5))
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.04)
    assert found.low < found.alpha < found.high


def test_interval_is_repeatable_and_of_its_seed():
    entry, marks = some_marks(50)
    first = agree(entry, marks, level="ordinal", seed=[1, 2])
    assert first == agree(entry, marks, level="ordinal", seed=[1, 2])
    assert first != agree(entry, marks, level="ordinal", seed=[1, 3])


def test_no_interval_for_few_applications():
    assert agree(*some_marks(FEWEST - 1), level="ordinal", seed=[1]).low is None
    assert agree(*some_marks(FEWEST), level="ordinal", seed=[1]).low is not None
