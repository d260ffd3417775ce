"""Putting everybody a filter matches into a round, in the worker; the last step opens the round, or shares out what came in."""

from typing import Any

from django.db.models import QuerySet

from applicants.lifecycle import APPLICATION, ApplicationStatus
from applicants.models import Application, BulkOperation
from applicants.selectors.operations import by_status
from applicants.services.operations import Handler, OperationRefused, Outcomes, register
from applicants.services.reviewing import DECIDED, NEEDS_REASON
from careerpath.accounts.models import User
from reviews.lifecycle import RoundStatus
from reviews.models import ReviewRound
from reviews.services import assigning
from reviews.services.entering import LANDS_IN, STAY, put_in
from reviews.services.round_opening import check_can_open, start
from reviews.services.rounds import RoundRefused


@register
class PutIntoRound(Handler):
    """Parameters: `round`, its key; `open`, whether this opens it; `reason`, which those need whose decision was released."""

    kind = BulkOperation.Kind.ROUND
    permission = "applicants.change_application"
    verb = "Put {n} into the round"

    def check(self, operation: BulkOperation, by: User) -> None:
        """The round must be there, and be ready where it is to be opened."""
        round = round_of(operation)
        if round.cohort_id != operation.cohort_id:
            raise OperationRefused("The round is of another class.")
        if operation.params.get("open"):
            try:
                check_can_open(round)
            except RoundRefused as refusal:
                raise OperationRefused(str(refusal)) from None
        elif round.status not in (RoundStatus.DRAFT, RoundStatus.OPEN):
            raise OperationRefused(f"“{round}” is {round.get_status_display()}: nobody is put into it any more.")

    def words(self, operation: BulkOperation) -> str:
        """What it does."""
        round = round_of(operation)
        where = "in review" if round.kind == ReviewRound.Kind.READING else "asked to an interview"
        what = "It opens" if operation.params.get("open") else "They come to those who are in it already"
        told = "its readers are told by mail" if operation.params.get("open") else "nobody is told"
        return (
            f"They go into “{round}” and are {where}. {what}, the system chooses who reads what, and {told}. "
            "No decision is made."
        )

    def foresee(self, operation: BulkOperation, chosen: QuerySet[Application]) -> dict[str, int]:
        """Those that stand where they cannot go to."""
        round = round_of(operation)
        target, reason = _target(round), operation.params.get("reason", "")
        found: dict[str, int] = {}
        for status, number in by_status(chosen).items():
            if status in STAY[ReviewRound.Kind(round.kind)]:
                continue
            why = APPLICATION.refusal(status, target)
            if not why and target == ApplicationStatus.IN_REVIEW and status in DECIDED and not reason:
                why = NEEDS_REASON
            if why:
                found[why] = found.get(why, 0) + number
        return found

    def work(self, operation: BulkOperation, ids: list[int]) -> Outcomes:
        """Put them in; who cannot be moved to where readers read is skipped with the reason."""
        reason = operation.params.get("reason", "")
        round = round_of(operation)
        if round.status not in (RoundStatus.DRAFT, RoundStatus.OPEN):
            raise OperationRefused(f"“{round}” was {round.get_status_display()} meanwhile.")
        return Outcomes.of(put_in(round, ids, by=operation.actor, reason=reason, batch=operation.batch))

    def finish(self, operation: BulkOperation) -> None:
        """Open the round, or share out what came into an open one."""
        round = round_of(operation)
        try:
            if operation.params.get("open"):
                if round.status == RoundStatus.DRAFT:
                    start(round, by=operation.actor)
            elif round.status == RoundStatus.OPEN:
                assigning.assign_round(round, by=operation.actor)
        except RoundRefused as refusal:
            raise OperationRefused(str(refusal)) from None


def round_of(operation: BulkOperation) -> ReviewRound:
    """The round that an operation is about. Raises OperationRefused where it is gone."""
    wanted: Any = operation.params.get("round")
    found = ReviewRound.objects.select_related("cohort", "scorecard_version__scorecard").filter(pk=wanted).first()
    if found is None:
        raise OperationRefused("The round is not there any more.")
    return found


def _target(round: ReviewRound) -> ApplicationStatus:
    return LANDS_IN[ReviewRound.Kind(round.kind)]
