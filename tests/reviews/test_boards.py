"""Selection boards: what the worker works out, what people change, and that the database ranks as the plain core does."""

import random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applicants.models import Application, Decision, ScreeningRun
from applicants.services import operations
from applicants.services.screening import default_rubric
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from cohorts.models import Cohort
from reviews import ranking
from reviews.models import BoardLine, RoundEntry, SelectionBoard
from reviews.selectors.boards import counts_of, lines_page
from reviews.services.board_building import build, work_out, work_out_waiting
from reviews.services.board_changing import change_by_hand, set_places, set_weights, take_figures_anew
from reviews.services.board_checks import BoardRefused
from reviews.services.board_figures import Weights, digest_of, rank_again
from reviews.services.board_making import make_board
from reviews.services.measuring import measure
from reviews.services.staging import stage_board
from tests.applicants.screening.factories import make_applications
from tests.factories import make_cohort, make_user
from tests.reviews.factories import make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort()


@pytest.fixture
def by() -> User:
    return make_user(Role.RECRUITER)


def make_run(cohort: Cohort, scores: dict[int, tuple[int | None, int]]) -> ScreeningRun:
    """A run that finished, with (score, band) for each application."""
    now = clock.now()
    run = ScreeningRun.objects.create(
        cohort=cohort,
        rubric_version=default_rubric(),
        status="finished",
        total=len(scores),
        finished_at=now,
        result_digest="d",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO applicants_screeningresult (run_id, application_id, cohort_id, score, band, points, rule, error)
               SELECT %s, one.id, %s, one.score, one.band, '{}', CASE WHEN one.band = 0 THEN 0 END, ''
                 FROM unnest(%s::bigint[], %s::int[], %s::smallint[]) AS one (id, score, band)""",
            [
                run.pk,
                cohort.pk,
                list(scores),
                [score for score, _ in scores.values()],
                [band for _, band in scores.values()],
            ],
        )
    return run


def make_reading(cohort: Cohort, by: User, marks: dict[int, tuple[int | None, int | None]], **fields: Any) -> Any:
    """A closed round with (raw, adjusted) for each application."""
    round = make_round(cohort, created_by=by, **fields)
    measure(round)  # the same (no) scoresheets are not measured again, so the marks given here stay
    RoundEntry.objects.bulk_create(
        RoundEntry(round=round, application_id=pk, raw=raw, adjusted=adjusted, reads_done=3 if raw else 0)
        for pk, (raw, adjusted) in marks.items()
    )
    return round


def make_small(cohort: Cohort, by: User, number: int = 6, **fields: Any) -> tuple[SelectionBoard, list[int]]:
    """A board by a reading: the first has the best mark, the last none; two seats, two on the waitlist."""
    ids = make_applications(cohort, number, status="in_review")
    marks: dict[int, tuple[int | None, int | None]] = {pk: (480 - 10 * n, 480 - 10 * n) for n, pk in enumerate(ids)}
    marks[ids[-1]] = (None, None)
    reading = make_reading(cohort, by, marks)
    values = {"seats": 2, "waitlist": 2, "name": "Board", "weights": Weights(0, 100, 0), **fields}
    board = make_board(cohort=cohort, by=by, reading=reading, **values)
    assert build(board.pk)
    board.refresh_from_db()
    return board, ids


def places(board: SelectionBoard) -> dict[int, str]:
    return {
        line.application_id: line.final
        for line in lines_page(board).rows
        if line.final  # type: ignore[attr-defined]
    }


def test_a_board_ranks_by_its_parts(cohort: Cohort, by: User):
    one, two, three, four = ids = make_applications(cohort, 4, status="in_review")
    run = make_run(cohort, {one: (100, 3), two: (50, 2), three: (0, 1), four: (90, 0)})
    reading = make_reading(cohort, by, {one: (300, 320), two: (500, 512), three: (400, None), four: (500, 500)})
    board = make_board(
        cohort=cohort, name="A", by=by, weights=Weights(40, 60, 0), run=run, reading=reading, seats=1, waitlist=1
    )
    assert board.built_at is None
    assert work_out_waiting() == 1
    board.refresh_from_db()
    lines = {line.application_id: line for line in board.lines.all()}
    most = lines[one].basis["screening"]["most"]
    for pk, score, mark in ((one, 100, 320), (two, 50, 512), (three, 0, 400)):
        screening, read = ranking.of_score(score, most), ranking.of_mark(mark)
        assert (lines[pk].screening, lines[pk].reading, lines[pk].interview) == (screening, read, None)
        assert lines[pk].total == ranking.total((screening, read, None), (40, 60, 0))
    assert (lines[four].screening, lines[four].reading, lines[four].total, lines[four].rank) == (
        None,
        10000,
        None,
        None,
    )
    assert [lines[pk].lot for pk in ids] == [
        ranking.lot(board.seed, Application.objects.get(pk=pk).public_id) for pk in ids
    ]
    assert lines[three].basis["reading"]["is_adjusted"] is False
    assert lines[one].basis["reading"] | {"entry": ""} == {
        "round": reading.pk,
        "entry": "",
        "raw": 300,
        "adjusted": 320,
        "used": 320,
        "is_adjusted": True,
        "reads": 3,
    } | {key: value for key, value in lines[one].basis["reading"].items() if key == "measurement"}
    assert places(board) == {two: "offered", three: "waitlisted"}


def test_only_who_can_be_decided_is_on_it(cohort: Cohort, by: User):
    board, ids = make_small(cohort, by)
    Application.objects.filter(pk=ids[0]).update(status="withdrawn")
    board.entry_left = RoundEntry.objects.filter(application=ids[1]).update(left_at=clock.now())  # type: ignore[attr-defined]
    take_figures_anew(board, by=by)
    assert build(board.pk)
    assert set(board.lines.values_list("application", flat=True)) == set(ids[2:])


def test_built_once(cohort: Cohort, by: User):
    board, _ = make_small(cohort, by)
    assert not build(board.pk)
    assert not build(2**40)
    assert work_out_waiting() == 0


def test_the_same_inputs_give_the_same_digest(cohort: Cohort, by: User):
    board, _ = make_small(cohort, by)
    again = make_board(
        cohort=cohort, name="Again", by=by, weights=Weights(0, 7, 0), reading=board.reading, seats=2, waitlist=2
    )
    build(again.pk)
    again.refresh_from_db()
    assert again.digest == board.digest
    set_places(again, seats=1, waitlist=2, refusal_reason="", by=by)
    assert again.digest != board.digest


def test_weights_rank_again(cohort: Cohort, by: User):
    one, two = make_applications(cohort, 2, status="in_review")
    run = make_run(cohort, {one: (100, 3), two: (0, 1)})
    reading = make_reading(cohort, by, {one: (100, 100), two: (500, 500)})
    board = make_board(
        cohort=cohort, name="A", by=by, weights=Weights(0, 1, 0), run=run, reading=reading, seats=1, waitlist=0
    )
    build(board.pk)
    board.refresh_from_db()
    assert places(board) == {two: "offered"}
    set_weights(board, weights=Weights(1, 0, 0), by=by)
    assert places(board) == {one: "offered"}
    change = board.changes.get()
    assert (change.what, change.before, change.after, change.by) == (
        "weights",
        {"run": 0, "reading": 1, "interview": 0},
        {"run": 1, "reading": 0, "interview": 0},
        by,
    )


def test_a_place_by_hand_moves_the_others_and_stays_on_record(cohort: Cohort, by: User):
    board, ids = make_small(cohort, by)
    before = board.digest
    line = change_by_hand(board, application=ids[0], to="none", reason="Asked to wait a year.", by=by)
    assert (line.placed, line.hand, line.hand_reason, line.hand_by) == ("offered", "none", "Asked to wait a year.", by)
    assert places(board) == {
        ids[1]: "offered",
        ids[2]: "offered",
        ids[3]: "waitlisted",
        ids[4]: "waitlisted",
    }
    assert board.digest != before
    change = board.changes.get()
    assert (change.what, change.application_id, change.after, change.reason) == (
        "hand",
        ids[0],
        {"hand": "none"},
        "Asked to wait a year.",
    )
    change_by_hand(board, application=ids[0], to="", reason="They come after all.", by=by)
    assert (board.digest, board.changes.count()) == (before, 2)
    assert places(board)[ids[0]] == "offered"


def test_who_has_no_total_can_be_placed_by_hand(cohort: Cohort, by: User):
    board, ids = make_small(cohort, by)
    change_by_hand(board, application=ids[-1], to="waitlisted", reason="Read by the director.", by=by)
    assert places(board) == {ids[0]: "offered", ids[1]: "offered", ids[2]: "waitlisted", ids[-1]: "waitlisted"}


def test_hand_changes_survive_new_figures(cohort: Cohort, by: User):
    board, ids = make_small(cohort, by)
    change_by_hand(board, application=ids[0], to="none", reason="Asked to wait a year.", by=by)
    RoundEntry.objects.filter(application=ids[3]).update(adjusted=490)
    take_figures_anew(board, by=by)
    with pytest.raises(BoardRefused, match="being worked out"):
        change_by_hand(board, application=ids[0], to="", reason="No.", by=by)
    build(board.pk)
    board.refresh_from_db()
    assert places(board) == {ids[3]: "offered", ids[1]: "offered", ids[2]: "waitlisted", ids[4]: "waitlisted"}


def test_what_cannot_be_done_is_said(cohort: Cohort, by: User):
    board, ids = make_small(cohort, by)
    for words, values in {
        "Write why": {"to": "none", "reason": " "},
        "Choose a place": {"to": "admitted", "reason": "x"},
        "told first": {"to": "rejected", "reason": "x"},
        "there already": {"to": "", "reason": "x"},
    }.items():
        with pytest.raises(BoardRefused, match=words):
            change_by_hand(board, application=ids[0], by=by, **values)
    with pytest.raises(BoardRefused, match="above 0"):
        set_weights(board, weights=Weights(0, 0, 0), by=by)
    with pytest.raises(BoardRefused, match="no figures for the interviews"):
        set_weights(board, weights=Weights(0, 1, 1), by=by)
    with pytest.raises(BoardRefused, match="at least one seat"):
        set_places(board, seats=0, waitlist=0, refusal_reason="", by=by)
    with pytest.raises(BoardRefused, match="stage decisions"):
        set_weights(board, weights=Weights(0, 1, 0), by=make_user(Role.MANAGER))


def test_a_board_that_cannot_be_made_is_said(cohort: Cohort, by: User):
    reading = make_reading(cohort, by, {})
    usual: dict[str, Any] = {
        "cohort": cohort,
        "name": "A",
        "by": by,
        "weights": Weights(0, 1, 0),
        "reading": reading,
        "seats": 1,
    }
    make_board(**usual)
    for words, values in {
        "of this name": {},
        "a name": {"name": " "},
        "Choose what ranks": {"reading": None},
        "must be of": {"cohort": make_cohort()},
        "no series of interviews": {"interview": reading},
        "no figures for the screening": {"weights": Weights(1, 1, 0)},
        "Choose who": {"who": {"of": "run"}},
    }.items():
        with pytest.raises(BoardRefused, match=words):
            make_board(**{**usual, **values})


def test_the_database_ranks_as_the_plain_core(cohort: Cohort, by: User):
    """Drawn boards of 40 lines: totals, ranks and places are those of `reviews.ranking`, ties and places by hand among them."""
    luck = random.Random(8)
    board, _ = make_small(cohort, by)
    ids = make_applications(cohort, 40, status="in_review", seed=3)
    public = dict(Application.objects.filter(pk__in=ids).values_list("pk", "public_id"))
    for _ in range(12):
        board.lines.all().delete()
        hands = ["", "", "", "", "", "offered", "waitlisted", "rejected", "none"]
        lines = []
        for pk in ids:
            hand = luck.choice(hands)
            lines.append(
                BoardLine(
                    board=board,
                    application_id=pk,
                    screening=luck.choice([None, 0, 5000, luck.randint(0, 10000)]),
                    reading=luck.choice([2500, 5000, luck.randint(0, 10000)]),
                    interview=luck.choice([None, 5000, 5001, luck.randint(0, 10000)]),
                    lot=ranking.lot(board.seed, public[pk]),
                    hand=hand,
                    hand_reason="Why." if hand else "",
                    hand_by=by if hand else None,
                    hand_at=clock.now() if hand else None,
                )
            )
        BoardLine.objects.bulk_create(lines)
        weights = (luck.choice([0, 1, 33]), luck.choice([1, 20]), luck.choice([0, 0, 7]))
        board.run_weight, board.reading_weight, board.interview_weight = weights
        board.seats, board.waitlist = luck.randint(0, 12), luck.randint(0, 12)
        board.refusal_reason = luck.choice(["", "There were more strong applications than seats."])
        rank_again(board)
        plain = ranking.rank(
            [
                ranking.Line(
                    each.application_id,
                    ranking.total((each.screening, each.reading, each.interview), weights),
                    each.lot,
                    each.hand,
                )
                for each in lines
            ],
            seats=board.seats,
            waitlist=board.waitlist,
            refuses=bool(board.refusal_reason),
        )
        shown = lines_page(board, size=100).rows
        assert {
            each.application_id: ranking.Place(each.rank, each.placed, each.final)
            for each in shown  # type: ignore[attr-defined]
        } == dict(plain)


def test_pages_follow_the_ranks(cohort: Cohort, by: User):
    board, ids = make_small(cohort, by, 7)
    seen, key = [], ""
    while True:
        page = lines_page(board, after=key, size=2)
        seen += [line.application_id for line in page.rows]
        key = page.next_key
        if not key:
            break
    assert seen == ids
    assert [line.application_id for line in lines_page(board, show="waitlisted").rows] == ids[2:4]
    assert [line.application_id for line in lines_page(board, show="missing").rows] == ids[-1:]
    counts = counts_of(board)
    assert (counts.lines, counts.missing, counts.ranked, counts.last_seat, counts.last_wait) == (7, 1, 6, 2, 4)
    assert counts.places == {"offered": 2, "waitlisted": 2, "rejected": 0, "undecided": 3}


def test_a_large_board_is_ranked_by_the_worker(cohort: Cohort, by: User, monkeypatch: pytest.MonkeyPatch):
    board, ids = make_small(cohort, by)
    small, taken = board.digest, board.built_at
    prepared = stage_board(board, by=by)
    monkeypatch.setattr("reviews.services.board_changing.AT_ONCE", 5)
    set_places(board, seats=1, waitlist=1, refusal_reason="", by=by)
    assert (board.is_ranked, board.seats, board.digest, board.changes.get().what) == (False, 1, "", "places")
    assert places(board) == {ids[0]: "offered", ids[1]: "offered", ids[2]: "waitlisted", ids[3]: "waitlisted"}
    for change in (
        lambda: set_weights(board, weights=Weights(0, 50, 0), by=by),
        lambda: set_places(board, seats=2, waitlist=2, refusal_reason="", by=by),
        lambda: change_by_hand(board, application=ids[0], to="none", reason="No.", by=by),
        lambda: stage_board(board, by=by),
    ):
        with pytest.raises(BoardRefused, match="is being ranked"):
            change()
    with pytest.raises(operations.OperationRefused, match="was changed"):
        operations.confirm(prepared, by=by)
    assert work_out_waiting() == 1
    assert not work_out(board.pk)
    board.refresh_from_db()
    assert places(board) == {ids[0]: "offered", ids[1]: "waitlisted"}
    assert (board.is_ranked, board.built_at, board.digest) == (True, taken, digest_of(board))
    set_places(board, seats=2, waitlist=2, refusal_reason="", by=by)
    take_figures_anew(board, by=by)
    assert work_out_waiting() == 1  # one piece of work does both
    board.refresh_from_db()
    assert (board.is_ranked, board.digest) == (True, small)


def test_building_costs_the_same_for_any_number(cohort: Cohort, by: User):
    asked = []
    for number in (3, 30):
        one = make_cohort(question_set=cohort.question_set)
        ids = make_applications(one, number, status="in_review")
        reading = make_reading(one, by, dict.fromkeys(ids, (300, 300)))
        board = make_board(cohort=one, name="A", by=by, weights=Weights(0, 1, 0), reading=reading, seats=2)
        with CaptureQueriesContext(connection) as queries:
            assert build(board.pk)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_digest_names_places_and_figures(cohort: Cohort, by: User):
    board, ids = make_small(cohort, by)
    before = digest_of(board)
    BoardLine.objects.filter(board=board, application=ids[5]).update(screening=1)
    assert digest_of(board) != before
    assert Decision.objects.count() == 0
