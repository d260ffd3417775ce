"""What a reader can no longer change, hand back or see: rounds that close meanwhile, readers who left, people they know."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from applicants.services.keeping import delete
from applicants.services.operations import OperationRefused, confirm
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from careerpath.pipeline.history import move
from reviews.models import Assignment, InterviewSlot, ReaderConflict, Scoresheet
from reviews.selectors.apart import pairs
from reviews.selectors.projection import project, shown_reviews
from reviews.services import (
    board_building,
    board_changing,
    board_checks,
    board_making,
    calibrating,
    claiming,
    conflicts,
    handing_back,
    keeping_apart,
    panel,
    round_closing,
    rounds,
    scoring,
)
from reviews.services.board_figures import Weights
from reviews.services.measuring import measure
from reviews.services.scoring import ScoringRefused
from reviews.services.staging import stage_board
from tests.factories import make_applicant, make_application, make_user
from tests.reviews.factories import (
    make_assignment,
    make_entry,
    make_queue,
    make_reader,
    make_round,
    make_sheet,
    sheet_values,
)

alone = pytest.mark.django_db
AGREED = dict.fromkeys(("drive", "learning", "words"), 3)
together = pytest.mark.django_db(transaction=True)


def while_held(hold, call):
    """What `call` returns or raises that begins while `hold` has done its work and not committed yet."""
    done, began = Event(), Event()

    def holding():
        try:
            with transaction.atomic():
                hold()
                began.set()
                done.wait(timeout=0.4)  # long enough for the other to come as far as it can
        finally:
            connection.close()

    def calling():
        began.wait(timeout=10)
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(holding), pool.submit(calling)
        first.result(timeout=30)
        return second.exception(timeout=30) or second.result()


def make_case(round, application=None):
    agreed = {"is_calibration": True, "agreed": [3, 3, 3], "agreed_by": round.created_by}
    return make_entry(round, application or make_application(), **agreed)


@together
def test_what_is_sent_while_the_round_is_being_closed_is_refused():
    round, _, [assignment] = make_queue()
    found = while_held(lambda: round_closing.close_round(round, by=None), lambda: make_sheet(assignment))
    assert isinstance(found, ScoringRefused)
    assert Scoresheet.objects.count() == 0


@together
def test_what_is_changed_while_the_round_is_being_closed_is_refused():
    round, reader, [assignment] = make_queue()
    sheet = make_sheet(assignment, 3)
    found = while_held(
        lambda: round_closing.close_round(round, by=None),
        lambda: scoring.change(sheet, by=reader.user, **sheet_values(5)),
    )
    assert isinstance(found, ScoringRefused)
    sheet.refresh_from_db()
    assert sheet.marks == [3, 3, 3]


@together
def test_what_is_handed_back_while_it_is_being_sent_is_sent():
    _, reader, [assignment] = make_queue()
    found = while_held(lambda: make_sheet(assignment), lambda: handing_back.recuse(assignment, by=reader.user))
    assert str(found) == "You sent this one already."
    assert (Scoresheet.objects.count(), ReaderConflict.objects.count()) == (1, 0)


@alone
def test_who_left_the_round_changes_nothing_and_sees_no_reviews_any_more():
    round = make_round(others="after")
    readers = [make_reader(round) for _ in range(3)]
    entry = make_entry(round)
    sheet, _ = [make_sheet(make_assignment(entry, each)) for each in readers[:2]]
    assert len(shown_reviews(sheet.assignment)) == 1
    panel.remove_reader(readers[0], because="Marks after names.", by=round.created_by)
    sheet = Scoresheet.objects.get(pk=sheet.pk)
    with pytest.raises(ScoringRefused, match="You do not read in this round any more"):
        scoring.change(sheet, by=readers[0].user, **sheet_values(5))
    assert shown_reviews(sheet.assignment) == []


@alone
def test_who_left_the_round_does_not_send_what_they_had_checked_out():
    round = make_round(self_claim=True)
    entry, reader = make_entry(round), make_reader(round)
    make_reader(round), make_reader(round)
    claimed = claiming.claim_next(reader)
    Assignment.objects.update(held_until=clock.now())
    claiming.free_expired()
    panel.remove_reader(reader, by=round.created_by)
    with pytest.raises(ScoringRefused, match="You do not read in this round any more"):
        make_sheet(Assignment.objects.get(pk=claimed.pk))
    assert entry.scoresheets.count() == 0


@alone
def test_whoever_says_that_they_know_the_person_after_the_checkout_ended_does_not_open_it_again():
    round = make_round(self_claim=True)
    entry, reader = make_entry(round), make_reader(round)
    claimed = claiming.claim_next(reader)
    Assignment.objects.update(held_until=clock.now(), draft={"version": 1, "values": {"comment": "x"}, "at": {}})
    claiming.free_expired()
    assert handing_back.recuse(claimed, by=reader.user, why="A cousin.\x00") is None
    claimed.refresh_from_db()
    assert (claimed.ended_as, claimed.ended_note, claimed.draft) == ("recused", "A cousin.", {})
    assert project([entry], for_reader=reader.user) == {}
    with pytest.raises(ScoringRefused):
        make_sheet(Assignment.objects.get(pk=claimed.pk))


@alone
def test_staff_who_keep_somebody_apart_close_what_was_checked_out_before_too():
    round = make_round(self_claim=True)
    entry, reader = make_entry(round), make_reader(round)
    claimed = claiming.claim_next(reader)
    Assignment.objects.update(held_until=clock.now())
    claiming.free_expired()
    assert len(project([entry], for_reader=reader.user)) == 1
    keeping_apart.write_down(reader.user, entry.application.applicant, why="Neighbours.", by=round.created_by)
    assert project([entry], for_reader=reader.user) == {}
    with pytest.raises(ScoringRefused, match="know each other"):
        make_sheet(Assignment.objects.get(pk=claimed.pk))


@alone
def test_marks_are_not_changed_once_it_is_known_that_reader_and_person_know_each_other():
    _, reader, [assignment] = make_queue()
    sheet = make_sheet(assignment, 3)
    conflicts.declare(reader.user, assignment.entry.application.applicant, why="Friends.", by=reader.user)
    with pytest.raises(ScoringRefused, match="know each other"):
        scoring.change(sheet, by=reader.user, **sheet_values(4))


@alone
def test_a_case_is_not_changed_once_its_agreed_marks_were_shown():
    round = make_round()
    reader = make_reader(round)
    planted, other = [make_sheet(make_assignment(each, reader)) for each in (make_case(round), make_entry(round))]
    scoring.change(planted, by=reader.user, **sheet_values(4))
    round_closing.close_round(round, by=None)
    round.refresh_from_db()
    round_closing.reopen_round(round, by=round.created_by, reason="Two were left.")
    planted, other = Scoresheet.objects.get(pk=planted.pk), Scoresheet.objects.get(pk=other.pk)
    with pytest.raises(ScoringRefused, match="you could see the marks agreed"):
        scoring.change(planted, by=reader.user, **sheet_values(3))
    assert scoring.change(other, by=reader.user, **sheet_values(4)).marks == [4, 4, 4]


@alone
def test_who_changes_theirs_after_staff_saw_all_of_them_has_seen_the_others():
    round = make_round(is_blind=False)
    readers = [make_reader(round, make_user(Role.RECRUITER)) for _ in range(2)]
    entry = make_entry(round)
    sheet, _ = [make_sheet(make_assignment(entry, each)) for each in readers]
    scoring.change(sheet, by=readers[0].user, **sheet_values(2))
    assert sheet.saw_others is False
    round_closing.close_round(round, by=None)
    round.refresh_from_db()
    round_closing.reopen_round(round, by=round.created_by, reason="Two were left.")
    sheet = Scoresheet.objects.get(pk=sheet.pk)
    assert scoring.change(sheet, by=readers[0].user, **sheet_values(4)).saw_others is True


@alone
def test_a_case_shows_no_more_reviews_than_any_other_would():
    round = make_round(others="after", reads=2)
    readers = [make_reader(round) for _ in range(4)]
    case = make_case(round)
    sheets = [make_sheet(make_assignment(case, each)) for each in readers]
    assert len(shown_reviews(sheets[0].assignment)) == 1


@alone
def test_no_case_where_others_are_seen_before_marking():
    round = make_round(others="always", status="draft")
    with pytest.raises(calibrating.CalibrationRefused, match="would measure nobody"):
        calibrating.plant(round, make_application(), agreed=AGREED, by=round.created_by)
    after = make_round(others="after", status="draft")
    make_case(after)
    with pytest.raises(rounds.RoundRefused, match="calibration cases"):
        rounds.change_round(after, by=after.created_by, others="always")


@alone
def test_an_interviewer_changes_nothing_once_it_was_decided():
    round = make_round(kind="interview")
    reader = make_reader(round)
    sheet = make_sheet(make_assignment(make_entry(round), reader), 3)
    move(sheet.entry.application, to="offered", by=None)
    with pytest.raises(ScoringRefused, match="decided"):
        scoring.change(sheet, by=reader.user, **sheet_values(5))


def make_board(round):
    board = board_making.make_board(
        cohort=round.cohort, name="Board", by=round.created_by, reading=round, weights=Weights(0, 100, 0), seats=1
    )
    assert board_building.build(board.pk)
    board.refresh_from_db()
    return board


@alone
def test_a_board_whose_scoresheets_changed_is_not_staged():
    round = make_round()
    readers, entries = [make_reader(round) for _ in range(2)], [make_entry(round) for _ in range(2)]
    sheet = make_sheet(make_assignment(entries[0], readers[0]), 3)
    board = make_board(round)
    assert board_checks.came_since(board) == 0
    operation = stage_board(board, by=round.created_by)
    scoring.change(sheet, by=readers[0].user, **sheet_values(2))
    make_sheet(make_assignment(entries[1], readers[1]), 4)
    assert board_checks.came_since(board) == 2
    with pytest.raises(OperationRefused, match="2 scoresheets were sent or changed since"):
        confirm(operation, by=round.created_by, typed=operation.total)
    with pytest.raises(board_checks.BoardRefused, match="Take them anew"):
        stage_board(board, by=round.created_by)
    board_changing.take_figures_anew(board, by=round.created_by)
    assert board_building.build(board.pk)
    board.refresh_from_db()
    assert board_checks.came_since(board) == 0
    assert stage_board(board, by=round.created_by).total == 1


@together
def test_what_is_sent_while_a_board_is_built_is_on_it_or_known_to_be_missing():
    round, reader, assignments = make_queue(2)
    make_sheet(assignments[0])
    board = board_making.make_board(
        cohort=round.cohort, name="Board", by=round.created_by, reading=round, weights=Weights(0, 100, 0), seats=1
    )
    sheet = while_held(
        lambda: board_building.build(board.pk),
        lambda: scoring.submit(assignments[1], by=reader.user, sent_id=uuid4(), **sheet_values(4)),
    )
    board.refresh_from_db()
    assert sheet.sent_at > board.built_at
    assert board_checks.came_since(board) == 1


@alone
def test_a_round_is_not_held_while_its_figures_are_worked_out():
    round, _, [assignment] = make_queue()
    make_sheet(assignment)
    with CaptureQueriesContext(connection) as queries:
        measure(round)
    said = [each["sql"] for each in queries.captured_queries]
    (read,) = [place for place, sql in enumerate(said) if 'FROM "reviews_scoresheet"' in sql]
    (held,) = [place for place, sql in enumerate(said) if "FOR NO KEY UPDATE" in sql]
    assert read < held


@alone
def test_who_talks_with_somebody_does_not_read_them_blind():
    user = make_user(Role.REVIEWER)
    talks = make_round(kind="interview")
    talk, interviewer = make_entry(talks), make_reader(talks, user)
    blind, open_ = make_round(talks.cohort), make_round(talks.cohort, is_blind=False)
    entries = [make_entry(each, talk.application) for each in (blind, open_)]
    readers = [make_reader(each, user) for each in (blind, open_)]
    assert [pairs(each) for each in (blind, open_, talks)] == [[], [], []]
    now = clock.now()
    InterviewSlot.objects.create(
        round=talks, interviewer=interviewer, starts_at=now, entry=talk, taken_at=now, place="Here"
    )
    assert [pairs(each) for each in (blind, open_, talks)] == [
        [(entries[0].pk, readers[0].pk, "talks with them by name")],
        [],
        [],
    ]
    with pytest.raises(ScoringRefused, match="you interview the person"):
        make_sheet(make_assignment(entries[0], readers[0]))
    make_sheet(make_assignment(talk, interviewer))


@alone
def test_what_is_to_be_deleted_is_read_by_nobody_any_more():
    round = make_round()
    reader, person = make_reader(round), make_user()
    application = make_application(applicant=make_applicant(user=person))
    for step in ("screened", "in_review", "offered", "declined"):
        application = move(application, to=step, by=None)
    case = make_case(round, application)
    assignment = make_assignment(case, reader)
    sheet = make_sheet(make_assignment(case, make_reader(round)))
    assert len(project([case], for_reader=reader.user)) == 1
    delete(application, by=person)
    case.refresh_from_db()
    assignment.refresh_from_db()
    assert (case.left_at is not None, assignment.ended_as) == (True, "gone")
    assert project([case], for_reader=sheet.reader.user) == {}
    with pytest.raises(calibrating.CalibrationRefused, match="asked us to delete"):
        calibrating.plant(make_round(), application, agreed=AGREED, by=round.created_by)


@alone
def test_the_lottery_of_a_class_is_drawn_once():
    round = make_round(status="closed")
    first = make_board(round)
    cohort = round.cohort
    cohort.closes_at += timedelta(days=1)
    cohort.save()
    second = board_making.make_board(
        cohort=cohort, name="Again", by=round.created_by, reading=round, weights=Weights(0, 100, 0), seats=1
    )
    assert second.seed == first.seed
