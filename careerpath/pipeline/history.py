"""The only code that writes a status. Everything that moves, moves through here, and leaves a history row.

`begin` gives a fresh record its first row, `move` moves one, `move_if` one that nobody has changed since it was read, `move_many`
moves any number in a constant number of statements.
`begin_query` and `move_many` can take each record's own moment from one of its columns, for records that come from elsewhere.
`undo_many` takes back a whole batch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connections, router, transaction
from django.db.models import DateTimeField, Field, Model, QuerySet

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.lifecycle import IllegalMove
from careerpath.pipeline.models import StatusChange, Tracked

T = TypeVar("T", bound=Tracked)

__all__ = [
    "IllegalMove",
    "MoveResult",
    "begin",
    "begin_many",
    "begin_query",
    "move",
    "move_if",
    "move_many",
    "undo_many",
]


@dataclass(frozen=True)
class MoveResult:
    """What a bulk move did: the ids that moved, and the reason in words for each id that did not."""

    batch: UUID
    moved: list[int]
    skipped: dict[int, str] = field(default_factory=dict)


def begin(obj: Tracked, *, by: User | None, reason: str = "", at: datetime | None = None) -> None:
    """Write the first history row of a record that was just made in the initial status of its lifecycle."""
    begin_many([obj], by=by, reason=reason, at=at)


def begin_many(
    objs: Sequence[Tracked], *, by: User | None, reason: str = "", at: datetime | None = None, batch: UUID | None = None
) -> None:
    """Write the first history rows of records of one model that were just made; one insert."""
    if not objs:
        return
    initial = objs[0].LIFECYCLE.initial
    if wrong := [obj for obj in objs if obj.status != initial]:
        raise IllegalMove(f"A record begins as “{initial}”, not as “{wrong[0].status}”.")
    shared: dict[str, Any] = {"by": by, "reason": reason, "at": at or clock.now(), "batch": batch}
    rows = type(objs[0]).HISTORY
    rows._default_manager.bulk_create(
        [_row(rows, subject_id=obj.pk, from_status="", to_status=initial, **shared) for obj in objs], batch_size=2000
    )


def _row(table: type[StatusChange], **values: Any) -> StatusChange:
    """A history row. Every table has the `subject` of its own that the abstract class cannot declare."""
    return table(**values)


def begin_query(
    queryset: QuerySet[T],
    *,
    by: User | None,
    reason: str = "",
    at: datetime | None = None,
    at_field: str = "",
    batch: UUID | None = None,
) -> int:
    """Write the first history rows of every record of a queryset that was just copied in; one INSERT ... SELECT, at any size.

    `at_field` names a time of the record itself that becomes the moment of its row; where that is empty, `at` or now. Returns how
    many rows were written. Raises IllegalMove where a record is not in the initial status of its lifecycle.
    """
    model = queryset.model
    table, rows, initial = model._meta, model.HISTORY._meta, model.LIFECYCLE.initial
    using = router.db_for_write(model)
    own = _column(model, at_field) if at_field else "NULL"
    try:
        records, params = queryset.using(using).order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # pk__in=[]: Django knows without asking that nothing matches
        return 0
    sql = f"""
        INSERT INTO {rows.db_table} (subject_id, from_status, to_status, at, by_id, reason, batch)
        SELECT record.id, '', record.status, COALESCE({own}, %s), %s, %s, %s
          FROM {table.db_table} AS record WHERE record.id IN ({records})
        RETURNING to_status
    """  # noqa: S608  # table and column names come from our own models; every value is a parameter
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(sql, [at or clock.now(), by.pk if by else None, reason, batch, *params])
        begun = [row[0] for row in cursor.fetchall()]
        if wrong := next((status for status in begun if status != initial), None):
            raise IllegalMove(f"A record begins as “{initial}”, not as “{wrong}”.")
    return len(begun)


def _column(model: type[Model], name: str) -> str:
    """A time of the record as SQL. The name is one of our own fields (FieldDoesNotExist, TypeError), never somebody's input."""
    field = model._meta.get_field(name)
    if not isinstance(field, DateTimeField):
        raise TypeError(f"{model.__name__}.{name} is not a moment.")
    return f'record."{field.column}"'


def move(
    obj: T,
    *,
    to: str,
    by: User | None,
    reason: str = "",
    at: datetime | None = None,
    also: Mapping[str, Any] | None = None,
) -> T:
    """Move one record, under a lock on its row, and write its history row.

    `also` names fields that change with the status in the same UPDATE: those that a check constraint holds to it.
    The object given is brought up to date (`status`, `status_changed_at`) and returned. Raises IllegalMove with the reason in
    words where the table does not have the move from what the row is *now*, whatever the object in hand says.
    """
    model = type(obj)
    with transaction.atomic(using=router.db_for_write(model)):
        locked = model._base_manager.select_for_update(no_key=True).only("pk", "status").get(pk=obj.pk)
        model.LIFECYCLE.check(locked.status, to)
        moment = at or clock.now()
        model._base_manager.filter(pk=obj.pk).update(status=to, status_changed_at=moment, **(also or {}))
        _row(
            model.HISTORY, subject_id=obj.pk, from_status=locked.status, to_status=to, at=moment, by=by, reason=reason
        ).save()
    obj.status, obj.status_changed_at = to, moment
    for name, value in (also or {}).items():
        setattr(obj, name, value)
    return obj


def move_if(
    obj: T,
    *,
    unchanged: Mapping[str, Any],
    to: str,
    by: User | None,
    reason: str = "",
    at: datetime | None = None,
    also: Mapping[str, Any] | None = None,
) -> bool:
    """Move one record that is still as it was read, in one statement without a lock before it: compare and set.

    `unchanged` names fields with the values they were read with; the status in hand is always compared. `also` as of `move`.
    Returns False, and changes nothing, where somebody was quicker: then read again. Raises IllegalMove where the table does not
    have the move.
    """
    model, history = type(obj), type(obj).HISTORY._meta
    model.LIFECYCLE.check(obj.status, to)
    using, moment, was = router.db_for_write(model), at or clock.now(), obj.status
    changes = {"status": to, "status_changed_at": moment, **(also or {})}
    sets, setting = _assignments(model, using, changes)
    wheres, having = _assignments(model, using, {"pk": obj.pk, "status": was, **unchanged})
    sql = f"""
        WITH moved AS (UPDATE {model._meta.db_table} SET {", ".join(sets)} WHERE {" AND ".join(wheres)} RETURNING id)
        INSERT INTO {history.db_table} (subject_id, from_status, to_status, at, by_id, reason)
        SELECT id, %s, %s, %s, %s, %s FROM moved
    """  # noqa: S608  # table and column names come from our own models; every value is a parameter
    with connections[using].cursor() as cursor:
        cursor.execute(sql, [*setting, *having, was, to, moment, by.pk if by else None, reason])
        if cursor.rowcount != 1:
            return False
    for name, value in changes.items():
        setattr(obj, name, value)
    return True


def _assignments(model: type[Model], using: str, values: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
    """`column = %s` for fields of a model, with their values as the database takes them."""
    using_it, sets, params = connections[using], list[str](), list[Any]()
    for name, value in values.items():
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        if not isinstance(field, Field):
            raise TypeError(f"{model.__name__}.{name} is no column.")
        sets.append(f'"{field.column}" = %s')
        params.append(field.get_db_prep_save(value, using_it))
    return sets, params


def move_many(
    queryset: QuerySet[T],
    *,
    to: str,
    by: User | None,
    reason: str = "",
    batch: UUID | None = None,
    at: datetime | None = None,
    at_field: str = "",
) -> MoveResult:
    """Move every record of a queryset that may move, in three statements at any size.

    One SELECT takes the ids and statuses as they are; one `UPDATE ... RETURNING` with its history INSERT moves those whose
    status is still what was read (compare-and-set); one more SELECT, only if some were overtaken, reads why. A row that somebody
    else moved meanwhile, or from whose status the table has no move, is skipped and named with its reason, never overwritten.
    `at_field` names a time of the record itself that becomes the moment of its move; where that is empty, `at` or now.
    """
    model = queryset.model
    table, rows = model._meta, model.HISTORY._meta
    using, own = router.db_for_write(model), _column(model, at_field) if at_field else "NULL"
    batch, moment = batch or uuid4(), at or clock.now()
    seen = dict(queryset.using(using).order_by().values_list("pk", "status"))
    legal = set(model.LIFECYCLE.sources(to))
    skipped = {pk: model.LIFECYCLE.refusal(status, to) for pk, status in seen.items() if status not in legal}
    movable = [(pk, status) for pk, status in seen.items() if status in legal]
    if not movable:
        return MoveResult(batch, [], skipped)
    sql = f"""
        WITH seen (id, was) AS (SELECT * FROM unnest(%s::bigint[], %s::text[])),
        locked AS (
            SELECT record.id, seen.was FROM {table.db_table} AS record JOIN seen USING (id)
             WHERE record.status = seen.was ORDER BY record.id FOR NO KEY UPDATE OF record
        ),
        moved AS (
            UPDATE {table.db_table} AS record SET status = %s, status_changed_at = COALESCE({own}, %s)
              FROM locked WHERE record.id = locked.id AND record.status = locked.was
            RETURNING record.id, locked.was, record.status_changed_at AS moment
        )
        INSERT INTO {rows.db_table} (subject_id, from_status, to_status, at, by_id, reason, batch)
        SELECT id, was, %s, moment, %s, %s, %s FROM moved
        RETURNING subject_id
    """  # noqa: S608  # table and column names come from our own models; every value is a parameter
    ids, was = [pk for pk, _ in movable], [status for _, status in movable]
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(sql, [ids, was, to, moment, to, by.pk if by else None, reason, batch])
        moved = [row[0] for row in cursor.fetchall()]
    if overtaken := set(ids).difference(moved):
        now = dict(model._base_manager.using(using).filter(pk__in=overtaken).values_list("pk", "status"))
        label = model.LIFECYCLE.labels
        skipped |= {
            pk: f"Somebody moved it to “{label[now[pk]]}” meanwhile." if pk in now else "It was deleted meanwhile."
            for pk in overtaken
        }
    return MoveResult(batch, sorted(moved), skipped)


def undo_many(
    model: type[T],
    *,
    batch: UUID,
    by: User | None,
    reason: str = "",
    only: QuerySet[T] | None = None,
    undo_batch: UUID | None = None,
    at: datetime | None = None,
) -> MoveResult:
    """Take back every move that a batch made, in two statements at any size: each record returns to the status it had before.

    Undoing is no move of the table, and needs none: the status was there before. A record that moved again since (its latest
    history row is not the batch's), or that `only` does not hold, stays; the former are named with the reason. What is taken back
    leaves history rows of its own under `undo_batch` (or a new one), which is the batch of the result; a batch can so be undone
    once, and the undoing can itself be undone. A record that the batch moved several times goes back to before the first move.
    """
    table, rows = model._meta, model.HISTORY._meta
    using = router.db_for_write(model)
    new, moment, label = undo_batch or uuid4(), at or clock.now(), model.LIFECYCLE.labels
    inside, inside_params = "", ()
    if only is not None:
        try:
            chosen, inside_params = only.using(using).order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return MoveResult(new, [])
        inside = f"AND subject_id IN ({chosen})"
    sql = f"""
        WITH ours AS (
            SELECT subject_id, (array_agg(from_status ORDER BY id))[1] AS was, max(id) AS latest
              FROM {rows.db_table} WHERE batch = %s AND from_status <> '' {inside} GROUP BY subject_id
        ),
        locked AS (
            SELECT record.id, record.status, ours.was FROM {table.db_table} AS record
              JOIN ours ON ours.subject_id = record.id
              JOIN {rows.db_table} AS step ON step.id = ours.latest AND step.to_status = record.status
             WHERE NOT EXISTS (SELECT FROM {rows.db_table} AS later WHERE later.subject_id = record.id AND later.id > ours.latest)
             ORDER BY record.id FOR NO KEY UPDATE OF record
        ),
        moved AS (
            UPDATE {table.db_table} AS record SET status = locked.was, status_changed_at = %s
              FROM locked WHERE record.id = locked.id AND record.status = locked.status
            RETURNING record.id, locked.status AS left_status, record.status AS now
        )
        INSERT INTO {rows.db_table} (subject_id, from_status, to_status, at, by_id, reason, batch)
        SELECT id, left_status, now, %s, %s, %s, %s FROM moved
        RETURNING subject_id
    """  # noqa: S608  # table and column names come from our own models; every value is a parameter
    # EXCEPT, not NOT EXISTS: the statistics know nothing of a batch just written, and the planner would compare all with all.
    stayed = f"""
        SELECT record.id, record.status
          FROM (SELECT subject_id FROM {rows.db_table} WHERE batch = %s AND from_status <> '' {inside}
                EXCEPT SELECT unnest(%s::bigint[])) AS ours
          JOIN {table.db_table} AS record ON record.id = ours.subject_id
    """  # noqa: S608
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(sql, [batch, *inside_params, moment, moment, by.pk if by else None, reason, new])
        moved = sorted(row[0] for row in cursor.fetchall())
        cursor.execute(stayed, [batch, *inside_params, moved])
        skipped = {pk: f"Somebody moved it since; it is “{label[status]}” now." for pk, status in cursor.fetchall()}
    return MoveResult(new, moved, skipped)
