"""Withdrawing an application, and taking that back within a day.

A withdrawal has a batch of its own, so that taking it back returns to exactly where the application stood, with a history that says
both. A seat that is given up goes to the next person at once, and is not kept back for the day: whoever waits may be deciding about
a job or a move, the boot camp begins on a fixed day, and the person who withdraws is told so before they do. So taking it back can
be refused: the seat is theirs again only while the cohort still has one, which the guard in the database decides.
"""

from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applicants.leaving import tell_back, tell_ended
from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Application, ApplicationStatusChange
from applicants.selectors.deciding import HOLD_A_SEAT
from applicants.selectors.telling import told, undo_of, withdrawal_ends
from applicants.services.applying_rules import ApplyingRefused, check_is_kept, lock
from applicants.services.offers import current_offer, seat_opened
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import move, move_many, undo_many
from careerpath.ui.moments import say_moment
from cohorts.models import Cohort

SEATS_GUARD = "application_seats_guard"


def can_withdraw(application: Application) -> bool:
    """Whether the applicant may take the application back now, as far as they have been told where it stands."""
    return application.LIFECYCLE.is_legal(told(application).status, S.WITHDRAWN)


def withdraw(application: Application, *, by: User | None, reason: str = "") -> Application:
    """Take an application back. Raises ApplyingRefused, in words, where that is no longer possible.

    Whoever has not been told yet that they are not admitted can still withdraw: otherwise the missing button would tell them. Where
    a seat becomes free, the next on the waitlist is asked.
    """
    with transaction.atomic():
        locked = lock(application.pk)
        held_a_seat, batch = locked.status in HOLD_A_SEAT, uuid4()
        if locked.status == S.DRAFT:  # taken up again as a draft, while the cohort is open: nothing to take back
            return move(application, to=S.WITHDRAWN, by=by, reason=reason)
        one = Application.objects.filter(pk=locked.pk)
        if locked.status == S.REJECTED and told(locked).status != S.REJECTED:
            move_many(
                one, to=S.IN_REVIEW, by=by, reason="Withdrawn by the applicant before they were told.", batch=batch
            )
        result = move_many(one, to=S.WITHDRAWN, by=by, reason=reason, batch=batch)
        if why := result.skipped.get(locked.pk):
            raise ApplyingRefused(why)
        tell_ended([locked.pk])
        if held_a_seat:
            seat_opened(locked.cohort_id)
    application.refresh_from_db(fields=["status", "status_changed_at"])
    return application


def check_can_take_back(application: Application) -> ApplicationStatusChange:
    """The withdrawal that can be taken back now. Raises ApplyingRefused, in words, where there is none."""
    last = application.history.order_by("-pk").first()
    if application.status != S.WITHDRAWN or last is None or last.to_status != S.WITHDRAWN or last.batch is None:
        raise ApplyingRefused(_("There is no withdrawal to take back."))
    ends = withdrawal_ends(last)
    if clock.now() >= ends:
        raise ApplyingRefused(
            _("A withdrawal can be taken back for a day. This one could be until %(when)s.")
            % {"when": say_moment(ends, application.cohort.tz)}
        )
    check_is_kept(application)
    stood = application.history.filter(batch=last.batch).order_by("pk").values_list("from_status", flat=True)[0]
    offer = current_offer(application) if stood == S.OFFERED else None
    if offer and offer.answer_by and clock.now() > offer.answer_by:
        raise ApplyingRefused(
            _(
                "The offer ran out on %(when)s, so there is no seat to go back to. Write to us if you would still like one."
            )
            % {"when": say_moment(offer.answer_by, application.cohort.tz)}
        )
    return last


def can_take_back(application: Application) -> bool:
    """Whether the applicant may take their withdrawal back now."""
    try:
        check_can_take_back(application)
    except ApplyingRefused:
        return False
    return True


def take_back(application: Application, *, by: User) -> Application:
    """Undo a withdrawal: the application stands where it stood before. Raises ApplyingRefused, in words.

    Twice at once it is taken back once. A seat is asked for under the lock of the cohort, as every seat is.
    """
    with transaction.atomic():
        Cohort.objects.select_for_update(no_key=True).get(pk=application.cohort_id)
        locked = lock(application.pk)
        withdrawal = check_can_take_back(locked)
        assert withdrawal.batch is not None  # checked
        try:
            with transaction.atomic():
                result = undo_many(
                    Application,
                    batch=withdrawal.batch,
                    by=by,
                    reason="Withdrawal taken back by the applicant.",
                    undo_batch=undo_of(withdrawal.batch),
                    only=Application.objects.filter(pk=locked.pk),
                )
        except IntegrityError as error:
            if SEATS_GUARD not in str(error) and "no seat left" not in str(error):
                raise
            raise ApplyingRefused(
                _(
                    "Your seat has been offered to somebody else meanwhile, so you cannot have it back. Please write to us."
                )
            ) from error
        if locked.pk not in result.moved:
            raise ApplyingRefused(_("There is no withdrawal to take back."))
        tell_back([locked.pk])
    application.refresh_from_db(fields=["status", "status_changed_at"])
    return application
