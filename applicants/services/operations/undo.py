"""Undoing a release, all of it in one transaction."""

from applicants.models import BulkOperation, Decision, DecisionRelease
from applicants.services.operations.handlers import Handler, OperationRefused, Outcomes, register
from applicants.services.refusals import DecisionRefused
from applicants.services.releasing import RELEASE
from applicants.services.undoing import check_can_undo, undo_release
from careerpath.accounts.models import User


@register
class Undo(Handler):
    """Parameters: `release`, the id of the release."""

    kind = BulkOperation.Kind.UNDO
    permission = RELEASE
    verb = "Undo the release of {n}"
    whole = True

    def check(self, operation: BulkOperation, by: User) -> None:
        """Whether they may, and whether its window is still open."""
        try:
            check_can_undo(_release_of(operation), by=by)
        except DecisionRefused as refusal:
            raise OperationRefused(str(refusal)) from refusal

    def words(self, operation: BulkOperation) -> str:
        """What it does."""
        return "Everybody returns to where they stood, and the letters are cancelled. Nobody had been told."

    def work(self, operation: BulkOperation, ids: list[int]) -> Outcomes:
        """Undo; who has moved since, and who was not carried out by the release, is skipped with the reason."""
        undone = _release_of(operation)
        try:
            result = undo_release(undone, by=operation.actor)
        except DecisionRefused as refusal:
            raise OperationRefused(str(refusal)) from refusal
        mine, moved = set(ids), set(result.moved)
        passed_over = Decision.objects.filter(release=undone).exclude(skipped_reason="")
        skipped = {pk: why for pk, why in result.skipped.items() if pk in mine}
        rest = mine - moved - set(skipped)
        whys = dict(passed_over.filter(application__in=rest).values_list("application", "skipped_reason"))
        skipped |= {pk: f"The release had not carried it out: {whys.get(pk, 'nothing was decided')}" for pk in rest}
        return Outcomes(sorted(moved & mine), skipped)


def _release_of(operation: BulkOperation) -> DecisionRelease:
    """The release it is about. Raises OperationRefused where there is none in its cohort."""
    found = (
        DecisionRelease.objects.filter(pk=operation.params.get("release"), cohort=operation.cohort_id)
        .select_related("cohort")
        .first()
    )
    if found is None:
        raise OperationRefused("There is no such release in this cohort.")
    return found
