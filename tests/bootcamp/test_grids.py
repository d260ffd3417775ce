"""The grids' rules: three-way merge, reading and writing cells."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bootcamp.forms.attendance import read_attendance, seen_attendance, write_noted
from bootcamp.forms.gradebook import read_gradebook, read_mark, write_mark
from bootcamp.forms.grids import dump_seen, load_seen
from bootcamp.services.grids import merge

cells = st.dictionaries(st.integers(1, 5), st.integers(0, 3))


@given(cells, cells, cells)
def test_merge_never_overwrites_what_the_sender_did_not_see(
    sent: dict[int, int], seen: dict[int, int], now: dict[int, int]
) -> None:
    changed, conflicts = merge(sent, seen, now)
    for key, value in changed.items():
        assert now.get(key) == seen.get(key)
        assert value == sent[key] != seen.get(key)
    for key, value in conflicts.items():
        assert value == now.get(key) not in (sent[key], seen.get(key))
    assert not changed.keys() & conflicts.keys()
    untouched = sent.keys() - changed.keys() - conflicts.keys()
    assert all(sent[key] in (seen.get(key), now.get(key)) for key in untouched)


@given(st.decimals("0", "9999", places=2))
def test_a_mark_reads_back_as_it_was_written(points: Decimal) -> None:
    assert read_mark(write_mark(("graded", points))) == ("graded", points)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("", ("ungraded", None)),
        ("  M ", ("missing", None)),
        ("excused", ("excused", None)),
        ("72,5", ("graded", Decimal("72.5"))),
        ("0", ("graded", Decimal(0))),
        ("-1", ("graded", Decimal(-1))),
    ],
)
def test_read_mark_knows_points_missing_excused_and_empty(text: str, mark: tuple[str, Decimal | None]) -> None:
    assert read_mark(text) == mark


@pytest.mark.parametrize("text", ["ninety", "1e9999", "nan", "inf", "1.2.3", "1" * 40, "\x00"])
def test_read_mark_refuses_what_is_no_mark(text: str) -> None:
    with pytest.raises(ValueError, match="Give points"):
        read_mark(text)


def test_read_gradebook_names_wrong_cells_and_leaves_out_what_was_not_sent() -> None:
    sent, errors = read_gradebook({"g-1-2": "80", "g-1-3": "?"}, [(1, 2), (1, 3), (1, 4)])
    assert sent == {(1, 2): ("graded", Decimal(80))}
    assert errors.keys() == {(1, 3)}


def test_read_attendance_names_minutes_that_are_no_number() -> None:
    sent, errors = read_attendance(
        {"code-1": "late", "minutes-1": "²", "code-2": "late", "minutes-2": "300"}, [1, 2, 3]
    )
    assert (sent, errors) == ({2: ("late", 300)}, {1: "Minutes are a whole number."})


def test_what_was_seen_comes_back_as_it_was() -> None:
    noted = {1: ("late", 300), 2: ("present", None)}
    text = dump_seen({str(pk): write_noted(value) for pk, value in noted.items()})
    assert seen_attendance(text, [1, 2, 3]) == noted


@pytest.mark.parametrize("text", ["", "[1]", "{", "null", "7"])
def test_a_hidden_field_that_is_not_ours_means_nothing_was_seen(text: str) -> None:
    assert load_seen(text) == {}
