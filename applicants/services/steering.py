"""Steering a screening run that has begun: pause, resume, cancel, and take up again what could not be scored."""

from functools import partial
from typing import Final

from django.db import connection, transaction
from django.db.models import QuerySet

from applicants.lifecycle import RunStatus
from applicants.models import ScreeningResult, ScreeningRun
from applicants.services.handing_out import hand_out, ring_batches
from applicants.services.scoring import finish_run_if_done
from applicants.services.starting import BATCH_SIZE, RunRefused
from careerpath.accounts.models import User
from careerpath.pipeline.history import IllegalMove, move


def pause_run(run: ScreeningRun, *, by: User | None) -> ScreeningRun:
    """Stop after the batches that are in work now. Raises IllegalMove."""
    return move(run, to=RunStatus.PAUSED, by=by)


@transaction.atomic
def resume_run(run: ScreeningRun, *, by: User | None) -> ScreeningRun:
    """Go on where it was paused: what is not done is handed out again. Raises IllegalMove."""
    if run.status == RunStatus.FINISHED:
        raise IllegalMove("This run is finished. What could not be scored can be tried again; the rest stands.")
    move(run, to=RunStatus.RUNNING, by=by)
    transaction.on_commit(partial(ring_batches, hand_out(run)))
    transaction.on_commit(partial(finish_run_if_done, run.pk))
    return run


def cancel_run(run: ScreeningRun, *, by: User | None) -> ScreeningRun:
    """Stop for good. What was scored stays to be read; it can never be applied. Raises IllegalMove."""
    return move(run, to=RunStatus.CANCELLED, by=by)


def check_can_retry(run: ScreeningRun) -> None:
    """Raise RunRefused where there is nothing to take up again, with the reason in words."""
    if run.status != RunStatus.FINISHED:
        raise RunRefused(
            f"This run is {run.get_status_display()}. What could not be scored is tried again when it has finished."
        )
    if run.applied_at is not None:
        raise RunRefused("This run has sorted its applications. Start another run for those who could not be scored.")
    if not _failed_in(run).exists():
        raise RunRefused("Every application of this run was scored; there is nothing to try again.")


# Four statements at any number. Each failed id moves from the batch that has it into a new one, so an application is in exactly one
# batch at any time, and the digest of the inputs stays. Its facts go, so that they are made anew even of the same answers.
_THEIRS: Final = "run_id = %(run)s AND cohort_id = %(cohort)s AND score IS NULL"
_FAILED: Final = f"SELECT application_id FROM applicants_screeningresult WHERE {_THEIRS}"  # noqa: S608  # fixed words, as below
_TAKE_UP: Final = (
    f"""
    DELETE FROM applicants_applicationfacts WHERE application_id IN ({_FAILED})
    """,  # noqa: S608
    f"""
    UPDATE applicants_screeningbatch AS batch SET application_ids = kept.ids, size = cardinality(kept.ids)
      FROM (SELECT held.id, coalesce(array_agg(one ORDER BY one) FILTER (WHERE failed.application_id IS NULL), '{{}}') AS ids
              FROM applicants_screeningbatch AS held
             CROSS JOIN unnest(held.application_ids) AS one
              LEFT JOIN ({_FAILED}) AS failed ON failed.application_id = one
             WHERE held.run_id = %(run)s
             GROUP BY held.id HAVING count(failed.application_id) > 0) AS kept
     WHERE batch.id = kept.id
    """,  # noqa: S608
    f"""
    INSERT INTO applicants_screeningbatch (run_id, number, application_ids, size, handed_out_at)
    SELECT %(run)s, number + (SELECT max(number) + 1 FROM applicants_screeningbatch WHERE run_id = %(run)s),
           array_agg(application_id ORDER BY application_id), count(*), clock_timestamp()
      FROM (SELECT application_id, (row_number() OVER (ORDER BY application_id) - 1) / %(size)s AS number
              FROM ({_FAILED}) AS failed) AS numbered
     GROUP BY number
    """,  # noqa: S608
    f"DELETE FROM applicants_screeningresult WHERE {_THEIRS}",  # noqa: S608
)


def _failed_in(run: ScreeningRun) -> QuerySet[ScreeningResult]:
    return ScreeningResult.objects.filter(run=run, cohort=run.cohort_id, score__isnull=True)


@transaction.atomic
def retry_failed(run: ScreeningRun, *, by: User | None) -> ScreeningRun:
    """Make the facts of those who could not be scored anew and score them again, within the same run; its digest follows.

    The run is running again until that is done. Raises RunRefused in words.
    """
    locked = ScreeningRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    check_can_retry(locked)
    with connection.cursor() as cursor:
        for statement in _TAKE_UP:
            cursor.execute(statement, {"run": run.pk, "cohort": run.cohort_id, "size": BATCH_SIZE})
    move(run, to=RunStatus.RUNNING, by=by, also={"finished_at": None, "result_digest": ""})
    transaction.on_commit(partial(ring_batches, hand_out(run)))
    return run
