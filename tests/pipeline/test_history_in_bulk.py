"""Beginning and moving records that come from elsewhere, each at its own moment."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import FieldDoesNotExist

from applicants.models import Application
from careerpath.pipeline.history import IllegalMove, begin_query, move_many
from tests.factories import make_applicant, make_application, make_cohort

pytestmark = pytest.mark.django_db
STARTED = datetime(2016, 3, 29, 21, 0, tzinfo=UTC)


def copied_in(count: int = 3) -> list[Application]:
    """Applications as COPY leaves them: draft, without history, with their own times."""
    cohort = make_cohort()
    return Application.objects.bulk_create(
        Application(
            cohort=cohort,
            applicant=make_applicant(),
            question_set=cohort.question_set,
            started_at=STARTED + timedelta(days=day),
            submitted_at=STARTED + timedelta(days=day, minutes=5),
        )
        for day in range(count)
    )


def test_begin_query_writes_one_row_each_at_the_record_s_own_moment(django_assert_num_queries) -> None:
    applications = copied_in()
    with django_assert_num_queries(3):  # a savepoint, the insert, its release
        assert begin_query(Application.objects.all(), by=None, at_field="started_at") == 3
    for application in applications:
        [row] = application.history.all()
        assert (row.from_status, row.to_status, row.at) == ("", "draft", application.started_at)


def test_begin_query_takes_the_moment_given_without_a_field() -> None:
    [application] = copied_in(1)
    begin_query(Application.objects.all(), by=None, at=STARTED, reason="by hand")
    assert [(row.at, row.reason) for row in application.history.all()] == [(STARTED, "by hand")]


def test_begin_query_refuses_a_record_that_is_under_way() -> None:
    make_application()
    with pytest.raises(IllegalMove, match="begins as “draft”, not as “submitted”"):
        begin_query(Application.objects.all(), by=None)
    assert Application.objects.get().history.count() == 2


def test_begin_query_of_nothing_writes_nothing() -> None:
    assert begin_query(Application.objects.filter(pk__in=[]), by=None) == 0


def test_move_many_moves_each_at_its_own_moment() -> None:
    applications = copied_in()
    begin_query(Application.objects.all(), by=None, at_field="started_at")
    result = move_many(Application.objects.all(), to="submitted", by=None, at_field="submitted_at")
    assert result.moved == sorted(application.pk for application in applications)
    for application in Application.objects.all():
        assert application.status_changed_at == application.submitted_at
        assert application.history.get(to_status="submitted").at == application.submitted_at


@pytest.mark.parametrize(("field", "error"), [("answers", TypeError), ("nowhere", FieldDoesNotExist)])
def test_move_many_takes_moments_from_times_only(field: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        move_many(Application.objects.all(), to="submitted", by=None, at_field=field)
