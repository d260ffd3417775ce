"""reports.impact.strata against statsmodels, and in words where a stratum tells nothing."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from reports.impact import Group
from reports.impact.strata import Strata, Stratum
from tests.reports.published import CERVIX, CREAM, DEPARTMENTS, MIGRAINE, OESOPHAGUS, SMOKING, TEETH, strata

RABBITS = strata((0, 6, 0, 5), (3, 3, 0, 6), (6, 0, 2, 4), (5, 1, 6, 0), (2, 0, 5, 0))
"""Penicillin and rabbits (Mantel 1963): in two of the five strata nobody, or everybody, is cured."""


def theirs(ours: Strata) -> StratifiedTable:
    """The same strata for statsmodels; only those that tell something, for it divides by nought in the others."""
    return StratifiedTable([np.array([s.cells[:2], s.cells[2:]], dtype=float) for s in ours.informative])


def agree(ours: Strata) -> None:
    table = theirs(ours)
    cmh = table.test_null_odds(correction=False)
    assert ours.cmh is not None
    assert ours.cmh.statistic == pytest.approx(cmh.statistic, rel=1e-9, abs=1e-12)
    assert ours.cmh.p == pytest.approx(cmh.pvalue, rel=1e-7, abs=1e-12)
    assert ours.odds_ratio == pytest.approx(table.oddsratio_pooled, rel=1e-9)
    if ours.odds_interval is not None:
        assert ours.odds_interval == pytest.approx(table.oddsratio_pooled_confint(), rel=1e-9)
    if ours.homogeneity is None or abs(table.oddsratio_pooled - 1) < 1e-6:  # there statsmodels divides by nought
        return
    for tarone in (False, True):
        found, expected = ours.breslow_day(tarone=tarone), table.test_equal_odds(adjust=tarone)
        assert found is not None
        assert found.df == len(ours.informative) - 1
        assert found.statistic == pytest.approx(expected.statistic, rel=1e-5, abs=1e-6)
        assert found.p == pytest.approx(expected.pvalue, rel=1e-4, abs=1e-9)


@pytest.mark.parametrize("table", [MIGRAINE, SMOKING, CREAM, DEPARTMENTS, OESOPHAGUS, TEETH, CERVIX, RABBITS])
def test_published_strata_are_what_statsmodels_says(table: Strata) -> None:
    agree(table)


@st.composite
def random_strata(draw: st.DrawFn) -> Strata:
    """One to five strata, also those that tell nothing."""
    cell = st.integers(0, 40)
    return strata(*draw(st.lists(st.tuples(cell, cell, cell, cell), min_size=1, max_size=5)))


@settings(max_examples=60)
@given(random_strata())
def test_any_strata_are_what_statsmodels_says(table: Strata) -> None:
    assume(table.odds_ratio)  # neither nought nor infinite
    agree(table)


@settings(max_examples=60)
@given(random_strata())
def test_turning_the_two_groups_round_turns_the_odds_and_nothing_else(table: Strata) -> None:
    turned = Strata([Stratum(s.label, s.reference, s.focal) for s in table.strata])
    assert turned.is_reversed is table.is_reversed
    assert (turned.cmh is None) is (table.cmh is None)
    if table.cmh and turned.cmh:
        assert turned.cmh.statistic == pytest.approx(table.cmh.statistic, abs=1e-9)
    if table.homogeneity and turned.homogeneity and table.odds_ratio and turned.odds_ratio:
        assert turned.odds_ratio == pytest.approx(1 / table.odds_ratio, rel=1e-9)
        assert turned.homogeneity.statistic == pytest.approx(table.homogeneity.statistic, rel=1e-6, abs=1e-7)


def test_pooling_is_allowed_only_where_the_strata_do_not_contradict_each_other() -> None:
    assert [t.pooled_allowed for t in (MIGRAINE, TEETH, CERVIX, DEPARTMENTS)] == [True, True, False, False]
    assert (CERVIX.why, TEETH.why) == (
        "The strata disagree (Breslow-Day, Tarone): one figure cannot stand for them. Read them one by one.",
        "The strata do not contradict each other (Breslow-Day, Tarone): the common odds ratio may stand for them.",
    )


def test_total_that_points_the_other_way_is_seen() -> None:
    assert (DEPARTMENTS.is_reversed, MIGRAINE.is_reversed) == (True, False)
    assert DEPARTMENTS.total.ratio is not None
    assert DEPARTMENTS.total.ratio < 1
    assert DEPARTMENTS.odds_ratio is not None
    assert DEPARTMENTS.odds_ratio > 1


def test_strata_that_tell_nothing_say_why_and_are_in_no_degree_of_freedom() -> None:
    table = Strata(
        [
            Stratum("a", Group("Women", 0, 0), Group("Men", 9, 4)),
            Stratum("b", Group("Women", 8, 3), Group("Men", 0, 0)),
            Stratum("c", Group("Women", 5, 0), Group("Men", 6, 0)),
            Stratum("d", Group("Women", 5, 5), Group("Men", 6, 6)),
            Stratum("e", Group("Women", 20, 5), Group("Men", 20, 8)),
        ]
    )
    assert [stratum.left_out for stratum in table.strata] == [
        "nobody of Women was considered",
        "nobody of Men was considered",
        "nobody was selected",
        "everybody was selected",
        "",
    ]
    assert (table.homogeneity, table.pooled_allowed) == (None, False)
    assert table.why == "Only the stratum e tells anything: there is nothing to pool."
    assert table.cmh is not None


def test_common_odds_of_exactly_one_need_no_quadratic() -> None:
    found = strata((12, 8, 8, 12), (8, 12, 12, 8)).homogeneity  # expected 10 of 20 everywhere, variance 1 / (4 / 10)
    assert found is not None
    assert (found.statistic, found.df) == (pytest.approx(2 * 2**2 / 2.5), 1)


def test_odds_of_nought_everywhere_cannot_be_tested_for_agreement() -> None:
    table = strata((0, 9, 3, 7), (0, 12, 4, 8))
    assert (table.odds_ratio, table.odds_interval, table.homogeneity, table.pooled_allowed) == (0.0, None, None, False)
    infinite = strata((3, 0, 4, 2), (5, 0, 6, 3))
    assert (infinite.odds_ratio, infinite.homogeneity, infinite.pooled_allowed) == (None, None, False)


def test_nothing_at_all_has_no_figure() -> None:
    table = strata((0, 3, 0, 4), (2, 0, 5, 0))
    assert (table.odds_ratio, table.cmh, table.homogeneity, table.is_reversed) == (None, None, None, False)
    assert table.why.startswith("No stratum has both groups")


def test_strata_of_a_million_agree_as_well() -> None:
    agree(strata((300_000, 700_000, 310_000, 690_000), (3_000, 997_000, 3_100, 996_900), (999, 1, 998, 2)))
