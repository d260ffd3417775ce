"""Enrolling the admitted, and what may become of an enrolment short of its completion."""

from datetime import date, datetime
from uuid import uuid4

from django.db import transaction

from applicants.models import Application
from applicants.selectors.deciding import admitted
from bootcamp.lifecycle import EnrolmentStatus
from bootcamp.models import Enrolment, Section
from bootcamp.services.looking_again import look_again_at
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import MoveResult, begin_many, move, move_many
from careerpath.ui.moments import say_day
from cohorts.models import Cohort


class NotAdmitted(ValueError):
    """Only somebody admitted can be enrolled. The message says who was not."""


@transaction.atomic
def enrol_admitted(cohort: Cohort, *, by: User | None, at: datetime | None = None) -> list[Enrolment]:
    """Enrol everybody admitted to the cohort who is not enrolled yet; returns the new enrolments. Constant statements.

    Once the class has begun, the day they are enrolled is their first in class: sessions of earlier days do not count for them.
    Two people who press the button at once wait for one another on the cohort's row, and the second finds nothing left to do.
    """
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    at = at or clock.now()
    joined_on = late_day(cohort, at.astimezone(cohort.tz).date())
    ids = admitted(cohort).filter(enrolment__isnull=True).order_by("pk").values_list("pk", flat=True)
    fresh = Enrolment.objects.bulk_create(
        [
            Enrolment(application_id=pk, cohort_id=cohort.pk, enrolled_at=at, status_changed_at=at, joined_on=joined_on)
            for pk in ids
        ]
    )
    begin_many(fresh, by=by, reason="Admitted.", at=at, batch=uuid4())
    return fresh


def late_day(cohort: Cohort, day: date) -> date | None:
    """A first day in class as it is kept: none for somebody who is there from the beginning."""
    return day if day > cohort.bootcamp_starts else None


@transaction.atomic
def enrol_late(
    application: Application,
    *,
    by: User | None,
    joined_on: date | None = None,
    section: Section | None = None,
) -> Enrolment:
    """Enrol one admitted person, for instance after the first day. Raises NotAdmitted with the reason.

    `joined_on`: their first day in class, today where none is given; sessions of earlier days do not count for them. Once it has
    come, in a class that is being taught, they are in training.
    """
    locked = Application.objects.select_for_update(no_key=True).select_related("cohort").get(pk=application.pk)
    cohort, now = locked.cohort, clock.now()
    if not admitted(cohort).filter(pk=locked.pk).exists():
        raise NotAdmitted(
            f"The application is “{locked.get_status_display()}”. Only somebody admitted can be enrolled."
        )
    if found := Enrolment.objects.filter(application=locked).first():
        return found
    today = now.astimezone(cohort.tz).date()
    first = joined_on or today
    if first > cohort.bootcamp_ends:
        raise NotAdmitted(f"The class ends on {say_day(cohort.bootcamp_ends)}. Choose a day before that.")
    check_section(section, cohort)
    fresh = Enrolment.objects.create(
        application=locked,
        cohort=cohort,
        enrolled_at=now,
        status_changed_at=now,
        joined_on=late_day(cohort, first),
        section=section,
    )
    began = cohort.bootcamp_starts <= today
    begin_many([fresh], by=by, reason=f"Admitted. First day in class: {say_day(first)}." if began else "Admitted.")
    if began and first <= today:
        move(fresh, to=EnrolmentStatus.IN_TRAINING, by=by, reason="Joined the class after it had begun.")
    return fresh


def check_section(section: Section | None, cohort: Cohort) -> None:
    """Raise ValueError where a section is another class's."""
    if section is not None and section.cohort_id != cohort.pk:
        raise ValueError("This section is not one of this class.")


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
def defer_to(enrolment: Enrolment, *, cohort: Cohort | None, by: User | None, reason: str) -> Enrolment:
    """Put the training off, and seat them in a later class at once where one is named."""
    defer(enrolment, by=by, reason=reason)
    return enrol_again(enrolment, cohort=cohort, by=by) if cohort else enrolment


@transaction.atomic
def enrol_again(
    enrolment: Enrolment, *, cohort: Cohort, by: User | None, joined_on: date | None = None, reason: str = ""
) -> Enrolment:
    """Seat somebody deferred in a later class (or in the same one). Attendance and marks of the old class do not count there.

    They are in no section of it yet. In a class that has begun they join on a day (today where none is given).
    """
    today = clock.now().astimezone(cohort.tz).date()
    move(enrolment, to=EnrolmentStatus.ENROLLED, by=by, reason=f"Deferred to {cohort}. {reason}".strip())
    enrolment.cohort, enrolment.section = cohort, None
    enrolment.joined_on = late_day(cohort, joined_on or today)
    Enrolment.objects.filter(pk=enrolment.pk).update(cohort=cohort, section=None, joined_on=enrolment.joined_on)
    look_again_at([enrolment.pk])
    return enrolment
