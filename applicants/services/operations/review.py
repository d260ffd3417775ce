"""Moving to review: readers find the applications on their page."""

from django.db.models import QuerySet

from applicants.lifecycle import APPLICATION, ApplicationStatus
from applicants.models import Application, BulkOperation
from applicants.selectors.operations import by_status
from applicants.services.operations.handlers import Handler, Outcomes, register
from applicants.services.reviewing import DECIDED, NEEDS_REASON, move_to_review


@register
class Review(Handler):
    """Parameters: `reason`, which those need whose decision was released."""

    kind = BulkOperation.Kind.REVIEW
    permission = "applicants.change_application"
    only_unmoved = True
    verb = "Move {n} to review"

    def words(self, operation: BulkOperation) -> str:
        """What it does."""
        return "Readers find them on their page, without names. Nobody is told, and no decision is made."

    def foresee(self, operation: BulkOperation, chosen: QuerySet[Application]) -> dict[str, int]:
        """Those that stand where they cannot go to review."""
        reason = operation.params.get("reason", "")
        found: dict[str, int] = {}
        for status, number in by_status(chosen).items():
            why = APPLICATION.refusal(status, ApplicationStatus.IN_REVIEW)
            why = why or (NEEDS_REASON if status in DECIDED and not reason else "")
            if why:
                found[why] = found.get(why, 0) + number
        return found

    def work(self, operation: BulkOperation, ids: list[int]) -> Outcomes:
        """Move them; who cannot move is skipped with the reason."""
        chosen = Application.objects.filter(pk__in=ids)
        return Outcomes.of(
            move_to_review(chosen, by=operation.actor, reason=operation.params.get("reason", ""), batch=operation.batch)
        )
