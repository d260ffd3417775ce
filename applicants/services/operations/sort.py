"""Letting a finished run sort the applications it scored."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from applicants.lifecycle import OperationStatus
from applicants.models import Application, BulkOperation, ScreeningResult, ScreeningRun
from applicants.selectors.screening import band_counts
from applicants.services.operations.handlers import Handler, OperationRefused, Outcomes, register
from applicants.services.screening import RunRefused, check_can_apply
from applicants.services.sorting import mark_sorted, sort_some
from careerpath.accounts.models import User
from cohorts.models import Cohort


@register
class Sort(Handler):
    """Parameter: `run`. The run counts as having sorted when the last chunk is done."""

    kind = BulkOperation.Kind.SORT
    permission = "applicants.change_screeningrun"
    verb = "Sort {n}"

    def check(self, operation: BulkOperation, by: User) -> None:
        """A finished run of this cohort that has not sorted yet and is not being sorted by another operation."""
        run = _run(operation)
        try:
            check_can_apply(run)
        except RunRefused as refusal:
            raise OperationRefused(str(refusal)) from None
        going = (OperationStatus.RUNNING, OperationStatus.PAUSED)
        others = BulkOperation.objects.filter(kind=self.kind, status__in=going, params__run=run.pk)
        if others.exclude(pk=operation.pk).exists():
            raise OperationRefused("Somebody let this run sort a moment ago; it is under way.")

    def chosen(self, cohort: Cohort, params: Mapping[str, Any]) -> tuple[QuerySet[Application], str] | None:
        """Everybody in the run."""
        run = _run_of(cohort.pk, params.get("run"))
        scored = ScreeningResult.objects.filter(run=run, cohort=cohort).values("application")
        return Application.objects.filter(pk__in=scored), f"everybody in run {run.pk}"

    def words(self, operation: BulkOperation) -> str:
        """What it does, with the numbers of the run."""
        counts = band_counts(_run(operation))
        screened = counts["above"] + counts["borderline"] + counts["below"]
        run, closed = operation.params["run"], counts["ineligible"]
        said = f"Run {run} marks {screened:,} as screened and {closed:,} as ineligible with the reason."
        return f"{said} No score rejects anybody. Whoever was moved since the run began stays where they are."

    def work(self, operation: BulkOperation, ids: list[int]) -> Outcomes:
        """A query, and three statements for each reason."""
        return Outcomes.of(sort_some(_run(operation), ids, by=operation.actor, batch=operation.batch))

    def finish(self, operation: BulkOperation) -> None:
        """Now it has sorted."""
        mark_sorted(_run(operation), by=operation.actor)


def _run(operation: BulkOperation) -> ScreeningRun:
    return _run_of(operation.cohort_id, operation.params.get("run"))


def _run_of(cohort: int, run_id: Any) -> ScreeningRun:
    runs = ScreeningRun.objects.select_related("rubric_version__rubric", "cohort")
    run = runs.filter(pk=run_id, cohort=cohort).first() if str(run_id or "").isdecimal() else None
    if run is None:
        raise OperationRefused("This run is not there, or is of another class.")
    return run
