"""Screening runs: start, pause, resume, cancel, and let a finished one sort the applications (docs/architecture.md, "Screening").

Scoring itself is in `applicants.services.scoring`; its verbs can be had from here too.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from applicants.lifecycle import ApplicationStatus, RunStatus
from applicants.models import Application, Rubric, RubricVersion, ScreeningResult, ScreeningRun
from applicants.screening import default_rubric as shipped
from applicants.screening.document import from_document
from applicants.screening.problems import refusals
from applicants.screening.rubric import RubricError
from applicants.services.facts import fact_definitions
from applicants.services.scoring import (
    INPUTS_DIGEST,
    finish_run_if_done,
    hand_out,
    hand_out_unfinished,
    ring_batches,
    score_batch,
)
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import MoveResult, begin, move, move_many
from cohorts.models import Cohort

__all__ = [
    "RunRefused",
    "apply_run",
    "cancel_run",
    "check_can_apply",
    "check_can_start",
    "default_rubric",
    "finish_run_if_done",
    "hand_out_unfinished",
    "pause_run",
    "resume_run",
    "score_batch",
    "start_run",
]

BATCH_SIZE: Final = 5000
"""Applications in a batch: a tenth of a second of work, and one transaction. Each batch costs some ten statements of its own."""

DEFAULT_FILTER: Final[dict[str, Any]] = {"statuses": [ApplicationStatus.SUBMITTED.value]}


class RunRefused(ValueError):
    """A run that cannot be started or applied; the message says why, in words for people."""


@transaction.atomic
def default_rubric() -> RubricVersion:
    """The newest used version of "Potential over experience", else the first; made the first time it is asked for.

    What somebody is still drafting is never used by default.
    """
    rubric, _ = Rubric.objects.get_or_create(
        slug=shipped.SLUG, defaults={"name": shipped.NAME, "description": shipped.DESCRIPTION}
    )
    Rubric.objects.select_for_update().get(pk=rubric.pk)  # two that ask at once get one version
    versions = RubricVersion.objects.select_related("rubric").filter(rubric=rubric)
    used = versions.filter(frozen_at__isnull=False).order_by("-number").first()
    return (
        used
        or versions.order_by("number").first()
        or RubricVersion.objects.create(
            rubric=rubric, number=1, document=shipped.DOCUMENT, note="As the programme starts with it."
        )
    )


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
) -> ScreeningRun:
    """Freeze who is in it, the rubric and a digest of both, cut the ids into batches, and ring for the workers after commit.

    `chosen` are the applications in it where a bulk operation froze them; `filter` then only says how they were found.
    Raises RunRefused in words. The ids never pass through this process: one INSERT ... SELECT makes all batches.
    """
    who = dict(filter or DEFAULT_FILTER)
    check_can_start(cohort=cohort, rubric_version=rubric_version)
    now = timezone.now()
    RubricVersion.objects.filter(pk=rubric_version.pk).update(frozen_at=Coalesce("frozen_at", now))
    rubric_version.refresh_from_db()
    run = ScreeningRun.objects.create(cohort=cohort, rubric_version=rubric_version, filter=who, total=0, created_by=by)
    begin(run, by=by)
    batches, run.total = _cut(run, applications_in(cohort, who) if chosen is None else chosen, batch_size)
    if not batches:
        words = (
            " or ".join(str(ApplicationStatus(status).label) for status in who.get("statuses", []))
            or "among those chosen"
        )
        raise RunRefused(f"{cohort} has no application that is {words}, so there is nothing to screen.")
    run.inputs_digest = _inputs_digest(run)
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


def _inputs_digest(run: ScreeningRun) -> str:
    """SHA-256 over the rubric's document and the ids, however they are cut into batches."""
    with connection.cursor() as cursor:
        cursor.execute(INPUTS_DIGEST, [run.pk])
        (ids,) = cursor.fetchone()
    document = json.dumps(run.rubric_version.document, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{document}\n{ids}".encode()).hexdigest()


def pause_run(run: ScreeningRun, *, by: User | None) -> ScreeningRun:
    """Stop after the batches that are in work now. Raises IllegalMove."""
    return move(run, to=RunStatus.PAUSED, by=by)


@transaction.atomic
def resume_run(run: ScreeningRun, *, by: User | None) -> ScreeningRun:
    """Go on where it was paused: what is not done is handed out again. Raises IllegalMove."""
    move(run, to=RunStatus.RUNNING, by=by)
    transaction.on_commit(partial(ring_batches, hand_out(run)))
    transaction.on_commit(partial(finish_run_if_done, run.pk))
    return run


def cancel_run(run: ScreeningRun, *, by: User | None) -> ScreeningRun:
    """Stop for good. What was scored stays to be read; it can never be applied. Raises IllegalMove."""
    return move(run, to=RunStatus.CANCELLED, by=by)


def check_can_apply(run: ScreeningRun) -> None:
    """Raise RunRefused where a run may not sort the applications, with the reason in words."""
    if run.status != RunStatus.FINISHED:
        raise RunRefused(f"This run is {run.get_status_display()}. Only a finished run can sort applications.")
    if run.applied_at is not None:
        raise RunRefused("This run has sorted its applications already.")


@transaction.atomic
def apply_run(run: ScreeningRun, *, by: User) -> dict[str, MoveResult]:
    """Let a finished run sort: submitted applications become screened, or ineligible with the reason of the rule not met.

    Returns what moved and what was skipped with its reason, for each target status; all moves share one batch id. Applications that
    could not be scored stay submitted. Whoever was moved by somebody meanwhile is skipped and named. Raises RunRefused.
    """
    locked = (
        ScreeningRun.objects.select_for_update(no_key=True, of=("self",))
        .select_related("rubric_version__rubric")
        .get(pk=run.pk)
    )
    check_can_apply(locked)
    rubric, batch, now = from_document(locked.rubric_version.document), uuid4(), clock.now()
    results = ScreeningResult.objects.filter(run=locked)
    sorted_in = [(ApplicationStatus.SCREENED, results.filter(band__gt=0), f"Sorted by screening run {locked.pk}.")]
    sorted_in += [
        (ApplicationStatus.INELIGIBLE, results.filter(band=0, rule=place), rule.reason)
        for place, rule in enumerate(rubric.rules)
    ]
    done: dict[str, MoveResult] = {}
    for target, chosen, reason in sorted_in:
        inside = Application.objects.filter(pk__in=chosen.values("application"))
        result = move_many(
            inside.filter(status=ApplicationStatus.SUBMITTED), to=target, by=by, reason=reason, batch=batch, at=now
        )
        # What left "submitted" since the run began stays where somebody put it, even where the table would have the move.
        elsewhere = inside.exclude(status=ApplicationStatus.SUBMITTED).exclude(pk__in=result.moved)
        skipped = {
            pk: f"Somebody moved it to “{ApplicationStatus(status).label}” since."
            for pk, status in elsewhere.values_list("pk", "status")
        }
        before = done.get(target, MoveResult(batch, []))
        done[target] = MoveResult(batch, before.moved + result.moved, before.skipped | result.skipped | skipped)
    ScreeningRun.objects.filter(pk=locked.pk).update(applied_at=now, applied_by=by)
    run.applied_at, run.applied_by = now, by
    return done
