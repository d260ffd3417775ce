"""Scoring the batches of a run. The ledger (`ScreeningBatch`) is the truth; a task is only told which row to look at."""

from collections.abc import Sequence
from datetime import timedelta
from time import perf_counter
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from applicants.lifecycle import RunStatus
from applicants.models import ScreeningBatch, ScreeningRun
from applicants.screening.document import from_document
from applicants.screening.facts import digest_of
from applicants.screening.rubric import bind
from applicants.screening.sql import scored_sql
from applicants.services.bell import ring
from applicants.services.facts import definitions_by_form, make_facts
from careerpath.pipeline.history import move

TASK: Final = "applicants.tasks.score_batch"

HAND_OUT_AT_ONCE: Final = 1000
"""Batches handed out again by one call: with a call every ten seconds this bounds what a slow day puts into the broker."""

# Digests are taken over buckets of ids, so that neither depends on how a run was cut into batches, and no text grows with the run.
INPUTS_DIGEST: Final = """
    SELECT encode(sha256(convert_to(coalesce(string_agg(bucket, '' ORDER BY number), ''), 'UTF8')), 'hex')
      FROM (SELECT one / 10000 AS number,
                   encode(sha256(convert_to(string_agg(one::text, ',' ORDER BY one), 'UTF8')), 'hex') AS bucket
              FROM applicants_screeningbatch, unnest(application_ids) AS one WHERE run_id = %s GROUP BY 1) AS buckets
"""
RESULT_DIGEST: Final = """
    SELECT encode(sha256(convert_to(coalesce(string_agg(bucket, '' ORDER BY number), ''), 'UTF8')), 'hex')
      FROM (SELECT application_id / 10000 AS number,
                   encode(sha256(convert_to(string_agg(
                       concat_ws('|', application_id, coalesce(score::text, '-'), band, points::text,
                                 coalesce(rule::text, '-'), error),
                       E'\\n' ORDER BY application_id), 'UTF8')), 'hex') AS bucket
              FROM applicants_screeningresult WHERE run_id = %s GROUP BY 1) AS buckets
"""


class BatchMoved(RuntimeError):
    """Facts or applications changed under a batch while it was scored; nothing was written, and it is handed out again."""


def score_batch(batch_id: int) -> bool:
    """Score one batch and mark it done, in one transaction with a constant number of statements; True if this call did it.

    A batch that is done, gone, in work elsewhere or of a run that does not run is left alone. Afterwards the run is finished if
    this was its last batch.
    """
    started = perf_counter()
    with transaction.atomic():
        batch = (
            ScreeningBatch.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("run__rubric_version")
            .only("size", "run__status", "run__cohort_id", "run__rubric_version__document")
            .filter(pk=batch_id, done_at__isnull=True)
            .first()
        )
        if batch is None or batch.run.status != RunStatus.RUNNING:
            return False
        _score(batch)
        ScreeningBatch.objects.filter(pk=batch_id).update(done_at=timezone.now(), seconds=perf_counter() - started)
    finish_run_if_done(batch.run_id)
    return True


def _score(batch: ScreeningBatch) -> None:
    """Score whom there are fresh facts of, which is nearly always everybody; then make the others' facts, and score those."""
    if _write_results(batch, _OF_BATCH, batch.pk) == batch.size:
        return
    others = _without_result(batch)
    make_facts(others)
    if _write_results(batch, "%s::bigint[]", others) != len(others):
        raise BatchMoved(f"Batch {batch.pk}: answers changed while it was scored.")


# The ids of a batch stay in the database: a statement takes them from its row.
_OF_BATCH: Final = "(SELECT application_ids FROM applicants_screeningbatch WHERE id = %s)::bigint[]"


def _without_result(batch: ScreeningBatch) -> list[int]:
    """The applications of a batch that are there and have no result in its run yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT id FROM applicants_application AS application
             WHERE id = ANY({_OF_BATCH})
               AND NOT EXISTS (SELECT FROM applicants_screeningresult WHERE run_id = %s AND application_id = application.id)
            """,  # noqa: S608  # fixed words
            [batch.pk, batch.run_id],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _write_results(batch: ScreeningBatch, ids: str, given: int | list[int]) -> int:
    """The scoring itself: one INSERT ... SELECT over the fresh facts of these applications; how many results it wrote.

    `ids` is the SQL of an array with one parameter, `given`. Facts are fresh if the form's own definitions made them of the
    answers as they were last saved.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT question_set_id FROM applicants_applicationfacts WHERE application_id = ANY({ids})",  # noqa: S608
            [given],
        )
        definitions = definitions_by_form(form for (form,) in cursor.fetchall())
        if not definitions:
            return 0
        rubric = from_document(batch.run.rubric_version.document)
        bound = {digest_of(each): bind(rubric, each) for each in definitions.values()}
        scored = scored_sql(bound)
        cursor.execute(
            f"""
            WITH facts AS (
                SELECT made.application_id, made.digest, made.values, made.problem
                  FROM applicants_applicationfacts AS made
                  JOIN applicants_application AS application
                    ON application.id = made.application_id
                   AND application.question_set_id = made.question_set_id
                   AND application.updated_at = made.answers_saved_at
                 WHERE made.application_id = ANY({ids}) AND made.digest = ANY(%s::text[])
            )
            INSERT INTO applicants_screeningresult (run_id, application_id, cohort_id, score, band, points, rule, error)
            SELECT %s, application_id, %s, score, band, points, rule, error FROM ({scored.text}) AS result
            """,  # noqa: S608  # fixed words; scored_sql puts no value into its text
            [given, list(bound), batch.run_id, batch.run.cohort_id, *scored.params],
        )
        return cursor.rowcount


def finish_run_if_done(run_id: int) -> bool:
    """Finish a running run of which no batch is left; True if this call did it. Of two at once, one does it."""
    if ScreeningBatch.objects.filter(run=run_id, done_at__isnull=True).exists():
        return False
    with transaction.atomic():
        run = ScreeningRun.objects.select_for_update(no_key=True).filter(pk=run_id, status=RunStatus.RUNNING).first()
        if run is None or ScreeningBatch.objects.filter(run=run, done_at__isnull=True).exists():
            return False
        with connection.cursor() as cursor:
            cursor.execute(RESULT_DIGEST, [run.pk])
            (digest,) = cursor.fetchone()
        now = timezone.now()
        move(run, to=RunStatus.FINISHED, by=None, at=now, also={"finished_at": now, "result_digest": digest})
    return True


def hand_out(run: ScreeningRun) -> list[int]:
    """Mark every open batch of a run as handed out now; their ids, for `ring_batches` after commit."""
    open_ones = ScreeningBatch.objects.filter(run=run, done_at__isnull=True)
    ids = list(open_ones.order_by("number").values_list("pk", flat=True))
    open_ones.update(handed_out_at=timezone.now())
    return ids


def ring_batches(ids: Sequence[int]) -> None:
    """Tell the workers of these batches. Those not told count as not handed out, so they are told first next time."""
    told = ring(TASK, ([pk] for pk in ids))
    if told < len(ids):
        ScreeningBatch.objects.filter(pk__in=ids[told:], done_at__isnull=True).update(handed_out_at=None)


def hand_out_unfinished() -> tuple[int, int]:
    """Hand out again every batch of a running run that nobody took or finished in time, and finish what has nothing left.

    Returns how many batches were handed out and how many runs finished. A batch in work is locked by its worker and passed over,
    however long it takes; one whose worker was killed is free again.
    """
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE applicants_screeningbatch SET handed_out_at = %s
             WHERE id IN (SELECT batch.id FROM applicants_screeningbatch AS batch
                            JOIN applicants_screeningrun AS run ON run.id = batch.run_id
                           WHERE batch.done_at IS NULL AND run.status = %s
                             AND (batch.handed_out_at IS NULL OR batch.handed_out_at < %s)
                           ORDER BY batch.handed_out_at NULLS FIRST, batch.id LIMIT %s
                             FOR UPDATE OF batch SKIP LOCKED)
            RETURNING id
            """,
            [now, RunStatus.RUNNING, now - timedelta(seconds=settings.SCREENING_STALE_SECONDS), HAND_OUT_AT_ONCE],
        )
        ids = sorted(pk for (pk,) in cursor.fetchall())
    ring_batches(ids)
    running = ScreeningRun.objects.filter(status=RunStatus.RUNNING).exclude(batches__done_at__isnull=True)
    return len(ids), sum(finish_run_if_done(pk) for pk in running.values_list("pk", flat=True))
