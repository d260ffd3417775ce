"""Scores of applications: whole numbers, adjusted only by what is known."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.measuring.scores import FEWEST_DEGREES, score
from reviews.measuring.severity import measure_severity
from tests.reviews.measuring.factories import make_sheets, simulate


def scored(sheets):
    return score(sheets, measure_severity(sheets.entry, sheets.reader, sheets.raw))


def test_scores_by_hand():
    found = scored(make_sheets([5, 5, 5, 6], [1, 2, 3, 1], [301, 302, 302, 250]))
    assert found.entry.tolist() == [5, 6]
    assert (found.reads.tolist(), found.raw.tolist(), found.spread.tolist()) == ([3, 1], [302, 250], [1, 0])
    assert found.is_known.tolist() == [False, False]


def test_half_is_rounded_up():
    assert scored(make_sheets([5, 5], [1, 2], [300, 301])).raw.tolist() == [301]


def test_nobody_is_adjusted_by_a_handful_of_scoresheets():
    """With fewer degrees of freedom than `FEWEST_DEGREES` severity is not known; from then on it is."""
    for people, known in ((FEWEST_DEGREES, False), (FEWEST_DEGREES + 1, True)):
        entry, reader = np.repeat(np.arange(people), 2), np.tile([1, 2], people)
        raw = 300 + 20 * reader + 10 * (np.arange(len(entry)) % 3)
        assert set(scored(make_sheets(entry, reader, raw)).is_known.tolist()) == {known}


def test_one_reader_nobody_is_compared_with_is_not_adjusted():
    sheets, _ = simulate(people=30, readers=3, severity=30)
    alone = make_sheets([*sheets.entry, 99], [*sheets.reader, 9], [*sheets.raw, 400])
    found = scored(alone)
    assert (found.is_known.sum(), found.is_known[-1]) == (30, False)
    assert found.adjusted[-1] == 400


def test_adjusting_brings_applications_closer_to_what_they_deserve():
    """Readers of known severity, two to an application: adjusted means err less than raw ones."""
    sheets, effect = simulate(people=300, readers=8, reads=2, severity=60, seed=5)
    found = scored(sheets)
    deserved = np.array(
        [(sheets.raw - effect[sheets.reader])[sheets.entry == one].mean() for one in found.entry]
    )  # what the same readers would have given without their severity
    assert np.abs(found.adjusted - deserved).mean() < np.abs(found.raw - deserved).mean() / 4


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 8), st.integers(1, 5), st.integers(100, 500)),
        max_size=60,
        unique_by=lambda one: one[:2],
    )
)
def test_scores_of_anything_are_sane(rows):
    """Each application once, the mean between its marks, and an adjusted mean in reach of them."""
    sheets = (
        make_sheets(*(list(column) for column in zip(*sorted(rows), strict=True))) if rows else make_sheets([], [], [])
    )
    found = scored(sheets)
    assert found.entry.tolist() == sorted({one for one, *_ in rows})
    for place, one in enumerate(found.entry):
        given_marks = [mark for entry, _, mark in rows if entry == one]
        assert min(given_marks) <= found.raw[place] <= max(given_marks)
        assert found.spread[place] == max(given_marks) - min(given_marks)
        assert -300 <= found.adjusted[place] <= 900
