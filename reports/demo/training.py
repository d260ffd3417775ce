"""The demo's boot camps: one in its fourth week, with what a real week four looks like, and one that is finished."""

import random
from datetime import timedelta
from decimal import Decimal

from bootcamp.models import Assessment, AttendanceCode, Enrolment, Session
from bootcamp.services.attending import record_attendance
from bootcamp.services.enrolling import enrol_admitted, start_training
from bootcamp.services.grading import record_grades
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort
from reports.demo.admissions import Progress
from reports.demo.attending import attend_by_code
from reports.demo.calendar import Dates, at
from reports.demo.certificates import certify
from reports.demo.gradebook import show_marks
from reports.demo.last_mile import wishes
from reports.demo.looking_after import look_after
from reports.demo.rubrics import mark_by_rubric
from reports.demo.schedule import lay_out, settle
from reports.demo.studying import study

Code = AttendanceCode
TROUBLED = 0.06
"""Share of a class that is having a hard time; early warning should find them."""


def train(
    cohort: Cohort, dates: Dates, *, instructors: list[User], by: User, seed: int, tell: Progress
) -> list[Enrolment]:
    """Enrol the admitted and teach them until now: sessions before today are marked, most work that was due is graded."""
    rng = random.Random(f"train:{cohort.slug}:{seed}")  # noqa: S311  # a story, not a secret
    with clock.at(at(dates.bootcamp_starts - timedelta(days=14))):
        lay_out(cohort, instructors=instructors, by=by)
        enrolments = enrol_admitted(cohort, by=by)
        settle(cohort, enrolments, instructors=instructors, by=by, seed=seed)
    with clock.at(at(dates.bootcamp_starts, 9)):
        start_training(cohort, by=by)
    strength = {one.pk: rng.gauss(0, 1) for one in enrolments}
    for pk in rng.sample(list(strength), k=max(1, round(len(strength) * TROUBLED))):
        strength[pk] -= 3
    _attend(cohort, strength, rng, by=instructors[0], tell=tell)
    attend_by_code(cohort, by=instructors[0])
    _grade(cohort, strength, rng, by=instructors[0], tell=tell)
    mark_by_rubric(cohort, instructors, by=by, seed=seed)
    study(cohort, enrolments, by=instructors[0], seed=seed)
    wishes(enrolments, seed=seed)
    show_marks(cohort, by=instructors[0], seed=seed)
    look_after(cohort, enrolments, by=instructors[0])
    return enrolments


def _attend(cohort: Cohort, strength: dict[int, float], rng: random.Random, *, by: User, tell: Progress) -> None:
    start_of_today = clock.now().astimezone(cohort.tz).replace(hour=0, minute=0, second=0, microsecond=0)
    sessions = list(
        Session.objects.filter(
            module__programme=cohort.pk, ends_at__lt=start_of_today, cancelled_at__isnull=True
        ).order_by("starts_at")
    )
    for done, session in enumerate(sessions, start=1):
        marks = {pk: _attendance(rng, level, session.minutes) for pk, level in strength.items()}
        record_attendance(session, marks, by=by, at=session.ends_at)
        tell(f"{cohort}: attendance", done, len(sessions))


def _attendance(rng: random.Random, level: float, minutes: int) -> tuple[str, int | None]:
    draw = rng.random() - 0.008 * max(-level, 0) * 6
    if draw < 0.004:
        return Code.UNEXCUSED, None
    if draw < 0.012:
        return Code.EXCUSED, None
    if draw < 0.03:
        return Code.LATE, max(minutes - rng.randint(5, 40), 1)
    return (Code.REMOTE, minutes) if draw < 0.1 else (Code.PRESENT, minutes)


def _grade(cohort: Cohort, strength: dict[int, float], rng: random.Random, *, by: User, tell: Progress) -> None:
    """Everything due is graded, but the newest of a class that is still being taught, and what two mark by a rubric."""
    every = Assessment.objects.filter(module__programme=cohort.pk, assessors=1)
    due = list(every.filter(due_at__lt=clock.now()).order_by("due_at"))
    running = Session.objects.filter(module__programme=cohort.pk, ends_at__gt=clock.now()).exists()
    graded = due[:-1] if running else due
    for done, assessment in enumerate(graded, start=1):
        marks = {pk: _mark(rng, level, assessment.out_of) for pk, level in strength.items()}
        record_grades(assessment, marks, by=by, at=assessment.due_at + timedelta(days=3))
        tell(f"{cohort}: grades", done, len(graded))


def _mark(rng: random.Random, level: float, out_of: Decimal) -> tuple[str, Decimal | None]:
    if rng.random() < 0.004 + 0.03 * max(-level - 1, 0):
        return "missing", None
    share = min(max(rng.gauss(0.86 + 0.04 * level, 0.045), 0), 1)
    return "graded", (out_of * Decimal(str(round(share, 3)))).quantize(Decimal("0.5"))


def finish(cohort: Cohort, dates: Dates, *, by: User) -> list[Enrolment]:
    """Sign off everybody who meets the rule; the graduates."""
    certify(cohort, dates, by=by)
    return list(
        Enrolment.objects.filter(cohort=cohort, status="completed")
        .select_related("application__applicant__user")
        .order_by("pk")
    )
