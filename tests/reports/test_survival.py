"""Kaplan-Meier and the log-rank test against published examples and statsmodels, and at their edges.

Published: Freireich and others 1963 (Blood 21, 699-716), the remissions under 6-mercaptopurine and placebo, with the estimates
printed in Kleinbaum and Klein, Survival Analysis, chapter 2; and the maintenance of acute myelogenous leukaemia of Embury and
others 1977, with the estimates in Miller, Survival Analysis (1981), chapter 3.
"""

import random
from math import isclose

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from reports.survival import At, Curve, Stay, kaplan_meier, log_rank


def stays(text: str) -> list[Stay]:
    """People as the textbooks print them: 17+ was still there on day 17."""
    return [(int(word.rstrip("+")), not word.endswith("+")) for word in text.split()]


SIX_MP = stays("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+")
PLACEBO = stays("1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23")
MAINTAINED = stays("9 13 13+ 18 23 28+ 31 34 45+ 48 161+")
NOT_MAINTAINED = stays("5 5 8 8 12 16+ 23 27 30 33 43 45")


def after_events(curve: Curve) -> list[tuple[int, int, float]]:
    """Day, number at risk and estimate, to the thousandth, at each day on which somebody left."""
    return [(step.day, step.at_risk, round(step.survival, 3)) for step in curve.steps if step.events]


def test_six_mp_is_as_printed() -> None:
    curve = kaplan_meier(SIX_MP)
    assert after_events(curve) == [
        (6, 21, 0.857),
        (7, 17, 0.807),
        (10, 15, 0.753),
        (13, 12, 0.690),
        (16, 11, 0.627),
        (22, 7, 0.538),
        (23, 6, 0.448),
    ]
    assert (curve.n, curve.events, curve.censored, curve.median) == (21, 9, 12, 23)
    # Standard errors by Greenwood and log-log limits as Stata's `sts list` prints them.
    errors = [round(step.error, 4) for step in curve.steps if step.events]
    assert errors == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    limits = [(round(step.low or 0, 4), round(step.high or 0, 4)) for step in curve.steps if step.events]
    assert limits == [
        (0.6197, 0.9516),
        (0.5631, 0.9228),
        (0.5032, 0.8894),
        (0.4316, 0.8491),
        (0.3675, 0.8049),
        (0.2678, 0.7468),
        (0.1881, 0.6801),
    ]


def test_placebo_is_as_printed() -> None:
    curve = kaplan_meier(PLACEBO)
    printed = [0.905, 0.810, 0.762, 0.667, 0.571, 0.381, 0.286, 0.190, 0.143, 0.095, 0.048, 0.0]
    assert [row[2] for row in after_events(curve)] == printed
    assert (curve.censored, curve.median) == (0, 8)
    last = curve.steps[-1]
    assert (last.survival, last.variance, last.low, last.high) == (0.0, 0.0, None, None)
    assert curve.at(365) == At(365, 0, 0.0, None, None)


def test_log_rank_of_the_remissions_is_as_printed() -> None:
    found = log_rank({"6-MP": SIX_MP, "placebo": PLACEBO})
    assert found is not None
    assert (round(found.chi_square, 2), found.df) == (16.79, 1)
    assert found.observed == (9, 21)
    assert [round(value, 2) for value in found.expected] == [19.25, 10.75]


def test_maintained_chemotherapy_is_as_printed() -> None:
    assert [row[2] for row in after_events(kaplan_meier(MAINTAINED))] == [
        0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184,
    ]  # fmt: skip
    assert [row[2] for row in after_events(kaplan_meier(NOT_MAINTAINED))] == [
        0.833, 0.667, 0.583, 0.486, 0.389, 0.292, 0.194, 0.097, 0.0,
    ]  # fmt: skip
    found = log_rank({"maintained": MAINTAINED, "not": NOT_MAINTAINED})
    assert found is not None
    assert (round(found.chi_square, 1), found.df, round(found.p, 4)) == (3.4, 1, 0.0653)


def drawn(rng: random.Random, size: int) -> list[Stay]:
    """People with many ties, some of them at day 0."""
    return [(rng.randint(0, 30) * 10, rng.random() < 0.6) for _ in range(size)]


@pytest.mark.parametrize("seed", range(25))
def test_curve_agrees_with_statsmodels(seed: int) -> None:
    people = drawn(random.Random(seed), 40)
    curve = kaplan_meier(people)
    theirs = SurvfuncRight([day for day, _ in people], [int(ended) for _, ended in people])
    ours = {step.day: step for step in curve.steps if step.events}
    assert list(ours) == list(theirs.surv_times)
    np.testing.assert_allclose([step.survival for step in ours.values()], theirs.surv_prob, atol=1e-12)
    np.testing.assert_allclose([step.at_risk for step in ours.values()], theirs.n_risk)
    np.testing.assert_allclose([step.events for step in ours.values()], theirs.n_events)
    inside = [place for place, step in enumerate(ours.values()) if step.survival > 0]
    errors = [step.error for step in ours.values() if step.survival > 0]
    np.testing.assert_allclose(errors, theirs.surv_prob_se[inside], rtol=1e-10)
    median = theirs.quantile(0.5)
    assert curve.median == (None if np.isnan(median) else median)


@pytest.mark.parametrize("size", [2, 3, 5])
def test_log_rank_agrees_with_statsmodels(size: int) -> None:
    for seed in range(8):
        rng = random.Random(seed * 10 + size)
        groups = {f"cohort {number}": drawn(rng, rng.randint(8, 30)) for number in range(size)}
        found = log_rank(groups)
        assert found is not None
        rows = [(day, ended, name) for name, people in groups.items() for day, ended in people]
        chi_square, p = survdiff(*(np.array(column) for column in zip(*rows, strict=True)))
        assert found.df == size - 1
        assert isclose(found.chi_square, chi_square, rel_tol=1e-9)
        assert isclose(found.p, p, rel_tol=1e-7)


def test_nobody_gives_no_curve() -> None:
    curve = kaplan_meier([])
    assert (curve.n, curve.steps, curve.median, curve.last_day) == (0, (), None, None)
    assert curve.at(91) == At(91, 0, None, None, None)


def test_everybody_still_there_stays_at_one_as_long_as_somebody_was_watched() -> None:
    curve = kaplan_meier([(200, False)] * 3 + [(100, False)])
    assert [(step.survival, step.variance, step.low, step.high) for step in curve.steps] == [(1.0, 0.0, None, None)] * 2
    assert curve.at(91) == At(91, 4, 1.0, None, None)
    assert curve.at(182) == At(182, 3, 1.0, None, None)
    assert curve.at(365) == At(365, 0, None, None, None)
    assert curve.median is None


def test_all_on_the_first_day() -> None:
    assert kaplan_meier([(0, True)] * 4).at(0) == At(0, 4, 0.0, None, None)
    half = kaplan_meier([(0, True)] * 2 + [(0, False)] * 2)
    assert (half.steps[0].survival, half.steps[0].censored, half.median) == (0.5, 2, 0)
    assert kaplan_meier([(0, False)] * 2).at(0).survival == 1.0


def test_leavers_of_a_day_come_before_those_censored_on_it() -> None:
    step = kaplan_meier([(5, False), (5, True), (9, False)]).steps[0]
    assert (step.at_risk, step.events, step.censored, step.survival) == (3, 1, 1, pytest.approx(2 / 3))


def test_number_at_risk_at_a_landmark_counts_who_was_watched_so_long() -> None:
    curve = kaplan_meier([(91, False), (90, False), (182, True), (400, False)])
    assert [curve.at(day).at_risk for day in (91, 182, 365)] == [3, 2, 1]
    assert curve.at(182).survival == 0.5


def test_negative_days_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        kaplan_meier([(-1, True)])


def test_log_rank_has_nothing_to_say_without_events_or_without_a_second_group() -> None:
    still = [(100, False)] * 5
    assert log_rank({"a": still, "b": still}) is None
    assert log_rank({"a": [(5, True), (9, True)]}) is None
    assert log_rank({"a": [(5, True), (9, True)], "b": []}) is None
    assert log_rank({}) is None
    # Everybody still there in b was last seen before the first of a left.
    assert log_rank({"a": [(50, True), (60, True)], "b": [(10, False)] * 5}) is None


def test_log_rank_leaves_out_a_group_that_was_never_at_risk() -> None:
    with_it = log_rank({"a": SIX_MP, "b": PLACEBO, "new": [(0, False)] * 4})
    without = log_rank({"a": SIX_MP, "b": PLACEBO})
    assert with_it is not None
    assert without is not None
    assert (with_it.groups, with_it.df, with_it.chi_square) == (("a", "b"), 1, without.chi_square)
