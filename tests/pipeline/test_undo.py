"""Taking back a whole batch; and, whatever moves and undoings come in whatever order, the history ends where the status is."""

from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applicants.lifecycle import APPLICATION
from applicants.models import Application, ApplicationStatusChange
from careerpath.pipeline.history import IllegalMove, move, move_many, undo_many
from tests.applicants.deciding.factories import make_recruiter, make_screened
from tests.factories import make_application, make_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    return make_screened(make_cohort(), 3)


def everybody(*applications):
    return Application.objects.filter(pk__in=[each.pk for each in applications])


def statuses(*applications):
    return list(everybody(*applications).order_by("pk").values_list("status", flat=True))


def assert_history_ends_at_the_status():
    """The latest history row of every application leads to its status, and each row begins where the one before ended."""
    latest = ApplicationStatusChange.objects.filter(subject=OuterRef("pk")).order_by("-pk").values("to_status")[:1]
    ends = Application.objects.annotate(ends=Subquery(latest)).values_list("status", "ends")
    assert all(status == end for status, end in ends)
    before: dict[int, str] = {}
    for subject, was, became in ApplicationStatusChange.objects.order_by("pk").values_list(
        "subject", "from_status", "to_status"
    ):
        assert was == before.get(subject, "")
        before[subject] = became


def test_undo_takes_back_a_batch_and_says_so_in_the_history(three):
    recruiter = make_recruiter()
    done = move_many(everybody(*three), to="in_review", by=None)
    result = undo_many(Application, batch=done.batch, by=recruiter, reason="Too early.")
    assert result.moved == [each.pk for each in three]
    assert result.skipped == {}
    assert statuses(*three) == ["screened"] * 3
    row = three[0].history.latest("pk")
    assert (row.from_status, row.to_status, row.by, row.reason) == ("in_review", "screened", recruiter, "Too early.")
    assert row.batch == result.batch != done.batch
    assert_history_ends_at_the_status()


def test_undo_leaves_and_names_whom_somebody_moved_since(three):
    done = move_many(everybody(*three), to="in_review", by=None)
    move(three[1], to="interview", by=None)
    result = undo_many(Application, batch=done.batch, by=None)
    assert result.moved == [three[0].pk, three[2].pk]
    assert result.skipped == {three[1].pk: "Somebody moved it since; it is “interview” now."}
    assert statuses(*three) == ["screened", "interview", "screened"]


def test_undo_leaves_whom_somebody_moved_away_and_back(three):
    """It stands where the batch put it, but by somebody else's hand."""
    done = move_many(everybody(*three), to="in_review", by=None)
    move(three[0], to="interview", by=None)
    move(three[0], to="in_review", by=None)
    assert list(undo_many(Application, batch=done.batch, by=None).skipped) == [three[0].pk]


def test_undo_twice_does_nothing_the_second_time(three):
    done = move_many(everybody(*three), to="in_review", by=None)
    undo_many(Application, batch=done.batch, by=None)
    again = undo_many(Application, batch=done.batch, by=None)
    assert again.moved == []
    assert set(again.skipped) == {each.pk for each in three}
    assert statuses(*three) == ["screened"] * 3


def test_undo_can_itself_be_undone(three):
    done = move_many(everybody(*three), to="in_review", by=None)
    undone = undo_many(Application, batch=done.batch, by=None)
    assert undo_many(Application, batch=undone.batch, by=None).moved == [each.pk for each in three]
    assert statuses(*three) == ["in_review"] * 3
    assert_history_ends_at_the_status()


def test_undo_goes_back_to_before_the_first_move_of_the_batch(three):
    batch = uuid4()
    move_many(everybody(*three), to="in_review", by=None, batch=batch)
    move_many(everybody(*three), to="interview", by=None, batch=batch)
    undo_many(Application, batch=batch, by=None)
    assert statuses(*three) == ["screened"] * 3


def test_undo_of_some_only(three):
    done = move_many(everybody(*three), to="in_review", by=None)
    assert undo_many(Application, batch=done.batch, by=None, only=everybody(three[1])).moved == [three[1].pk]
    assert undo_many(Application, batch=done.batch, by=None, only=Application.objects.none()).moved == []
    assert statuses(*three) == ["in_review", "screened", "in_review"]


def test_undo_of_an_unknown_batch_does_nothing(three):
    result = undo_many(Application, batch=uuid4(), by=None)
    assert (result.moved, result.skipped) == ([], {})


def test_undo_takes_as_many_statements_for_one_as_for_many():
    counts = []
    for number in (1, 20):
        chosen = make_screened(make_cohort(), number)
        done = move_many(everybody(*chosen), to="in_review", by=None)
        with CaptureQueriesContext(connection) as caught:
            undo_many(Application, batch=done.batch, by=None)
        counts.append(len(caught))
    assert counts[0] == counts[1]


TARGETS = st.sampled_from([status for status in APPLICATION.labels if status not in ("offered", "admitted")])
"""Without those that hold a seat: the capacity is guarded elsewhere."""
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.integers(0, 3), TARGETS),
        st.tuples(st.just("many"), st.sets(st.integers(0, 3)), TARGETS),
        st.tuples(st.just("undo"), st.integers(0, 12), st.none()),
    ),
    max_size=14,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_moves_bulk_moves_and_undoings_leave_the_history_equal_to_the_status(steps):
    cohort = make_cohort()
    people = [make_application(cohort) for _ in range(4)]
    batches = []
    for what, who, to in steps:
        if what == "move":
            try:
                move(people[who], to=to, by=None)
            except IllegalMove:
                continue
        elif what == "many":
            result = move_many(everybody(*(people[each] for each in who)), to=to, by=None)
            assert set(result.moved) | set(result.skipped) == {people[each].pk for each in who}
            batches.append(result.batch)
        elif batches:
            batches.append(undo_many(Application, batch=batches[who % len(batches)], by=None).batch)
    assert_history_ends_at_the_status()
