"""Letting a finished run sort the applications it scored."""

from applicants.lifecycle import OperationStatus
from applicants.models import BulkOperation, ScreeningRun
from applicants.selectors.screening import band_counts
from applicants.services.operations.handlers import Handler, OperationRefused, Outcomes, register
from applicants.services.screening import RunRefused, check_can_apply
from applicants.services.sorting import mark_sorted, sort_some
from careerpath.accounts.models import User


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
    runs = ScreeningRun.objects.select_related("rubric_version__rubric", "cohort")
    run = runs.filter(pk=operation.params.get("run"), cohort=operation.cohort_id).first()
    if run is None:
        raise OperationRefused("This run is not there, or is of another class.")
    return run
