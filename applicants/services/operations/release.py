"""Releasing what is pending, all of it in one transaction."""

from django.db.models import QuerySet

from applicants.models import Application, BulkOperation, Decision
from applicants.selectors.deciding import pending
from applicants.services.operations.handlers import Handler, OperationRefused, Outcomes, register
from applicants.services.refusals import DecisionRefused
from applicants.services.releasing import RELEASE, check_can_release, release
from applicants.services.signing import check_signed
from careerpath.accounts.models import User

NOT_PENDING = "Nothing is pending about it any more."


@register
class Release(Handler):
    """Parameters: `kinds` (all without them). What somebody stages after the confirmation stays pending."""

    kind = BulkOperation.Kind.RELEASE
    permission = RELEASE
    verb = "Release {n} decisions"
    whole = True

    def check(self, operation: BulkOperation, by: User) -> None:
        """Whether they may, whether anything is pending, and whether it was signed for."""
        kinds = operation.params.get("kinds")
        try:
            check_can_release(operation.cohort, by=by, kinds=kinds)
            check_signed(operation.cohort, kinds)
        except DecisionRefused as refusal:
            raise OperationRefused(str(refusal)) from refusal

    def words(self, operation: BulkOperation) -> str:
        """What it does."""
        hours = operation.cohort.undo_hours
        if not hours:
            return "Everybody is told at once, and it cannot be undone: this cohort has no undo window."
        return f"Nobody is told for {hours} hours. Until then the whole release can be undone."

    def foresee(self, operation: BulkOperation, chosen: QuerySet[Application]) -> dict[str, int]:
        """Those about whom nothing is pending (any more)."""
        waiting = pending(operation.cohort, operation.params.get("kinds")).filter(application__in=chosen)
        gone = chosen.count() - waiting.count()
        return {NOT_PENDING: gone} if gone > 0 else {}

    def work(self, operation: BulkOperation, ids: list[int]) -> Outcomes:
        """Release; who could not be carried out is skipped with the reason."""
        try:
            done = release(operation.cohort, by=operation.actor, kinds=operation.params.get("kinds"), only=ids)
        except DecisionRefused as refusal:
            raise OperationRefused(str(refusal)) from refusal
        operation.params["release"] = done.pk
        operation.save(update_fields=["params"])
        became = dict(Decision.objects.filter(release=done).values_list("application", "skipped_reason"))
        skipped = {pk: why for pk, why in became.items() if why}
        skipped |= dict.fromkeys(set(ids).difference(became), NOT_PENDING)
        return Outcomes([pk for pk, why in became.items() if not why], skipped)
