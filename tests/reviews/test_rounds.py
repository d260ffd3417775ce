"""Rounds: made, opened here or in the worker, changed, closed by people and by the clock; who may read in them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from applicants.models import Application, BulkOperation, BulkOutcome, Notice
from applicants.selectors.filtering import Filters
from applicants.services.operations import OperationRefused, confirm, prepare, work_chunk
from careerpath.accounts.access import give_role, take_role
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from careerpath.pipeline.history import move
from reviews.models import Assignment, ReviewRound, RoundEntry, RoundReader
from reviews.selectors import rounds as read
from reviews.services import panel, round_clock, round_closing, round_opening
from reviews.services import rounds as service
from reviews.services.entering import insert_entries, put_in
from reviews.services.panel import PanelRefused
from reviews.services.rounds import RoundRefused
from reviews.services.scorecards import shipped_scorecard
from tests.factories import make_application, make_cohort, make_user
from tests.reviews import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return make_user(Role.RECRUITER)


@pytest.fixture
def cohort():
    return make_cohort()


def screened(cohort, count=1):
    return [move(make_application(cohort), to="screened", by=None) for _ in range(count)]


def draft(cohort, by, readers=2, **settings):
    filters = Filters(cohort=cohort.pk, statuses=("screened",))
    round = service.make_round(cohort, **{"name": "First", "by": by, "filters": filters, "reads": 2, **settings})
    for _ in range(readers):
        panel.add_reader(round, make_user(Role.REVIEWER), by=by)
    return round


def test_round_without_settings_is_a_blind_reading_by_three_with_the_shipped_scorecard(cohort, by):
    round = service.make_round(cohort, name=" First ", by=by)
    assert (round.name, round.kind, round.reads, round.is_blind, round.others, round.third_reader_at) == (
        "First", "reading", 3, True, "never", 150,
    )  # fmt: skip
    assert round.scorecard_version == shipped_scorecard("reading")
    assert [(each.from_status, each.to_status, each.by) for each in round.history.all()] == [("", "draft", by)]
    assert len(round.seed) == 32


def test_interviews_are_held_once_and_never_blind(cohort, by):
    round = service.make_round(cohort, name="Talks", kind="interview", by=by)
    assert (round.reads, round.is_blind, round.third_reader_at) == (1, False, None)
    with pytest.raises(RoundRefused, match="cannot be blind"):
        service.make_round(cohort, name="Blind talks", kind="interview", is_blind=True, by=by)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"name": " "}, "a name"),
        ({"reads": 1}, "2 to 5"),
        ({"reads": 6}, "2 to 5"),
        ({"third_reader_at": 500}, "0.25 to 4"),
        ({"opens_at": clock.now(), "closes_at": clock.now() - timedelta(days=1)}, "after it opens"),
    ],
)
def test_round_that_makes_no_sense_is_refused(cohort, by, given, why):
    with pytest.raises(RoundRefused, match=why):
        service.make_round(cohort, **{"name": "First", "by": by, **given})


def test_name_is_there_once_in_a_class_and_again_in_another(cohort, by):
    service.make_round(cohort, name="First", by=by)
    with pytest.raises(RoundRefused, match="another name"):
        service.make_round(cohort, name="First", by=by)
    assert service.make_round(make_cohort(), name="First", by=by).name == "First"


def test_scorecard_of_another_kind_is_refused(cohort, by):
    with pytest.raises(RoundRefused, match="this kind of round"):
        service.make_round(cohort, name="First", scorecard_version=shipped_scorecard("interview"), by=by)


def test_opening_puts_in_whom_the_filter_matches_moves_assigns_freezes_and_writes_to_readers(cohort, by):
    inside, (other,) = screened(cohort, 3), screened(make_cohort())
    waiting = make_application(cohort)
    round = draft(cohort, by)
    round_opening.open_round(round, by=by)
    assert sorted(round.entries.values_list("application_id", flat=True)) == sorted(each.pk for each in inside)
    for each in (*inside, other, waiting):
        each.refresh_from_db()
    assert {each.status for each in inside} == {"in_review"}
    assert (other.status, waiting.status) == ("screened", "submitted")
    round.refresh_from_db()
    assert round.status == "open"
    assert round.scorecard_version.frozen_at is not None
    assert Assignment.objects.filter(round=round).count() == 6
    told = Notice.objects.filter(kind="to_read")
    assert sorted(told.values_list("to", flat=True)) == sorted(each.user.email for each in round.readers.all())
    assert {each.subject for each in told} == {"Applications wait for you: “First”"}
    assert "3 applications of" in told[0].body


def test_mail_to_readers_names_nobody_who_is_read(cohort, by):
    (one,) = screened(cohort)
    round_opening.open_round(draft(cohort, by), by=by)
    for notice in Notice.objects.filter(kind="to_read"):
        assert one.applicant.name not in notice.body
        assert notice.application_id is None


def test_round_opens_with_readers_enough_and_somebody_in_it(cohort, by):
    round = draft(cohort, by, readers=1)
    with pytest.raises(RoundRefused, match="2 readers at least, and has 1"):
        round_opening.open_round(round, by=by)
    panel.add_reader(round, make_user(Role.REVIEWER), by=by)
    with pytest.raises(RoundRefused, match="Nobody could be put into it"):
        round_opening.open_round(round, by=by)
    round.refresh_from_db()
    assert (round.status, round.scorecard_version.frozen_at) == ("draft", None)


def test_opening_again_is_refused(cohort, by):
    screened(cohort)
    round = draft(cohort, by)
    round_opening.open_round(round, by=by)
    with pytest.raises(RoundRefused, match="only a round that is being prepared"):
        round_opening.open_round(round, by=by)


def work(operation):
    for chunk in operation.chunks.values_list("pk", flat=True):
        work_chunk(chunk)
    operation.refresh_from_db()


def test_worker_opens_a_round_and_names_who_stays_out(cohort, by, django_capture_on_commit_callbacks):
    one, two = screened(cohort, 2)
    round = draft(cohort, by)
    operation = round_opening.prepare_opening(round, by=by)
    assert (operation.total, RoundEntry.objects.count()) == (2, 0)
    with django_capture_on_commit_callbacks():
        confirm(operation, by=by)
    move(two, to="withdrawn", by=None)
    work(operation)
    assert operation.status == "finished"
    assert dict(BulkOutcome.objects.values_list("application_id", "outcome")) == {one.pk: 1, two.pk: 2}
    assert list(round.entries.values_list("application_id", flat=True)) == [one.pk]
    round.refresh_from_db()
    assert (round.status, Assignment.objects.filter(round=round).count()) == ("open", 2)


def test_worker_says_what_was_missing_and_leaves_the_round_as_it_is(cohort, by, django_capture_on_commit_callbacks):
    screened(cohort)
    round = draft(cohort, by)
    operation = round_opening.prepare_opening(round, by=by)
    with django_capture_on_commit_callbacks():
        confirm(operation, by=by)
    panel.remove_reader(round.readers.first(), by=by)
    work(operation)
    assert operation.status == "failed"
    assert "2 readers at least" in operation.problem
    round.refresh_from_db()
    assert round.status == "draft"


def test_more_are_put_into_an_open_round_and_shared_out(cohort, by, django_capture_on_commit_callbacks):
    screened(cohort)
    round = draft(cohort, by)
    round_opening.open_round(round, by=by)
    (more,) = screened(cohort)
    filters = Filters(cohort=cohort.pk, statuses=("screened",))
    operation = prepare(kind="round", cohort=cohort, by=by, filters=filters, params={"round": round.pk})
    with django_capture_on_commit_callbacks():
        confirm(operation, by=by)
    work(operation)
    entry = round.entries.get(application=more)
    assert entry.assignments.count() == 2


def test_nobody_is_put_into_a_closed_round_or_one_of_another_class(cohort, by):
    screened(cohort)
    filters = Filters(cohort=cohort.pk, statuses=("screened",))
    closed, strange = factories.make_round(cohort, status="closed"), factories.make_round()
    for round, why in ((closed, "nobody is put into it"), (strange, "another class")):
        with pytest.raises(OperationRefused, match=why):
            prepare(kind="round", cohort=cohort, by=by, filters=filters, params={"round": round.pk})


def test_foreseen_is_what_happens(cohort, by):
    from applicants.services.operations import handler_of

    screened(cohort, 2)
    make_application(cohort)
    round = draft(cohort, by, filters=Filters(cohort=cohort.pk))
    operation = round_opening.prepare_opening(round, by=by)
    handler = handler_of("round")
    foreseen = handler.foresee(operation, read.chosen_of(round))
    result = put_in(round, list(read.chosen_of(round).values_list("pk", flat=True)), by=by)
    assert (sum(foreseen.values()), set(foreseen)) == (len(result.skipped), set(result.skipped.values()))


def test_who_left_a_round_comes_back_and_a_calibration_case_stays_one(cohort, by):
    round = factories.make_round(cohort)
    left = factories.make_entry(round, left_at=clock.now())
    case = factories.make_entry(round, is_calibration=True, agreed=[3, 3, 3], agreed_by=by)
    assert insert_entries(round, [left.application_id, case.application_id]) == 1
    left.refresh_from_db()
    case.refresh_from_db()
    assert (left.left_at, case.is_calibration) == (None, True)


def test_putting_in_takes_as_many_statements_for_three_as_for_one(cohort, by):
    counts = []
    for number in (1, 3):
        round, ids = factories.make_round(cohort), [each.pk for each in screened(cohort, number)]
        with CaptureQueriesContext(connection) as found:
            put_in(round, ids, by=by)
        counts.append(len(found))
    assert counts[0] == counts[1] <= 10


def test_open_round_changes_only_what_readers_do_not_see(cohort, by):
    screened(cohort)
    round = draft(cohort, by, readers=3)
    round_opening.open_round(round, by=by)
    closes = clock.now() + timedelta(days=3)
    assert service.change_round(round, by=by, closes_at=closes, name="Reading").closes_at == closes
    for changes in ({"is_blind": False}, {"sees": ["resume"]}, {"others": "always"}):
        with pytest.raises(RoundRefused, match="do not change any more"):
            service.change_round(round, by=by, **changes)
    with pytest.raises(RoundRefused, match="not fewer"):
        service.change_round(service.change_round(round, by=by, reads=3), by=by, reads=2)
    assert Assignment.objects.filter(round=round).count() == 3


def test_closed_round_opens_again_with_a_reason_on_record(cohort, by):
    round = factories.make_round(cohort)
    round_closing.close_round(round, by=by)
    with pytest.raises(RoundRefused, match="Write why"):
        round_closing.reopen_round(round, by=by, reason=" ")
    round_closing.reopen_round(round, by=by, reason="Two were forgotten.")
    assert list(round.history.order_by("pk").values_list("to_status", "reason"))[-2:] == [
        ("closed", ""), ("open", "Two were forgotten."),
    ]  # fmt: skip


def test_open_round_is_not_cancelled(cohort, by):
    with pytest.raises(RoundRefused, match="Close it"):
        round_closing.cancel_round(factories.make_round(cohort), by=by)


def test_database_holds_a_reading_to_two_readers_and_an_interview_to_names(cohort):
    for wrong in ({"reads": 1}, {"kind": "interview", "is_blind": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.make_round(cohort, **wrong)


# --- by the clock -----------------------------------------------------------------------------------------------------


def test_clock_opens_a_round_once(cohort, by, django_capture_on_commit_callbacks):
    screened(cohort)
    now = clock.now()
    round = draft(cohort, by, opens_at=now - timedelta(minutes=1))
    later = draft(cohort, by, name="Later", opens_at=now + timedelta(hours=1))
    with django_capture_on_commit_callbacks():
        assert (round_clock.open_due(), round_clock.open_due()) == (1, 0)
    operation = BulkOperation.objects.get(kind="round")
    assert (operation.status, operation.confirmed_by) == ("running", by)
    work(operation)
    round.refresh_from_db()
    later.refresh_from_db()
    assert (round.status, later.status) == ("open", "draft")


def test_clock_waits_for_what_is_missing(cohort, by):
    screened(cohort)
    draft(cohort, by, readers=0, opens_at=clock.now() - timedelta(minutes=1))
    assert round_clock.open_due() == 0
    assert not BulkOperation.objects.exists()


def test_clock_closes_what_is_over(cohort):
    over = factories.make_round(cohort, closes_at=clock.now() - timedelta(minutes=1))
    factories.make_round(cohort, closes_at=clock.now() + timedelta(hours=1))
    assert (round_clock.close_due(), round_clock.close_due()) == (1, 0)
    over.refresh_from_db()
    assert over.status == "closed"


# --- who reads --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.MANAGER, Role.COMPLIANCE])
def test_blind_round_is_not_read_by_who_can_open_names_elsewhere(cohort, by, role):
    round = factories.make_round(cohort, status="draft")
    reader = make_user(Role.REVIEWER)
    give_role(reader, role)
    with pytest.raises(PanelRefused, match="would not be blind"):
        panel.add_reader(round, reader, by=by)
    assert reader not in panel.who_could_read(round)
    assert not RoundReader.objects.exists()


def test_superuser_does_not_read_blind(cohort, by):
    reader = make_user(Role.REVIEWER)
    reader.is_superuser = True
    reader.save()
    with pytest.raises(PanelRefused, match="would not be blind"):
        panel.check_can_read(reader, factories.make_round(cohort))


def test_reader_who_becomes_a_recruiter_may_not_read_on(cohort, by):
    round = factories.make_round(cohort)
    reader = panel.add_reader(round, make_user(Role.REVIEWER), by=by).user
    assert panel.can_read(reader, round)
    give_role(reader, Role.RECRUITER)
    assert not panel.can_read(reader, round)
    take_role(reader, Role.RECRUITER)
    reader = type(reader).objects.get(pk=reader.pk)
    assert panel.can_read(reader, round)


def test_recruiter_reads_where_it_is_not_blind_and_an_instructor_nowhere(cohort):
    round = factories.make_round(cohort, is_blind=False)
    assert panel.can_read(make_user(Role.RECRUITER), round)
    assert not panel.can_read(make_user(Role.INSTRUCTOR), round)
    gone = make_user(Role.REVIEWER)
    gone.is_active = False
    assert not panel.can_read(gone, round)


def test_who_leaves_an_open_round_hands_on_what_was_unread(cohort, by):
    screened(cohort, 4)
    round = draft(cohort, by, readers=3)
    round_opening.open_round(round, by=by)
    leaving = round.readers.first()
    waiting = Assignment.objects.filter(Assignment.OPEN, reader=leaving).count()
    assert panel.remove_reader(leaving, because="Ill", by=by) == waiting > 0
    leaving.refresh_from_db()
    assert (leaving.left_at is not None, leaving.left_because) == (True, "Ill")
    assert not Assignment.objects.filter(Assignment.OPEN, reader=leaving).exists()
    assert Assignment.objects.filter(Assignment.OPEN, round=round).count() == 8
    assert panel.remove_reader(leaving, by=by) == 0


def test_reader_who_comes_later_gets_a_share(cohort, by):
    screened(cohort, 6)
    round = draft(cohort, by)
    round_opening.open_round(round, by=by)
    later = panel.add_reader(round, make_user(Role.REVIEWER), by=by)
    assert Assignment.objects.filter(Assignment.OPEN, reader=later).count() == 4


def test_who_left_a_draft_leaves_no_row_and_a_closed_panel_stays(cohort, by):
    round = factories.make_round(cohort, status="draft")
    panel.remove_reader(panel.add_reader(round, make_user(Role.REVIEWER), by=by), by=by)
    assert not RoundReader.objects.exists()
    closed = factories.make_round(cohort, status="closed")
    with pytest.raises(PanelRefused, match="closed"):
        panel.add_reader(closed, make_user(Role.REVIEWER), by=by)
    with pytest.raises(PanelRefused, match="1 to 100,000"):
        panel.add_reader(round, make_user(Role.REVIEWER), cap=0, by=by)


# --- reading it -------------------------------------------------------------------------------------------------------


def test_progress_counts_reads_that_are_wanted_done_waiting_and_free(cohort, by):
    round, reader, (done, _waiting) = factories.make_queue(2, round=factories.make_round(cohort))
    factories.make_sheet(done)
    found = read.progress_of(round)
    assert (found.entries, found.asked, found.done, found.open, found.free) == (2, 4, 1, 1, 2)
    (shown,) = read.readers_of(round)
    assert (shown.user, shown.done, shown.waiting, shown.recused) == (reader.user, 1, 1, 0)


def test_list_of_rounds_takes_one_query_however_many(cohort, django_assert_num_queries):
    for number in (1, 3):
        while ReviewRound.objects.count() < number:
            factories.make_queue(2, round=factories.make_round(cohort))
        with django_assert_num_queries(1):
            rows = read.rounds()
        assert [(each.entries_number, each.readers_number, each.reads_open) for each in rows] == [(2, 1, 2)] * number


def test_who_was_asked_to_an_interview_is_read_without_going_back(cohort, by):
    talks, one = screened(cohort, 2)
    move(talks, to="interview", by=by)
    round = draft(cohort, by)
    result = put_in(round, [talks.pk, one.pk], by=by)
    stand = [Application.objects.get(pk=pk).status for pk in (talks.pk, one.pk)]
    assert (result.moved, result.skipped, stand) == (sorted([talks.pk, one.pk]), {}, ["interview", "in_review"])
    assert round.entries.count() == 2
