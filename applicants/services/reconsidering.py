"""An applicant asks that a person look again; somebody who had no part in the first decision answers."""

import logging
import smtplib
from functools import partial
from typing import Final

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from applicants.lifecycle import APPLICATION, ApplicationStatus
from applicants.models import Application, Decision, Reconsideration, Restriction
from applicants.selectors.fairness import ASKED_ABOUT, deciders_of
from applicants.selectors.telling import told
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from careerpath.pipeline.history import IllegalMove, move
from careerpath.ui.links import site_link

log = logging.getLogger(__name__)

ANSWERERS: Final = (Role.RECRUITER, Role.MANAGER)
Outcome = Reconsideration.Outcome
REOPENED_AS: Final = {
    ApplicationStatus.INELIGIBLE.value: ApplicationStatus.SCREENED,
    ApplicationStatus.REJECTED.value: ApplicationStatus.IN_REVIEW,
}


class ReconsideringRefused(ValueError):
    """A request that cannot be made or answered; the message is the reason in words."""


def check_can_ask(application: Application) -> None:
    """Raise ReconsideringRefused where there is nothing to look at again, or a request is open."""
    if told(application).status not in ASKED_ABOUT:
        raise ReconsideringRefused(
            _("You can ask for another look when you have been told that you were not admitted.")
        )
    if Restriction.objects.filter(application=application).exists():
        raise ReconsideringRefused(_("You asked us to delete this application, so nobody works with it any more."))
    if application.reconsiderations.filter(answered_at__isnull=True).exists():
        raise ReconsideringRefused(_("You have asked already. A person is looking, and you read the answer here."))


def can_ask(application: Application) -> bool:
    """Whether the applicant can ask for another look now."""
    try:
        check_can_ask(application)
    except ReconsideringRefused:
        return False
    return True


@transaction.atomic
def ask(application: Application, *, by: User, text: str) -> Reconsideration:
    """Ask that a person look again. Only the applicant can, once at a time, after they were told. Raises ReconsideringRefused."""
    if application.applicant.user_id != by.pk:
        raise ReconsideringRefused(_("Only the applicant can ask for this."))
    application.refresh_from_db(fields=["status"])
    check_can_ask(application)
    if not text.strip():
        raise ReconsideringRefused(_("Write what we should look at: a sentence is enough."))
    known = told(application)
    decision: Decision | None = known.decision_of(known.change_to(known.status))
    try:
        with transaction.atomic():
            request = Reconsideration.objects.create(
                application=application,
                decision=decision,
                about=known.status,
                text=text.strip(),
                asked_at=clock.now(),
            )
    except IntegrityError:
        raise ReconsideringRefused(
            _("You have asked already. A person is looking, and you read the answer here.")
        ) from None
    request.first_deciders.set(deciders_of(application))
    return request


def check_can_answer(request: Reconsideration, *, by: User) -> None:
    """Raise ReconsideringRefused where this person may not answer: a first decider, the applicant, or it has been answered."""
    if not has_role(by, *ANSWERERS):
        raise ReconsideringRefused(f"Requests are answered by: {', '.join(ANSWERERS)}.")
    if request.application.applicant.user_id == by.pk:
        raise ReconsideringRefused("This is your own application. Somebody else answers.")
    if by.pk in deciders_of(request.application) | set(request.first_deciders.values_list("pk", flat=True)):
        raise ReconsideringRefused("You had a part in the first decision, so somebody else answers.")
    if request.answered_at is not None:
        raise ReconsideringRefused("Somebody answered this request a moment ago.")


@transaction.atomic
def answer(request: Reconsideration, *, by: User, outcome: str, answer: str) -> Reconsideration:
    """Answer in words that the applicant reads. Raises ReconsideringRefused.

    Reopened, an application that was not admitted goes to review, and an ineligible one to screened, with the reason.
    """
    locked = (
        Reconsideration.objects.select_for_update(no_key=True, of=("self",))
        .select_related("application__applicant", "application__cohort")
        .get(pk=request.pk)
    )
    check_can_answer(locked, by=by)
    if outcome not in Outcome.values:
        raise ReconsideringRefused("Say what came of it: the decision stands, or it is opened again.")
    if not answer.strip():
        raise ReconsideringRefused("Write the answer that the applicant reads.")
    locked.outcome, locked.answer = outcome, answer.strip()
    locked.answered_by, locked.answered_at = by, clock.now()
    locked.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    if outcome == Outcome.REOPENED:
        _reopen(locked, by=by)
    transaction.on_commit(partial(mail_answer, locked))
    return locked


def _reopen(request: Reconsideration, *, by: User) -> None:
    application, to = request.application, REOPENED_AS[request.about]
    if application.status not in ASKED_ABOUT:
        return  # somebody opened it meanwhile, and it has moved on
    try:
        move(application, to=to, by=by, reason=f"Reconsidered at the applicant’s request: {request.answer}")
    except IllegalMove as refusal:
        raise ReconsideringRefused(APPLICATION.refusal(application.status, to) or str(refusal)) from refusal


def mail_answer(request: Reconsideration) -> None:
    """Write to the applicant that the answer is there. It stands on their page whether or not the mail goes out."""
    application = request.application
    if not application.applicant.email:
        return
    words = {
        "request": request,
        "application": application,
        "cohort": application.cohort,
        "link": site_link("applicants:status", application.public_id),
        "site_name": settings.SITE_NAME,
    }
    try:
        send_mail(
            subject=_("We looked again at your application to %(cohort)s") % {"cohort": application.cohort},
            message=render_to_string("applicants/mail/reconsidered.txt", words),
            from_email=None,
            recipient_list=[application.applicant.email],
        )
    except (smtplib.SMTPException, OSError):
        log.exception("The answer to reconsideration %s could not be mailed", request.pk)
