"""The engine: prepared, confirmed, done chunk by chunk; refused, paused, cancelled, retried. The figures always add up."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applicants.lifecycle import OperationStatus
from applicants.models import Application, BulkChunk, BulkOperation
from applicants.selectors.filtering import Filters
from applicants.selectors.operations import progress_of
from applicants.services import operations
from applicants.services.operations import Handler, OperationRefused, Outcomes
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from tests.applicants.deciding.factories import make_recruiter, make_screened
from tests.applicants.operations.factories import Handled, confirmed, done, in_it, outcomes, prepared, worked
from tests.applicants.screening.factories import make_applications
from tests.factories import make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db


class Fake(Handler):
    """Does nothing to anybody, but as it is told: raises for these ids, refuses, counts how often it is called."""

    kind, permission = BulkOperation.Kind.REVIEW, "applicants.change_application"

    def __init__(self, *, raises=(), refuses="", whole=False, chunk_size=2, forgets=()):
        self.raises, self.refuses, self.forgets = set(raises), refuses, set(forgets)
        self.whole, self.chunk_size, self.calls = whole, chunk_size, 0

    def words(self, operation):
        return "Nothing."

    def work(self, operation, ids):
        self.calls += 1
        if self.refuses:
            raise OperationRefused(self.refuses)
        if self.raises.intersection(ids):
            raise RuntimeError("the milk is sour")
        return Outcomes([pk for pk in ids if pk not in self.forgets])


@pytest.fixture
def recruiter():
    return make_recruiter()


@pytest.fixture
def five():
    return make_screened(make_cohort(), 5)


def adds_up(operation):
    figures = progress_of(operation)
    assert figures.done + figures.skipped + figures.failed + figures.waiting == operation.total == figures.total
    assert sum(chunk.size for chunk in operation.chunks.all()) == operation.total
    assert figures.behind == operation.outcomes.count()
    return figures


def test_preparing_freezes_who_is_in_it_in_chunks(recruiter, five):
    with Handled(Fake()):
        operation = prepared(five[0].cohort, by=recruiter)
    make_screened(five[0].cohort)
    assert operation.status == OperationStatus.PREPARED
    assert operation.total == 5
    ids = [each.pk for each in five]
    assert [chunk.application_ids for chunk in operation.chunks.order_by("number")] == [ids[:2], ids[2:4], ids[4:]]
    assert operation.filter_words == "those of the test"


def test_preparing_takes_all_that_filters_match_and_says_them(recruiter, five):
    make_application(five[0].cohort)
    filters = Filters(cohort=five[0].cohort_id, statuses=("screened",))
    operation = operations.prepare(kind="review", cohort=five[0].cohort, by=recruiter, filters=filters)
    assert operation.total == 5
    assert operation.filter == {"cohort": five[0].cohort_id, "statuses": ["screened"]}
    assert operation.filter_words == "Screened"


def test_preparing_takes_nobody_of_another_cohort(recruiter, five):
    other = make_application()
    operation = prepared(five[0].cohort, [five[0], other], by=recruiter)
    assert operation.chunks.get().application_ids == [five[0].pk]


def test_preparing_what_matches_nobody_is_refused(recruiter):
    with pytest.raises(OperationRefused, match="Nothing matches"):
        prepared(make_cohort(), by=recruiter)
    assert BulkOperation.objects.count() == 0


def test_preparing_without_the_permission_is_refused(five):
    with pytest.raises(OperationRefused, match="Your role does not include this: move to review"):
        prepared(five[0].cohort, by=make_user(Role.MANAGER))


def test_preparing_an_unknown_kind_is_refused(recruiter, five):
    with pytest.raises(OperationRefused, match="not something that can be done"):
        prepared(five[0].cohort, by=recruiter, kind="delete")


def test_nothing_happens_before_it_is_confirmed(recruiter, five):
    operation = worked(prepared(five[0].cohort, by=recruiter))
    assert operation.status == OperationStatus.PREPARED
    assert outcomes(operation) == {}
    assert operations.hand_out_unfinished() == (0, 0)


def test_done_to_everybody_with_an_outcome_each(recruiter, five):
    with Handled(Fake()):
        operation = done(five[0].cohort, by=recruiter)
    assert operation.status == OperationStatus.FINISHED
    assert outcomes(operation) == {each.pk: (1, "") for each in five}
    assert adds_up(operation).done == 5
    assert operation.finished_at >= operation.confirmed_at
    assert [row.to_status for row in operation.history.order_by("pk")] == ["prepared", "running", "finished"]
    assert operation.actor == recruiter


def test_who_confirms_is_who_does_it(recruiter, five):
    other = make_recruiter()
    operation = worked(confirmed(prepared(five[0].cohort, by=recruiter), by=other))
    assert (operation.created_by, operation.actor) == (recruiter, other)
    assert {row.by for row in five[0].history.filter(batch=operation.batch)} == {other}


@pytest.mark.parametrize("typed", [None, "", "100", "nonsense", 102])
def test_above_a_hundred_the_number_is_typed(recruiter, typed):
    cohort = make_cohort()
    make_applications(cohort, 101, status="screened")
    operation = prepared(cohort, by=recruiter)
    with pytest.raises(OperationRefused, match="Type the number of applications, 101, to confirm"):
        operations.confirm(operation, by=recruiter, typed=typed)
    assert BulkOperation.objects.get().status == OperationStatus.PREPARED


def test_the_number_may_be_typed_with_separators(recruiter):
    cohort = make_cohort()
    make_applications(cohort, 1_001, status="screened")
    operation = prepared(cohort, by=recruiter)
    assert operations.confirm(operation, by=recruiter, typed=" 1,001 ").status == OperationStatus.RUNNING


def test_a_hundred_need_no_number(recruiter):
    cohort = make_cohort()
    make_applications(cohort, 100, status="screened")
    assert operations.confirm(prepared(cohort, by=recruiter), by=recruiter).status == OperationStatus.RUNNING


def test_confirming_twice_is_refused(recruiter, five):
    operation = prepared(five[0].cohort, by=recruiter)
    stale = BulkOperation.objects.get()
    confirmed(operation, by=recruiter)
    for each in (operation, stale):
        with pytest.raises(OperationRefused):
            confirmed(each, by=recruiter)


def test_a_chunk_delivered_twice_is_done_once(recruiter, five):
    with Handled(Fake()) as handler:
        operation = confirmed(prepared(five[0].cohort, by=recruiter), by=recruiter)
        chunk = operation.chunks.order_by("number").first()
        assert [operations.work_chunk(chunk.pk) for _ in range(3)] == [True, False, False]
        assert handler.calls == 1
    assert operations.work_chunk(2**40) is False


def test_a_chunk_that_raises_leaves_nothing_and_waits(recruiter, five):
    with Handled(Fake(raises=[five[0].pk])):
        operation = worked(confirmed(prepared(five[0].cohort, by=recruiter), by=recruiter))
        first = operation.chunks.order_by("number").first()
        assert (first.attempts, first.done_at) == (1, None)
        assert operation.status == OperationStatus.RUNNING
        assert sorted(outcomes(operation)) == [each.pk for each in five[2:]]
        assert operations.hand_out_unfinished() == (0, 0), "it waits before it is tried again"
        BulkChunk.objects.filter(pk=first.pk).update(handed_out_at=timezone.now() - timedelta(seconds=16))
        assert operations.hand_out_unfinished() == (1, 0)


def test_the_third_try_names_what_raises_and_does_the_rest(recruiter, five):
    bad = five[1].pk
    with Handled(Fake(raises=[bad], chunk_size=5)):
        operation = confirmed(prepared(five[0].cohort, by=recruiter), by=recruiter)
        for _ in range(3):
            worked(operation)
    assert operation.status == OperationStatus.FINISHED
    found = outcomes(operation)
    assert {pk for pk, (outcome, _) in found.items() if outcome == 1} == {each.pk for each in five} - {bad}
    assert found[bad][0] == 3
    assert "the milk is sour" in found[bad][1]
    assert adds_up(operation).failed == 1


def test_a_handler_that_forgets_somebody_fails_the_chunk_in_the_end(recruiter, five):
    with Handled(Fake(forgets=[five[0].pk], chunk_size=5)):
        operation = confirmed(prepared(five[0].cohort, by=recruiter), by=recruiter)
        for _ in range(3):
            worked(operation)
    assert operation.status == OperationStatus.FINISHED
    assert adds_up(operation).failed == 5


def test_the_failed_are_retried(recruiter, five):
    with Handled(Fake(raises=[five[1].pk, five[3].pk], chunk_size=5)) as handler:
        operation = confirmed(prepared(five[0].cohort, by=recruiter), by=recruiter)
        for _ in range(3):
            worked(operation)
        adds_up(operation)
        handler.raises = set()
        operations.retry_failed(operation, by=recruiter)
        assert adds_up(operation).waiting == 2
        worked(operation)
    assert operation.status == OperationStatus.FINISHED
    assert outcomes(operation) == {each.pk: (1, "") for each in five}
    assert adds_up(operation).done == 5


def test_retrying_without_a_failure_is_refused(recruiter, five):
    operation = done(five[0].cohort, by=recruiter)
    with pytest.raises(OperationRefused, match="Nothing failed"):
        operations.retry_failed(operation, by=recruiter)


def test_a_refusal_while_working_ends_it_as_not_done_and_it_can_be_retried(recruiter, five):
    with Handled(Fake(refuses="The template is gone.")) as handler:
        operation = done(five[0].cohort, by=recruiter)
        assert (operation.status, operation.problem) == (OperationStatus.FAILED, "The template is gone.")
        assert adds_up(operation).waiting == 5
        handler.refuses = ""
        worked(operations.retry_failed(operation, by=recruiter))
    assert (operation.status, operation.problem) == (OperationStatus.FINISHED, "")
    assert adds_up(operation).done == 5


def test_what_is_done_as_a_whole_is_one_chunk_and_fails_as_one(recruiter, five):
    with Handled(Fake(whole=True, raises=[five[4].pk])):
        operation = confirmed(prepared(five[0].cohort, by=recruiter), by=recruiter)
        assert operation.chunks.get().size == 5
        for _ in range(3):
            worked(operation)
    assert operation.status == OperationStatus.FAILED
    assert "the milk is sour" in operation.problem
    assert outcomes(operation) == {}


def test_cancelled_in_the_middle_what_is_done_stays_and_the_rest_is_not_done(recruiter, five):
    with Handled(Fake()):
        operation = confirmed(prepared(five[0].cohort, by=recruiter), by=recruiter)
        first, *others = operation.chunks.order_by("number")
        operations.work_chunk(first.pk)
        operations.cancel(operation, by=recruiter)
        assert [operations.work_chunk(each.pk) for each in others] == [False, False]
        assert operations.hand_out_unfinished() == (0, 0)
    figures = adds_up(operation)
    assert (figures.done, figures.waiting) == (2, 3)


def test_paused_it_waits_and_resumed_it_ends(recruiter, five):
    with Handled(Fake()):
        operation = confirmed(prepared(five[0].cohort, by=recruiter), by=recruiter)
        operations.pause(operation, by=recruiter)
        worked(operation)
        assert outcomes(operation) == {}
        operations.resume(operation, by=recruiter)
        assert worked(operation).status == OperationStatus.FINISHED


def test_steering_needs_the_permission_and_a_legal_move(recruiter, five):
    operation = prepared(five[0].cohort, by=recruiter)
    with pytest.raises(OperationRefused, match="Your role"):
        operations.cancel(operation, by=make_user(Role.MANAGER))
    with pytest.raises(OperationRefused):
        operations.pause(operation, by=recruiter)
    with pytest.raises(OperationRefused, match="only an operation that has ended"):
        operations.retry_failed(operation, by=recruiter)


def test_prepared_and_never_confirmed_it_is_cancelled_after_a_day(recruiter, five):
    fresh, old = prepared(five[0].cohort, by=recruiter), prepared(five[0].cohort, by=recruiter)
    BulkOperation.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=1, seconds=1))
    operations.hand_out_unfinished()
    assert BulkOperation.objects.get(pk=fresh.pk).status == OperationStatus.PREPARED
    assert BulkOperation.objects.get(pk=old.pk).status == OperationStatus.CANCELLED
    assert old.history.latest("pk").reason == "Nobody confirmed it within a day."


@pytest.mark.usefixtures("unreachable_broker")
def test_without_the_broker_it_waits_in_the_database(recruiter, five, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        operation = confirmed(prepared(five[0].cohort, by=recruiter), by=recruiter)
    assert operation.status == OperationStatus.RUNNING
    assert operation.chunks.get().handed_out_at is None


def test_handed_out_later_than_now_is_handed_out_again(recruiter, five):
    """The clock went back an hour."""
    operation = confirmed(prepared(five[0].cohort, by=recruiter), by=recruiter)
    BulkChunk.objects.update(handed_out_at=timezone.now() + timedelta(hours=1))
    assert operations.hand_out_unfinished() == (1, 0)
    assert operation.chunks.get().handed_out_at <= timezone.now()


def test_moved_by_somebody_else_since_the_preview_is_skipped_and_named(recruiter, five):
    operation = confirmed(prepared(five[0].cohort, by=recruiter), by=recruiter)
    move(five[2], to="interview", by=recruiter)
    worked(operation)
    assert outcomes(operation)[five[2].pk] == (2, "Somebody moved it to “interview” since you looked.")
    assert Application.objects.get(pk=five[2].pk).status == "interview"
    assert adds_up(operation).done == 4


def test_deleted_meanwhile_is_skipped_and_named(recruiter, five):
    operation = confirmed(prepared(five[0].cohort, by=recruiter), by=recruiter)
    gone = five[2].pk
    five[2].delete()
    worked(operation)
    assert outcomes(operation)[gone] == (2, "It was deleted meanwhile.")
    adds_up(operation)


def test_an_outcome_is_written_once_and_with_why(recruiter, five):
    operation = done(five[0].cohort, by=recruiter)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO applicants_bulkoutcome (operation_id, application_id, outcome, why) VALUES (%s, %s, 1, '')",
            [operation.pk, five[0].pk],
        )


@pytest.mark.parametrize("kind", ["review", "assign", "tag", "stage"])
def test_statements_of_a_chunk_do_not_grow_with_it(recruiter, kind):
    params = {
        "review": {},
        "assign": {"to": [recruiter.pk]},
        "tag": {"tag": "promising", "do": "add"},
        "stage": {"decision": "rejected", "reason": "The class was full."},
    }[kind]
    counts = []
    for number in (1, 60):
        cohort = make_cohort()
        applications = make_applications(cohort, number, status="screened")
        operation = confirmed(prepared(cohort, by=recruiter, kind=kind, **params), by=recruiter)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            worked(operation)
        assert outcomes(operation) == dict.fromkeys(applications, (1, ""))
        counts.append(len(caught))
    assert counts[0] == counts[1]
    assert counts[0] < 40


def test_nobody_in_it_is_touched_outside_it(recruiter, five):
    done(five[0].cohort, five[:2], by=recruiter)
    assert list(in_it(*five).order_by("pk").values_list("status", flat=True)) == ["in_review"] * 2 + ["screened"] * 3
