"""Letting decisions go, and what people answer to an offer. Seats are counted under a lock on the cohort, so that two people who
release or accept at the same moment never fill more seats than there are. The database guards the same (migration 0003)."""

from collections.abc import Collection

from django.db import connection, transaction

from applicants.lifecycle import APPLICATION, ApplicationStatus
from applicants.models import Application, Decision, DecisionRelease
from applicants.selectors.deciding import Seats, pending, seats_of
from applicants.services.refusals import DecisionRefused
from careerpath.accounts.models import User
from careerpath.pipeline.history import move, move_many
from cohorts.models import Cohort

RELEASE = "applicants.release_decision"


def check_can_release(cohort: Cohort, *, by: User, kinds: Collection[str] | None = None) -> None:
    """Raise DecisionRefused where this person may not release, or nothing is pending."""
    if not by.has_perm(RELEASE):
        raise DecisionRefused("Your role does not include releasing decisions.")
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
def release(cohort: Cohort, *, by: User, kinds: Collection[str] | None = None) -> DecisionRelease:
    """Carry out all pending decisions of a cohort (or those of some kinds) as one, under one batch id.

    Offers are carried out in the order of their rank (those without one last, the first staged first) while seats are free. An
    offer without a seat, and a decision whose application stands where it cannot become that, are skipped: bound to the release
    with the reason, and no longer pending. The number of statements does not grow with the people. Raises DecisionRefused.
    """
    locked = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    check_can_release(locked, by=by, kinds=kinds)
    # The applications are locked too, in the order of their ids as every bulk move locks them: nobody moves them between the
    # choice of who gets a seat and the move, so a seat is never kept for somebody who cannot take it.
    waiting = list(
        pending(locked, kinds)
        .select_related("application")
        .only("kind", "rank", "staged_at", "application_id", "application__status")
        .order_by("application_id")
        .select_for_update(of=("self", "application"), no_key=True)
    )
    seats = seats_of(locked)
    done = DecisionRelease.objects.create(cohort=locked, released_by=by)
    skipped = _without_a_move(waiting) | _without_a_seat(waiting, seats)
    for kind in Decision.Kind.values:
        ids = [each.application_id for each in waiting if each.kind == kind and each.pk not in skipped]
        if not ids:
            continue
        moved = move_many(
            Application.objects.filter(pk__in=ids), to=kind, by=by, reason="Decision released.", batch=done.batch
        )
        skipped |= {
            each.pk: moved.skipped[each.application_id] for each in waiting if each.application_id in moved.skipped
        }
    _bind(done, waiting, skipped)
    return done


def check_can_accept_offer(application: Application) -> None:
    """Raise DecisionRefused where there is no offer to accept."""
    _check_move(application, ApplicationStatus.ADMITTED)


def can_accept_offer(application: Application) -> bool:
    """Whether there is an offer to accept."""
    return APPLICATION.is_legal(application.status, ApplicationStatus.ADMITTED)


@transaction.atomic
def accept_offer(application: Application, *, by: User) -> Application:
    """Take the seat that was offered: offered -> admitted. Raises DecisionRefused without an offer, and past the capacity."""
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=application.cohort_id)
    application.refresh_from_db(fields=["status", "status_changed_at"])
    check_can_accept_offer(application)
    admitted = Application.objects.filter(cohort=cohort, status=ApplicationStatus.ADMITTED).count()
    if admitted >= cohort.capacity:
        raise DecisionRefused(
            f"All {cohort.capacity} seats of {cohort} are taken. Please write to us: we will sort it out."
        )
    return move(application, to=ApplicationStatus.ADMITTED, by=by, reason="Offer accepted.")


def check_can_decline_offer(application: Application) -> None:
    """Raise DecisionRefused where there is no offer to decline."""
    _check_move(application, ApplicationStatus.DECLINED)


def can_decline_offer(application: Application) -> bool:
    """Whether there is an offer to decline."""
    return APPLICATION.is_legal(application.status, ApplicationStatus.DECLINED)


@transaction.atomic
def decline_offer(application: Application, *, by: User, reason: str = "") -> Application:
    """Give the offered seat back: offered -> declined, and the seat is free. Raises DecisionRefused without an offer."""
    Cohort.objects.select_for_update(no_key=True).get(pk=application.cohort_id)
    application.refresh_from_db(fields=["status", "status_changed_at"])
    check_can_decline_offer(application)
    return move(application, to=ApplicationStatus.DECLINED, by=by, reason=reason or "Offer declined.")


def _check_move(application: Application, to: str) -> None:
    if why := APPLICATION.refusal(application.status, to):
        raise DecisionRefused(why)


def _without_a_move(waiting: list[Decision]) -> dict[int, str]:
    refusals = {each.pk: APPLICATION.refusal(each.application.status, each.kind) for each in waiting}
    return {pk: why for pk, why in refusals.items() if why}


def _without_a_seat(waiting: list[Decision], seats: Seats) -> dict[int, str]:
    """The offers that find no seat, with the reason. Only an offer that can be carried out uses one."""
    offers = [
        each
        for each in waiting
        if each.kind == Decision.Kind.OFFERED and APPLICATION.is_legal(each.application.status, each.kind)
    ]
    offers.sort(key=lambda each: (each.rank is None, each.rank or 0, each.staged_at, each.pk))
    held = min(seats.held + len(offers), max(seats.held, seats.capacity))
    return {each.pk: f"No seat left ({held} of {seats.capacity} held)." for each in offers[seats.free :]}


def _bind(done: DecisionRelease, decisions: list[Decision], skipped: dict[int, str]) -> None:
    """Tie the decisions to their release, the skipped ones with the reason; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE applicants_decision AS decision SET release_id = %s, skipped_reason = carried.skipped
              FROM unnest(%s::bigint[], %s::text[]) AS carried (id, skipped) WHERE decision.id = carried.id
            """,
            [done.pk, [each.pk for each in decisions], [skipped.get(each.pk, "") for each in decisions]],
        )
