"""Staff keep a reader from people: one whom they know, or everybody under the address of an organisation they share."""

from typing import Final

from django.db import transaction

from applicants.models import Applicant
from careerpath.accounts.models import User
from reviews.lifecycle import RoundStatus
from reviews.models import Assignment, ReaderConflict, ReviewRound, RoundReader
from reviews.selectors.assigned import same_domain
from reviews.services.assigning import replace
from reviews.services.conflicts import LONGEST, declare

MOST_AT_ONCE: Final = 2000
"""People of one domain that are kept apart by one press."""


class ConflictRefused(ValueError):
    """Something that cannot be written down; the message says why, in words."""


@transaction.atomic
def write_down(reader_user: User, applicant: Applicant, *, why: str, by: User) -> int:
    """Keep somebody from one person, in every round; how many readings of theirs went to others. Raises ConflictRefused.

    What they have sent already stays: it was read before anybody knew.
    """
    why = _why(why)
    conflict = declare(reader_user, applicant, why=why, by=by)
    return give_to_others(reader_user, [conflict.applicant_id], why)


@transaction.atomic
def keep_from_domain(round: ReviewRound, reader: RoundReader, domain: str, *, why: str, by: User) -> tuple[int, int]:
    """Keep a reader from everybody in a round whose address stands under a domain: how many people, and readings that moved.

    Raises ConflictRefused where the reader's own address does not stand under it, or it is more than MOST_AT_ONCE.
    """
    why = _why(why)
    people = same_domain(round, reader, domain)[: MOST_AT_ONCE + 1]
    if not people:
        raise ConflictRefused(f"Nobody in this round shares {domain} with {reader}.")
    if len(people) > MOST_AT_ONCE:
        raise ConflictRefused(f"More than {MOST_AT_ONCE:,} people stand under {domain}: ask somebody else to read.")
    before = set(
        ReaderConflict.objects.filter(reader=reader.user, applicant__in=people).values_list("applicant", flat=True)
    )
    ReaderConflict.objects.bulk_create(
        [ReaderConflict(reader=reader.user, applicant_id=pk, why=why, by=by) for pk in people if pk not in before],
        ignore_conflicts=True,
    )
    return len(people) - len(before), give_to_others(reader.user, people, why)


@transaction.atomic
def take_back(conflict: ReaderConflict, *, by: User) -> None:
    """A conflict that was written down by mistake goes; what moved meanwhile stays where it is. Raises ConflictRefused.

    What a reader declared themselves is theirs: staff do not take it back.
    """
    if conflict.by_id == conflict.reader_id:
        raise ConflictRefused("They said so themselves, so it stays.")
    conflict.delete()


def give_to_others(reader_user: User, people: list[int], why: str) -> int:
    """What a reader was given of these people (ids) in open rounds and has not sent goes to others; how many. In a transaction."""
    waiting = Assignment.objects.filter(
        Assignment.OPEN,
        reader__user=reader_user,
        entry__application__applicant__in=people,
        round__status=RoundStatus.OPEN,
    )
    given = [*waiting.order_by("pk")]
    for assignment in given:
        replace(assignment, as_=Assignment.End.RECUSED, note=why)
    return len(given)


def _why(why: str) -> str:
    if not why.strip():
        raise ConflictRefused("Write how they know each other: a few words are enough.")
    return why.strip()[:LONGEST]
