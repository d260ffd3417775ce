"""Two reports compared: figures both show with their difference, hidden ones not, a change of few people not as a number."""

from dataclasses import replace
from decimal import Decimal

from reports.rules import INTERNAL
from reports.side_by_side import Comparison, compare
from reports.tables import HIDDEN, Column, Kind, Report, Section, Table, Value

COLUMNS = (
    Column("g", "Group", Kind.TEXT),
    Column("n", "People"),
    Column("r", "Rate", Kind.PERCENT),
    Column("v", "Reading", Kind.BADGE),
)
Rows = tuple[tuple[Value, ...], ...]


def report(
    *rows: tuple[Value, ...], key: str = "shares", columns: tuple[Column, ...] = COLUMNS, minimum: int = 5
) -> Report:
    section = Section(key, "Shares", "shares", tables=(Table("t", "By group", columns, rows),))
    return Report("Report", "Fall", "2026-03-02T15:30:00+00:00", INTERNAL.key, minimum, (section,))


def changes(compared: Comparison) -> dict[str, list[str]]:
    [table] = compared.sections[0].tables
    return {row.label: [pair.change for pair in row.pairs] for row in table.rows}


def test_figures_in_both_stand_side_by_side_with_their_difference() -> None:
    compared = compare(
        report(("A", 120, Decimal("25.0"), "watch")), report(("A", 1130, Decimal("21.6"), "flag")), same_people=True
    )
    [row] = compared.sections[0].tables[0].rows
    assert [(pair.first, pair.second, pair.change) for pair in row.pairs] == [
        ("120", "1,130", "+1,010"), ("25.0%", "21.6%", "−3.4 points"), ("watch", "flag", "changed"),
    ]  # fmt: skip
    assert not compared.has_small


def test_a_change_of_few_people_is_not_a_number_and_neither_is_the_rest_of_its_row() -> None:
    rows = {one: ("A", 120 + one, Decimal("25.0") + one, "watch") for one in (0, 1, 4, 5, -4)}
    for more, words in ((1, "small change"), (4, "small change"), (-4, "small change"), (5, "+5")):
        compared = compare(report(rows[0]), report(rows[more]), same_people=True)
        assert changes(compared)["A"][0] == words
        assert compared.has_small == (words == "small change")
    assert changes(compare(report(rows[0]), report(rows[1]), same_people=True))["A"] == [
        "small change",
        "small change",
        "same",
    ]


def test_of_two_cohorts_a_difference_is_no_change_of_people() -> None:
    compared = compare(report(("A", 120, None, "")), report(("A", 121, None, "")), same_people=False)
    assert changes(compared)["A"] == ["+1", "", "same"]


def test_a_table_says_whether_anything_changed_that_both_show() -> None:
    first = report(("A", 120, HIDDEN, "x"), ("B", HIDDEN, None, "x"))
    others = (first, report(("A", 121, HIDDEN, "x"), ("B", HIDDEN, None, "x")), report(("A", 120, HIDDEN, "x")))
    found = [compare(first, other, same_people=True).sections[0].tables[0].has_change for other in others]
    assert found == [False, True, True]


def test_the_larger_minimum_of_the_two_holds() -> None:
    first, second = report(("A", 120, None, "")), report(("A", 128, None, ""), minimum=11)
    assert changes(compare(first, second, same_people=True))["A"][0] == "small change"


def test_hidden_in_either_cannot_be_compared() -> None:
    first = report(("A", HIDDEN, HIDDEN, "x"), ("B", 50, None, "x"), ("C", HIDDEN, None, "x"))
    second = report(("A", 60, Decimal("1.0"), "x"), ("B", HIDDEN, HIDDEN, "x"), ("C", HIDDEN, None, "x"))
    assert changes(compare(first, second, same_people=True)) == {
        "A": ["cannot be compared", "cannot be compared", "same"],
        "B": ["cannot be compared", "cannot be compared", "same"],
        "C": ["cannot be compared", "", "same"],
    }


def test_rates_without_a_count_beside_them_are_not_subtracted() -> None:
    columns = (COLUMNS[0], COLUMNS[2])
    compared = compare(
        report(("A", Decimal("25.0")), columns=columns),
        report(("A", Decimal("25.5")), columns=columns),
        same_people=True,
    )
    assert changes(compared) == {"A": ["changed"]}


def test_the_funnel_counts_everybody_so_few_are_a_number() -> None:
    compared = compare(
        report(("A", 120, None, ""), key="funnel"), report(("A", 121, None, ""), key="funnel"), same_people=True
    )
    assert changes(compared)["A"][0] == "+1"


def test_rows_are_matched_by_name_and_turn_and_columns_by_key() -> None:
    columns = (COLUMNS[0], Column("extra", "Extra"), COLUMNS[1])
    first = report(("A", 10, None, ""), ("A", 200, None, ""), ("Gone", 30, None, ""))
    second = report(("New", 1, 1), ("A", 1, 100), ("A", 1, 300), columns=columns)
    [table] = compare(first, second, same_people=True).sections[0].tables
    assert [(row.label, [pair.change for pair in row.pairs]) for row in table.rows] == [
        ("A", ["+90"]),
        ("A (2)", ["+100"]),
    ]
    assert (table.only_first, table.only_second, [column.key for column in table.columns]) == (
        ("Gone",),
        ("New",),
        ["n"],
    )


def test_rows_are_named_by_all_words_at_the_left() -> None:
    columns = (Column("step", "Step", Kind.TEXT), COLUMNS[0], COLUMNS[1])
    first = report(("Eligible", "Women", 100), ("Eligible", "Men", 200), columns=columns)
    second = report(("Eligible", "Men", 220), columns=columns)
    [table] = compare(first, second, same_people=True).sections[0].tables
    assert [(row.label, [pair.change for pair in row.pairs]) for row in table.rows] == [("Eligible, Men", ["+20"])]
    assert (table.label, table.only_first) == ("Step, Group", ("Eligible, Women",))


def test_sections_and_tables_that_only_one_has_are_named_or_left_out() -> None:
    first = report(("A", 10, None, ""))
    other = Section("trend", "Trend", "trend")
    second = replace(first, sections=(replace(first.sections[0], tables=()), other))
    compared = compare(first, second, same_people=True)
    assert (compared.only_first, compared.only_second, compared.sections[0].tables) == ((), ("Trend",), ())
