"""Who is in a round: applications put into it, any number in a constant number of statements."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application
from applicants.services.reviewing import READ_IN, move_to_interview, move_to_review
from careerpath.accounts.models import User
from careerpath.pipeline.history import MoveResult
from reviews.models import ReviewRound, RoundEntry

LANDS_IN = {
    ReviewRound.Kind.READING: ApplicationStatus.IN_REVIEW,
    ReviewRound.Kind.INTERVIEW: ApplicationStatus.INTERVIEW,
}
"""Kind of a round -> where it moves the applications that come into it."""
STAY = {ReviewRound.Kind.READING: READ_IN, ReviewRound.Kind.INTERVIEW: (ApplicationStatus.INTERVIEW,)}
"""Kind of a round -> the statuses that are left as they are: who was asked to an interview can be read again without losing it."""


@transaction.atomic
def put_in(
    round: ReviewRound, ids: Sequence[int], *, by: User, reason: str = "", batch: UUID | None = None
) -> MoveResult:
    """Put applications into a round and move them to where its readers may read them (in review, or interview).

    Those that stand there already are not moved, nor are those at their interview when they are to be read; those that cannot be
    moved are named with the reason and stay out; who had left the round comes back. Five statements at any size. `moved` of the
    result are all that are in it now.
    """
    target = LANDS_IN[ReviewRound.Kind(round.kind)]
    chosen = Application.objects.filter(pk__in=ids, cohort=round.cohort_id)
    stays = STAY[ReviewRound.Kind(round.kind)]
    there = list(chosen.filter(status__in=stays).order_by("pk").values_list("pk", flat=True))
    move = move_to_review if target == ApplicationStatus.IN_REVIEW else move_to_interview
    result = move(chosen.exclude(status__in=stays), by=by, reason=reason, batch=batch)
    inside = sorted({*there, *result.moved})
    insert_entries(round, inside)
    return MoveResult(result.batch, inside, {pk: why for pk, why in result.skipped.items() if pk not in inside})


def insert_entries(round: ReviewRound, ids: Sequence[int]) -> int:
    """The rows of a round's entries, in one INSERT ... SELECT; how many are new or came back. Calibration cases stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO reviews_roundentry (public_id, round_id, application_id, is_calibration, more_reads, reads_done)
            SELECT gen_random_uuid(), %s, one, false, 0, 0 FROM unnest(%s::bigint[]) AS one ORDER BY one
            ON CONFLICT (round_id, application_id) DO UPDATE SET left_at = NULL WHERE reviews_roundentry.left_at IS NOT NULL
            """,
            [round.pk, list(ids)],
        )
        return int(cursor.rowcount)


def take_all_out(round: ReviewRound) -> int:
    """Empty a round that was not opened yet; calibration cases stay. How many were taken out."""
    taken, _ = RoundEntry.objects.filter(round=round, is_calibration=False, assignments__isnull=True).delete()
    return taken
