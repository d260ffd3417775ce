"""Marks: late, dropped, weighted, rounded. Properties over random work, the rules on paper, and the examples of docs/marks.md."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bootcamp.progress import AttendanceShare, Check, Result, Rule, State, Verdict, course_mark, judge, module_mark
from bootcamp.progress.agreement import agreement_of, weighted_kappa
from bootcamp.progress.dropping import choose_dropped
from bootcamp.progress.marks import ModuleMark, round_half_up, started_days_late, written
from bootcamp.progress.rubrics import mean_of, percent_of_levels, points_of, read_competencies, within

D = Decimal
DUE = datetime(2026, 3, 6, 22, tzinfo=UTC)

percents = st.decimals("0", "100", places=1)
weights = st.decimals("0.01", "100", places=2)


@st.composite
def results(draw: st.DrawFn) -> Result:
    state = draw(st.sampled_from([None, *State]))
    out_of = draw(st.decimals("0.5", "500", places=2))
    points = draw(st.decimals("0", str(out_of), places=2)) if state == State.GRADED else None
    return Result(
        "Work", draw(weights), out_of, state, points, draw(st.integers(0, 9)), draw(percents), draw(percents), draw(st.booleans())
    )  # fmt: skip


work_lists = st.lists(results(), max_size=7)
drops = st.integers(0, 4)


def mark_of(work: Iterable[Result], drop_lowest: int = 0) -> ModuleMark:
    return module_mark("M", list(work), weight=D(20), pass_mark=D(70), drop_lowest=drop_lowest)


def exact(work: Iterable[Result], drop_lowest: int = 0) -> Fraction | None:
    return mark_of(work, drop_lowest).exact


# --- properties -----------------------------------------------------------------------------------------------------


@given(work_lists, drops)
def test_a_mark_lies_between_0_and_100_and_is_the_sum_of_what_its_lines_bring(work: list[Result], drop: int) -> None:
    found = mark_of(work, drop)
    counting = [line for line in found.lines if line.counts]
    assert (found.exact is None) == (not counting)
    if found.exact is not None:
        assert 0 <= found.exact <= 100
        assert sum(line.brings or 0 for line in counting) == found.exact
        assert sum(line.share for line in counting) == 100


@given(work_lists, drops)
def test_dropping_never_lowers_a_mark_and_never_leaves_nothing(work: list[Result], drop: int) -> None:
    plain, found = mark_of(work), mark_of(work, drop)
    dropped = [line for line in found.lines if line.dropped]
    assert len(dropped) <= drop
    assert (plain.exact is None) == (found.exact is None)
    if plain.exact is not None and found.exact is not None:
        assert found.exact >= plain.exact
        assert found.exact > plain.exact or not dropped  # nothing is left out that does not help
    assert all(result.may_drop for result, line in zip(work, found.lines, strict=True) if line.dropped)


@given(st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(0, 10), st.booleans()), max_size=7), drops)
def test_what_is_dropped_is_the_best_of_all_choices(items: list[tuple[int, int | None, bool]], most: int) -> None:
    """Against every choice tried one by one: at most so many of those that may, and a weight has to be left."""
    work = [(Fraction(weight), None if value is None else Fraction(value), free) for weight, value, free in items]

    def mean(out: frozenset[int]) -> Fraction | None:
        kept = [(w, p) for place, (w, p, _) in enumerate(work) if p is not None and place not in out]
        whole = sum(w for w, _ in kept)
        return sum((w * p for w, p in kept), Fraction(0)) / whole if whole else None

    free = [place for place, (_, value, may) in enumerate(work) if may and value is not None]
    every = [mean(frozenset(out)) for size in range(min(most, len(free)) + 1) for out in combinations(free, size)]
    assert mean(choose_dropped(work, most)) == max((each for each in every if each is not None), default=None)


@given(work_lists, drops, st.integers(0, 6), st.integers(1, 5))
def test_more_days_late_never_raise_a_mark(work: list[Result], drop: int, place: int, more: int) -> None:
    if place >= len(work):
        return
    later = [*work[:place], replace(work[place], days_late=work[place].days_late + more), *work[place + 1 :]]
    before, after = exact(work, drop), exact(later, drop)
    assert before is None if after is None else before is not None and after <= before


@given(results())
def test_lateness_takes_at_most_its_most_and_never_more_than_there_is(result: Result) -> None:
    (line,) = mark_of([result]).lines
    assert 0 <= line.off <= Fraction(result.late_most)
    assert line.reached is None or line.reached >= 0
    if result.days_late == 0 or result.late_per_day == 0:
        assert line.off == 0


@given(work_lists, drops, st.randoms(use_true_random=False))
def test_the_order_of_the_work_does_not_matter(work: list[Result], drop: int, random: object) -> None:
    shuffled = list(work)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert exact(shuffled, drop) == exact(work, drop)


@given(work_lists, drops, weights)
def test_scaling_all_weights_does_not_matter(work: list[Result], drop: int, factor: Decimal) -> None:
    assert exact([replace(each, weight=each.weight * factor) for each in work], drop) == exact(work, drop)


@given(work_lists, drops)
def test_excused_and_not_graded_yet_are_as_if_they_were_not_there(work: list[Result], drop: int) -> None:
    there = [each for each in work if each.state in (State.GRADED, State.MISSING)]
    assert exact(work, drop) == exact(there, drop)


@given(work_lists, drops, st.integers(0, 6), st.decimals("0", "1", places=2))
def test_more_points_never_lower_a_mark(work: list[Result], drop: int, place: int, share: Decimal) -> None:
    if place >= len(work) or work[place].points is None:
        return
    points = work[place].points
    assert points is not None
    better = replace(work[place], points=points + (work[place].out_of - points) * share)
    before, after = exact(work, drop), exact([*work[:place], better, *work[place + 1 :]], drop)
    assert before is not None
    assert after is not None
    assert after >= before


@given(work_lists, drops)
def test_a_mark_is_decimals_half_up_of_the_exact_fraction(work: list[Result], drop: int) -> None:
    found = mark_of(work, drop)
    if found.exact is None:
        assert found.mark is None
        return
    # More digits than any of these fractions needs to be told from a half.
    long = Context(prec=80)
    value = long.divide(Decimal(found.exact.numerator), Decimal(found.exact.denominator))
    assert found.mark == value.quantize(D("0.1"), rounding=ROUND_HALF_UP)


@given(st.lists(st.tuples(work_lists, weights), max_size=5), drops)
def test_a_course_mark_is_the_weighted_mean_of_the_unrounded_module_marks(
    modules: list[tuple[list[Result], Decimal]], drop: int
) -> None:
    marks = [module_mark("M", work, weight=weight, pass_mark=D(70), drop_lowest=drop) for work, weight in modules]
    there = [(Fraction(each.weight), each.exact) for each in marks if each.exact is not None]
    whole = sum(weight for weight, _ in there)
    expected = sum((weight * value for weight, value in there), Fraction(0)) / whole if there else None
    assert course_mark(marks).exact == expected == course_mark(reversed(marks)).exact


@given(
    st.tuples(st.integers(0, 100), st.integers(0, 100)).map(lambda pair: AttendanceShare(min(pair), max(pair))),
    st.lists(work_lists, max_size=4),
    st.none() | work_lists,
    st.builds(Rule, percents, st.booleans(), st.booleans()),
    st.integers(0, 2),
)
def test_completion_is_met_exactly_when_every_check_is(
    share: AttendanceShare, modules: list[list[Result]], examination: list[Result] | None, rule: Rule, to_come: int
) -> None:
    marks = [mark_of(work, 1) for work in modules]
    exam = None if examination is None else mark_of(examination)
    found = judge(rule, attendance=share, modules=marks, examination=exam, sessions_to_come=to_come)
    assert found.met == all(check.met for check in found.checks) == (not found.missing)
    assert not any(check.met and check.open for check in found.checks)
    passed = all(each.passed for each in marks) or not rule.every_module
    sat = not rule.examination or (exam is not None and exam.passed)
    attended = share.scheduled > 0 and not to_come and share.reaches(rule.attendance_min)
    assert found.met == (attended and passed and sat)


def test_one_check_that_is_not_met_is_enough() -> None:
    met, not_met = Check("A", True, "fine"), Check("B", False, "not yet")
    assert (Verdict((met,)).met, Verdict((met, not_met)).met, Verdict(()).met) == (True, False, True)


@given(st.lists(st.tuples(weights, st.integers(1, 4)), min_size=1, max_size=6), st.decimals("0.5", "500", places=2))
def test_points_from_levels_lie_between_a_quarter_and_all_and_rise_with_a_level(
    levels: list[tuple[Decimal, int]], out_of: Decimal
) -> None:
    percent = percent_of_levels(levels)
    assert 25 <= percent <= 100
    assert 0 <= points_of(percent, out_of) <= out_of
    weight, level = levels[0]
    if level < 4:
        assert percent_of_levels([(weight, level + 1), *levels[1:]]) > percent


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=30))
def test_kappa_is_1_only_for_full_agreement_and_the_same_whoever_comes_first(pairs: list[tuple[int, int]]) -> None:
    found = agreement_of(pairs)
    assert found.equal <= found.adjacent <= found.pairs == len(pairs)
    assert found.kappa == weighted_kappa([(second, first) for first, second in pairs])
    if found.kappa is not None:
        assert -1 <= found.kappa <= 1
        assert (found.kappa == 1) == (found.equal == found.pairs)


# --- the rules on paper -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("late", "days"),
    [
        (timedelta(days=-1), 0),
        (timedelta(0), 0),
        (timedelta(microseconds=1), 1),
        (timedelta(hours=24), 1),
        (timedelta(hours=24, seconds=1), 2),
        (timedelta(days=7), 7),
    ],
)
def test_a_day_late_counts_from_the_moment_it_starts(late: timedelta, days: int) -> None:
    assert started_days_late(DUE, DUE + late) == days


def test_the_lowest_number_is_not_always_what_costs_most() -> None:
    """On paper: without the light 0 the mark is (60×50 + 30×90) ÷ 90 = 63.3; without the heavy 50 it is 2700 ÷ 40 = 67.5."""
    work = [
        Result("Light", D(10), D(100), State.GRADED, D(0)),
        Result("Heavy", D(60), D(100), State.GRADED, D(50)),
        Result("Good", D(30), D(100), State.GRADED, D(90)),
    ]
    found = mark_of(work, 1)
    assert (found.mark, [line.dropped for line in found.lines]) == (D("67.5"), [False, True, False])


def test_a_line_says_everything_that_happened_to_it() -> None:
    work = [
        Result("Late", D(50), D(20), State.GRADED, D(18), 3, D(10), D(25)),
        Result("Lost", D(25), D(100), State.MISSING),
        Result("Ill", D(25), D(100), State.EXCUSED),
    ]
    late, lost, ill = mark_of(work, 1).lines
    assert (late.raw, late.off, late.percent, late.share) == (90, 25, 65, 100)
    assert late.note == "3 days late: 90% less 25 is 65%"
    assert (lost.dropped, lost.reached, lost.percent) == (True, 0, None)
    assert lost.note == "missing: counts as 0 until it is handed in; left out as the lowest: 0% reached"
    assert (ill.counts, ill.note) == (False, "excused: the others count for it")


def test_numbers_are_written_as_on_paper() -> None:
    assert [written(value) for value in (Fraction(500, 7), Fraction(131, 2), D("80.00"), D("100"))] == [
        "71.428…",
        "65.5",
        "80",
        "100",
    ]


@pytest.mark.parametrize(("first", "second", "close"), [("70", "80", True), ("70", "80.01", False), ("75", "75", True)])
def test_the_tolerance_itself_is_within(first: str, second: str, close: bool) -> None:
    assert within(Fraction(first), Fraction(second), D(10)) is close


def test_weighted_kappa_is_that_of_published_examples() -> None:
    """SAS/STAT's PROC FREQ prints 0.4701 (linear weights) for this table; R's irr, kappa2(anxiety[, 2:3]), 0.2520325 (squared)
    and 0.1459075 (equal), leaving out a level that nobody used. Both as statsmodels' own tests quote them."""
    table = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]
    pairs = [(i, j) for i, row in enumerate(table) for j, times in enumerate(row) for _ in range(times)]
    assert round_half_up(weighted_kappa(pairs, power=1) or 0, 4) == D("0.4701")  # type: ignore[arg-type]
    second = [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4]
    third = [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2]
    anxiety = [(min(a, 5), min(b, 5)) for a, b in zip(second, third, strict=True)]
    assert round_half_up(weighted_kappa(anxiety) or 0, 7) == D("0.2520325")  # type: ignore[arg-type]
    assert round_half_up(weighted_kappa(anxiety, power=1) or 0, 7) == D("0.1459075")  # type: ignore[arg-type]


def test_kappa_has_no_value_where_both_use_one_level_only() -> None:
    found = agreement_of([(3, 3), (3, 3)])
    assert (found.kappa, found.kappa_shown, found.equal_percent) == (None, "–", D("100.0"))


def test_a_competency_weighs_the_criteria_of_a_piece_of_work_and_takes_the_latest_piece() -> None:
    found = read_competencies(
        [
            ("speaking", "Brief", D(30), Fraction(2)),
            ("speaking", "Brief", D(10), Fraction(4)),
            ("speaking", "Capstone", D(15), Fraction(7, 2)),
            ("planning", "Capstone", D(15), Fraction(3)),
        ]
    )
    assert (found["speaking"].latest, found["speaking"].mean, found["speaking"].level) == (Fraction(7, 2), 3, 4)
    assert (found["planning"].level, found["planning"].shown_mean) == (3, D("3.0"))


# --- docs/marks.md ----------------------------------------------------------------------------------------------------

DOC = Path(__file__).parents[2] / "docs" / "marks.md"


def table_under(heading: str, number: int = 0) -> list[dict[str, str]]:
    """The rows of a table of the document, by column, under a heading."""
    text = DOC.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    tables = re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in tables[number].splitlines()]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def answer(heading: str, name: str) -> Decimal:
    """A result that the document states: a line of bold `name: number`."""
    text = DOC.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    found = re.search(rf"\*\*{re.escape(name)}: ([0-9.]+)\*\*", text)
    assert found, f"{heading} does not state {name}"
    return D(found[1])


def read_work(rows: list[dict[str, str]]) -> list[Result]:
    """The assessments of a table: points are a number, missing, excused or empty."""
    work = []
    for row in rows:
        points = row["Points"]
        state = State.GRADED if re.fullmatch(r"[0-9.]+", points) else State(points) if points else None
        per_day, _, most = row.get("Off a day, at most", "").partition(", ")
        work.append(
            Result(
                row["Assessment"],
                D(row["Weight"]),
                D(row["Of"]),
                state,
                D(points) if state == State.GRADED else None,
                int(row.get("Days late") or 0),
                D(per_day or 0),
                D(most or 100),
                row.get("May be dropped", "yes") == "yes",
            )
        )
    return work


def test_worked_example_one_missing_and_excused() -> None:
    name = "Example 1: missing and excused"
    found = mark_of(read_work(table_under(name)))
    assert found.mark == answer(name, "Module mark")
    assert found.exact == Fraction(500, 7)
    assert found.sum_shown in DOC.read_text()


def test_worked_example_two_late_and_dropped() -> None:
    name = "Example 2: late, and the lowest dropped"
    work = read_work(table_under(name))
    found = mark_of(work, 1)
    assert found.mark == answer(name, "Module mark")
    assert mark_of(work).mark == answer(name, "Without dropping")
    assert [line.title for line in found.lines if line.dropped] == ["Quiz 1"]
    assert found.sum_shown in DOC.read_text()


def test_worked_example_three_two_assessors_and_completion() -> None:
    name = "Example 3: two assessors, the course mark and completion"
    levels = table_under(name)
    first, second = (
        percent_of_levels((D(row["Weight"]), int(row[who])) for row in levels) for who in ("First", "Second")
    )
    assert (points_of(first, D(50)), points_of(second, D(50))) == (answer(name, "First"), answer(name, "Second"))
    assert within(first, second, D(10))
    capstone = points_of(mean_of([first, second]), D(50))
    assert capstone == answer(name, "Capstone")
    examination = read_work(table_under(name, 1))
    assert examination[0].points == capstone
    exam = module_mark("Examination", examination, weight=D(20), pass_mark=D(70))
    assert exam.mark == answer(name, "Examination")
    parts = [
        ModuleMark(row["Module"], D(row["Weight"]), D(70), Fraction(row["Mark, exact"]))
        for row in table_under(name, 2)
        if row["Module"] != "Examination"
    ]
    course = course_mark([*parts, exam])
    assert course.mark == answer(name, "Course mark")
    share = AttendanceShare(9660, 10440)
    assert share.percent == answer(name, "Attendance")
    assert judge(Rule(), attendance=share, modules=parts, examination=exam).missing == [
        "Module 3: the mark is 69.9; 70 is needed."
    ]
