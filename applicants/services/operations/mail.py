"""A message to many: words with placeholders, one letter for each, held for ten minutes."""

from datetime import timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from applicants.letters.shipped import Words
from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, BulkOperation
from applicants.services.letters import MESSAGE, NO_ADDRESS, LetterRefused, check_words, write_messages
from applicants.services.operations.handlers import Handler, OperationRefused, Outcomes, register
from careerpath.accounts.models import User

HOLD: Final = timedelta(minutes=10)
MERGED: Final = "It was merged with another application of the same person, who is written to there."


@register
class Mail(Handler):
    """Parameters: `subject` and `body`, with the placeholders of a message. One letter for each application in an operation."""

    kind = BulkOperation.Kind.MAIL
    permission = "applicants.add_letter"
    verb = "Write to {n}"

    def check(self, operation: BulkOperation, by: User) -> None:
        """Words that a message can go out with."""
        try:
            check_words(words_of(operation), MESSAGE)
        except LetterRefused as refusal:
            raise OperationRefused(str(refusal)) from None

    def words(self, operation: BulkOperation) -> str:
        """What it does."""
        minutes = int(HOLD / timedelta(minutes=1))
        said = f"Writes one letter to each, with the subject “{operation.params['subject']}”."
        return (
            f"{said} Letters wait {minutes} minutes in the outbox; until then you can cancel them. It decides nothing."
        )

    def foresee(self, operation: BulkOperation, chosen: QuerySet[Application]) -> dict[str, int]:
        """Those without an address, and those merged into another."""
        merged = chosen.filter(status=ApplicationStatus.DUPLICATE).count()
        without = chosen.exclude(status=ApplicationStatus.DUPLICATE).filter(applicant__email__isnull=True).count()
        return {why: number for why, number in ((NO_ADDRESS, without), (MERGED, merged)) if number}

    def work(self, operation: BulkOperation, ids: list[int]) -> Outcomes:
        """Three statements for a chunk."""
        merged = Application.objects.filter(pk__in=ids, status=ApplicationStatus.DUPLICATE).values_list("pk", flat=True)
        skipped = dict.fromkeys(merged, MERGED)
        written_to = [pk for pk in ids if pk not in skipped]
        skipped |= write_messages(operation, written_to, words=words_of(operation), hold_until=timezone.now() + HOLD)
        return Outcomes([pk for pk in written_to if pk not in skipped], skipped)


def words_of(operation: BulkOperation) -> Words:
    """The words of a message."""
    return Words(operation.params.get("subject", ""), operation.params.get("body", ""))
