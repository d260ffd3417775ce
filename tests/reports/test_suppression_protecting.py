"""reports.suppression.protect: what is hidden stays hidden, with as few cells as can be."""

import random
import subprocess
import sys
from itertools import product

import pytest

from reports.suppression import (
    TOTAL,
    Breach,
    Key,
    System,
    Unprotectable,
    breaches,
    link,
    one_way,
    protect,
    shares_hidden,
    three_way,
    two_way,
)
from tests.reports.readers import fewest, given_away, random_table, random_tables, tables_that_fit

DOMAIN = two_way("abc", "xyz", [[40, 3, 12], [25, 14, 30], [22, 9, 41]])


def test_the_example_of_the_domain_needs_four_cells_and_gets_no_more() -> None:
    assert protect(DOMAIN, 11) == {("a", "y"), ("a", "z"), ("c", "y"), ("c", "z")}
    assert fewest(DOMAIN, 11, 9) == 4


def test_hiding_only_its_small_cells_gives_them_away_exactly() -> None:
    assert breaches(DOMAIN, frozenset({("a", "y"), ("c", "y")}), 11) == [
        Breach(("a", "y"), 3, 3, 3),
        Breach(("c", "y"), 9, 9, 9),
    ]


def test_random_tables_up_to_4x8_give_nothing_away() -> None:
    """The thousand of `python -m bench suppression` is the same with another seed."""
    for system, minimum in random_tables(60, seed=11):
        hidden = protect(system, minimum)
        assert list(given_away(system, hidden, minimum)) == [], (dict(system.cells), minimum)
        assert breaches(system, hidden, minimum) == []


@pytest.mark.parametrize(("rows", "columns"), [(3, 3), (2, 4)])
def test_no_smaller_set_of_cells_would_do(rows: int, columns: int) -> None:
    for seed in range(20):
        system = random_table(random.Random(seed), rows, columns)
        hidden = protect(system, 11 if seed % 2 else 5)
        assert fewest(system, 11 if seed % 2 else 5, len(hidden)) == len(hidden)


def test_every_table_that_fits_was_counted_and_each_hidden_cell_spans_the_minimum() -> None:
    """No solver: tiny tables, minimum 4, all tables with cells up to 12 one after the other."""
    for cells in ([[1, 5], [6, 2]], [[0, 3], [7, 4]], [[2, 9], [0, 5]]):
        hidden = protect(two_way([0, 1], [0, 1], cells), 4)
        spots = {(row, column): (row, column) for row in (0, 1, -1) for column in (0, 1, -1)}
        system = two_way([0, 1], [0, 1], cells).cells
        value = {at: system[_key(at)] for at in spots}
        shown = {at: value[at] for at in spots if _key(at) not in hidden}
        fits = list(tables_that_fit(2, 2, shown, 12))
        for row, column in (at for at in spots if _key(at) in hidden):
            found = [sum(sum(line[c] for c in _span(column)) for line in (t[r] for r in _span(row))) for t in fits]
            assert max(found) - min(found) >= 3


def _key(at: tuple[int, int]) -> Key:
    return tuple(TOTAL if place < 0 else place for place in at)


def _span(place: int) -> tuple[int, ...]:
    return (0, 1) if place < 0 else (place,)


@pytest.mark.parametrize("minimum", [5, 11])
def test_three_way_tables_with_all_margins_give_nothing_away(minimum: int) -> None:
    draw = random.Random(3)
    for _ in range(5):
        cells = {key: int(40 * draw.random() ** 3) for key in product("ab", "xyz", "1234")}
        system = three_way("ab", "xyz", "1234", cells)
        hidden = protect(system, minimum)
        assert list(given_away(system, hidden, minimum)) == []


def test_whole_numbers_are_asked_and_not_only_fractions() -> None:
    """r + 2p = 11: in fractions r could be 0 to 11, in whole numbers it is odd, 1 to 11."""
    cells = {"p": 0, "p again": 0, "pair": 0, "r": 11, "others": 100, "all": 111}
    sums = [("p again", ("p",)), ("pair", ("p", "p again")), ("all", ("pair", "r", "others"))]
    system = System(cells, sums, frozenset({"p", "p again", "pair"}))
    assert breaches(system, frozenset({"r"}), 12) == [Breach("r", 11, 1, 11)]
    for budget in (0, 150):
        hidden = protect(system, 12, budget=budget)
        assert hidden == {"r", "others"}
        assert list(given_away(system, hidden, 12)) == []


def test_linked_tables_are_protected_together() -> None:
    by_gender = two_way(["women", "men"], ["admitted", "not admitted"], [[3, 40], [60, 300]])
    by_race = two_way(["minority", "white"], ["admitted", "not admitted"], [[43, 250], [20, 90]])
    both = link(by_gender, by_race)
    assert len(both.cells) == 9 + 9 - 3
    hidden = protect(both, 11)
    assert ("women", "admitted") in hidden
    assert list(given_away(both, hidden, 11)) == []
    # Each by itself would be safe with what the other gives away: the margins that they share.
    alone = protect(by_gender, 11) | protect(by_race, 11)
    assert len(hidden) <= len(alone) + 3


def test_a_cell_that_is_never_shown_is_not_derivable_when_it_is_small() -> None:
    left = System({"reached": 50, "next": 46, "left": 4}, [("reached", ("next", "left"))], frozenset({"left"}))
    assert [str(each) for each in breaches(left, frozenset(), 11)] == ["“left” must be 4."]
    hidden = protect(left, 11)
    assert len(hidden) == 1
    assert hidden <= {"reached", "next"}
    assert breaches(left, hidden, 11) == []


def test_a_cell_that_is_never_shown_may_be_known_when_it_is_zero_or_large() -> None:
    for value in (0, 11):
        system = System({"a": 20 + value, "b": 20, "left": value}, [("a", ("b", "left"))], frozenset({"left"}))
        assert protect(system, 11) == frozenset()
        assert breaches(system, frozenset(), 11) == []


def test_what_is_shown_already_stays_shown() -> None:
    shown = frozenset({("a", "z"), ("c", "z")})
    hidden = protect(DOMAIN, 11, shown=shown)
    assert not hidden & shown
    assert len(hidden) == 4
    assert breaches(DOMAIN, hidden, 11) == []


def test_what_cannot_be_hidden_any_more_is_named() -> None:
    with pytest.raises(Unprotectable, match="“a, y” is 3 and shown already") as small:
        protect(DOMAIN, 11, shown=frozenset({("a", "y")}))
    assert small.value.key == ("a", "y")
    with pytest.raises(Unprotectable, match="“a, y” cannot be protected: with what is shown already it must be 3"):
        protect(DOMAIN, 11, shown=frozenset({("a", "x"), ("a", "z"), ("a", TOTAL)}))
    with pytest.raises(Unprotectable, match="must be 0 to 4"):
        protect(one_way("abc", [1, 3, 20]), 11, shown=frozenset({("c",), (TOTAL,)}))


def test_weights_choose_which_cells_go() -> None:
    dear = {key: 10.0 for key in DOMAIN.cells if TOTAL in key}
    assert protect(one_way("abc", [3, 20, 30]), 11) == {("a",), ("b",)}
    assert protect(one_way("abc", [3, 20, 30]), 11, weights={("b",): 2}) == {("a",), ("c",)}
    assert all(TOTAL not in key for key in protect(DOMAIN, 11, weights=dear))


def test_percentages_follow_their_cells() -> None:
    hidden = protect(DOMAIN, 11)
    shares = {f"{row} {column}": ((row, column), (row, TOTAL)) for row in "abc" for column in "xyz"}
    shares["y of all"] = (TOTAL, "y"), (TOTAL, TOTAL)
    shares["b of a's y"] = ("b", "y"), ("a", "y")
    assert shares_hidden(DOMAIN, hidden, shares) == {"a y", "a z", "c y", "c z", "b of a's y"}
    unseen = System({"a": 20, "b": 20, "left": 0}, [("a", ("b", "left"))], frozenset({"left"}))
    assert shares_hidden(unseen, frozenset(), {"left": ("left", "a"), "b": ("b", "a")}) == {"left"}
    with pytest.raises(ValueError, match="nobody"):
        shares_hidden(DOMAIN, hidden, {"x": ("nobody", ("a", "x"))})


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [([3], {"a", "total"}), ([0], set()), ([30], set()), ([0, 0], set()), ([0, 3], {"a", "b", "total"} - {"a"})],
)
def test_lists_and_single_cells(counts: list[int], hidden: set[str]) -> None:
    """A single small cell takes its total along; a zero need not be hidden with it."""
    system = one_way("ab"[: len(counts)], counts)
    assert protect(system, 11) == {(TOTAL,) if name == "total" else (name,) for name in hidden}


def test_past_its_budget_the_answer_is_safe_and_nearly_as_good() -> None:
    draw = random.Random(5)
    few = many = 0
    for _ in range(12):
        system = random_table(draw, 4, 6)
        best, quick = protect(system, 11), protect(system, 11, budget=0)
        assert breaches(system, quick, 11) == []
        few, many = few + len(best), many + len(quick)
    assert few <= many <= 1.1 * few


def test_the_order_of_rows_and_columns_changes_nothing_where_figures_differ() -> None:
    draw = random.Random(9)
    for _ in range(10):
        cells = [[draw.randint(0, 60) for _ in range(5)] for _ in range(4)]
        rows, columns = draw.sample(range(4), 4), draw.sample(range(5), 5)
        plain = protect(two_way(range(4), range(5), cells), 11)
        mixed = protect(two_way(rows, columns, [[cells[row][column] for column in columns] for row in rows]), 11)
        assert plain == mixed


ASK = """
import random
from tests.reports.readers import random_table
from reports.suppression import protect
draw = random.Random(2)
for _ in range(6):
    print(sorted(map(repr, protect(random_table(draw, 4, 6), 11))))
    print(sorted(map(repr, protect(random_table(draw, 3, 3), 5, budget=0))))
"""


def test_another_process_with_another_hash_seed_hides_the_same() -> None:
    told = [
        subprocess.run(
            [sys.executable, "-c", ASK],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "77")
    ]
    assert told[0] == told[1]
    assert told[0].count(b"\n") == 12


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"minimum": 1}, "must be 2 or more"),
        ({"minimum": 11, "shown": frozenset({"nobody"})}, "There is no cell “nobody”"),
        ({"minimum": 11, "weights": {("a", "x"): -1}}, "cannot be negative"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        protect(DOMAIN, **arguments)
