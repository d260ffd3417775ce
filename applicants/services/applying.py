"""Applying: start, save, send, withdraw. Each takes the lock on the application first, so that two tabs or two clicks are one."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Applicant, Application, Document
from applicants.services.applying_rules import (
    ApplyingRefused,
    Incomplete,
    answers_to_send,
    check_can_submit,
    check_is_draft,
    check_is_open,
    check_takes_drafts,
)
from applicants.services.bell import ring
from applicants.services.claiming import ClaimRefused, ensure_applicant
from applicants.services.documents import DocumentRefused, check_document
from applicants.services.duplicates import ask_to_look
from applicants.services.receipt import write_receipt
from applicants.services.saving import save_answers, save_details, save_fields
from applicants.services.withdrawing import can_withdraw, withdraw
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import begin, move
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

    One that the applicant withdrew becomes a draft again, with its answers. A referral code that is not this cohort's is ignored.
    Raises ApplyingRefused where the cohort is not open, or where the address belongs to somebody else's record.
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
    locked = _locked(application)
    if locked.status == S.WITHDRAWN:
        move(locked, to=S.DRAFT, by=by, reason="Taken up again by the applicant.")
        Application.objects.filter(pk=locked.pk).update(submitted_at=None)
        locked.submitted_at = None
    return locked


def attach_resume(application: Application, *, file: File, by: User | None) -> Document:
    """Check a file and keep it as the draft's resume, in place of the one before. Raises DocumentRefused or ApplyingRefused."""
    checked = check_document(file)
    stored = ""
    try:
        with transaction.atomic():
            locked = _open_draft(application)
            before = Document.objects.filter(application=locked, kind=Document.Kind.RESUME).first()
            document = before or Document(application=locked)
            old, document.original_name = (before.file.name if before else ""), checked.name
            document.content_type, document.size, document.sha256 = checked.content_type, checked.size, checked.sha256
            document.uploaded_at = clock.now()
            document.file.save(checked.name, file, save=False)
            stored = document.file.name or ""
            document.save()
            locked.save(update_fields=["updated_at"])
            if old:
                transaction.on_commit(partial(default_storage.delete, old), robust=True)
    except BaseException:
        if stored:  # no row points to it
            default_storage.delete(stored)
        raise
    return document


@transaction.atomic
def remove_resume(application: Application, *, by: User | None) -> None:
    """Take a draft's resume away, file and all. Doing it twice changes nothing. Raises ApplyingRefused."""
    locked = _open_draft(application)
    if document := Document.objects.filter(application=locked, kind=Document.Kind.RESUME).first():
        transaction.on_commit(partial(default_storage.delete, document.file.name or ""), robust=True)
        document.delete()
        locked.save(update_fields=["updated_at"])


def submit(
    application: Application, *, by: User | None, at: datetime | None = None, receipt: bool = False
) -> Application:
    """Send a draft. Sent twice at once it is sent once: the second finds it sent and changes nothing.

    With `receipt` the applicant gets a mail, once. The moment of the call counts, not the one at which the lock was free.
    Raises Incomplete or ApplyingRefused.
    """
    moment = at or clock.now()
    with transaction.atomic():
        locked = _locked(application)
        if locked.status == S.SUBMITTED:
            return locked
        locked.answers = answers_to_send(locked, at=moment)
        Application.objects.filter(pk=locked.pk).update(submitted_at=moment, answers=locked.answers)
        locked.submitted_at = moment
        move(locked, to=S.SUBMITTED, by=by, at=moment)
        transaction.on_commit(partial(ask_for_facts, [locked.pk]))
        transaction.on_commit(partial(ask_to_look, [locked.pk]))
        if receipt:
            write_receipt(locked)
    return locked


def ask_for_facts(application_ids: list[int]) -> None:
    """Ring for a worker to make the facts. Nothing is lost without a broker: screening makes the facts that are missing."""
    ring("applicants.tasks.make_facts", [(application_ids,)])


def _locked(application: Application) -> Application:
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("cohort", "applicant", "question_set")
        .get(pk=application.pk)
    )


def _open_draft(application: Application, at: datetime | None = None) -> Application:
    """The application under lock; raises ApplyingRefused unless it is a draft that may still be changed."""
    locked = _locked(application)
    check_is_draft(locked)
    check_takes_drafts(locked.cohort, at)
    return locked
