"""Telling the workers of batches: when a run starts, and again where nobody finished one in time."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from applicants.lifecycle import RunStatus
from applicants.models import ScreeningBatch, ScreeningRun
from applicants.services.ledger import HAND_OUT_AT_ONCE, hand_out_open, ring_for
from applicants.services.scoring import finish_run_if_done

TASK: Final = "applicants.tasks.score_batch"


def hand_out(run: ScreeningRun) -> list[int]:
    """Mark every open batch of a run as handed out now; their ids, for `ring_batches` after commit."""
    return hand_out_open(ScreeningBatch.objects.filter(run=run))


def ring_batches(ids: Sequence[int]) -> None:
    """Tell the workers of these batches."""
    ring_for(TASK, ScreeningBatch.objects.all(), ids)


def hand_out_unfinished() -> tuple[int, int]:
    """Hand out again every batch of a running run that nobody took or finished in time, and finish what has nothing left.

    Returns how many batches were handed out and how many runs finished. A batch in work is locked by its worker and passed over,
    however long it takes; one whose worker was killed is free again. A time further ahead than that is of a clock that has gone
    back since, and counts as long ago.
    """
    now, patience = timezone.now(), timedelta(seconds=settings.SCREENING_STALE_SECONDS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE applicants_screeningbatch SET handed_out_at = %s
             WHERE id IN (SELECT batch.id FROM applicants_screeningbatch AS batch
                            JOIN applicants_screeningrun AS run ON run.id = batch.run_id
                           WHERE batch.done_at IS NULL AND run.status = %s
                             AND (batch.handed_out_at IS NULL OR NOT batch.handed_out_at BETWEEN %s AND %s)
                           ORDER BY batch.handed_out_at NULLS FIRST, batch.id LIMIT %s
                             FOR UPDATE OF batch SKIP LOCKED)
            RETURNING id
            """,
            [now, RunStatus.RUNNING, now - patience, now + patience, HAND_OUT_AT_ONCE],
        )
        ids = sorted(pk for (pk,) in cursor.fetchall())
    ring_batches(ids)
    running = ScreeningRun.objects.filter(status=RunStatus.RUNNING).exclude(batches__done_at__isnull=True)
    return len(ids), sum(finish_run_if_done(pk) for pk in running.values_list("pk", flat=True))
