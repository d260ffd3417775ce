"""What foreign keys would hold for results, the triggers hold: see the migration `results_checked_by_statement`."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from applicants.models import ScreeningResult, ScreeningRun
from applicants.services import screening
from applicants.services.facts import make_facts
from tests.applicants.screening.factories import make_applications
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> ScreeningRun:
    cohort = make_cohort()
    make_applications(cohort, 3)
    run = screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=None)
    screening.score_batch(run.batches.get().pk)
    return run


def a_result(run: ScreeningRun, **fields: Any) -> dict[str, Any]:
    return {"run_id": run.pk, "cohort_id": run.cohort_id, "score": 1, "band": 1, "points": [1], **fields}


@pytest.mark.parametrize("wrong", ["run", "cohort", "application"])
def test_a_result_that_names_what_is_not_there_is_refused(run, wrong) -> None:
    application = make_applications(run.cohort, 1)[0]
    with pytest.raises(IntegrityError, match="a result names"), transaction.atomic():
        ScreeningResult.objects.create(**{**a_result(run, application_id=application), f"{wrong}_id": 0})
    with pytest.raises(IntegrityError, match="a result names"), transaction.atomic():
        ScreeningResult.objects.filter(pk=run.results.first().pk).update(**{f"{wrong}_id": 0})


def test_results_go_with_their_application_and_their_run_even_by_hand(run) -> None:
    gone = run.results.first().application_id
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM applicants_applicationfacts WHERE application_id = %s", [gone])
        cursor.execute("DELETE FROM applicants_application WHERE id = %s", [gone])
    assert run.results.count() == 2
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM applicants_screeningbatch")
        cursor.execute("DELETE FROM applicants_screeningrunstatuschange")
        cursor.execute("DELETE FROM applicants_screeningrun")
    assert ScreeningResult.objects.count() == 0


def test_one_application_has_one_result_in_a_run(run) -> None:
    first = run.results.first()
    with pytest.raises(IntegrityError, match="screeningresult_pkey"), transaction.atomic():
        ScreeningResult.objects.create(**a_result(run, application_id=first.application_id))


@pytest.mark.django_db(transaction=True)
def test_an_application_deleted_while_it_is_scored_leaves_no_result_behind() -> None:
    """Scoring is not committed yet when somebody deletes the application: the deletion waits, and takes the result with it."""
    cohort = make_cohort()
    gone, stays = make_applications(cohort, 2)
    run = screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=None)

    def delete() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM applicants_applicationfacts WHERE application_id = %s", [gone])
            cursor.execute("DELETE FROM applicants_application WHERE id = %s", [gone])
        connection.close()

    make_facts([gone, stays])
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            assert screening.score_batch(run.batches.get().pk)
            deletion = other.submit(delete)
            with pytest.raises(TimeoutError):
                deletion.result(timeout=0.5)
        deletion.result(timeout=10)
    assert list(ScreeningResult.objects.values_list("application", flat=True)) == [stays]
