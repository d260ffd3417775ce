"""Screening what a filter matched: the operation starts a run over exactly these applications, and the run does the work.

It is done when the run stands, because the run is a ledger of its own with its own progress, pause and retry.
"""

from applicants.models import BulkOperation, RubricVersion
from applicants.selectors.operations import chosen_of
from applicants.services.operations.handlers import Handler, OperationRefused, Outcomes, register
from applicants.services.screening import RunRefused, check_can_start, start_run
from careerpath.accounts.models import User


@register
class Screen(Handler):
    """Parameter: `rubric_version`. Leaves the id of the run in `params["run"]`."""

    kind = BulkOperation.Kind.SCREEN
    permission = "applicants.add_screeningrun"
    verb = "Screen {n}"
    whole = True

    def check(self, operation: BulkOperation, by: User) -> None:
        """The rubric must fit the form of the class."""
        try:
            check_can_start(cohort=operation.cohort, rubric_version=_version(operation))
        except RunRefused as refusal:
            raise OperationRefused(str(refusal)) from None

    def words(self, operation: BulkOperation) -> str:
        """What it does."""
        return f"Starts a screening run by {_version(operation)}. A run scores and decides nothing; their status stays."

    def work(self, operation: BulkOperation, ids: list[int]) -> Outcomes:
        """Start the run over the frozen ids, in the transaction of the chunk."""
        try:
            run = start_run(
                cohort=operation.cohort,
                rubric_version=_version(operation),
                by=operation.actor,
                filter={**operation.filter, "operation": operation.pk},
                chosen=chosen_of(operation),
            )
        except RunRefused as refusal:
            raise OperationRefused(str(refusal)) from None
        operation.params = {**operation.params, "run": run.pk}
        operation.save(update_fields=["params"])
        return Outcomes(sorted(chosen_of(operation).values_list("pk", flat=True)))


def _version(operation: BulkOperation) -> RubricVersion:
    version = RubricVersion.objects.select_related("rubric").filter(pk=operation.params.get("rubric_version")).first()
    if version is None:
        raise OperationRefused("Choose a rubric to screen by.")
    return version
