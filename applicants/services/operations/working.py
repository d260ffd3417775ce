"""Doing the chunks of bulk operations. The ledger is the truth; a task is only told which row to look at."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from time import perf_counter
from typing import Final

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from applicants.lifecycle import OperationStatus
from applicants.models import Application, BulkChunk, BulkOperation, BulkOutcome
from applicants.selectors.operations import moved_since
from applicants.services.ledger import HAND_OUT_AT_ONCE, hand_out_open, ring_for
from applicants.services.operations.handlers import Handler, OperationRefused, Outcomes, handler_of
from careerpath.pipeline.history import move, move_many

log = logging.getLogger(__name__)

TASK: Final = "applicants.tasks.work_chunk"
TRIES: Final = 3
KEPT_PREPARED: Final = timedelta(days=1)
DELETED: Final = "It was deleted meanwhile."


class OutcomesMissing(RuntimeError):
    """A handler did not say what became of an application; nothing of the chunk is kept."""


def work_chunk(chunk_id: int) -> bool:
    """Do one chunk: its work, its outcomes and `done_at` in one transaction; True if this call did it.

    A chunk that is done, gone, in work elsewhere or of an operation that does not run is left alone. Afterwards the operation is
    finished if this was its last chunk. One that raises leaves nothing and is tried again later; the database being away does not
    count as a try and is raised.
    """
    try:
        operation_id = _do(chunk_id)
    except (OperationalError, InterfaceError):
        raise
    except OperationRefused as refusal:
        _give_up_operation(chunk_id, str(refusal))
        return False
    except Exception as error:
        log.exception("Chunk %s could not be done", chunk_id)
        operation_id = _count_try(chunk_id, error)
        if operation_id is not None:
            finish_if_done(operation_id)
        return False
    if operation_id is None:
        return False
    finish_if_done(operation_id)
    return True


@transaction.atomic
def _do(chunk_id: int) -> int | None:
    """The id of the operation, or None where there is nothing to do."""
    started = perf_counter()
    chunk = _claim(chunk_id)
    if chunk is None:
        return None
    operation, ids = chunk.operation, chunk.application_ids
    handler = handler_of(operation.kind)
    moved = moved_since(operation, ids) if handler.only_unmoved else {}
    if unmoved := [pk for pk in ids if pk not in moved] if moved else ids:
        careful = chunk.attempts >= TRIES - 1 and not handler.whole
        outcomes = _in_pieces(handler, operation, unmoved) if careful else handler.work(operation, unmoved)
    else:
        outcomes = Outcomes()
    _write(operation, ids, Outcomes(outcomes.done, {**moved, **outcomes.skipped}, outcomes.failed))
    BulkChunk.objects.filter(pk=chunk.pk).update(done_at=timezone.now(), seconds=perf_counter() - started)
    return operation.pk


def _claim(chunk_id: int) -> BulkChunk | None:
    """Lock a chunk that is to be done now. One that somebody else has in work is passed over."""
    chunk = (
        BulkChunk.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("operation__cohort", "operation__created_by", "operation__confirmed_by")
        .filter(pk=chunk_id, done_at__isnull=True)
        .first()
    )
    return chunk if chunk is not None and chunk.operation.status == OperationStatus.RUNNING else None


def _in_pieces(handler: Handler, operation: BulkOperation, ids: list[int]) -> Outcomes:
    """Do a chunk that raised before: halved wherever it raises, until what raises stands alone and is named."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            outcomes = handler.work(operation, ids)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            return outcomes
    except (OperationalError, InterfaceError, OperationRefused):
        raise
    except Exception as error:
        if len(ids) == 1:
            return Outcomes(failed={ids[0]: _in_words(error)})
    middle = len(ids) // 2
    left, right = (_in_pieces(handler, operation, part) for part in (ids[:middle], ids[middle:]))
    return Outcomes([*left.done, *right.done], {**left.skipped, **right.skipped}, {**left.failed, **right.failed})


def _write(operation: BulkOperation, ids: Sequence[int], outcomes: Outcomes) -> None:
    """Keep what became of each application of a chunk; one statement."""
    skipped = dict(outcomes.skipped)
    named = [*outcomes.done, *skipped, *outcomes.failed]
    if missing := set(ids).difference(named):
        there = set(Application.objects.filter(pk__in=missing).values_list("pk", flat=True))
        if there:
            raise OutcomesMissing(f"Nothing was said of {len(there)} applications, {min(there)} among them.")
        skipped |= dict.fromkeys(missing, DELETED)
    if len(named) + len(missing) != len(ids):
        raise OutcomesMissing("An application was named twice, or one that is not in the chunk.")
    kinds = BulkOutcome.Outcome
    rows = [(pk, kinds.DONE, "") for pk in outcomes.done]
    rows += [(pk, kinds.SKIPPED, why) for pk, why in skipped.items()]
    rows += [(pk, kinds.FAILED, why) for pk, why in outcomes.failed.items()]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO applicants_bulkoutcome (operation_id, application_id, outcome, why)
            SELECT %s, one.* FROM unnest(%s::bigint[], %s::smallint[], %s::text[]) AS one
            """,
            [operation.pk, *(list(column) for column in zip(*rows, strict=True))],
        )


@transaction.atomic
def _count_try(chunk_id: int, error: Exception) -> int | None:
    """Count a try that raised. The last one marks the applications of the chunk as failed, and the operation goes on without them;
    what is done as a whole is not done. Returns the operation's id where the chunk is closed with that."""
    chunk = _claim(chunk_id)
    if chunk is None:
        return None
    chunk.attempts += 1
    chunk.handed_out_at = timezone.now()
    chunk.save(update_fields=["attempts", "handed_out_at"])
    if chunk.attempts < TRIES:
        return None
    if handler_of(chunk.operation.kind).whole:
        _end_as_failed(chunk.operation_id, _in_words(error))
        return None
    failed = dict.fromkeys(chunk.application_ids, _in_words(error))
    _write(chunk.operation, chunk.application_ids, Outcomes(failed=failed))
    BulkChunk.objects.filter(pk=chunk.pk).update(done_at=timezone.now(), seconds=0)
    return chunk.operation_id


def _in_words(error: Exception) -> str:
    """What a person reads of an exception: what it means for them first, then what to tell whoever looks after the machine."""
    said = str(error).strip().splitlines()
    detail = f"{type(error).__name__}: {said[0]}" if said else type(error).__name__
    return (
        f"It raised an error {TRIES} times and nothing was changed. Retry, or tell your technical staff: {detail[:300]}"
    )


def _give_up_operation(chunk_id: int, why: str) -> None:
    operation_id = BulkChunk.objects.filter(pk=chunk_id).values_list("operation", flat=True).first()
    if operation_id is not None:
        _end_as_failed(operation_id, why)


@transaction.atomic
def _end_as_failed(operation_id: int, why: str) -> None:
    operation = (
        BulkOperation.objects.select_for_update(no_key=True)
        .filter(pk=operation_id, status=OperationStatus.RUNNING)
        .first()
    )
    if operation is not None:
        also = {"finished_at": timezone.now(), "problem": why}
        move(operation, to=OperationStatus.FAILED, by=None, reason=why, also=also)


def finish_if_done(operation_id: int) -> bool:
    """Finish a running operation of which no chunk is left; True if this call did it. Of two at once, one does it."""
    if BulkChunk.objects.filter(operation=operation_id, done_at__isnull=True).exists():
        return False
    try:
        with transaction.atomic():
            operation = (
                BulkOperation.objects.select_for_update(no_key=True, of=("self",))
                .select_related("cohort", "created_by", "confirmed_by")
                .filter(pk=operation_id, status=OperationStatus.RUNNING)
                .first()
            )
            if operation is None or operation.chunks.filter(done_at__isnull=True).exists():
                return False
            handler_of(operation.kind).finish(operation)
            move(operation, to=OperationStatus.FINISHED, by=None, also={"finished_at": timezone.now()})
    except (OperationalError, InterfaceError):
        raise
    except OperationRefused as refusal:
        _end_as_failed(operation_id, str(refusal))
        return False
    except Exception as error:
        log.exception("Operation %s could not be finished", operation_id)
        _end_as_failed(operation_id, f"All is done, but the end of it raised an error: {type(error).__name__}: {error}")
        return False
    return True


def hand_out(operation: BulkOperation) -> list[int]:
    """Mark every open chunk of an operation as handed out now; their ids, for `ring_chunks` after commit."""
    return hand_out_open(BulkChunk.objects.filter(operation=operation))


def ring_chunks(ids: Sequence[int]) -> None:
    """Tell the workers of these chunks."""
    ring_for(TASK, BulkChunk.objects.all(), ids)


def hand_out_unfinished() -> tuple[int, int]:
    """Hand out again every chunk of a running operation that nobody took or finished in time, finish what has nothing left, and
    cancel what was prepared a day ago and never confirmed.

    Returns how many chunks were handed out and how many operations finished. A chunk in work is locked by its worker and passed
    over, however long it takes; one whose worker was killed is free again. A chunk that raised waits a quarter of the time, then
    all of it. A chunk that was handed out "later than now" was so before the clock went back: it is handed out too.
    """
    now, stale = timezone.now(), settings.SCREENING_STALE_SECONDS
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE applicants_bulkchunk SET handed_out_at = %s
             WHERE id IN (SELECT chunk.id FROM applicants_bulkchunk AS chunk
                            JOIN applicants_bulkoperation AS operation ON operation.id = chunk.operation_id
                           WHERE chunk.done_at IS NULL AND operation.status = %s
                             AND (chunk.handed_out_at IS NULL OR chunk.handed_out_at > %s
                                  OR chunk.handed_out_at < CASE chunk.attempts WHEN 1 THEN %s::timestamptz ELSE %s::timestamptz END)
                           ORDER BY chunk.handed_out_at NULLS FIRST, chunk.id LIMIT %s
                             FOR UPDATE OF chunk SKIP LOCKED)
            RETURNING id
            """,
            [
                now,
                OperationStatus.RUNNING,
                now,
                now - timedelta(seconds=stale / 4),
                now - timedelta(seconds=stale),
                HAND_OUT_AT_ONCE,
            ],
        )
        ids = sorted(pk for (pk,) in cursor.fetchall())
    ring_chunks(ids)
    running = BulkOperation.objects.filter(status=OperationStatus.RUNNING).exclude(chunks__done_at__isnull=True)
    finished = sum(finish_if_done(pk) for pk in running.values_list("pk", flat=True))
    forgotten = BulkOperation.objects.filter(status=OperationStatus.PREPARED, created_at__lt=now - KEPT_PREPARED)
    if forgotten.exists():
        move_many(forgotten, to=OperationStatus.CANCELLED, by=None, reason="Nobody confirmed it within a day.")
    return len(ids), finished
