"""Letting a finished run sort its applications, a chunk at a time: screened, or ineligible with the reason of the rule not met."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, ScreeningResult, ScreeningRun
from applicants.screening.document import from_document
from applicants.services.second_reading import draw, seed_of
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import MoveResult, move_many

COULD_NOT_BE_SCORED = "The run could not score it, so it stays submitted until a person looks at it."
NOT_IN_RUN = "The run has no result for it."


def sort_some(
    run: ScreeningRun, ids: Sequence[int], *, by: User, batch: UUID, at: datetime | None = None
) -> MoveResult:
    """Sort these applications of a run, under one batch id: a query, and three statements for each reason there is among them.

    Who could not be scored, and who left "submitted" since the run began, stays where they are and is named with why.
    """
    now = at or clock.now()
    rules = from_document(run.rubric_version.document).rules
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    skipped: dict[int, str] = {}
    found = ScreeningResult.objects.filter(run=run, application__in=ids)
    results = {pk: (band, rule) for pk, band, rule in found.values_list("application_id", "band", "rule")}
    for pk in ids:
        band, rule = results.get(pk, (None, None))
        if band is None or band == ScreeningResult.Band.ERROR:
            skipped[pk] = NOT_IN_RUN if band is None else COULD_NOT_BE_SCORED
        elif band == ScreeningResult.Band.INELIGIBLE:
            groups[ApplicationStatus.INELIGIBLE, rules[rule or 0].reason].append(pk)
        else:
            groups[ApplicationStatus.SCREENED, f"Sorted by screening run {run.pk}."].append(pk)
    moved: list[int] = []
    for (target, reason), chosen in groups.items():
        inside = Application.objects.filter(pk__in=chosen, status=ApplicationStatus.SUBMITTED)
        result = move_many(inside, to=target, by=by, reason=reason, batch=batch, at=now)
        moved += result.moved
        skipped |= result.skipped
    # What left "submitted" since the run began stays where somebody put it, even where the table would have the move.
    if rest := set(ids).difference(moved, skipped):
        now_in = Application.objects.filter(pk__in=rest).values_list("pk", "status")
        skipped |= {pk: f"Somebody moved it to “{ApplicationStatus(status).label}” since." for pk, status in now_in}
    return MoveResult(batch, sorted(moved), skipped)


def mark_sorted(run: ScreeningRun, *, by: User, at: datetime | None = None) -> None:
    """Say that a run has sorted, and who let it; the first time counts, and draws those who are read a second time."""
    now = at or clock.now()
    if ScreeningRun.objects.filter(pk=run.pk, applied_at__isnull=True).update(applied_at=now, applied_by=by):
        run.applied_at, run.applied_by = now, by
        draw(run, seed=seed_of(run))
