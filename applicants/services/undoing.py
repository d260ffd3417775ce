"""Taking back a whole release while nobody has been told of it, as one operation; and staging again what was taken back."""

from django.db import connection, transaction

from applicants.lifecycle import APPLICATION
from applicants.models import Application, Decision, DecisionRelease
from applicants.selectors.letters import told as letters_gone
from applicants.selectors.telling import is_held, undo_batch
from applicants.services.letters import cancel_for
from applicants.services.refusals import DecisionRefused
from applicants.services.releasing import check_may_release
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import MoveResult, undo_many
from careerpath.ui.moments import say_moment
from cohorts.models import Cohort


def check_can_undo(release: DecisionRelease, *, by: User) -> None:
    """Raise DecisionRefused where this person may not undo it, it was undone before, or people have been told."""
    check_may_release(by)
    zone = release.cohort.tz
    if release.undone_at is not None:
        raise DecisionRefused(f"This release was undone before, on {say_moment(release.undone_at, zone)}.")
    if release.hold_until is None:
        raise DecisionRefused(
            "This release told people at once, so it cannot be undone. Move single applications instead."
        )
    if not is_held(release):
        raise DecisionRefused(
            f"The time to undo this release ended on {say_moment(release.hold_until, zone)}: people have been told. "
            "Move single applications instead."
        )


def can_undo(release: DecisionRelease, *, by: User) -> bool:
    """Whether this person can undo the release now."""
    try:
        check_can_undo(release, by=by)
    except DecisionRefused:
        return False
    return True


@transaction.atomic
def undo_release(release: DecisionRelease, *, by: User) -> MoveResult:
    """Put everybody back to where they stood before, cancel the letters, and keep the decisions on record as undone.

    Whoever has moved since (withdrew, was taken back to review by hand) stays where they are and is named in the result; their
    letter is cancelled too. Where offers were taken back, the cohort stops offering free seats to its waitlist by itself until
    somebody switches that on again: whoever undoes a release means to decide about those seats anew. A constant number of
    statements. Of two people at once, one does it. Raises DecisionRefused.
    """
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=release.cohort_id)
    locked = DecisionRelease.objects.select_for_update(no_key=True, of=("self",)).get(pk=release.pk)
    locked.cohort = cohort
    check_can_undo(locked, by=by)
    now = clock.now()
    cancel_for(locked, why="The release was undone.")
    if gone := letters_gone(locked):  # the clock went back after the hold was over: who was told cannot be untold
        raise DecisionRefused(
            f"The letters have begun to go out ({len(gone)}), so it can no longer be undone as a whole."
        )
    result = undo_many(
        Application, batch=locked.batch, by=by, reason="Release undone.", undo_batch=undo_batch(locked), at=now
    )
    locked.undone_at, locked.undone_by = now, by
    locked.save(update_fields=["undone_at", "undone_by"])
    offers = Decision.objects.filter(release=locked, kind=Decision.Kind.OFFERED, skipped_reason="")
    if cohort.promotes_waitlist and offers.exists():
        cohort.promotes_waitlist = False
        cohort.save(update_fields=["promotes_waitlist"])
    release.undone_at, release.undone_by = now, by
    return result


def check_can_stage_again(release: DecisionRelease) -> None:
    """Raise DecisionRefused where the release was not undone."""
    if release.undone_at is None:
        raise DecisionRefused("This release was not undone, so there is nothing to stage again.")


@transaction.atomic
def stage_again(release: DecisionRelease, *, by: User) -> int:
    """Put the decisions of an undone release back on the pending list, with their rank, reason and run; one statement.

    Left out: whoever has a pending decision already, or has moved to where the decision no longer fits. Doing it twice stages
    nothing twice. Returns how many were staged. Raises DecisionRefused.
    """
    check_can_stage_again(release)
    legal = [(str(kind), was) for kind in Decision.Kind.values for was in APPLICATION.sources(kind)]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO applicants_decision
                   (application_id, cohort_id, kind, rank, reason, run_id, lottery_seed, staged_by_id, staged_at,
                    promoted_from_id, skipped_reason)
            SELECT old.application_id, old.cohort_id, old.kind, old.rank, old.reason, old.run_id, old.lottery_seed, %s, %s,
                   old.promoted_from_id, ''
              FROM applicants_decision AS old
              JOIN applicants_application AS application ON application.id = old.application_id
              JOIN unnest(%s::text[], %s::text[]) AS legal (kind, status)
                ON legal.kind = old.kind AND legal.status = application.status
             WHERE old.release_id = %s
             ORDER BY old.id
                ON CONFLICT (application_id) WHERE release_id IS NULL AND dropped_at IS NULL DO NOTHING
            RETURNING id
            """,
            [by.pk, clock.now(), [kind for kind, _ in legal], [was for _, was in legal], release.pk],
        )
        return len(cursor.fetchall())
