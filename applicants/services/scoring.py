"""Scoring the batches of a run. The ledger (`ScreeningBatch`) is the truth; a task is only told which row to look at."""

import logging
from contextlib import suppress
from time import perf_counter
from typing import Final

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils import timezone

from applicants.lifecycle import RunStatus
from applicants.models import ScreeningBatch, ScreeningRun
from applicants.screening.document import from_document
from applicants.screening.facts import digest_of
from applicants.screening.rubric import bind
from applicants.screening.sql import scored_sql
from applicants.selectors.facts import definitions_by_form
from applicants.services.facts import make_facts
from careerpath.pipeline.history import move

log = logging.getLogger(__name__)

# Taken over buckets of ids, so that it does not depend on how a run was cut into batches, and no text grows with the run.
RESULT_DIGEST: Final = """
    SELECT encode(sha256(convert_to(coalesce(string_agg(bucket, '' ORDER BY number), ''), 'UTF8')), 'hex')
      FROM (SELECT application_id / 10000 AS number,
                   encode(sha256(convert_to(string_agg(
                       concat_ws('|', application_id, coalesce(score::text, '-'), band, points::text,
                                 coalesce(rule::text, '-'), error),
                       E'\\n' ORDER BY application_id), 'UTF8')), 'hex') AS bucket
              FROM applicants_screeningresult WHERE run_id = %s GROUP BY 1) AS buckets
"""


PATIENCE: Final = 3
"""Tries of a batch as a whole, before its applications are told apart."""
MOST_PATIENCE: Final = 6
"""Tries after which what looks like the server's fault counts as that of the application it always comes with."""
MOST_ATTEMPTS: Final = 1000
"""Where counting ends."""


class BatchMoved(RuntimeError):
    """Facts or applications changed under a batch while it was scored; nothing was written, and it is handed out again."""


def score_batch(batch_id: int) -> bool:
    """Score one batch and mark it done, in one transaction with a constant number of statements; True if this call did it.

    A batch that is done, gone, in work elsewhere or of a run that does not run is left alone. Afterwards the run is finished if
    this was its last batch. Whatever goes wrong is counted, then raised. After PATIENCE times the batch is scored in halves, so
    that whom it goes wrong with become results marked as errors, and the others are scored.
    """
    try:
        run_id = _score_batch(batch_id)
    except Exception:
        _count_failure(batch_id)
        raise
    if run_id is None:
        return False
    finish_run_if_done(run_id)
    return True


def _score_batch(batch_id: int) -> int | None:
    started = perf_counter()
    with transaction.atomic():
        batch = (
            ScreeningBatch.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("run__rubric_version")
            .only("size", "attempts", "run__status", "run__cohort_id", "run__rubric_version__document")
            .filter(pk=batch_id, done_at__isnull=True)
            .first()
        )
        if batch is None or batch.run.status != RunStatus.RUNNING:
            return None
        _need_not_wait_for_the_disk()
        if batch.attempts < PATIENCE:
            _score(batch)
        else:
            _score_in_halves(batch, _without_result(batch))
        ScreeningBatch.objects.filter(pk=batch_id).update(done_at=timezone.now(), seconds=perf_counter() - started)
    return batch.run_id


def _need_not_wait_for_the_disk() -> None:
    """A crash may lose the last batches, whole: results and the mark that they are done together, so they are simply done again.

    Whoever finishes the run waits for the disk, and with it for all that came before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _count_failure(batch_id: int) -> None:
    """One more try that failed; the next round hands it out before others. A database that is away has it handed out in time."""
    with suppress(DatabaseError, InterfaceError):
        ScreeningBatch.objects.filter(pk=batch_id, done_at__isnull=True).update(
            attempts=Least(F("attempts") + 1, MOST_ATTEMPTS), handed_out_at=None
        )


def _score(batch: ScreeningBatch) -> None:
    """Score whom there are fresh facts of, which is nearly always everybody; then make the others' facts, and score those."""
    if _write_results(batch, _OF_BATCH, batch.pk) == batch.size:
        return
    _score_some(batch, _without_result(batch), fresh=False)


def _score_some(batch: ScreeningBatch, ids: list[int], *, fresh: bool) -> None:
    if fresh and _write_results(batch, "%s::bigint[]", ids) == len(ids):
        return
    others = _without_result(batch, ids) if fresh else ids
    make_facts(others)
    if _write_results(batch, "%s::bigint[]", others) != len(others):
        raise BatchMoved(f"Batch {batch.pk}: answers changed while it was scored.")


def _score_in_halves(batch: ScreeningBatch, ids: list[int]) -> None:
    """Score these, and where that goes wrong each half by itself, down to those with whom it does: they become errors."""
    if not ids:
        return
    try:
        with transaction.atomic():
            _score_some(batch, ids, fresh=True)
    except Exception as error:
        if isinstance(error, (OperationalError, InterfaceError)) and batch.attempts < MOST_PATIENCE:
            raise  # of the server, not of an application: another time
        if len(ids) > 1:
            middle = len(ids) // 2
            _score_in_halves(batch, ids[:middle])
            _score_in_halves(batch, ids[middle:])
            return
        log.exception("Application %s could not be scored in run %s", ids[0], batch.run_id)
        _write_error(batch, ids[0], error)


def _write_error(batch: ScreeningBatch, application_id: int, error: Exception) -> None:
    """The result of one that cannot be scored, with the reason in words; nothing where it is gone."""
    first, _, _ = str(error).partition("\n")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO applicants_screeningresult (run_id, application_id, cohort_id, score, band, points, rule, error)
            SELECT %s, id, %s, NULL, -1, ARRAY[]::int[], NULL, %s FROM applicants_application WHERE id = %s
            """,
            [
                batch.run_id,
                batch.run.cohort_id,
                f"Scoring it went wrong: {first or type(error).__name__}.",
                application_id,
            ],
        )


# The ids of a batch stay in the database: a statement takes them from its row.
_OF_BATCH: Final = "(SELECT application_ids FROM applicants_screeningbatch WHERE id = %s)::bigint[]"


def _without_result(batch: ScreeningBatch, among: list[int] | None = None) -> list[int]:
    """The applications of a batch (or those among some of it) that are there and have no result in its run yet."""
    ids: str
    given: int | list[int]
    ids, given = (_OF_BATCH, batch.pk) if among is None else ("%s::bigint[]", among)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT id FROM applicants_application AS application
             WHERE id = ANY({ids})
               AND NOT EXISTS (SELECT FROM applicants_screeningresult WHERE run_id = %s AND application_id = application.id)
             ORDER BY id
            """,  # noqa: S608  # fixed words
            [given, batch.run_id],
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
        digest, now = result_digest_of(run.pk), timezone.now()
        move(run, to=RunStatus.FINISHED, by=None, at=now, also={"finished_at": now, "result_digest": digest})
    return True


def result_digest_of(run_id: int) -> str:
    """SHA-256 over the rows of a run as they stand, however it was cut into batches."""
    with connection.cursor() as cursor:
        cursor.execute(RESULT_DIGEST, [run_id])
        return str(cursor.fetchone()[0])
