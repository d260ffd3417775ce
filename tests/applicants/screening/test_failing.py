"""What goes wrong with one application becomes its error; the others are scored, and the run ends."""

import pytest
from django.db import DataError, connection

from applicants.lifecycle import RunStatus
from applicants.models import Application, ApplicationFacts, RubricVersion, ScreeningBatch, ScreeningRun
from applicants.selectors.deciding import latest_run
from applicants.services import screening
from applicants.services.deciding import DecisionRefused, stage_top
from applicants.services.starting import inputs_digest_of
from careerpath.pipeline.history import IllegalMove
from cohorts.models import Cohort
from tests.applicants.screening.factories import make_applications
from tests.factories import GOOD_ANSWERS, make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort()


def start(cohort: Cohort, **given) -> ScreeningRun:
    return screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=None, **given)


def work(run: ScreeningRun, rounds: int = 10) -> ScreeningRun:
    """What workers and beat do: every open batch in turn, until there is none."""
    for _ in range(rounds):
        for pk in run.batches.filter(done_at__isnull=True).order_by("number").values_list("pk", flat=True):
            try:
                screening.score_batch(pk)
            except DataError:
                assert ScreeningBatch.objects.get(pk=pk).handed_out_at is None
    run.refresh_from_db()
    return run


def refuse_results_of(*applications: int) -> None:
    """Let the database refuse these results, as it would a number that does not fit."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            CREATE FUNCTION refuse_results() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF new.application_id IN ({",".join(map(str, applications))}) AND new.score IS NOT NULL THEN
                    RAISE EXCEPTION 'integer out of range' USING ERRCODE = 'numeric_value_out_of_range';
                END IF;
                RETURN new; END $$
            """
        )
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON applicants_screeningresult FOR EACH ROW EXECUTE FUNCTION refuse_results()"
        )


@pytest.mark.parametrize("answers", [[], "text", 7, {**GOOD_ANSWERS, "hours_per_week": {"a": 1}}])
def test_answers_of_any_other_shape_are_an_error_and_the_others_are_scored(cohort, answers) -> None:
    good, bad = make_application(cohort), make_application(cohort)
    Application.objects.filter(pk=bad.pk).update(answers=answers)
    run = work(start(cohort))
    assert run.status == RunStatus.FINISHED
    assert dict(run.results.values_list("application", "band")).keys() == {good.pk, bad.pk}
    result = run.results.get(application=bad)
    assert (result.band, result.score) == (-1, None)
    assert result.error
    assert run.results.get(application=good).score > 0


def test_a_batch_that_raises_is_tried_three_times_and_then_told_apart(cohort) -> None:
    ids = make_applications(cohort, 40)
    run = start(cohort)
    culprits = [ids[3], ids[17], ids[18]]
    refuse_results_of(*culprits)
    batch = run.batches.get()
    for tries in range(1, 4):
        with pytest.raises(DataError, match="integer out of range"):
            screening.score_batch(batch.pk)
        batch.refresh_from_db()
        assert batch.attempts == tries
    assert screening.score_batch(batch.pk)
    run.refresh_from_db()
    assert run.status == RunStatus.FINISHED
    assert run.results.count() == 40
    errors = dict(run.results.filter(band=-1).values_list("application", "error"))
    assert errors == dict.fromkeys(culprits, "Scoring it went wrong: integer out of range.")


def test_tries_are_counted_and_the_batch_is_handed_out_first(cohort) -> None:
    ids = make_applications(cohort, 4)
    run = start(cohort)
    refuse_results_of(ids[0])
    with pytest.raises(DataError, match="integer out of range"):
        screening.score_batch(run.batches.get().pk)
    assert list(run.batches.values_list("attempts", "handed_out_at", "done_at")) == [(1, None, None)]
    assert work(run).status == RunStatus.FINISHED
    assert run.batches.get().attempts == 3


def test_a_criterion_that_raises_for_all_ends_with_an_error_for_each(cohort) -> None:
    ids = make_applications(cohort, 9)
    run = start(cohort)
    refuse_results_of(*ids)
    assert work(run).status == RunStatus.FINISHED
    assert run.results.filter(band=-1).count() == 9


def test_what_failed_is_tried_again_in_the_same_run_and_the_digest_follows(cohort) -> None:
    ids = make_applications(cohort, 20)
    right = work(start(cohort)).result_digest
    Application.objects.filter(pk__in=ids[4:7]).update(answers=["not", "answers"])
    ApplicationFacts.objects.all().delete()
    run = work(start(cohort, batch_size=6))
    assert run.results.filter(band=-1).count() == 3
    wrong, inputs = run.result_digest, run.inputs_digest
    originals = dict(Application.objects.filter(pk=ids[0]).values_list("pk", "answers"))
    Application.objects.filter(pk__in=ids[4:7]).update(answers=originals[ids[0]])
    user = make_user()
    screening.retry_failed(run, by=user)
    run.refresh_from_db()
    assert (run.status, run.finished_at, run.result_digest) == (RunStatus.RUNNING, None, "")
    assert run.results.count() == 17
    work(run)
    assert run.status == RunStatus.FINISHED
    assert run.results.count() == sum(run.batches.values_list("size", flat=True)) == run.total == 20
    assert run.results.filter(band=-1).count() == 0
    assert run.result_digest not in (wrong, "")
    assert run.result_digest != right
    assert inputs_digest_of(run) == run.inputs_digest == inputs
    assert [(row.to_status, row.by) for row in run.history.order_by("pk")] == [
        ("running", None),
        ("finished", None),
        ("running", user),
        ("finished", None),
    ]


def test_there_is_nothing_to_try_again_where_all_were_scored_or_the_run_has_sorted(cohort) -> None:
    make_application(cohort)
    run = start(cohort)
    with pytest.raises(screening.RunRefused, match="This run is running"):
        screening.retry_failed(run, by=None)
    work(run)
    with pytest.raises(screening.RunRefused, match="Every application of this run was scored"):
        screening.retry_failed(run, by=None)
    make_application(cohort, answers={**GOOD_ANSWERS, "interest": "astrology"})
    run = work(start(cohort))
    screening.apply_run(run, by=make_user())
    with pytest.raises(screening.RunRefused, match="has sorted its applications"):
        screening.retry_failed(run, by=None)
    with pytest.raises(IllegalMove, match="This run is finished"):
        screening.resume_run(run, by=None)


def test_a_trial_is_scored_and_sorts_nobody(cohort) -> None:
    application = make_application(cohort)
    run = work(start(cohort, is_dry=True))
    assert (run.status, run.results.count()) == (RunStatus.FINISHED, 1)
    with pytest.raises(screening.RunRefused, match="This run is a trial"):
        screening.apply_run(run, by=make_user())
    application.refresh_from_db()
    assert application.status == "submitted"


def test_a_replay_scores_the_frozen_applications_and_gives_the_same_digest(cohort) -> None:
    make_applications(cohort, 30)
    run = work(start(cohort, batch_size=7))
    make_applications(cohort, 5)
    Application.objects.filter(cohort=cohort).update(status="screened")
    copy = screening.replay_run(run, by=None)
    assert (copy.copy_of, copy.is_dry, copy.total, copy.inputs_digest) == (run, True, 30, run.inputs_digest)
    assert work(copy).result_digest == run.result_digest


def test_the_same_applications_can_be_scored_by_another_rubric(cohort) -> None:
    make_applications(cohort, 30)
    run = work(start(cohort))
    version = run.rubric_version
    document = {**version.document, "thresholds": {"borderline": 1, "above": 2}}
    other = RubricVersion.objects.create(rubric=version.rubric, number=version.number + 1, document=document)
    copy = work(screening.replay_run(run, rubric_version=other, by=None))
    other.refresh_from_db()
    assert other.frozen_at is not None
    assert copy.inputs_digest != run.inputs_digest
    assert dict(copy.results.values_list("application", "score")) == dict(
        run.results.values_list("application", "score")
    )
    assert copy.result_digest != run.result_digest


def test_lists_never_show_the_scores_of_a_trial(cohort) -> None:
    make_applications(cohort, 3)
    assert latest_run(cohort) is None
    run = work(start(cohort))
    work(start(cohort, is_dry=True))
    work(screening.replay_run(run, by=None))
    assert latest_run(cohort) == run
    with pytest.raises(DecisionRefused, match="has not been applied"):
        stage_top(run=ScreeningRun.objects.filter(is_dry=True)[0], seed="seed", by=make_user())
