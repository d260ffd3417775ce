"""What people answer to an offer: on their own page, or by the link in the letter, which is bound to one decision.

Nobody answers an offer that they have not been told of, nor one that has run out. Seats are counted under the lock of the cohort.
"""

from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import partial
from itertools import groupby

from django.core import signing
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from applicants.lifecycle import APPLICATION, ApplicationStatus
from applicants.models import Application, Decision
from applicants.selectors.telling import is_held
from applicants.services.bell import ring
from applicants.services.refusals import DecisionRefused
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import move, move_many
from careerpath.ui.moments import say_moment
from cohorts.models import Cohort

S = ApplicationStatus
SALT = "applicants.offer"


class OfferRefused(DecisionRefused):
    """A link to an offer that leads to none, or an offer that cannot be answered; the message is the reason in words."""


class OfferState(StrEnum):
    """How it stands with the offer that a link is for."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RAN_OUT = "ran_out"
    TAKEN_BACK = "taken_back"
    WITHDRAWN = "withdrawn"


def answer_by(cohort: Cohort, told_at: datetime) -> datetime:
    """Until when an offer that is told then can be answered: the end of the day, in the cohort's zone, `offer_days` later.

    Never past the eve of the boot camp, where that is still ahead when they are told.
    """
    day = told_at.astimezone(cohort.tz).date() + timedelta(days=cohort.offer_days)
    eve = cohort.bootcamp_starts - timedelta(days=1)
    if told_at.astimezone(cohort.tz).date() <= eve:
        day = min(day, eve)
    return datetime.combine(day, time(23, 59, 59), cohort.tz)


def offer_token(decision: Decision) -> str:
    """The part of the address that stands for this offer, always the same. Whoever has it can answer, so it goes to nobody else."""
    return signing.Signer(salt=SALT).sign(str(decision.pk))


def decision_of(token: str) -> Decision:
    """The offer that a link is for, with its application, applicant, cohort and release.

    Raises OfferRefused for a link that was never handed out, also for an offer that nobody has been told of yet.
    """
    gone = _("This link leads to no offer. Open it again from the letter, or copy all of it.")
    try:
        pk = int(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        raise OfferRefused(gone) from None
    found = (
        Decision.objects.filter(pk=pk, kind=Decision.Kind.OFFERED, release__isnull=False, skipped_reason="")
        .select_related("application__applicant__user", "application__cohort", "release")
        .first()
    )
    if found is None or found.release is None or is_held(found.release):
        raise OfferRefused(gone)
    return found


def current_offer(application: Application) -> Decision | None:
    """The offer that stands behind the status: the last one that was released and not undone."""
    return _standing_offers().filter(application=application).select_related("release").order_by("-pk").first()


def state_of(decision: Decision) -> OfferState:
    """How it stands with a released offer now; one query."""
    application = decision.application
    standing = current_offer(application)
    if standing is None or standing.pk != decision.pk:
        return OfferState.TAKEN_BACK
    match application.status:
        case S.ADMITTED:
            return OfferState.ACCEPTED
        case S.DECLINED:
            return OfferState.RAN_OUT if _ran_out(decision, application.status_changed_at) else OfferState.DECLINED
        case S.WITHDRAWN:
            return OfferState.WITHDRAWN
        case S.OFFERED:
            return OfferState.RAN_OUT if _ran_out(decision, clock.now()) else OfferState.OPEN
        case _:
            return OfferState.TAKEN_BACK


def check_can_accept_offer(application: Application) -> None:
    """Raise DecisionRefused where there is no offer to accept, where they have not been told of it, and where it has run out."""
    offer = _check_answer(application, S.ADMITTED)
    if offer is not None and offer.answer_by is not None and _ran_out(offer, clock.now()):
        raise OfferRefused(
            _("The offer ran out on %(when)s. Please write to us if you would still like the seat.")
            % {"when": say_moment(offer.answer_by, application.cohort.tz)}
        )


def can_accept_offer(application: Application) -> bool:
    """Whether there is an offer to accept."""
    return _allowed(application, accept=True)


@transaction.atomic
def accept_offer(application: Application, *, by: User | None, reason: str = "") -> Application:
    """Take the seat that was offered: offered -> admitted. Raises DecisionRefused without an open offer, and past the capacity."""
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=application.cohort_id)
    application.refresh_from_db(fields=["status", "status_changed_at"])
    check_can_accept_offer(application)
    admitted = Application.objects.filter(cohort=cohort, status=S.ADMITTED).count()
    if admitted >= cohort.capacity:
        raise DecisionRefused(
            _("All %(seats)s seats of %(cohort)s are taken. Please write to us: we will sort it out.")
            % {"seats": cohort.capacity, "cohort": cohort}
        )
    return move(application, to=S.ADMITTED, by=by, reason=reason or "Offer accepted.")


def check_can_decline_offer(application: Application) -> None:
    """Raise DecisionRefused where there is no offer to decline, or they have not been told of it."""
    _check_answer(application, S.DECLINED)


def can_decline_offer(application: Application) -> bool:
    """Whether there is an offer to decline."""
    return _allowed(application, accept=False)


@transaction.atomic
def decline_offer(application: Application, *, by: User | None, reason: str = "") -> Application:
    """Give the offered seat back: offered -> declined, and the next on the waitlist is asked. Raises DecisionRefused."""
    Cohort.objects.select_for_update(no_key=True).get(pk=application.cohort_id)
    application.refresh_from_db(fields=["status", "status_changed_at"])
    check_can_decline_offer(application)
    moved = move(application, to=S.DECLINED, by=by, reason=reason or "Offer declined.")
    seat_opened(application.cohort_id)
    return moved


def expire_offers() -> int:
    """Decline, for the people themselves, the offers that ran out unanswered, so that their seats are free. Returns how many.

    Cohort by cohort under its lock; a constant number of statements for each moment at which offers of a cohort ran out. Beat calls
    it every minute, twice at once does no harm.
    """
    expired = 0
    for cohort_id in _run_out(clock.now()).values_list("cohort", flat=True).order_by("cohort").distinct():
        expired += _expire(cohort_id)
    return expired


@transaction.atomic
def _expire(cohort_id: int) -> int:
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort_id)
    late = list(
        _run_out(clock.now()).filter(cohort=cohort).order_by("answer_by").values_list("answer_by", "application")
    )
    expired = 0
    for moment, rows in groupby(late, key=lambda row: row[0]):
        reason = f"The offer ran out unanswered on {say_moment(moment, cohort.tz)}."
        offered = Application.objects.filter(pk__in=[row[1] for row in rows], status=S.OFFERED)
        expired += len(move_many(offered, to=S.DECLINED, by=None, reason=reason).moved)
    if expired:
        seat_opened(cohort.pk)
    return expired


def seat_opened(cohort_id: int) -> None:
    """After commit, ask a worker to offer the free seat to the next on the waitlist. Beat asks every minute too."""
    transaction.on_commit(partial(ring, "applicants.tasks.promote_waitlist", [(cohort_id,)]))


def _standing_offers() -> QuerySet[Decision]:
    return Decision.objects.filter(
        kind=Decision.Kind.OFFERED, release__isnull=False, release__undone_at__isnull=True, skipped_reason=""
    )


def _run_out(now: datetime) -> QuerySet[Decision]:
    """The offers that are still open past their moment, each the last one of its application."""
    last = _standing_offers().filter(application=OuterRef("application")).order_by("-pk").values("pk")[:1]
    return _standing_offers().filter(answer_by__lt=now, application__status=S.OFFERED, pk=Subquery(last))


def _ran_out(decision: Decision, moment: datetime) -> bool:
    return decision.answer_by is not None and moment > decision.answer_by


def _check_answer(application: Application, to: str) -> Decision | None:
    if why := APPLICATION.refusal(application.status, to):
        raise DecisionRefused(why)
    offer = current_offer(application)
    if offer is not None and offer.release is not None and is_held(offer.release):
        raise OfferRefused(_("There is no open offer to answer."))
    return offer


def _allowed(application: Application, *, accept: bool) -> bool:
    try:
        (check_can_accept_offer if accept else check_can_decline_offer)(application)
    except DecisionRefused:
        return False
    return True
