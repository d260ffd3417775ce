"""Starting screening runs: who is in one, by which rubric, cut into batches."""

import hashlib
import json
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, RubricVersion, ScreeningRun
from applicants.screening.document import from_document
from applicants.screening.problems import refusals
from applicants.screening.rubric import RubricError
from applicants.services.facts import fact_definitions
from applicants.services.handing_out import ring_batches
from careerpath.accounts.models import User
from careerpath.pipeline.history import begin
from cohorts.models import Cohort

BATCH_SIZE: Final = 5000
"""Applications in a batch: a tenth of a second of work, and one transaction. Each batch costs some ten statements of its own."""

DEFAULT_FILTER: Final[dict[str, Any]] = {"statuses": [ApplicationStatus.SUBMITTED.value]}

# A digest over buckets of ids, so that it does not depend on how a run was cut into batches, and no text grows with the run.
INPUTS_DIGEST: Final = """
    SELECT encode(sha256(convert_to(coalesce(string_agg(bucket, '' ORDER BY number), ''), 'UTF8')), 'hex')
      FROM (SELECT one / 10000 AS number,
                   encode(sha256(convert_to(string_agg(one::text, ',' ORDER BY one), 'UTF8')), 'hex') AS bucket
              FROM applicants_screeningbatch, unnest(application_ids) AS one WHERE run_id = %s GROUP BY 1) AS buckets
"""


class RunRefused(ValueError):
    """A run that cannot be started or applied; the message says why, in words for people."""


def applications_in(cohort: Cohort, who: Mapping[str, Any]) -> QuerySet[Application]:
    """The applications that a run's filter means, now. The one key there is: `statuses`, a list."""
    return Application.objects.filter(cohort=cohort, status__in=who["statuses"])


def check_can_start(*, cohort: Cohort, rubric_version: RubricVersion) -> None:
    """Raise RunRefused with what is wrong with the rubric on this cohort's form."""
    try:
        rubric = from_document(rubric_version.document)
    except RubricError as error:
        raise RunRefused(f"{rubric_version} cannot be read: {error}") from None
    if found := refusals(rubric, fact_definitions(cohort.question_set), rubric_version.note):
        raise RunRefused(f"{rubric_version} does not fit the form of {cohort}. {' '.join(found)}")


@transaction.atomic
def start_run(
    *,
    cohort: Cohort,
    rubric_version: RubricVersion,
    by: User | None,
    filter: Mapping[str, Any] | None = None,
    chosen: QuerySet[Application] | None = None,
    batch_size: int = BATCH_SIZE,
    is_dry: bool = False,
) -> ScreeningRun:
    """Freeze who is in it, the rubric and a digest of both, cut the ids into batches, and ring for the workers after commit.

    `chosen` are the applications in it where a bulk operation froze them; `filter` then only says how they were found. A dry run is
    scored and shown, and can never sort.
    Raises RunRefused in words. The ids never pass through this process: one INSERT ... SELECT makes all batches.
    """
    who = dict(filter or DEFAULT_FILTER)
    check_can_start(cohort=cohort, rubric_version=rubric_version)
    run = _begin(cohort=cohort, rubric_version=rubric_version, filter=who, is_dry=is_dry, by=by)
    batches, run.total = _cut(run, applications_in(cohort, who) if chosen is None else chosen, batch_size)
    if not batches:
        words = (
            " or ".join(str(ApplicationStatus(status).label) for status in who.get("statuses", []))
            or "among those chosen"
        )
        raise RunRefused(f"{cohort} has no application that is {words}, so there is nothing to screen.")
    return _ready(run, batches)


@transaction.atomic
def replay_run(run: ScreeningRun, *, by: User | None, rubric_version: RubricVersion | None = None) -> ScreeningRun:
    """Score exactly the applications that a run froze once more, as a trial: by the same rubric, or by another to compare with.

    By the same rubric the results' digest must be the same, unless answers were corrected or somebody was erased since. Raises
    RunRefused where the rubric does not fit.
    """
    version = rubric_version or run.rubric_version
    check_can_start(cohort=run.cohort, rubric_version=version)
    copy = _begin(cohort=run.cohort, rubric_version=version, filter=run.filter, is_dry=True, copy_of=run, by=by)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO applicants_screeningbatch (run_id, number, application_ids, size, handed_out_at)
            SELECT %s, row_number() OVER (ORDER BY number) - 1, application_ids, size, clock_timestamp()
              FROM applicants_screeningbatch WHERE run_id = %s AND size > 0
            RETURNING id, size
            """,
            [copy.pk, run.pk],
        )
        rows = cursor.fetchall()
    copy.total = sum(size for _, size in rows)
    return _ready(copy, sorted(pk for pk, _ in rows))


def _begin(*, rubric_version: RubricVersion, by: User | None, **given: Any) -> ScreeningRun:
    """Freeze the rubric and open a run without batches."""
    RubricVersion.objects.filter(pk=rubric_version.pk).update(frozen_at=Coalesce("frozen_at", timezone.now()))
    rubric_version.refresh_from_db()
    run = ScreeningRun.objects.create(rubric_version=rubric_version, total=0, created_by=by, **given)
    begin(run, by=by)
    return run


def _ready(run: ScreeningRun, batches: list[int]) -> ScreeningRun:
    """Write down what went in, and ring for the workers after commit."""
    run.inputs_digest = inputs_digest_of(run)
    run.save(update_fields=["total", "inputs_digest"])
    transaction.on_commit(partial(ring_batches, batches))
    return run


def _cut(run: ScreeningRun, chosen: QuerySet[Application], batch_size: int) -> tuple[list[int], int]:
    """Write the run's batches; their ids, and the number of applications in them."""
    ids, params = chosen.order_by().values("pk").query.sql_with_params()
    # The queryset compiles to SQL with its own parameters; nothing else is put into the text.
    sql = f"""
        INSERT INTO applicants_screeningbatch (run_id, number, application_ids, size, handed_out_at)
        SELECT %s, number, array_agg(id ORDER BY id), count(*), clock_timestamp()
          FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS number FROM ({ids}) AS chosen (id)) AS numbered
         GROUP BY number ORDER BY number
        RETURNING id, size
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [run.pk, batch_size, *params])
        rows = cursor.fetchall()
    return [pk for pk, _ in rows], sum(size for _, size in rows)


def inputs_digest_of(run: ScreeningRun) -> str:
    """SHA-256 over the rubric's document and the ids, however they are cut into batches."""
    with connection.cursor() as cursor:
        cursor.execute(INPUTS_DIGEST, [run.pk])
        (ids,) = cursor.fetchone()
    document = json.dumps(run.rubric_version.document, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{document}\n{ids}".encode()).hexdigest()
