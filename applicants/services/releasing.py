"""Letting decisions go. Seats are counted under a lock on the cohort, so that two people who release or accept at the same moment
never fill more seats than there are. The database guards the same (migration 0003).

Nobody is told before the undo window has closed (`undoing`); what a released offer is answered with stands in `offers`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from applicants.lifecycle import APPLICATION
from applicants.models import Application, Decision, DecisionRelease, SignOff
from applicants.selectors.deciding import Seats, pending, seats_of
from applicants.selectors.fairness import open_second_readings
from applicants.selectors.telling import told_at
from applicants.services.letters import write_for_release
from applicants.services.offers import (
    accept_offer,
    answer_by,
    can_accept_offer,
    can_decline_offer,
    check_can_accept_offer,
    check_can_decline_offer,
    decline_offer,
)
from applicants.services.refusals import DecisionRefused
from applicants.services.signing import check_signed
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import move_many
from cohorts.models import Cohort

__all__ = [
    "RELEASE",
    "DecisionRefused",
    "accept_offer",
    "can_accept_offer",
    "can_decline_offer",
    "can_release",
    "carry_out",
    "check_can_accept_offer",
    "check_can_decline_offer",
    "check_can_release",
    "check_may_release",
    "decline_offer",
    "release",
]

RELEASE = "applicants.release_decision"


def check_may_release(by: User) -> None:
    """Raise DecisionRefused where this person's role does not include releasing."""
    if not by.has_perm(RELEASE):
        raise DecisionRefused("Your role does not include releasing decisions.")


def check_can_release(cohort: Cohort, *, by: User, kinds: Collection[str] | None = None) -> None:
    """Raise DecisionRefused where this person may not release, or nothing is pending. Who signed is asked under the lock."""
    check_may_release(by)
    if not pending(cohort, kinds).exists():
        raise DecisionRefused("Nothing is pending, so there is nothing to release.")


def can_release(cohort: Cohort, *, by: User, kinds: Collection[str] | None = None) -> bool:
    """Whether this person can release decisions of this cohort now."""
    try:
        check_can_release(cohort, by=by, kinds=kinds)
    except DecisionRefused:
        return False
    return True


@transaction.atomic
def release(
    cohort: Cohort,
    *,
    by: User,
    kinds: Collection[str] | None = None,
    only: Collection[int] | None = None,
    at: datetime | None = None,
) -> DecisionRelease:
    """Carry out all pending decisions of a cohort (or those of some kinds, or those about the applications `only`) as one batch.

    Somebody must have signed for exactly these (`signing`). Offers are carried out in the order of their rank (those without one
    last, the first staged first) while seats are free. An offer without a seat, and a decision whose application stands where it
    cannot become that, are skipped: bound to the release with the reason, and no longer pending. Nobody is told before the
    cohort's `undo_hours` are over; until then the whole can be undone. The letters are written in the same transaction. The number
    of statements does not grow with the people. Raises DecisionRefused.
    """
    locked = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    check_can_release(locked, by=by, kinds=kinds)
    # The applications are locked too, in the order of their ids as every bulk move locks them: nobody moves them between the
    # choice of who gets a seat and the move, so a seat is never kept for somebody who cannot take it.
    chosen = pending(locked, kinds)
    if only is not None:
        chosen = chosen.filter(application__in=list(only))
    waiting = list(
        chosen.select_related("application")
        .only("kind", "rank", "staged_at", "application_id", "application__status")
        .order_by("application_id")
        .select_for_update(of=("self", "application"), no_key=True)
    )
    if not waiting:
        raise DecisionRefused("Nothing is pending, so there is nothing to release.")
    signature = check_signed(locked, kinds, exactly=[(each.application_id, each.kind) for each in waiting])
    return carry_out(locked, waiting, by=by, sign_off=signature, reason="Decision released.", at=at)


def carry_out(
    locked: Cohort,
    waiting: Sequence[Decision],
    *,
    by: User,
    sign_off: SignOff | None,
    reason: str,
    at: datetime | None = None,
    is_rule: bool = False,
) -> DecisionRelease:
    """Make a release of decisions whose rows and applications, and whose cohort, the caller has locked.

    `is_rule` says that no person moves them but the waitlist's rule: then the history names nobody.
    """
    moment = at or clock.now()
    held = moment + timedelta(hours=locked.undo_hours) if locked.undo_hours else None
    done = DecisionRelease.objects.create(
        cohort=locked, released_by=by, released_at=moment, hold_until=held, sign_off=sign_off
    )
    skipped = _without_a_move(waiting) | _without_a_seat(waiting, seats_of(locked)) | _being_read_again(waiting)
    for kind in Decision.Kind.values:
        ids = [each.application_id for each in waiting if each.kind == kind and each.pk not in skipped]
        if not ids:
            continue
        moved = move_many(
            Application.objects.filter(pk__in=ids),
            to=kind,
            by=None if is_rule else by,
            reason=reason,
            batch=done.batch,
            at=moment,
        )
        skipped |= {
            each.pk: moved.skipped[each.application_id] for each in waiting if each.application_id in moved.skipped
        }
    _bind(done, waiting, skipped, answer_by(locked, told_at(done)))
    write_for_release(done)
    return done


def _without_a_move(waiting: Sequence[Decision]) -> dict[int, str]:
    refusals = {each.pk: APPLICATION.refusal(each.application.status, each.kind) for each in waiting}
    return {pk: why for pk, why in refusals.items() if why}


def _being_read_again(waiting: Sequence[Decision]) -> dict[int, str]:
    """The refusals of people whom the second reading drew, and whom nobody has read yet."""
    refused = {each.application_id: each.pk for each in waiting if each.kind == Decision.Kind.REJECTED}
    if not refused:
        return {}
    drawn = open_second_readings().filter(application__in=refused).values_list("application_id", flat=True)
    return {
        refused[pk]: "A second reading was drawn and is not given yet. Stage it again when somebody has read it."
        for pk in drawn
    }


def _without_a_seat(waiting: Sequence[Decision], seats: Seats) -> dict[int, str]:
    """The offers that find no seat, with the reason. Only an offer that can be carried out uses one."""
    offers = [
        each
        for each in waiting
        if each.kind == Decision.Kind.OFFERED and APPLICATION.is_legal(each.application.status, each.kind)
    ]
    offers.sort(key=lambda each: (each.rank is None, each.rank or 0, each.staged_at, each.pk))
    held = min(seats.held + len(offers), max(seats.held, seats.capacity))
    return {each.pk: f"No seat left ({held} of {seats.capacity} held)." for each in offers[seats.free :]}


def _bind(done: DecisionRelease, decisions: Sequence[Decision], skipped: dict[int, str], answer_by: datetime) -> None:
    """Tie the decisions to their release, the skipped ones with the reason, the offers with their deadline; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE applicants_decision AS decision
               SET release_id = %s, skipped_reason = carried.skipped,
                   answer_by = CASE WHEN decision.kind = 'offered' AND carried.skipped = '' THEN %s::timestamptz END
              FROM unnest(%s::bigint[], %s::text[]) AS carried (id, skipped) WHERE decision.id = carried.id
            """,
            [done.pk, answer_by, [each.pk for each in decisions], [skipped.get(each.pk, "") for each in decisions]],
        )
