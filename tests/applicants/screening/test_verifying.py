"""`manage.py verify_run`: the digest recorded against the results made anew."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from applicants.models import Application, ApplicationFacts, ScreeningBatch, ScreeningRun
from applicants.services import screening
from applicants.services.facts import make_facts
from applicants.services.verifying import verify_run
from cohorts.models import Cohort
from tests.applicants.screening.factories import make_applications
from tests.applicants.screening.test_failing import work
from tests.factories import GOOD_ANSWERS, make_application, make_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort()


@pytest.fixture
def run(cohort: Cohort) -> ScreeningRun:
    make_applications(cohort, 30)
    return work(screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=None, batch_size=7))


def verify(run_pk: int, *arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify_run", str(run_pk), *arguments, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_run_that_nobody_touched_holds(run) -> None:
    code, out = verify(run.pk)
    assert code == 0
    assert out.splitlines() == [
        f"recorded    {run.result_digest}",
        f"recomputed  {run.result_digest}",
        f"Run {run.pk} holds: 30 applications come out as they did.",
    ]
    assert json.loads(verify(run.pk, "--json")[1])["holds"] is True


def test_a_run_with_errors_holds(cohort) -> None:
    make_application(cohort)
    make_application(cohort, answers={**GOOD_ANSWERS, "interest": "astrology"})
    run = work(screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=None))
    assert run.results.filter(band=-1).count() == 1
    assert verify_run(run).holds


def test_corrected_answers_are_named(run) -> None:
    application = Application.objects.get(pk=run.results.order_by("application")[3].application_id)
    application.answers = {**GOOD_ANSWERS, "hours_per_week": 40}
    application.save()
    make_facts([application.pk])
    code, out = verify(run.pk)
    assert code == 1
    assert out.splitlines()[0] != out.splitlines()[1].replace("recomputed ", "recorded   ")
    assert out.splitlines()[2:] == [
        f"Run {run.pk} does not come out as it did.",
        f"1 application has been given other answers since: {application.pk}.",
    ]


def test_facts_changed_behind_the_programs_back_are_told_from_corrections(run) -> None:
    pk = run.results.filter(band=3)[0].application_id
    facts = ApplicationFacts.objects.get(pk=pk)
    ApplicationFacts.objects.filter(pk=pk).update(values=[0 if value else value for value in facts.values])
    verdict = verify_run(run)
    assert (verdict.holds, verdict.corrected, verdict.unexplained, verdict.unexplained_ids) == (False, 0, 1, [pk])


def test_results_changed_behind_the_programs_back_are_noticed(run) -> None:
    run.results.filter(pk=run.results.filter(band=1)[0].pk).update(band=3)
    verdict = verify_run(run)
    assert verdict.recomputed == verdict.recorded != verdict.stored
    assert (
        "The stored results are not those it finished with: somebody changed them in the database." in verdict.words()
    )


def test_erased_people_are_counted(run) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM applicants_applicationfacts WHERE application_id = %s", [run.results.first().application_id]
        )
        cursor.execute("DELETE FROM applicants_application WHERE id = %s", [run.results.first().application_id])
    assert verify_run(run).words() == [
        f"Run {run.pk} does not come out as it did.",
        "1 application of it has been erased since, and the results with them.",
    ]


def test_frozen_ids_that_were_changed_are_noticed(run) -> None:
    ScreeningBatch.objects.filter(run=run, number=0).update(application_ids=[])
    assert not verify_run(run).inputs_hold


def test_a_run_that_has_not_finished_or_is_not_there_is_refused(cohort) -> None:
    make_application(cohort)
    run = screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=None)
    with pytest.raises(CommandError, match="Only a finished run can be verified"):
        verify(run.pk)
    with pytest.raises(CommandError, match="There is no run 0"):
        verify(0)
