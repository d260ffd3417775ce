"""Small cells of a list with a known total stay hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.suppression import suppress


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([40, 25, 22], [40, 25, 22]),
        ([40, 0, 22], [40, 0, 22]),
        ([40, 3, 22, 12], [40, None, 22, None]),
        ([40, 3, 4, 12], [40, None, None, 12]),
        ([40, 1, 2, 12], [40, None, None, None]),
        ([3, 0], [None, None]),
        ([], []),
    ],
)
def test_suppress_hides_small_cells_and_what_would_give_them_away(counts: list[int], shown: list[int | None]) -> None:
    assert suppress(counts, minimum=5) == shown


def test_suppress_refuses_a_negative_count() -> None:
    with pytest.raises(ValueError, match="negative"):
        suppress([-1])


@given(st.lists(st.integers(0, 30), max_size=8), st.sampled_from([5, 11]))
def test_suppress_leaves_every_hidden_cell_uncertain(counts: list[int], minimum: int) -> None:
    shown = suppress(counts, minimum)
    assert all(value is None or value == 0 or value >= minimum for value in shown)
    hidden_sum = sum(counts) - sum(value for value in shown if value is not None)
    # What a reader knows of a hidden cell is only that it lies between 0 and the hidden sum (all others being 0).
    if 1 < shown.count(None) < len(counts):
        assert hidden_sum >= minimum - 1
    if len(counts) > 1:
        assert shown.count(None) != 1
