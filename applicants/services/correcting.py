"""Correcting: details at once, answers of a sent application by a person. What stood there before is kept."""

import logging
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applicants.models import AnswerChange, Applicant, Application, Correction, NoticeKind, Restriction
from applicants.services.applying import ask_for_facts
from applicants.services.duplicates import ask_to_look
from applicants.services.notices import write_notice
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from cohorts.answers import AnswerError, clean_answer
from cohorts.models import Question
from cohorts.selectors import spec_of

log = logging.getLogger(__name__)

Outcome = Correction.Outcome


class CorrectingRefused(ValueError):
    """Why something cannot be corrected, in words."""


@transaction.atomic
def change_details(applicant: Applicant, *, name: str, phone: str, language: str, by: User) -> list[str]:
    """Change what we call somebody and how we reach them; the names of what changed. Their account gets the name too."""
    locked = Applicant.objects.select_for_update(no_key=True).get(pk=applicant.pk)
    if locked.user_id != by.pk:
        raise CorrectingRefused(_("Only the applicant can change this."))
    wanted = {"name": name, "phone": phone, "language": language}
    changed = {key: value for key, value in wanted.items() if getattr(locked, key) != value}
    if not changed:
        return []
    AnswerChange.objects.bulk_create(
        AnswerChange(applicant=locked, key=key, old=getattr(locked, key), new=value, by=by, at=clock.now())
        for key, value in changed.items()
    )
    Applicant.objects.filter(pk=locked.pk).update(**changed)
    if "name" in changed:
        User.objects.filter(pk=by.pk).update(name=name)
    ids = list(Application.objects.filter(applicant=locked, submitted_at__isnull=False).values_list("pk", flat=True))
    transaction.on_commit(partial(ask_to_look, ids))
    return list(changed)


def on_email_changed(sender: object, user: User, to_email_address: Any, **_others: object) -> None:
    """Somebody confirmed a new address for their account: from now on the programme writes to it.

    Where another record holds that address, theirs stays as it was, and duplicates are looked for: a person puts them together.
    """
    person = Applicant.objects.filter(user=user).first()
    if person is None or (person.email or "").lower() == to_email_address.email.lower():
        return
    old = person.email
    try:
        with transaction.atomic():
            Applicant.objects.filter(pk=person.pk).update(email=to_email_address.email)
            AnswerChange.objects.create(
                applicant=person, key="email", old=old, new=to_email_address.email, by=user, at=clock.now()
            )
    except IntegrityError:
        log.warning("Applicant %s keeps the address on record: another record holds the new one", person.pk)


def check_can_ask(application: Application, key: str) -> Question:
    """The question whose answer can be corrected by request. Raises CorrectingRefused."""
    if application.submitted_at is None or application.status in ("draft", "duplicate"):
        raise CorrectingRefused(_("You can still change this in the form itself."))
    if Restriction.objects.filter(application=application).exists():
        raise CorrectingRefused(_("You asked us to delete this application, so nobody works with it any more."))
    question = Question.objects.filter(question_set=application.question_set_id, key=key).first()
    if question is None:
        raise CorrectingRefused(_("The form has no such question."))
    if application.corrections.filter(key=key, answered_at__isnull=True).exists():
        raise CorrectingRefused(_("You have asked for this already. A person answers on the page of your application."))
    return question


def ask(application: Application, *, key: str, wrong: str, right: Any, by: User) -> Correction:
    """Ask that one answer be corrected. `right` is as a form sends it; it must fit the question. Raises CorrectingRefused."""
    if application.applicant.user_id != by.pk:
        raise CorrectingRefused(_("Only the applicant can ask for this."))
    question = check_can_ask(application, key)
    try:
        cleaned = clean_answer(spec_of(question), right)
    except AnswerError as error:
        raise CorrectingRefused(str(error)) from error
    if cleaned == application.answers.get(key):
        raise CorrectingRefused(_("That is what stands there already."))
    if cleaned is None and question.required:
        raise CorrectingRefused(_("This question needs an answer: write what should stand there."))
    try:
        with transaction.atomic():
            return Correction.objects.create(
                application=application, key=key, wrong=wrong.strip(), right=cleaned, asked_at=clock.now()
            )
    except IntegrityError:
        raise CorrectingRefused(
            _("You have asked for this already. A person answers on the page of your application.")
        ) from None


@transaction.atomic
def answer(correction: Correction, *, outcome: str, words: str, by: User) -> Correction:
    """Accept or refuse a correction. Raises CorrectingRefused.

    Accepted, the answer changes, what stood there is kept, and the worker is rung for new facts and possible duplicates.
    What a run has scored stays as it was: its explanation says that the answer has changed since.
    """
    if not has_role(by, Role.RECRUITER):
        raise CorrectingRefused("A recruiter answers.")
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("applicant", "cohort")
        .get(pk=correction.application_id)
    )
    locked = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    if application.applicant.user_id == by.pk:
        raise CorrectingRefused("This is your own application. Somebody else answers.")
    if locked.answered_at is not None:
        raise CorrectingRefused("Somebody answered this a moment ago.")
    if outcome not in Outcome.values:
        raise CorrectingRefused("Say what comes of it: correct it, or not.")
    if outcome == Outcome.REFUSED and not words.strip():
        raise CorrectingRefused("Write why it is not corrected: they read it.")
    locked.outcome, locked.answer, locked.answered_by, locked.answered_at = outcome, words.strip(), by, clock.now()
    locked.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    if outcome == Outcome.ACCEPTED:
        _correct(application, locked, by=by)
    _tell(application, locked)
    return locked


def _correct(application: Application, correction: Correction, *, by: User) -> None:
    old = application.answers.get(correction.key)
    answers = {key: value for key, value in application.answers.items() if key != correction.key}
    if correction.right is not None:
        answers[correction.key] = correction.right
    AnswerChange.objects.create(
        applicant=application.applicant,
        application=application,
        correction=correction,
        key=correction.key,
        old=old,
        new=correction.right,
        by=by,
        at=clock.now(),
    )
    application.answers = answers
    application.save(update_fields=["answers", "updated_at"])
    transaction.on_commit(partial(ask_for_facts, [application.pk]))
    transaction.on_commit(partial(ask_to_look, [application.pk]))


def _tell(application: Application, correction: Correction) -> None:
    person = application.applicant
    question = Question.objects.filter(question_set=application.question_set_id, key=correction.key).first()
    write_notice(
        NoticeKind.DATA_ANSWER,
        to=person.email,
        language=person.language,
        values={
            "name": person.name,
            "cohort": application.cohort.name,
            "question": question.label if question else correction.key,
            "accepted": correction.outcome == Outcome.ACCEPTED,
            "answer": correction.answer,
            "status_link": site_link("applicants:status", application.public_id),
        },
        once=f"correction:{correction.pk}",
        application=application,
    )
