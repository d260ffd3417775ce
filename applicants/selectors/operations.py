"""Reading bulk operations: who is in one, how far it is, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.utils import timezone

from applicants.lifecycle import ApplicationStatus, OperationStatus
from applicants.models import Application, BulkChunk, BulkOperation, BulkOutcome, ScreeningResult, ScreeningRun
from applicants.selectors.deciding import latest_run
from cohorts.models import Cohort

SHOWN: Final = 20
PAGE: Final = 100
REASONS: Final = 50


def by_status(chosen: QuerySet[Application]) -> dict[str, int]:
    """How many applications stand in each status; one query."""
    return dict(chosen.order_by().values_list("status").annotate(Count("pk")))


def chosen_of(operation: BulkOperation) -> QuerySet[Application]:
    """The applications of an operation, as they were frozen; those deleted since are gone."""
    frozen = "SELECT unnest(application_ids) FROM applicants_bulkchunk WHERE operation_id = %s"
    return Application.objects.filter(pk__in=RawSQL(frozen, [operation.pk]))  # noqa: S611  # fixed words, one parameter


def moved_since(operation: BulkOperation, ids: Sequence[int]) -> dict[int, str]:
    """Those of these applications that somebody moved after the operation was prepared, with that in words; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id, status FROM applicants_application WHERE id IN (
                SELECT subject_id FROM applicants_applicationstatuschange
                 WHERE subject_id = ANY(%s) AND id > %s AND batch IS DISTINCT FROM %s)
            """,
            [list(ids), operation.seen_change, operation.batch],
        )
        return {pk: moved_to(status) for pk, status in cursor.fetchall()}


def moved_to(status: str) -> str:
    """What is said of an application that somebody moved since it was chosen."""
    return f"Somebody moved it to “{ApplicationStatus(status).label}” since you looked."


def newest_change() -> int:
    """The newest history row of any application; 0 where there is none. One query by the primary key."""
    table = Application.HISTORY._default_manager
    return int(table.aggregate(newest=Max("pk"))["newest"] or 0)


@dataclass(frozen=True)
class Preview:
    """Who is in an operation: how many in each status and band, the first few, and who will be skipped as far as can be said."""

    total: int
    statuses: list[tuple[str, str, int]]
    """Status, its name, how many."""
    bands: list[tuple[str, str, int]]
    """Band of the latest run, its name, how many; those it has no result of come last, under an empty name."""
    first: list[Application]
    run: ScreeningRun | None


def preview_of(chosen: QuerySet[Application], cohort: Cohort) -> Preview:
    """What the confirmation shows; four queries at any size."""
    counts = by_status(chosen)
    statuses = [(str(each), str(each.label), counts[each]) for each in ApplicationStatus if each in counts]
    run = latest_run(cohort)
    bands: list[tuple[str, str, int]] = []
    if run is not None:
        results = ScreeningResult.objects.filter(run=run, application__in=chosen.order_by().values("pk"))
        found = dict(results.order_by().values_list("band").annotate(Count("pk")))
        bands = [
            (each.name.lower(), str(each.label), found[each])
            for each in reversed(ScreeningResult.Band)
            if each in found
        ]
        if without := sum(counts.values()) - sum(found.values()):
            bands.append(("", "no result", without))
    first = list(
        chosen.select_related("applicant")
        .only("status", "public_id", "submitted_at", "applicant__name", "applicant__email")
        .order_by("pk")[:SHOWN]
    )
    return Preview(sum(counts.values()), statuses, bands, first, run)


@dataclass(frozen=True)
class Progress:
    """How far an operation is. `per_second` and `seconds_left` are None where nothing can be said yet."""

    total: int
    done: int
    skipped: int
    failed: int
    waiting: int
    """Not looked at yet; of an operation that was cancelled or given up: not done."""
    per_second: float | None
    seconds_left: float | None
    seconds: float

    @property
    def minutes_left(self) -> float | None:
        """The time left, in minutes."""
        return None if self.seconds_left is None else self.seconds_left / 60

    @property
    def behind(self) -> int:
        """How many have been looked at: done, skipped and failed."""
        return self.total - self.waiting


def progress_of(operation: BulkOperation, now: datetime | None = None) -> Progress:
    """How far an operation is; the rate is that since it was last confirmed or resumed. Two queries, the second over what was
    skipped and failed only."""
    now = now or timezone.now()
    running = operation.status == OperationStatus.RUNNING
    began = operation.confirmed_at or operation.created_at
    since = operation.status_changed_at if running else began
    figures = BulkChunk.objects.filter(operation=operation).aggregate(
        behind=Sum("size", filter=Q(done_at__isnull=False), default=0),
        lately=Sum("size", filter=Q(done_at__gte=since), default=0),
    )
    left = outcome_counts(operation)
    behind, skipped, failed = figures["behind"], left.get(2, 0), left.get(3, 0)
    end = now if running else (operation.finished_at or operation.status_changed_at)
    spent = max((end - since).total_seconds(), 0.001)
    rate = figures["lately"] / spent if figures["lately"] and operation.confirmed_at else None
    return Progress(
        operation.total,
        behind - skipped - failed,
        skipped,
        failed,
        operation.total - behind,
        rate,
        (operation.total - behind) / rate if rate and running else None,
        max((end - began).total_seconds(), 0.0),
    )


def outcome_counts(operation: BulkOperation) -> dict[int, int]:
    """How many were skipped (2) and failed (3); one query over these only."""
    left = operation.outcomes.filter(~Q(outcome=BulkOutcome.Outcome.DONE)).order_by()
    return dict(left.values_list("outcome").annotate(Count("pk")))


@dataclass(frozen=True)
class Reason:
    """Why some were skipped or failed, and how many."""

    outcome: str
    why: str
    number: int


def reasons_of(operation: BulkOperation) -> list[Reason]:
    """Why applications were skipped or failed, the commonest first, failures before skips; at most 50 reasons. One query."""
    left = operation.outcomes.filter(~Q(outcome=BulkOutcome.Outcome.DONE)).order_by()
    rows = left.values_list("outcome", "why").annotate(n=Count("pk")).order_by("-outcome", "-n", "why")[:REASONS]
    return [Reason(BulkOutcome.Outcome(outcome).name.lower(), why, number) for outcome, why, number in rows]


def outcomes_page(
    operation: BulkOperation, *, outcome: str = "", why: str = "", after: int = 0, size: int = PAGE
) -> tuple[list[BulkOutcome], int | None]:
    """A page of outcomes by application, and the key after which the next begins (None at the end). Two queries.

    `outcome` is done, skipped or failed, or empty for all.
    """
    chosen = operation.outcomes.filter(application_id__gt=after)
    if outcome:
        chosen = chosen.filter(outcome=BulkOutcome.Outcome[outcome.upper()])
    if why:
        chosen = chosen.filter(why=why)
    rows = list(chosen.order_by("application_id")[: size + 1])
    shown = rows[:size]
    # Not by a join: an application may have been deleted since, and its outcome stays.
    people = Application.objects.select_related("applicant").only("status", "applicant__name", "applicant__email")
    known = people.in_bulk([row.application_id for row in shown])
    for row in shown:
        row.subject = known.get(row.application_id)  # type: ignore[attr-defined]  # for the template
    return shown, shown[-1].application_id if len(rows) > size else None


def operations(cohort: Cohort | None = None, *, before: int | None = None, size: int = 50) -> list[BulkOperation]:
    """Operations, newest first, each with how many were looked at (`behind`); one query. `before` is the key of the last page."""
    chosen = BulkOperation.objects.select_related("cohort", "created_by", "confirmed_by")
    if cohort is not None:
        chosen = chosen.filter(cohort=cohort)
    if before is not None:
        chosen = chosen.filter(pk__lt=before)
    behind = Sum("chunks__size", filter=Q(chunks__done_at__isnull=False), default=0)
    return list(chosen.annotate(behind=behind).order_by("-pk")[:size])


def running() -> QuerySet[BulkOperation]:
    """Operations that run or are paused, newest first, for the home page."""
    going = (OperationStatus.RUNNING, OperationStatus.PAUSED)
    return BulkOperation.objects.filter(status__in=going).select_related("cohort").order_by("-pk")
