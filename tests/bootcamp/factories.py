"""Classes for tests: people enrolled through the services, a programme with past sessions."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from applicants.models import Application
from bootcamp.models import Assessment, Enrolment, Programme, Session
from bootcamp.services import (
    assign_instructor,
    enrol_admitted,
    record_attendance,
    set_up_bootcamp,
    start_training,
)
from bootcamp.services.grading import record_class_grades
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move_many
from cohorts.models import Cohort
from tests.factories import make_applicant, make_application, make_cohort, make_user


def make_bootcamp_cohort(**fields: Any) -> Cohort:
    """A cohort in week four of its boot camp."""
    monday = timezone.now().date() - timedelta(days=timezone.now().date().weekday() + 21)
    defaults: dict[str, Any] = {
        "opens_at": timezone.now() - timedelta(days=120),
        "closes_at": timezone.now() - timedelta(days=90),
        "bootcamp_starts": monday,
        "bootcamp_ends": monday + timedelta(days=39 + 2),
        "time_zone": "America/New_York",
    }
    return make_cohort(**{**defaults, **fields})


def make_class(cohort: Cohort | None = None, size: int = 2, *, by: User | None = None) -> list[Enrolment]:
    """So many people in training in a cohort with the default programme; names sort as "Ada 01", "Ada 02" ..."""
    cohort = cohort or make_bootcamp_cohort()
    set_up_bootcamp(cohort, by=by)
    # Its sessions began three weeks ago, and tests mark them as if it were that day: `test_attendance` has the lock.
    Programme.objects.filter(cohort=cohort).update(lock_days=60)
    # What was due by now came on paper: else everybody would have work that is overdue. `test_warning` has that.
    Assessment.objects.filter(module__programme=cohort.pk, due_at__lt=timezone.now()).update(hand_in=False)
    began = timezone.now() - timedelta(days=60)
    applications = [
        make_application(cohort, make_applicant(make_user(name=f"Ada {number:02}")), at=began)
        for number in range(1, size + 1)
    ]
    pool = Application.objects.filter(pk__in=[application.pk for application in applications])
    for status in ("screened", "offered", "admitted"):
        assert len(move_many(pool, to=status, by=by, at=began).moved) == size
    fresh = enrol_admitted(cohort, by=by, at=began)
    start_training(cohort, by=by, at=began)
    return list(Enrolment.objects.filter(pk__in=[item.pk for item in fresh]).order_by("pk"))


def make_instructor(cohort: Cohort) -> User:
    """An instructor of the cohort."""
    instructor = make_user(Role.INSTRUCTOR)
    assign_instructor(cohort, instructor=instructor, by=None)
    return instructor


def sessions_of(cohort: Cohort) -> list[Session]:
    """The sessions of a cohort in time order."""
    return list(Session.objects.filter(module__programme=cohort.pk).order_by("starts_at"))


def assessments_of(cohort: Cohort) -> list[Assessment]:
    """The assessments of a cohort in the order of the programme."""
    found = Assessment.objects.filter(module__programme=cohort.pk).select_related("module")
    return list(found.order_by("module__position", "position"))


def mark_everything(cohort: Cohort, enrolments: list[Enrolment], *, points: int = 80, by: User | None = None) -> None:
    """Everybody present in every session, and with so many points in every assessment."""
    for session in sessions_of(cohort):
        record_attendance(session, {item.pk: ("present", None) for item in enrolments}, by=by)
    for assessment in assessments_of(cohort):
        marks = {(item.pk, assessment.pk): ("graded", Decimal(points)) for item in enrolments}
        record_class_grades(cohort.pk, marks, by=by, settled=True)


def widen(cohort: Cohort, columns: int) -> None:
    """Give a cohort so many assessments in all, without weight at the end of its first module; one assesses each."""
    have = assessments_of(cohort)
    first, due = have[0].module, have[-1].due_at
    Assessment.objects.filter(module__programme=cohort.pk).update(assessors=1)  # every cell can be typed in
    Assessment.objects.bulk_create(
        Assessment(module=first, position=100 + number, title=f"Exercise {number}", weight=0, due_at=due)
        for number in range(1, columns - len(have) + 1)
    )
