"""Applying: start, save, send, withdraw. Each takes the lock on the application first, so that two tabs or two clicks are one."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Applicant, Application
from applicants.services.applying_rules import (
    ApplyingRefused,
    Incomplete,
    answers_to_send,
    check_can_submit,
    check_is_kept,
    check_is_open,
    check_takes_drafts,
    lock,
)
from applicants.services.bell import ring_soon
from applicants.services.claiming import ClaimRefused, ensure_applicant
from applicants.services.documents import DocumentRefused
from applicants.services.documents.keeping import attach_resume, remove_resume
from applicants.services.duplicates import ask_to_look_soon
from applicants.services.flagging import flags_of_sending
from applicants.services.receipt import write_receipt
from applicants.services.saving import save_answers, save_details, save_fields
from applicants.services.withdrawing import can_withdraw, withdraw
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import begin, move, move_if
from cohorts.models import Cohort
from cohorts.selectors import referral

__all__ = [
    "ApplyingRefused",
    "DocumentRefused",
    "Incomplete",
    "attach_resume",
    "can_withdraw",
    "check_can_submit",
    "check_is_open",
    "check_takes_drafts",
    "remove_resume",
    "save_answers",
    "save_details",
    "save_fields",
    "start_application",
    "submit",
    "withdraw",
]


def start_application(
    *,
    cohort: Cohort,
    user: User,
    referral_code: str = "",
    language: str = "",
    flags: Sequence[str] = (),
    at: datetime | None = None,
) -> Application:
    """The user's application to a cohort: the one that is there, or a new draft. Asked twice at once, it is one.

    One that the applicant withdrew becomes a draft again, with its answers, unless they had it deleted. A referral code that is
    not this cohort's is ignored. Raises ApplyingRefused where the cohort is not open, or where the address belongs to
    somebody else's record.
    """
    try:
        applicant = ensure_applicant(user)
    except ClaimRefused as error:
        raise ApplyingRefused(str(error)) from error
    found = Application.objects.filter(cohort=cohort, applicant=applicant).first()
    if found and found.status != S.WITHDRAWN:
        return found
    check_is_open(cohort, at)
    if found:
        return _take_up_again(found, by=user)
    if language and not applicant.language:
        applicant.language = language
        applicant.save(update_fields=["language"])
    return _begin(cohort, applicant, user, referral_code, flags, at)


def _begin(
    cohort: Cohort, applicant: Applicant, user: User, referral_code: str, flags: Sequence[str], at: datetime | None
) -> Application:
    link = referral(cohort, referral_code)
    moment = at or clock.now()
    try:
        with transaction.atomic():
            application = Application.objects.create(
                cohort=cohort,
                applicant=applicant,
                question_set_id=cohort.question_set_id,
                university=link.university if link else None,
                flags=list(flags),
                started_at=moment,
            )
            begin(application, by=user, at=moment)
    except IntegrityError:  # the other click was quicker: application_once_per_cohort
        return Application.objects.get(cohort=cohort, applicant=applicant)
    return application


@transaction.atomic
def _take_up_again(application: Application, *, by: User) -> Application:
    locked = lock(application.pk)
    if locked.status == S.WITHDRAWN:
        check_is_kept(locked)
        move(locked, to=S.DRAFT, by=by, reason="Taken up again by the applicant.")
        Application.objects.filter(pk=locked.pk).update(submitted_at=None)
        locked.submitted_at = None
    return locked


def submit(
    application: Application, *, by: User | None, at: datetime | None = None, receipt: bool = False
) -> Application:
    """Send a draft. Sent twice at once it is sent once: the second finds it sent and changes nothing.

    What is sent are the answers to the questions that are asked. With `receipt` the applicant gets a mail, written in the same
    transaction. The moment of the call counts, not the one at which it is written. Raises Incomplete or ApplyingRefused.
    """
    moment = at or clock.now()
    if application.status == S.DRAFT and _send(application, by, moment, receipt):
        return application
    with transaction.atomic():  # something was saved, or it was sent, since this was read
        application = lock(application.pk)
        if application.status != S.SUBMITTED:
            _send(application, by, moment, receipt)
    return application


def _send(application: Application, by: User | None, moment: datetime, receipt: bool) -> bool:
    """Send what stands in the object, if it still stands so in the database; one statement, and one for the receipt."""
    answers = answers_to_send(application, at=moment)
    also = {"submitted_at": moment, "answers": answers, "flags": flags_of_sending(application)}
    with transaction.atomic():
        seen = {"updated_at": application.updated_at}
        if not move_if(application, unchanged=seen, to=S.SUBMITTED, by=by, at=moment, also=also):
            return False
        if receipt:
            write_receipt(application)
        transaction.on_commit(partial(ask_for_facts, [application.pk]))
        transaction.on_commit(partial(ask_to_look_soon, [application.pk]))
    return True


def ask_for_facts(application_ids: list[int]) -> None:
    """Ring for a worker to make the facts. Nothing is lost without a broker: screening makes the facts that are missing."""
    ring_soon("applicants.tasks.make_facts", application_ids)
