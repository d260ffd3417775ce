"""Two people, or two workers, at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from applicants.models import Application, BulkOperation
from applicants.selectors.operations import progress_of
from applicants.services import operations
from applicants.services.operations import OperationRefused
from tests.applicants.deciding.factories import make_recruiter
from tests.applicants.operations.factories import confirmed, prepared, worked
from tests.applicants.screening.factories import make_applications
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Do these in threads of their own that begin together; what each gave, or the refusal it raised."""
    together = Barrier(len(works))

    def one(work):
        try:
            together.wait(10)
            return work()
        except OperationRefused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def test_two_who_confirm_at_once_start_it_once():
    cohort, people = make_cohort(), [make_recruiter(), make_recruiter()]
    make_applications(cohort, 50, status="screened")
    operation = prepared(cohort, by=people[0])
    copies = [BulkOperation.objects.get(pk=operation.pk) for _ in people]
    results = at_once(*(lambda c=c, p=p: operations.confirm(c, by=p) for c, p in zip(copies, people, strict=True)))
    assert sorted(type(each).__name__ for each in results) == ["BulkOperation", "OperationRefused"]
    operation.refresh_from_db()
    assert operation.history.filter(to_status="running").count() == 1
    worked(operation)
    assert progress_of(operation).done == 50


def test_two_workers_with_the_same_chunk_do_it_once():
    cohort, recruiter = make_cohort(), make_recruiter()
    make_applications(cohort, 500, status="screened")
    operation = confirmed(prepared(cohort, by=recruiter), by=recruiter)
    chunk = operation.chunks.get().pk
    results = at_once(*[lambda: operations.work_chunk(chunk)] * 4)
    assert sorted(results) == [False, False, False, True]
    assert operation.outcomes.count() == 500


def test_two_operations_on_the_same_people_move_each_once():
    cohort, recruiter = make_cohort(), make_recruiter()
    make_applications(cohort, 500, status="screened")
    both = [confirmed(prepared(cohort, by=recruiter), by=recruiter) for _ in range(2)]
    chunks = [each.chunks.get().pk for each in both]
    at_once(*(lambda pk=pk: operations.work_chunk(pk) for pk in chunks))
    figures = [progress_of(BulkOperation.objects.get(pk=each.pk)) for each in both]
    assert sum(each.done for each in figures) == 500
    assert sum(each.skipped for each in figures) == 500
    assert Application.objects.filter(status="in_review").count() == 500


def test_staging_twice_at_once_leaves_one_pending_decision_each():
    cohort, recruiter = make_cohort(), make_recruiter()
    make_applications(cohort, 300, status="screened")
    both = [
        confirmed(prepared(cohort, by=recruiter, kind="stage", decision=decision), by=recruiter)
        for decision in ("offered", "waitlisted")
    ]
    chunks = [each.chunks.get().pk for each in both]
    at_once(*(lambda pk=pk: operations.work_chunk(pk) for pk in chunks))
    figures = [progress_of(BulkOperation.objects.get(pk=each.pk)) for each in both]
    assert sum(each.done for each in figures) == 300
    assert sum(each.skipped for each in figures) == 300
