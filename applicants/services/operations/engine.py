"""Preparing a bulk operation, confirming it, and steering it while it runs (docs/architecture.md, "Bulk operations").

The work itself is in `working`. As in screening the ledger (`BulkChunk`) is the truth and the broker only a bell.
"""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from applicants.lifecycle import OperationStatus
from applicants.models import Application, BulkChunk, BulkOperation
from applicants.selectors.filtering import Filters, matching, say
from applicants.selectors.operations import newest_change
from applicants.services.operations.handlers import OperationRefused, handler_of
from applicants.services.operations.working import finish_if_done, hand_out, ring_chunks
from careerpath.accounts.models import User
from careerpath.pipeline.history import IllegalMove, begin, move
from cohorts.models import Cohort

TYPE_ABOVE: Final = 100
"""Above so many applications a person types the number before anything happens."""


@transaction.atomic
def prepare(
    *,
    kind: str,
    cohort: Cohort,
    by: User,
    filters: Filters | None = None,
    queryset: QuerySet[Application] | None = None,
    params: Mapping[str, Any] | None = None,
    filter_words: str = "",
) -> BulkOperation:
    """Freeze who is in it and cut the ids into chunks; nothing is done to anybody before `confirm`.

    In it are all that `filters` match, or the applications of a `queryset`, said in `filter_words`; of this cohort in any case.
    `params` is what the kind needs to know, as JSON. The ids never pass through this process: one INSERT ... SELECT makes all
    chunks. Raises OperationRefused in words.
    """
    handler = handler_of(kind)
    check_permission(kind, by=by)
    if queryset is None:
        queryset = matching(filters) if filters else Application.objects.none()
    operation = BulkOperation.objects.create(
        kind=kind,
        cohort=cohort,
        params=dict(params or {}),
        filter=filters.to_dict() if filters else {},
        filter_words=filter_words or (say(filters) if filters else ""),
        seen_change=newest_change(),
        created_by=by,
    )
    begin(operation, by=by)
    operation.total = _cut(operation, queryset, None if handler.whole else handler.chunk_size)
    if not operation.total:
        raise OperationRefused("Nothing matches, so there is nothing to do.")
    operation.save(update_fields=["total"])
    handler.check(operation, by)
    return operation


def _cut(operation: BulkOperation, chosen: QuerySet[Application], chunk_size: int | None) -> int:
    """Write the chunks, or one with everybody; the number of applications in them."""
    inside = Application.objects.filter(cohort=operation.cohort_id, pk__in=chosen.order_by().values("pk"))
    ids, params = inside.order_by().values("pk").query.sql_with_params()
    number = "(row_number() OVER (ORDER BY id) - 1) / %s" if chunk_size else "0"
    # The queryset compiles to SQL with its own parameters; nothing else is put into the text.
    sql = f"""
        INSERT INTO applicants_bulkchunk (operation_id, number, application_ids, size)
        SELECT %s, number, array_agg(id ORDER BY id), count(*)
          FROM (SELECT id, {number} AS number FROM ({ids}) AS chosen (id)) AS numbered
         GROUP BY number ORDER BY number
        RETURNING size
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [operation.pk, *([chunk_size] if chunk_size else []), *params])
        return sum(size for (size,) in cursor.fetchall())


def check_permission(kind: str, *, by: User) -> None:
    """Raise OperationRefused where this person's role does not include this kind of operation."""
    if not by.has_perm(handler_of(kind).permission):
        raise OperationRefused(f"Your role does not include this: {BulkOperation.Kind(kind).label}.")


def check_can_confirm(operation: BulkOperation, *, by: User, typed: str | int | None = None) -> None:
    """Raise OperationRefused where this person cannot start it, or has not typed the number of applications above 100."""
    check_permission(operation.kind, by=by)
    if operation.status != OperationStatus.PREPARED:
        raise OperationRefused(
            f"This operation is {operation.get_status_display()}; it was confirmed or cancelled before."
        )
    if operation.total > TYPE_ABOVE and re.sub(r"[\s,.'’]", "", str(typed or "")) != str(operation.total):
        raise OperationRefused(f"Type the number of applications, {operation.total:,}, to confirm.")
    handler_of(operation.kind).check(operation, by)


@transaction.atomic
def confirm(operation: BulkOperation, *, by: User, typed: str | int | None = None) -> BulkOperation:
    """Let it run, and ring for the workers after commit. Of two people at once one does it. Raises OperationRefused."""
    check_can_confirm(operation, by=by, typed=typed)
    try:
        move(operation, to=OperationStatus.RUNNING, by=by, also={"confirmed_at": timezone.now(), "confirmed_by": by})
    except IllegalMove:
        raise OperationRefused("Somebody confirmed or cancelled it a moment ago.") from None
    _ring_after_commit(operation)
    return operation


@transaction.atomic
def pause(operation: BulkOperation, *, by: User) -> BulkOperation:
    """Stop after the chunks that are in work now. Raises OperationRefused."""
    return _steer(operation, OperationStatus.PAUSED, by)


@transaction.atomic
def resume(operation: BulkOperation, *, by: User) -> BulkOperation:
    """Go on where it was paused. Raises OperationRefused."""
    _steer(operation, OperationStatus.RUNNING, by)
    _ring_after_commit(operation)
    return operation


@transaction.atomic
def cancel(operation: BulkOperation, *, by: User) -> BulkOperation:
    """Stop for good after the chunks that are in work now. What was done stays done. Raises OperationRefused."""
    return _steer(operation, OperationStatus.CANCELLED, by)


@transaction.atomic
def retry_failed(operation: BulkOperation, *, by: User) -> BulkOperation:
    """Take up again what failed: those applications become chunks of their own, and their outcomes are gone.

    Raises OperationRefused. An operation that could not be done as a whole takes up all its open chunks.
    """
    check_permission(operation.kind, by=by)
    handler = handler_of(operation.kind)
    locked = BulkOperation.objects.select_for_update(no_key=True).get(pk=operation.pk)
    if locked.status not in (OperationStatus.FINISHED, OperationStatus.FAILED):
        raise OperationRefused(f"It is {locked.get_status_display()}; only an operation that has ended can be retried.")
    if not _chunks_of_failed(locked, handler.chunk_size) and not locked.chunks.filter(done_at__isnull=True).exists():
        raise OperationRefused("Nothing failed, so there is nothing to retry.")
    handler.check(locked, by)
    BulkChunk.objects.filter(operation=locked, done_at__isnull=True).update(attempts=0)
    move(operation, to=OperationStatus.RUNNING, by=by, also={"finished_at": None, "problem": ""})
    _ring_after_commit(operation)
    return operation


def _chunks_of_failed(operation: BulkOperation, chunk_size: int) -> bool:
    """Move the failed applications from their chunks into new ones and forget their outcomes, in three statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM applicants_bulkoutcome WHERE operation_id = %s AND outcome = 3 RETURNING application_id",
            [operation.pk],
        )
        failed = [pk for (pk,) in cursor.fetchall()]
        if not failed:
            return False
        cursor.execute(
            """
            UPDATE applicants_bulkchunk AS chunk
               SET application_ids = rest.ids, size = cardinality(rest.ids)
              FROM (SELECT old.id, ARRAY(SELECT one FROM unnest(old.application_ids) AS one
                                          WHERE one <> ALL(%s::bigint[]) ORDER BY one) AS ids
                      FROM applicants_bulkchunk AS old
                     WHERE old.operation_id = %s AND old.application_ids && %s::bigint[]) AS rest
             WHERE chunk.id = rest.id
            """,
            [failed, operation.pk, failed],
        )
        cursor.execute(
            """
            INSERT INTO applicants_bulkchunk (operation_id, number, application_ids, size)
            SELECT %s, last.number + 1 + part.number, part.ids, cardinality(part.ids)
              FROM (SELECT max(number) AS number FROM applicants_bulkchunk WHERE operation_id = %s) AS last,
                   (SELECT number, array_agg(id ORDER BY id) AS ids
                      FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS number
                              FROM unnest(%s::bigint[]) AS id) AS numbered GROUP BY number) AS part
            """,
            [operation.pk, operation.pk, chunk_size, failed],
        )
    return True


def _steer(operation: BulkOperation, to: OperationStatus, by: User) -> BulkOperation:
    check_permission(operation.kind, by=by)
    try:
        return move(operation, to=to, by=by)
    except IllegalMove as refusal:
        raise OperationRefused(str(refusal)) from None


def _ring_after_commit(operation: BulkOperation) -> None:
    transaction.on_commit(partial(ring_chunks, hand_out(operation)))
    transaction.on_commit(partial(finish_if_done, operation.pk))
