"""Enrolling the admitted, and what may become of an enrolment short of its completion."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from applicants.models import Application
from applicants.selectors.deciding import admitted
from bootcamp.lifecycle import EnrolmentStatus
from bootcamp.models import Enrolment
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import MoveResult, begin_many, move, move_many
from cohorts.models import Cohort


class NotAdmitted(ValueError):
    """Only somebody admitted can be enrolled. The message says who was not."""


@transaction.atomic
def enrol_admitted(cohort: Cohort, *, by: User | None, at: datetime | None = None) -> list[Enrolment]:
    """Enrol everybody admitted to the cohort who is not enrolled yet; returns the new enrolments. Constant statements.

    Two people who press the button at once wait for one another on the cohort's row, and the second finds nothing left to do.
    """
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    at = at or clock.now()
    ids = admitted(cohort).filter(enrolment__isnull=True).order_by("pk").values_list("pk", flat=True)
    fresh = Enrolment.objects.bulk_create(
        [Enrolment(application_id=pk, cohort_id=cohort.pk, enrolled_at=at, status_changed_at=at) for pk in ids]
    )
    begin_many(fresh, by=by, reason="Admitted.", at=at, batch=uuid4())
    return fresh


@transaction.atomic
def enrol_late(application: Application, *, by: User | None) -> Enrolment:
    """Enrol one admitted person, for instance after the first day. Raises NotAdmitted with the reason."""
    locked = Application.objects.select_for_update(no_key=True).select_related("cohort").get(pk=application.pk)
    if not admitted(locked.cohort).filter(pk=locked.pk).exists():
        raise NotAdmitted(
            f"The application is “{locked.get_status_display()}”. Only somebody admitted can be enrolled."
        )
    if found := Enrolment.objects.filter(application=locked).first():
        return found
    fresh = Enrolment.objects.create(application=locked, cohort=locked.cohort)
    begin_many([fresh], by=by, reason="Admitted.")
    return fresh


def start_training(cohort: Cohort, *, by: User | None, at: datetime | None = None) -> MoveResult:
    """Everybody enrolled in the cohort begins their training."""
    waiting = Enrolment.objects.filter(cohort=cohort, status=EnrolmentStatus.ENROLLED)
    return move_many(waiting, to=EnrolmentStatus.IN_TRAINING, by=by, reason="Training started.", at=at)


def need_reason(reason: str) -> str:
    """The reason, trimmed; ValueError where there is none."""
    if not (reason := reason.strip()):
        raise ValueError("Write down the reason. It stays in the history.")
    return reason


def withdraw(enrolment: Enrolment, *, by: User | None, reason: str) -> Enrolment:
    """The learner leaves of their own will."""
    return move(enrolment, to=EnrolmentStatus.WITHDRAWN, by=by, reason=need_reason(reason))


def dismiss(enrolment: Enrolment, *, by: User, reason: str) -> Enrolment:
    """A named person ends somebody's training; no rule ever does."""
    return move(enrolment, to=EnrolmentStatus.DISMISSED, by=by, reason=need_reason(reason))


def reinstate(enrolment: Enrolment, *, by: User, reason: str) -> Enrolment:
    """Take somebody dismissed back into the class."""
    return move(enrolment, to=EnrolmentStatus.IN_TRAINING, by=by, reason=need_reason(reason))


def defer(enrolment: Enrolment, *, by: User | None, reason: str) -> Enrolment:
    """Put the training off; a later class is chosen with `enrol_again`."""
    return move(enrolment, to=EnrolmentStatus.DEFERRED, by=by, reason=need_reason(reason))


@transaction.atomic
def enrol_again(enrolment: Enrolment, *, cohort: Cohort, by: User | None) -> Enrolment:
    """Seat somebody deferred in a later class (or in the same one). Attendance and marks of the old class do not count there."""
    move(enrolment, to=EnrolmentStatus.ENROLLED, by=by, reason=f"Deferred to {cohort}.")
    Enrolment.objects.filter(pk=enrolment.pk).update(cohort=cohort)
    enrolment.cohort = cohort
    return enrolment
