"""Writing a chunk of imported rows: ids from the sequences, COPY, and then history for all of them at once."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from applicants.importing.rows import CleanRow
from applicants.lifecycle import ApplicationStatus
from applicants.models import Applicant, Application, ImportBatch
from careerpath.accounts.models import User
from careerpath.pipeline.history import begin_query, move_many


def imported_before(external_ids: Sequence[str], *, cohort_id: int) -> dict[str, tuple[bytes, datetime]]:
    """Which of these ids stand in the cohort, each with the digest of its row and the day of its import. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT application.external_id, application.content_digest, batch.started_at
              FROM applicants_application AS application
              JOIN applicants_importbatch AS batch ON batch.id = application.imported_by_id
             WHERE application.cohort_id = %s AND application.external_id = ANY(%s)
            """,
            [cohort_id, list(external_ids)],
        )
        return {external_id: (bytes(digest), at) for external_id, digest, at in cursor.fetchall()}


@dataclass(frozen=True)
class Known:
    """An applicant with one of the addresses in hand, and whether they have applied to this cohort already."""

    applicant_id: int
    has_applied: bool


def applicants_by_email(emails: Sequence[str], *, cohort_id: int, lock: bool) -> dict[str, Known]:
    """Who has one of these (lower-case) addresses; for a merged record, the one that stands for the person.

    Locked, nobody can apply under one of them until the import is through.
    """
    if not emails:
        return {}
    sql = f"""
        SELECT lower(person.email), COALESCE(person.merged_into_id, person.id),
               EXISTS (SELECT 1 FROM applicants_application AS other
                        WHERE other.cohort_id = %s
                          AND other.applicant_id IN (person.id, person.merged_into_id))
          FROM applicants_applicant AS person
         WHERE lower(person.email) = ANY(%s) AND person.email IS NOT NULL
         ORDER BY person.id {"FOR UPDATE OF person" if lock else ""}
    """  # noqa: S608  # nothing but our own words goes in
    with connection.cursor() as cursor:
        cursor.execute(sql, [cohort_id, list(emails)])
        return {email: Known(pk, applied) for email, pk, applied in cursor.fetchall()}


def make_applicants_with_email(rows: Iterable[CleanRow]) -> None:
    """Make the applicants of these rows, but for addresses that somebody has. One statement."""
    people = [row for row in rows if row.email]
    if not people:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO applicants_applicant (public_id, name, email, phone, created_at)
            SELECT *, %s FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) ON CONFLICT DO NOTHING
            """,
            [
                timezone.now(),
                [uuid4() for _ in people],
                [row.name for row in people],
                [row.email for row in people],
                [row.phone for row in people],
            ],
        )


def write_chunk(
    rows: Sequence[CleanRow],
    *,
    batch: ImportBatch,
    applicant_ids: dict[str, int],
    by: User | None,
    now: datetime,
    operation: UUID,
) -> list[int]:
    """Make a submitted application of each row, with its history; their ids. Nine statements at any size.

    `applicant_ids` gives the applicant for each address; a row without an address gets an applicant of its own.
    """
    if not rows:
        return []
    fresh = [row for row in rows if not row.email]
    own = dict(zip((row.line for row in fresh), next_ids(Applicant, len(fresh)), strict=True))
    copy_in(
        Applicant,
        (
            {"id": own[row.line], "public_id": uuid4(), "name": row.name, "phone": row.phone, "created_at": now}
            for row in fresh
        ),
    )
    ids = next_ids(Application, len(rows))
    cohort = batch.cohort
    copy_in(
        Application,
        (
            {
                "id": pk,
                "public_id": uuid4(),
                "cohort_id": cohort.pk,
                "applicant_id": applicant_ids[row.email] if row.email else own[row.line],
                "question_set_id": cohort.question_set_id,
                "status": Application.LIFECYCLE.initial,
                "status_changed_at": row.started_at or row.submitted_at or now,
                "answers": json.dumps(row.answers, ensure_ascii=False),
                "source": Application.Source.IMPORT.value,
                "university_id": row.university_id,
                "external_id": row.external_id,
                "imported_by_id": batch.pk,
                "content_digest": row.digest(),
                "started_at": row.started_at or row.submitted_at or now,
                "submitted_at": row.submitted_at or now,
                "updated_at": now,
            }
            for pk, row in zip(ids, rows, strict=True)
        ),
    )
    # Ids of one call to the sequence rise; other people's may lie between, but not of this import.
    copied = Application.objects.filter(imported_by=batch, pk__gte=ids[0], pk__lte=ids[-1])
    begin_query(copied, by=by, reason=f"Imported from {batch.file_name}", at_field="started_at", batch=operation)
    moved = move_many(copied, to=ApplicationStatus.SUBMITTED, by=by, batch=operation, at_field="submitted_at").moved
    if len(moved) != len(rows):  # our own rows, in our own transaction: nobody else can have moved them
        raise RuntimeError(f"{len(rows) - len(moved)} imported applications could not be moved on.")
    return ids


def next_ids(model: type[Model], count: int) -> list[int]:
    """So many ids of a table, taken from its sequence; one statement."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_in(model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """COPY rows into a table. What a row does not name gets the default of its field, the same for all."""
    fields = model._meta.concrete_fields
    defaults = {field.attname: field.get_default() for field in fields}
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row.get(name, default) for name, default in defaults.items()])
