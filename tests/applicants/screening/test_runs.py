"""Runs as a ledger: frozen, scored once, finished once, paused, cancelled, applied."""

import hashlib
from collections import Counter
from collections.abc import Iterator

import pytest
from celery import Celery
from django.conf import settings as settings_of_django
from django.db import connection, transaction

from applicants.lifecycle import ApplicationStatus, RunStatus
from applicants.models import ApplicationFacts, ScreeningBatch, ScreeningResult, ScreeningRun
from applicants.screening.document import from_document
from applicants.screening.rubric import bind
from applicants.services import screening
from applicants.services.facts import fact_definitions, make_facts
from applicants.services.sorting import COULD_NOT_BE_SCORED
from careerpath.celery import app
from careerpath.pipeline.history import IllegalMove, move
from careerpath.pipeline.models import StatusChange
from cohorts.models import Cohort
from tests.applicants.screening.factories import make_applications
from tests.factories import GOOD_ANSWERS, make_application, make_cohort, make_question_set, make_user

pytestmark = pytest.mark.django_db

# Savepoint and release, the batch with its run, no waiting, what is in it, questions, insert, done, and whether it was the last.
STATEMENTS_WITH_FACTS_READY = 9


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort()


def start(cohort: Cohort, **given) -> ScreeningRun:
    return screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=None, **given)


def score_all(run: ScreeningRun) -> ScreeningRun:
    for pk in run.batches.order_by("number").values_list("pk", flat=True):
        assert screening.score_batch(pk)
    run.refresh_from_db()
    return run


def test_a_run_freezes_who_is_in_it_and_the_rubric(cohort) -> None:
    ids = make_applications(cohort, 7)
    make_applications(cohort, 2, status="withdrawn")
    make_applications(make_cohort(question_set=cohort.question_set), 2)
    user = make_user()
    run = screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=user, batch_size=3)
    assert run.total == 7
    assert list(run.batches.order_by("number").values_list("application_ids", "size")) == [
        (ids[:3], 3),
        (ids[3:6], 3),
        (ids[6:], 1),
    ]
    assert run.rubric_version.frozen_at is not None
    assert run.filter == {"statuses": ["submitted"]}
    assert list(run.history.values_list("from_status", "to_status", "by")) == [("", "running", user.pk)]


def test_the_inputs_digest_depends_on_who_and_rubric_and_not_on_the_batches(cohort) -> None:
    make_applications(cohort, 5)
    first, second = start(cohort, batch_size=2), start(cohort, batch_size=100)
    assert first.inputs_digest == second.inputs_digest
    assert len(bytes.fromhex(first.inputs_digest)) == hashlib.sha256().digest_size
    make_applications(cohort, 1)
    assert start(cohort).inputs_digest != first.inputs_digest


def test_nobody_to_screen_is_refused_in_words_and_leaves_nothing(cohort) -> None:
    with pytest.raises(screening.RunRefused) as refused, transaction.atomic():
        start(cohort)
    assert str(refused.value) == f"{cohort} has no application that is submitted, so there is nothing to screen."
    assert ScreeningRun.objects.count() == 0


def test_a_rubric_that_does_not_fit_the_form_is_refused_in_words() -> None:
    cohort = make_cohort(question_set=make_question_set())
    make_applications(cohort, 1)
    with pytest.raises(
        screening.RunRefused, match="Hours a week spent learning: the form has no fact “hours_per_week”"
    ):
        start(cohort)


def test_every_application_gets_the_result_that_python_gives(cohort) -> None:
    ids = make_applications(cohort, 300)
    run = score_all(start(cohort, batch_size=120))
    definitions = fact_definitions(cohort.question_set)
    bound = bind(from_document(run.rubric_version.document), definitions)
    facts = dict(ApplicationFacts.objects.values_list("application", "values"))
    rows = {
        row[0]: row[1:] for row in run.results.values_list("application", "score", "band", "points", "rule", "cohort")
    }
    assert sorted(rows) == ids
    for pk, row in rows.items():
        score = bound.score(facts[pk])
        assert row == (score.total, score.band, score.points, score.rule, cohort.pk)
    assert set(Counter(row[1] for row in rows.values())) == {0, 1, 2, 3}


def test_a_run_finishes_with_its_last_batch_and_has_time_and_digest(cohort) -> None:
    make_applications(cohort, 5)
    run = start(cohort, batch_size=3)
    first, last = run.batches.order_by("number").values_list("pk", flat=True)
    assert screening.score_batch(last)
    run.refresh_from_db()
    assert (run.status, run.finished_at) == (RunStatus.RUNNING, None)
    assert screening.score_batch(first)
    run.refresh_from_db()
    assert run.status == RunStatus.FINISHED
    assert len(run.result_digest) == 64
    assert not screening.finish_run_if_done(run.pk)


def test_a_batch_delivered_twice_does_nothing_the_second_time(cohort) -> None:
    make_applications(cohort, 2)
    batch = start(cohort).batches.get()
    assert [screening.score_batch(batch.pk), screening.score_batch(batch.pk)] == [True, False]
    assert ScreeningResult.objects.count() == 2


def test_a_batch_that_is_gone_does_nothing() -> None:
    assert not screening.score_batch(0)


@pytest.mark.parametrize("size", [1, 30])
def test_a_batch_takes_the_same_number_of_statements_at_any_size(cohort, size, django_assert_num_queries) -> None:
    make_facts(make_applications(cohort, size))
    make_applications(cohort, 1, seed=2)  # another batch, so that finishing is not counted in
    first = start(cohort, batch_size=size).batches.order_by("number").first()
    with django_assert_num_queries(STATEMENTS_WITH_FACTS_READY):
        assert screening.score_batch(first.pk)


@pytest.mark.parametrize("size", [1, 30])
def test_facts_are_made_in_the_same_number_of_statements_at_any_size(cohort, size, django_assert_num_queries) -> None:
    ids = make_applications(cohort, size)
    with django_assert_num_queries(6):
        assert make_facts(ids) == size


def test_answers_that_do_not_fit_become_an_error_and_the_others_are_scored(cohort) -> None:
    good, bad = make_application(cohort), make_application(cohort, answers={**GOOD_ANSWERS, "interest": "astrology"})
    run = score_all(start(cohort))
    assert run.status == RunStatus.FINISHED
    result = run.results.get(application=bad)
    assert (result.band, result.score, result.points, result.rule) == (-1, None, [], None)
    assert result.error == "“Which kind of work draws you most?”: “astrology” is not one of the choices."
    assert run.results.get(application=good).score > 0


def test_facts_are_made_anew_where_answers_or_definitions_changed(cohort) -> None:
    application = make_application(cohort, answers={**GOOD_ANSWERS, "hours_per_week": 1})
    before = score_all(start(cohort)).results.get().score
    application.answers["hours_per_week"] = 40
    application.save()
    after = score_all(start(cohort)).results.get().score
    assert after - before == (12 - 1) * 20
    ApplicationFacts.objects.update(digest="of older rules", values=[])
    assert score_all(start(cohort)).results.get().score == after


@pytest.mark.parametrize("moment", ["2000-01-01T00:00Z", "2100-01-01T00:00Z"])
def test_facts_of_other_answers_are_made_anew_whichever_way_a_clock_went(cohort, moment) -> None:
    make_application(cohort)
    right = score_all(start(cohort)).results.get().score
    ApplicationFacts.objects.update(answers_saved_at=moment, values=[])
    assert score_all(start(cohort)).results.get().score == right
    assert len(ApplicationFacts.objects.get().values) > 0


def test_a_deleted_application_does_not_stop_the_run(cohort) -> None:
    ids = make_applications(cohort, 3)
    run = start(cohort)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM applicants_application WHERE id = %s", [ids[0]])
    assert score_all(run).status == RunStatus.FINISHED
    assert sorted(run.results.values_list("application", flat=True)) == ids[1:]


def test_applications_of_two_versions_of_the_form_are_scored_in_one_run(cohort) -> None:
    from cohorts.default_form import SECTIONS
    from cohorts.services import make_question_set as make
    from cohorts.services import publish

    older = make_application(cohort)
    newer_form = publish(make(name="Turned", sections=SECTIONS[::-1], by=None), by=None)
    newer = make_application(cohort, question_set=newer_form)
    run = score_all(start(cohort))
    scores = dict(run.results.values_list("application", "score"))
    assert set(scores) == {older.pk, newer.pk}
    assert scores[older.pk] == scores[newer.pk] > 0


def test_two_runs_over_the_same_give_the_same_digest_however_they_are_cut(cohort) -> None:
    make_applications(cohort, 50)
    digests = {score_all(start(cohort, batch_size=size)).result_digest for size in (7, 50)}
    assert len(digests) == 1


def test_a_paused_run_does_not_work_and_goes_on_after_resuming(cohort) -> None:
    make_applications(cohort, 4)
    run = start(cohort, batch_size=2)
    first, second = run.batches.order_by("number").values_list("pk", flat=True)
    assert screening.score_batch(first)
    screening.pause_run(run, by=None)
    assert not screening.score_batch(second)
    assert screening.hand_out_unfinished() == (0, 0)
    screening.resume_run(run, by=None)
    assert screening.score_batch(second)
    run.refresh_from_db()
    assert run.status == RunStatus.FINISHED
    assert [row.to_status for row in run.history.all()] == ["running", "paused", "running", "finished"]


def test_a_cancelled_run_does_not_work_and_cannot_be_applied(cohort) -> None:
    make_applications(cohort, 2)
    run = start(cohort)
    screening.cancel_run(run, by=None)
    assert not screening.score_batch(run.batches.get().pk)
    with pytest.raises(
        screening.RunRefused, match=r"This run is cancelled\. Only a finished run can sort applications"
    ):
        screening.apply_run(run, by=make_user())
    with pytest.raises(IllegalMove):
        screening.resume_run(run, by=None)


def test_unfinished_batches_are_handed_out_again_and_those_in_time_are_not(
    cohort, settings, django_capture_on_commit_callbacks
) -> None:
    settings.SCREENING_STALE_SECONDS = 60
    make_applications(cohort, 6)
    run = start(cohort, batch_size=2)
    never, old, _in_time = run.batches.order_by("number")
    ScreeningBatch.objects.filter(pk=never.pk).update(handed_out_at=None)
    ScreeningBatch.objects.filter(pk=old.pk).update(handed_out_at="2020-01-01T00:00Z")
    assert screening.hand_out_unfinished() == (2, 0)
    assert screening.hand_out_unfinished() == (0, 0)


def test_a_run_whose_last_worker_died_before_finishing_it_is_finished_by_the_next_round(cohort) -> None:
    make_applications(cohort, 2)
    run = start(cohort)
    ScreeningBatch.objects.update(done_at="2026-01-01T00:00Z", seconds=1.0)
    assert screening.hand_out_unfinished() == (0, 1)
    run.refresh_from_db()
    assert run.status == RunStatus.FINISHED


@pytest.fixture
def unreachable_broker() -> Iterator[None]:
    nowhere = Celery("nowhere", broker="redis://127.0.0.1:1/0", set_as_current=False)
    nowhere.conf.task_publish_retry_policy = settings_of_django.CELERY_TASK_PUBLISH_RETRY_POLICY
    nowhere.set_current()
    yield
    app.set_current()


@pytest.mark.usefixtures("unreachable_broker")
def test_a_broker_that_cannot_be_reached_does_not_stop_the_click(cohort, django_capture_on_commit_callbacks) -> None:
    make_applications(cohort, 3)
    with django_capture_on_commit_callbacks(execute=True):
        run = start(cohort, batch_size=1)
    assert list(run.batches.values_list("handed_out_at", flat=True)) == [None, None, None]


def history_of(pk: int) -> list[StatusChange]:
    from applicants.models import ApplicationStatusChange

    return list(ApplicationStatusChange.objects.filter(subject=pk).order_by("pk"))


def test_applying_sorts_into_screened_and_ineligible_with_the_reason_of_the_rule(cohort) -> None:
    good = make_application(cohort)
    young = make_application(cohort, answers={**GOOD_ANSWERS, "adult": False})
    part_time = make_application(cohort, answers={**GOOD_ANSWERS, "full_time": False})
    broken = make_application(cohort, answers={**GOOD_ANSWERS, "interest": "astrology"})
    gone = make_application(cohort)
    run = score_all(start(cohort))
    move(gone, to=ApplicationStatus.WITHDRAWN, by=None)
    user = make_user()
    done = screening.apply_run(run, by=user)
    assert (done.moved, done.skipped) == (
        [good.pk, young.pk, part_time.pk],
        {gone.pk: "Somebody moved it to “withdrawn” since.", broken.pk: COULD_NOT_BE_SCORED},
    )
    last = history_of(young.pk)[-1]
    assert {history_of(pk)[-1].batch for pk in done.moved} == {done.batch}
    assert (last.to_status, last.by, last.reason) == (
        "ineligible",
        user,
        "You will not be 18 yet when the boot camp starts.",
    )
    broken.refresh_from_db()
    assert broken.status == "submitted"
    assert (run.applied_by, run.applied_at is not None) == (user, True)
    with pytest.raises(screening.RunRefused, match="has sorted its applications already"):
        screening.apply_run(run, by=user)


def test_what_a_person_put_elsewhere_since_stays_there(cohort) -> None:
    application = make_application(cohort)
    run = score_all(start(cohort))
    move(application, to=ApplicationStatus.INELIGIBLE, by=None, reason="Asked us to.")
    done = screening.apply_run(run, by=make_user())
    application.refresh_from_db()
    assert application.status == "ineligible"
    assert done.skipped == {application.pk: "Somebody moved it to “ineligible” since."}


def test_the_default_rubric_is_made_once() -> None:
    assert screening.default_rubric().pk == screening.default_rubric().pk
