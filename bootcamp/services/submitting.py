"""Handing work in: every version is kept, the last one before the marking counts, and after the marking it is locked."""

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from applicants.services.documents import check_document
from applicants.services.documents.keeping import store, stored_or_gone
from bootcamp.models import AskedAgain, Assessment, Enrolment, Grade, Submission, SubmissionFile
from bootcamp.progress.marks import started_days_late
from bootcamp.selectors.submissions import LOCKING, why_not_open
from bootcamp.services.grading import lock_gradebook
from bootcamp.services.handing_in import note_handed_in
from bootcamp.services.looking_again import look_again_at
from careerpath.accounts.models import User
from careerpath.pipeline import clock

LONGEST_TEXT = 20_000


class HandInRefused(ValueError):
    """Work that is not taken; the message says why and what to do, in words for the learner."""


def check_can_hand_in(assessment: Assessment, enrolment: Enrolment) -> AskedAgain | None:
    """Raise HandInRefused with the reason; returns the open request to hand it in again, if there is one."""
    own = {"assessment": assessment, "enrolment": enrolment}
    again = AskedAgain.objects.filter(**own, answered_at__isnull=True).first()
    state = Grade.objects.filter(**own).values_list("state", flat=True).first()
    versions = Submission.objects.filter(**own).count()
    if why := why_not_open(assessment, enrolment, state=state, asked_again=again is not None, versions=versions):
        raise HandInRefused(why)
    return again


def hand_in(
    assessment: Assessment, enrolment: Enrolment, *, text: str = "", file: File | None = None, by: User | None
) -> Submission:
    """Take in a version: a text, a file or both. The file waits for its check; the version counts from now.

    Two that arrive at once become two versions. Raises HandInRefused or DocumentRefused in words.
    """
    text = text.strip()
    if not text and file is None:
        raise HandInRefused(_("Write something or choose a file."))
    if len(text) > LONGEST_TEXT:
        raise HandInRefused(
            _("The text has %(size)s characters; at most %(most)s fit. Hand it in as a file.")
            % {"size": len(text), "most": LONGEST_TEXT}
        )
    checked = check_document(file) if file is not None else None
    with stored_or_gone() as stored, transaction.atomic():
        # In the order in which marks are written (the gradebook, then the person), or the two would wait for each other in a ring.
        # And what is being marked meanwhile is closed by the time it is looked at.
        lock_gradebook(assessment.module.programme_id)
        locked = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
        again = check_can_hand_in(assessment, locked)
        now = clock.now()
        last = Submission.objects.filter(assessment=assessment, enrolment=locked).order_by("-number").first()
        submission = Submission.objects.create(
            assessment=assessment,
            enrolment=locked,
            number=last.number + 1 if last else 1,
            text=text,
            at=now,
            days_late=started_days_late(assessment.due_at, now),
        )
        if file is not None and checked is not None:
            store(SubmissionFile(submission=submission), file, checked, stored)
        if again is not None:
            AskedAgain.objects.filter(pk=again.pk).update(answered_at=now)
        note_handed_in(assessment, locked, now, by=by)
        look_again_at([locked.pk])  # it is not overdue any more, whether or not its mark changed
    return submission


@transaction.atomic
def ask_again(assessment: Assessment, enrolment: Enrolment, *, words: str, by: User) -> AskedAgain:
    """Ask for work again after it was marked, and say what to change. Asked twice, the words are the newer ones.

    Raises HandInRefused where nothing was marked: then it is still open.
    """
    locked = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    if not words.strip():
        raise HandInRefused("Say what to change.")
    if not Grade.objects.filter(assessment=assessment, enrolment=locked, state__in=LOCKING).exists():
        raise HandInRefused("It has not been marked, so it is still open.")
    asked, _new = AskedAgain.objects.update_or_create(
        assessment=assessment,
        enrolment=locked,
        answered_at=None,
        defaults={"words": words.strip()[:1000], "asked_by": by, "asked_at": clock.now()},
    )
    return asked
