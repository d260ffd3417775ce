"""Severity: two published worked examples, and statsmodels as a second witness."""

from math import sqrt

import numpy as np
import pytest
from pandas import DataFrame
from statsmodels.formula.api import mixedlm, ols

from reviews.measuring.absorbing import indicators, reduce
from reviews.measuring.severity import measure_severity, reader_variance

# Montgomery, D. C., Design and Analysis of Experiments, 8th ed., Wiley 2012, section 4.4.1, example 4.5, tables 4.22 to 4.25: the
# reaction time of four catalysts in four batches of raw material, three in each. A catalyst is a reader, a batch an application.
CATALYSTS = (
    (1, 1, 73), (1, 2, 74), (1, 4, 71),
    (2, 2, 75), (2, 3, 67), (2, 4, 72),
    (3, 1, 73), (3, 2, 75), (3, 3, 68),
    (4, 1, 75), (4, 3, 72), (4, 4, 75),
)  # fmt: skip
# Robinson, G. K. (1991), That BLUP is a good thing: the estimation of random effects, Statistical Science 6(1), 15-32, section 1:
# first lactation yields of nine cows by herd (an application) and sire (a reader); the variance between sires is a tenth of that of
# the error. The sires come to 0.40, 0.52, 0.76, -1.67 and the herds to 105.64, 104.28, 105.46.
COWS = (
    (1, "A", 110), (1, "D", 100),
    (2, "B", 110), (2, "D", 100), (2, "D", 100),
    (3, "C", 110), (3, "C", 110), (3, "D", 100), (3, "D", 100),
)  # fmt: skip


def catalysts():
    reader, entry, marks = (np.array(column) for column in zip(*CATALYSTS, strict=True))
    return entry, reader, marks


def test_effects_are_the_published_ones():
    """Tau-hat = -9/8, -7/8, -4/8, 20/8 with an error mean square of 0.65 on 5 degrees of freedom."""
    found = measure_severity(*catalysts())
    assert found.effects == pytest.approx([-9 / 8, -7 / 8, -4 / 8, 20 / 8])
    assert (found.degrees, found.error_variance) == (5, pytest.approx(0.65))
    # The variance of an effect is k(a-1)/(lambda a^2) of the error's, with a = 4, k = 3, lambda = 2: the same section.
    assert found.errors == pytest.approx([sqrt(0.65 * 9 / 32)] * 4)


def test_shrunk_effects_and_adjusted_means_are_the_published_ones():
    entry = np.array([herd for herd, _, _ in COWS])
    reader = np.array(["ABCD".index(sire) for _, sire, _ in COWS])
    marks = np.array([given for *_, given in COWS])
    found = measure_severity(entry, reader, marks, ratio=0.1)
    assert found.shrunk.round(2).tolist() == [0.4, 0.52, 0.76, -1.67]
    fair = marks - found.shrunk[reader]
    assert [round(float(fair[entry == herd].mean()), 2) for herd in (1, 2, 3)] == [105.64, 104.28, 105.46]


def test_variance_between_readers_by_hand():
    """In a balanced design it follows from the mean squares: (22.75 / 3 - 0.65) / (8 / 3), table 4.25 of Montgomery."""
    found = measure_severity(*catalysts())
    assert found.reader_variance == pytest.approx((22.75 / 3 - 0.65) / (8 / 3), rel=1e-5)


def table(people=30, readers=5, reads=3, seed=3, severity=0.5):
    """Marks in an unbalanced design: entry, reader, marks."""
    draw = np.random.default_rng(seed)
    pairs = [(one, int(who)) for one in range(people) for who in draw.permutation(readers)[: 1 + draw.integers(reads)]]
    entry, reader = np.array(pairs).T
    marks = (
        draw.normal(3, 0.5, people)[entry] + draw.normal(0, severity, readers)[reader] + draw.normal(0, 0.4, len(entry))
    )
    return entry, reader, marks


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_effects_are_those_of_statsmodels(seed):
    entry, reader, marks = table(seed=seed)
    found = measure_severity(entry, reader, marks)
    witness = ols(
        "marks ~ C(entry) + C(reader, Sum)", DataFrame({"marks": marks, "entry": entry, "reader": reader})
    ).fit()
    names = [f"C(reader, Sum)[S.{one}]" for one in range(4)]
    assert found.effects[:4] == pytest.approx(witness.params[names].to_numpy())
    assert found.errors[:4] == pytest.approx(witness.bse[names].to_numpy())
    assert (found.degrees, found.error_variance) == (witness.df_resid, pytest.approx(witness.mse_resid))


@pytest.mark.parametrize("seed", [1, 2])
def test_shrinking_is_that_of_statsmodels(seed):
    entry, reader, marks = table(seed=seed)
    found = measure_severity(entry, reader, marks)
    data = DataFrame({"marks": marks, "entry": entry, "reader": reader})
    witness = mixedlm("marks ~ 0 + C(entry)", data, groups=reader).fit(reml=True, method="powell")
    assert found.reader_variance == pytest.approx(float(witness.cov_re.iloc[0, 0]), rel=1e-2)
    assert found.shrunk == pytest.approx([float(witness.random_effects[one].iloc[0]) for one in range(5)], abs=2e-3)


def test_readers_who_are_alike_are_left_alone():
    """Where chance explains all there is, the variance between readers is 0 and nobody's mark moves."""
    entry, reader = np.repeat(np.arange(40), 2), np.tile([0, 1, 1, 2, 2, 0], 14)[:80]
    marks = np.tile([1.0, 2.0, 2.0, 1.0], 20)
    found = measure_severity(entry, reader, marks)
    assert found.reader_variance == 0
    assert found.shrunk.tolist() == [0, 0, 0]


def test_a_constant_for_everybody_changes_nothing():
    entry, reader, marks = table()
    first, second = measure_severity(entry, reader, marks), measure_severity(entry, reader, marks + 1000)
    assert first.effects == pytest.approx(second.effects)
    assert first.shrunk == pytest.approx(second.shrunk)


def test_groups_that_share_nothing_are_not_compared():
    """A strict half and a mild half that never read the same: each group's middle is 0, and it says that there are two."""
    entry = np.array([1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
    reader = np.array([10, 11, 10, 11, 10, 11, 20, 21, 20, 21])
    found = measure_severity(entry, reader, np.array([2, 3, 3, 4, 1, 2, 5, 4, 4, 3]))
    assert found.readers.tolist() == [10, 11, 20, 21]
    assert found.group.tolist() == [0, 0, 1, 1]
    assert found.groups == 2
    assert found.effects == pytest.approx([-0.5, 0.5, 0.5, -0.5])


def test_a_chain_of_readers_is_one_group():
    found = measure_severity(np.array([1, 1, 2, 2]), np.array([1, 2, 2, 3]), np.array([3, 4, 2, 4]))
    assert found.groups == 1
    assert found.effects == pytest.approx([-4 / 3, -1 / 3, 5 / 3])
    assert (found.error_variance, found.reader_variance) == (None, None)


def test_who_shares_nothing_has_no_severity():
    found = measure_severity(np.array([1, 1, 2]), np.array([1, 2, 3]), np.array([3, 4, 5]))
    assert found.compared.tolist() == [1, 1, 0]
    assert np.isnan(found.effects).tolist() == [False, False, True]
    assert found.shrunk.tolist() == [0, 0, 0]


def test_nobody_has_read():
    nobody = np.zeros(0, dtype=int)
    found = measure_severity(nobody, nobody, nobody)
    assert (len(found.readers), found.groups, found.error_variance) == (0, 0, None)


def test_marks_that_fit_exactly_have_no_error():
    entry, reader = np.repeat(np.arange(6), 3), np.tile([0, 1, 2], 6)
    found = measure_severity(entry, reader, entry * 10 + np.array([-1, 0, 1])[reader] + 300)
    assert found.effects == pytest.approx([-1, 0, 1])
    assert found.error_variance == 0


def test_likelihood_is_highest_where_it_says():
    """Restricted likelihood worked out whole, with matrices, around the variances that were found."""
    entry, reader, marks = table(people=12, readers=4)
    found = reader_variance(reduce(entry, indicators(reader, 4), marks))

    def likelihood(between, error):
        cover = between * (reader[:, None] == reader[None, :]) + error * np.eye(len(marks))
        fixed = np.eye(12)[entry]
        weight = np.linalg.inv(cover)
        middle = fixed.T @ weight @ fixed
        left = weight - weight @ fixed @ np.linalg.inv(middle) @ fixed.T @ weight
        return -0.5 * (np.linalg.slogdet(cover)[1] + np.linalg.slogdet(middle)[1] + marks @ left @ marks)

    best = likelihood(*found)
    for one in (0.97, 1.03):
        assert likelihood(found[0] * one, found[1]) < best
        assert likelihood(found[0], found[1] * one) < best
