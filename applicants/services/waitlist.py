"""The ranked waitlist: a seat that becomes free is offered to the next on it, by the rule or by hand.

The ledger is the truth: who holds a seat and who waits, counted under the cohort's lock. The bell after a decline makes it quick.
"""

from collections import defaultdict
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from applicants.models import Application, Decision, DecisionRelease
from applicants.selectors.deciding import pending, seats_of, waitlist_of
from applicants.services.offers import seat_opened
from applicants.services.refusals import DecisionRefused
from applicants.services.releasing import carry_out, check_may_release
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort

NEXT = "A seat became free; next on the waitlist."


def check_can_promote(cohort: Cohort, *, by: User | None = None) -> None:
    """Raise DecisionRefused, in words, where no free seat can be offered to the waitlist now. Without `by`, the rule asks.

    Seats that pending offers are meant for are not free, and nothing is offered before the first offers of the cohort were told.
    """
    if by is not None:
        check_may_release(by)
    elif not cohort.promotes_waitlist:
        raise DecisionRefused("Free seats are not offered to the waitlist by themselves here: it is switched off.")
    told = clock.now() + timedelta(hours=cohort.undo_hours)
    if told.astimezone(cohort.tz).date() >= cohort.bootcamp_starts:
        raise DecisionRefused("The boot camp begins before an offer could reach anybody.")
    if not _has_offered(cohort):
        raise DecisionRefused("The first offers of this cohort have not gone out yet.")
    if _free(cohort) <= 0:
        raise DecisionRefused("No seat is free that is not meant for a pending offer.")
    if not waitlist_of(cohort).exists():
        raise DecisionRefused(
            "Nobody is waiting on the waitlist who has been told so and about whom nothing is pending."
        )


def can_promote(cohort: Cohort, *, by: User | None = None) -> bool:
    """Whether a free seat can be offered to the waitlist now."""
    try:
        check_can_promote(cohort, by=by)
    except DecisionRefused:
        return False
    return True


def promote_waitlist(cohort: Cohort, *, by: User | None = None) -> list[DecisionRelease]:
    """Offer every free seat to the next on the waitlist, in the order of their ranks; the releases that this made.

    Without `by` the rule does it, for cohorts that have it switched on, and nothing happens where it cannot; with `by` a person
    does it by hand, and DecisionRefused says why it cannot be. Each release goes out under the signature under which its people
    were put on the waitlist, held, with letters and a deadline like any other. At any moment and for any number of callers at
    once, no more seats are held than there are, and nobody is passed over. A constant number of statements per release.
    """
    try:
        with transaction.atomic():
            return _promote(cohort, by=by)
    except DecisionRefused:
        if by is not None:
            raise
    except IntegrityError as error:  # decision_one_pending: a recruiter was quicker; beat asks again in a minute
        if by is not None:
            raise DecisionRefused("Somebody staged a decision about one of them a moment ago. Look again.") from error
    return []


def _promote(cohort: Cohort, *, by: User | None) -> list[DecisionRelease]:
    locked = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    check_can_promote(locked, by=by)
    next_ones = list(waitlist_of(locked)[: _free(locked)])
    applications = (
        Application.objects.filter(pk__in=[each.application_id for each in next_ones])
        .order_by("pk")
        .only("pk", "status")
        .select_for_update(no_key=True)
    )
    still = {each.pk for each in applications if each.status == Decision.Kind.WAITLISTED}
    groups: dict[int, list[Decision]] = defaultdict(list)
    for each in next_ones:
        if each.application_id in still and each.release_id is not None:
            groups[each.release_id].append(each)
    return [_offer(locked, places, by=by) for places in groups.values()]


def promote_waitlists() -> int:
    """Ask every cohort that may have a free seat and somebody waiting; how many seats were offered. Beat calls it every minute."""
    today = timezone.localdate()
    open_ones = Cohort.objects.filter(
        promotes_waitlist=True,
        bootcamp_starts__gte=today,
        applications__status=Decision.Kind.WAITLISTED,
    ).distinct()
    return sum(release.decisions.count() for cohort in open_ones for release in promote_waitlist(cohort))


def set_promotes_waitlist(cohort: Cohort, *, is_on: bool, by: User) -> Cohort:
    """Switch on or off that free seats are offered to the waitlist by themselves; switched on, free seats are offered soon."""
    check_may_release(by)
    with transaction.atomic():
        Cohort.objects.filter(pk=cohort.pk).update(promotes_waitlist=is_on)
        if is_on:
            seat_opened(cohort.pk)
    cohort.promotes_waitlist = is_on
    return cohort


def _offer(locked: Cohort, places: list[Decision], *, by: User | None) -> DecisionRelease:
    """One release for those who were put on the waitlist by one release: the same signature, and the name of who let it go."""
    source = places[0].release
    assert source is not None  # waitlist_of has released decisions only
    releaser = by or source.released_by
    offers = Decision.objects.bulk_create(
        [
            Decision(
                application=place.application,
                cohort=locked,
                kind=Decision.Kind.OFFERED,
                rank=place.rank,
                run_id=place.run_id,
                lottery_seed=place.lottery_seed,
                staged_by=releaser,
                promoted_from=place,
            )
            for place in places
        ],
        batch_size=1000,
    )
    return carry_out(locked, offers, by=releaser, sign_off=source.sign_off, reason=NEXT, is_rule=by is None)


def _free(cohort: Cohort) -> int:
    return seats_of(cohort).free - pending(cohort, [Decision.Kind.OFFERED]).count()


def _has_offered(cohort: Cohort) -> bool:
    """Whether offers of this cohort were told, so that its waitlist is a waitlist and not the first half of a release."""
    return (
        Decision.objects.filter(
            cohort=cohort, kind=Decision.Kind.OFFERED, release__isnull=False, release__undone_at__isnull=True
        )
        .exclude(release__hold_until__gt=clock.now())
        .exists()
    )
