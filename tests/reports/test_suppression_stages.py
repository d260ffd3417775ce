"""reports.suppression along stages: whatever is hidden stays uncertain, asked of every solution in whole numbers."""

from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reports.suppression import hide_rows, stages_shown

MINIMUM = 3
"""Small, so that every solution can be counted."""


@st.composite
def tables(draw: st.DrawFn) -> dict[str, tuple[int, ...]]:
    """Two or three groups along three stages."""
    rows = {}
    for label in "abc"[: draw(st.integers(2, 3))]:
        first = draw(st.integers(0, 6))
        second = draw(st.integers(0, first))
        rows[label] = (first, second, draw(st.integers(0, second)))
    return rows


def solutions(table: dict[str, tuple[int, ...]], shown: dict[str, int]) -> list[dict[str, tuple[int, ...]]]:
    """Every table that fits what is shown and the totals."""
    totals = [sum(column) for column in zip(*table.values(), strict=True)]
    choices = []
    for label, row in table.items():
        if shown[label] == len(row):
            choices.append([row])
        elif shown[label]:
            choices.append([(*row[:-1], last) for last in range(row[-2] + 1)])
        else:
            choices.append(
                [(a, b, c) for a in range(totals[0] + 1) for b in range(a + 1) for c in range(b + 1) if c <= totals[2]]
            )
    return [
        dict(zip(table, rows, strict=True))
        for rows in product(*choices)
        if [sum(column) for column in zip(*rows, strict=True)] == totals
    ]


@settings(max_examples=100, deadline=None)
@given(tables())
def test_every_small_cell_that_is_hidden_could_be_anything_over_the_span(table: dict[str, tuple[int, ...]]) -> None:
    shown = stages_shown(table, MINIMUM)
    assume(any(stages == 3 for stages in shown.values()))  # where all is hidden, only the totals are known
    assume(sum(stages == 0 for stages in shown.values()) < 3)
    for label, row in table.items():
        left = [row[0] - row[1], row[1] - row[2], row[2]]
        if shown[label] == 3:
            assert all(not 0 < cell < MINIMUM for cell in left)
    fits = solutions(table, shown)
    for label, row in table.items():
        cells = [[one[label][0] - one[label][1], one[label][1] - one[label][2], one[label][2]] for one in fits]
        for place, own in enumerate([row[0] - row[1], row[1] - row[2], row[2]]):
            if 0 < own < MINIMUM:
                values = [each[place] for each in cells]
                assert max(values) - min(values) >= MINIMUM - 1, (shown, label, place)


def test_a_small_last_count_hides_itself_and_the_smallest_other_and_leaves_the_stages_before() -> None:
    table = {"a": (400, 300, 3), "b": (500, 400, 20), "c": (5000, 4000, 70)}
    assert stages_shown(table) == {"a": 2, "b": 2, "c": 3}


def test_a_small_group_is_hidden_whole_with_the_smallest_other() -> None:
    table = {"a": (4, 3, 0), "b": (50, 40, 20), "c": (5000, 4000, 70)}
    assert stages_shown(table) == {"a": 0, "b": 0, "c": 3}


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    table = {"a": (400, 300, 5), "b": (500, 400, 0)}
    assert stages_shown(table) == {"a": 3, "b": 3}


def test_a_cap_from_outside_takes_somebody_along() -> None:
    table = {"a": (400, 300, 5), "b": (500, 400, 10), "c": (5000, 4000, 70)}
    assert stages_shown(table, at_most={"c": 2}) == {"a": 2, "b": 3, "c": 2}


def test_hide_rows_takes_the_smallest_along_until_the_sums_say_nothing() -> None:
    assert hide_rows({"a": (1, 30), "b": (20, 30), "c": (500, 600)}) == {"a", "b"}
    assert hide_rows({"a": (1, 30), "b": (0, 40), "c": (500, 600)}) == {"a", "b", "c"}
    assert hide_rows({"a": (10, 30), "b": (0, 40)}) == frozenset()
