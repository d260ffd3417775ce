"""The plain rules: attendance, marks, completion, early warning. Properties over random classes, and examples worked on paper."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bootcamp.models import AttendanceCode, GradeState
from bootcamp.progress import (
    AttendanceShare,
    Code,
    Result,
    Rule,
    Sitting,
    State,
    Thresholds,
    attendance_share,
    check_minutes,
    course_mark,
    early_warning,
    judge,
    module_mark,
    round_half_up,
)
from bootcamp.progress.attendance import PARTIAL, THERE
from bootcamp.progress.marks import ModuleMark

D = Decimal


@st.composite
def sittings(draw: st.DrawFn) -> Sitting:
    code = draw(st.sampled_from(list(Code)))
    scheduled = draw(st.integers(1, 600))
    return Sitting(code, draw(st.integers(1, scheduled)) if code in THERE else 0, scheduled)


@st.composite
def results(draw: st.DrawFn) -> Result:
    state = draw(st.sampled_from([None, *State]))
    out_of = draw(st.decimals("0.5", "500", places=2))
    points = draw(st.decimals("0", str(out_of), places=2)) if state == State.GRADED else None
    return Result("Work", draw(st.decimals("0.01", "100", places=2)), out_of, state, points)


def mark(
    value: str | None,
    *,
    pass_mark: int = 70,
    weight: int = 20,
    title: str = "Module",
    ungraded: int = 0,
    missing: int = 0,
) -> ModuleMark:
    exact = None if value is None else Fraction(value)
    return ModuleMark(title, D(weight), D(pass_mark), exact, (), ungraded, missing)


def present(*codes: str) -> list[Sitting]:
    return [Sitting(code, 360 if code in ("present", "remote") else 0, 360) for code in codes]


def test_codes_and_states_are_those_of_the_database() -> None:
    assert [code.value for code in Code] == AttendanceCode.values
    assert {*(state.value for state in State), "ungraded"} == set(GradeState.values)


@given(st.lists(sittings()), st.booleans())
def test_attendance_lies_between_nothing_and_everything(seen: list[Sitting], strict: bool) -> None:
    share = attendance_share(seen, excused_counts=strict)
    assert 0 <= share.attended <= share.scheduled
    assert (share.percent is None) == (share.scheduled == 0)
    if share.percent is not None and share.exact is not None:
        assert 0 <= share.exact * 100 - Fraction(share.percent) < Fraction(1, 10)  # cut, never rounded up


@given(st.lists(sittings()), sittings())
def test_attendance_never_falls_by_being_there_all_the_time(seen: list[Sitting], more: Sitting) -> None:
    before = attendance_share(seen)
    after = attendance_share([*seen, Sitting(Code.PRESENT, more.scheduled, more.scheduled)])
    assert before.exact is None or (after.exact or 0) >= before.exact


@given(st.lists(sittings()))
def test_attendance_does_not_depend_on_order_or_on_sessions_not_held(seen: list[Sitting]) -> None:
    assert attendance_share(reversed(seen)) == attendance_share([*seen, Sitting(Code.NOT_HELD, 0, 360)])


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 5000), st.decimals("1", "100", places=1))
def test_attendance_minutes_to_spare_are_the_most_that_may_be_missed(
    attended: int, missed: int, to_come: int, least: Decimal
) -> None:
    share = AttendanceShare(attended, attended + missed)
    spare = share.minutes_to_spare(least, to_come)
    if 0 <= spare <= to_come:
        whole = share.scheduled + to_come
        assert AttendanceShare(attended + to_come - spare, whole).reaches(least)
        if spare < to_come:
            assert not AttendanceShare(attended + to_come - spare - 1, whole).reaches(least)


def test_attendance_excused_is_left_out_unless_the_programme_wants_it_made_up() -> None:
    seen = present("present", "excused", "unexcused", "not_held")
    assert attendance_share(seen) == AttendanceShare(360, 720)
    assert attendance_share(seen, excused_counts=True) == AttendanceShare(360, 1080)


def test_attendance_just_below_the_minimum_neither_passes_nor_reads_as_passing() -> None:
    share = AttendanceShare(8996, 10000)
    assert (share.percent, share.reaches(D(90))) == (D("89.9"), False)
    assert AttendanceShare(9000, 10000).reaches(D(90))


@pytest.mark.parametrize(
    ("code", "minutes", "noted"),
    [
        ("present", None, 360),
        ("remote", 200, 200),
        ("late", 300, 300),
        ("excused", None, 0),
        ("unexcused", 0, 0),
        ("not_held", None, 0),
    ],
)
def test_check_minutes_gives_what_the_code_says(code: str, minutes: int | None, noted: int) -> None:
    assert check_minutes(code, minutes, 360) == noted


@pytest.mark.parametrize(
    ("code", "minutes"),
    [("late", None), ("left_early", 360), ("present", 361), ("present", 200), ("late", 0), ("excused", 5)],
)
def test_check_minutes_refuses_what_does_not_fit(code: str, minutes: int | None) -> None:
    with pytest.raises(ValueError, match=r"minutes|Minutes"):
        check_minutes(code, minutes, 360)


@given(st.sampled_from(list(Code)), st.none() | st.integers(-5, 700), st.integers(1, 600))
def test_check_minutes_never_notes_more_than_the_session(code: Code, minutes: int | None, scheduled: int) -> None:
    try:
        noted = check_minutes(code, minutes, scheduled)
    except ValueError:
        return
    assert 0 <= noted <= scheduled
    assert (noted > 0) == (code in THERE)
    assert code not in PARTIAL or noted < scheduled


@given(st.decimals("0", "1000", places=6), st.integers(0, 4))
def test_round_half_up_is_decimals_own(value: Decimal, places: int) -> None:
    assert round_half_up(value, places) == value.quantize(D(1).scaleb(-places), rounding=ROUND_HALF_UP)


@given(st.lists(results(), max_size=8))
def test_module_mark_lies_between_the_worst_and_the_best_of_what_counts(work: list[Result]) -> None:
    found = module_mark("M", work, weight=D(20), pass_mark=D(70))
    counting = [line.percent for line in found.lines if line.percent is not None]
    if found.exact is None:
        assert counting == []
    else:
        assert min(counting) <= found.exact <= max(counting)
    assert found.ungraded == sum(item.state is None for item in work)


@given(st.lists(results(), max_size=8), st.decimals("0.01", "100", places=2))
def test_module_mark_is_not_moved_by_what_is_excused_or_by_scaling_the_weights(
    work: list[Result], factor: Decimal
) -> None:
    found = module_mark("M", work, weight=D(20), pass_mark=D(70)).exact
    excused = [*work, Result("Excused", D(50), D(10), State.EXCUSED)]
    assert module_mark("M", excused, weight=D(20), pass_mark=D(70)).exact == found
    scaled = [Result(item.title, item.weight * factor, item.out_of, item.state, item.points) for item in work]
    assert module_mark("M", scaled, weight=D(20), pass_mark=D(70)).exact == found


@given(st.lists(results(), min_size=1, max_size=8))
def test_module_mark_never_rises_when_work_goes_missing(work: list[Result]) -> None:
    before = module_mark("M", work, weight=D(20), pass_mark=D(70)).exact
    lost = [Result(work[0].title, work[0].weight, work[0].out_of, State.MISSING), *work[1:]]
    if before is not None and work[0].state in (State.GRADED, State.MISSING):
        after = module_mark("M", lost, weight=D(20), pass_mark=D(70)).exact
        assert after is not None
        assert after <= before


def test_missing_zero_excused_and_ungraded_are_four_things() -> None:
    def of(state: str | None, points: Decimal | None = None) -> tuple[Decimal | None, int, int]:
        half = Result("One", D(50), D(10), State.GRADED, D(8))
        found = module_mark("M", [half, Result("Two", D(50), D(10), state, points)], weight=D(20), pass_mark=D(70))
        return found.mark, found.missing, found.ungraded

    assert of(State.GRADED, D(0)) == (D("40.0"), 0, 0)
    assert of(State.MISSING) == (D("40.0"), 1, 0)
    assert of(State.EXCUSED) == (D("80.0"), 0, 0)
    assert of(None) == (D("80.0"), 0, 1)


def test_course_mark_is_rounded_once_from_the_unrounded_modules() -> None:
    """On paper: 3/7 of 100 is 42.857..., 5/7 is 71.428...; half of each is 57.142..., and not the mean of rounded marks."""
    first = module_mark("A", [Result("a", D(100), D(7), State.GRADED, D(3))], weight=D(50), pass_mark=D(40))
    second = module_mark("B", [Result("b", D(100), D(7), State.GRADED, D(5))], weight=D(50), pass_mark=D(40))
    assert (first.mark, second.mark) == (D("42.9"), D("71.4"))
    assert course_mark([first, second]).mark == D("57.1")  # from 42.9 and 71.4 it would be 57.15, shown as 57.2


def test_course_mark_leaves_out_modules_without_a_mark() -> None:
    found = course_mark([mark("80"), mark(None), mark("60", weight=60)])
    assert (found.mark, [line.note for line in found.lines]) == (D("65.0"), ["", "no mark yet", ""])


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 100)), min_size=1, max_size=7))
def test_course_mark_is_the_weighted_mean(pairs: list[tuple[int, int]]) -> None:
    found = course_mark([mark(str(value), weight=weight) for value, weight in pairs])
    assert found.exact == Fraction(sum(v * w for v, w in pairs), sum(w for _, w in pairs))


def test_judge_says_everything_that_is_missing() -> None:
    verdict = judge(
        Rule(),
        attendance=AttendanceShare(800, 1000),
        modules=[
            mark("69.94", title="Change"),
            mark("69.95", title="Informatics"),
            mark("90", title="Skills", ungraded=1),
        ],
        examination=mark("50", title="Examination"),
    )
    assert verdict.missing == [
        "Attendance is 80.0% (800 of 1,000 minutes); 90% is needed.",
        "Change: the mark is 69.9; 70 is needed.",
        "Skills: 1 assessment is not graded yet. So far the mark is 90.0; 70 is needed.",
        "Examination: the mark is 50.0; 70 is needed.",
    ]
    assert [check.met for check in verdict.checks] == [False, False, True, False, False]


def test_judge_asks_only_for_what_the_rule_has() -> None:
    verdict = judge(
        Rule(D(80), False, False), attendance=AttendanceShare(800, 1000), modules=[mark("1")], examination=None
    )
    assert (verdict.met, len(verdict.checks)) == (True, 1)


def test_judge_waits_for_sessions_that_are_not_marked() -> None:
    verdict = judge(Rule(), attendance=AttendanceShare(10, 10), modules=[], examination=mark("80"), sessions_to_come=1)
    assert (verdict.met, verdict.checks[0].open) == (False, True)


def test_judge_without_an_examination_or_attendance_is_open() -> None:
    verdict = judge(Rule(), attendance=AttendanceShare(0, 0), modules=[], examination=None)
    assert [(check.met, check.open) for check in verdict.checks] == [(False, True), (False, True)]


def test_a_module_in_which_everything_is_excused_waits_for_a_person() -> None:
    assert judge(Rule(), attendance=AttendanceShare(1, 1), modules=[mark(None)], examination=mark("80")).missing == [
        "Module: no mark, because everything in it was excused; 70 is needed."
    ]


@pytest.mark.parametrize(
    ("codes", "rules"),
    [
        (["present"] * 5, []),
        (["present", "present", "present", "present", "unexcused"], ["absence"]),
        (["unexcused", "present", "present", "present", "present", "present"], []),
        (["present", "unexcused", "not_held", "unexcused"], ["unexcused", "absence"]),
        (["unexcused", "unexcused", *["present"] * 5], []),
        (["excused"] * 5, []),
        ([], []),
    ],
)
def test_early_warning_reads_attendance(codes: list[str], rules: list[str]) -> None:
    assert [flag.rule for flag in early_warning(present(*codes), [])] == rules


@pytest.mark.parametrize(
    ("modules", "rules"),
    [
        ([mark("70"), mark("75")], []),
        ([mark("69.9"), mark("75")], ["below_pass"]),
        ([mark("90"), mark("80")], ["falling"]),
        ([mark("90"), mark("80.1")], []),
        ([mark("90"), mark(None), mark("65", missing=2)], ["missing", "below_pass", "falling"]),
        ([mark("95"), mark("80"), mark("85")], []),
        ([mark("80", missing=1), mark("80", missing=1)], ["missing"]),
    ],
)
def test_early_warning_reads_marks(modules: list[ModuleMark], rules: list[str]) -> None:
    assert [flag.rule for flag in early_warning([], modules)] == rules


def test_early_warning_gives_its_reasons_in_words_and_by_urgency() -> None:
    flags = early_warning(present("present", "unexcused", "unexcused"), [mark("64", title="Change", ungraded=1)])
    assert [(flag.urgency, flag.reason) for flag in flags] == [
        (3, "Absent without excuse 2 sessions in a row, up to the last one."),
        (3, "Missed 66% of the last 3 sessions."),
        (2, "Below the pass mark: Change 64.0 so far of 70."),
    ]


def test_early_warning_thresholds_can_be_set() -> None:
    seen = present(*["present"] * 4, "unexcused")
    assert early_warning(seen, [], Thresholds(absence_percent=D(25))) == []
