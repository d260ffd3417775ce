"""Reading screening runs: how far one is, how it sorted, who is at the top, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.utils import timezone

from applicants.lifecycle import RunStatus
from applicants.models import ScreeningBatch, ScreeningResult, ScreeningRun
from cohorts.models import Cohort

BANDS: Final[dict[str, int]] = {"above": 3, "borderline": 2, "below": 1, "ineligible": 0, "error": -1}
"""Names of the bands, as addresses and figures use them."""

PAGE: Final = 50


@dataclass(frozen=True)
class Progress:
    """How far a run is. `per_second` and `seconds_left` are None where nothing can be said yet."""

    total: int
    done: int
    per_second: float | None
    seconds_left: float | None
    seconds: float
    """From the click to the end, or to now."""


def runs(cohort: Cohort | None = None) -> QuerySet[ScreeningRun]:
    """Runs, newest first, with how many applications are done (`done`); one query."""
    chosen = ScreeningRun.objects.select_related("cohort", "rubric_version__rubric", "created_by")
    if cohort is not None:
        chosen = chosen.filter(cohort=cohort)
    done = Sum("batches__size", filter=Q(batches__done_at__isnull=False), default=0)
    return chosen.annotate(done=done).order_by("-created_at", "-pk")


def progress_of(run: ScreeningRun, now: datetime | None = None) -> Progress:
    """How far a run is; the rate is that since it was last started or resumed. One query."""
    now = now or timezone.now()
    since = run.status_changed_at if run.status == RunStatus.RUNNING else run.created_at
    figures = ScreeningBatch.objects.filter(run=run).aggregate(
        done=Sum("size", filter=Q(done_at__isnull=False), default=0),
        lately=Sum("size", filter=Q(done_at__gte=since), default=0),
        last=Max("done_at"),
    )
    end = run.finished_at or (now if run.status == RunStatus.RUNNING else run.status_changed_at)
    spent = max(((run.finished_at or now) - since).total_seconds(), 0.001)
    rate = (
        figures["lately"] / spent
        if figures["lately"] and run.status in (RunStatus.RUNNING, RunStatus.FINISHED)
        else None
    )
    left = (run.total - figures["done"]) / rate if rate and run.status == RunStatus.RUNNING else None
    return Progress(run.total, figures["done"], rate, left, max((end - run.created_at).total_seconds(), 0.0))


def band_counts(run: ScreeningRun) -> dict[str, int]:
    """How many applications the run sorted into each band, the best first; one query."""
    counts = dict(run.results.order_by().values_list("band").annotate(n=Count("*")))
    return {name: counts.get(band, 0) for name, band in BANDS.items()}


def rule_counts(run: ScreeningRun) -> dict[int, int]:
    """How many applications each eligibility rule stopped, by the rule's position; one query."""
    return dict(run.results.filter(rule__isnull=False).order_by().values_list("rule").annotate(n=Count("*")))


def scores_by(run: ScreeningRun, width: int) -> list[tuple[int, int]]:
    """How many eligible applications scored in each step of this width: (lowest score of the step, count), without gaps."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT score / %s * %s, count(*) FROM applicants_screeningresult
             WHERE run_id = %s AND cohort_id = %s AND band > 0 GROUP BY 1
            """,
            [width, width, run.pk, run.cohort_id],
        )
        counts = dict(cursor.fetchall())
    if not counts:
        return []
    return [(start, counts.get(start, 0)) for start in range(0, max(counts) + width, width)]


def cut_at_capacity(run: ScreeningRun) -> int | None:
    """The score of the last one with a seat, were the seats given by score alone; None with fewer people than seats."""
    last = best_first(run)[run.cohort.capacity - 1 : run.cohort.capacity]
    return last[0].score if last else None


def best_first(run: ScreeningRun) -> QuerySet[ScreeningResult]:
    """The results of eligible applications, the best first; equal scores by application, which says nothing about merit."""
    return ScreeningResult.objects.filter(cohort=run.cohort_id, run=run, band__gt=0).order_by(
        F("score").desc(nulls_last=True), "application"
    )


def results_page(
    run: ScreeningRun, *, band: str = "", after: tuple[int, int] | None = None, size: int = PAGE
) -> tuple[list[ScreeningResult], tuple[int, int] | None]:
    """A page of results, the best first, and the key (score, application) after which the next one begins, None at the end.

    `band` is a name of BANDS, or empty for everybody eligible. One query, as quick a thousand pages deep as at the first.
    """
    chosen = ScreeningResult.objects.filter(cohort=run.cohort_id, run=run).select_related("application__applicant")
    chosen = chosen.filter(band=BANDS[band]) if band else chosen.filter(band__gt=0)
    if after is not None:
        score, application = after
        if band != "error":
            chosen = chosen.filter(score__lte=score).exclude(score=score, application__lte=application)
        else:
            chosen = chosen.filter(application__gt=application)
    rows = list(chosen.order_by(F("score").desc(nulls_last=True), "application")[: size + 1])
    if len(rows) <= size:
        return rows, None
    return rows[:size], (rows[size - 1].score or 0, rows[size - 1].application_id)
