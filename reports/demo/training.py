"""The demo's boot camps: one in its fourth week, with what a real week four looks like, and one that is finished."""

import random
from datetime import date, timedelta
from decimal import Decimal

from bootcamp.models import Assessment, AttendanceCode, Credential, Enrolment, Session, Track
from bootcamp.services.attempting import AttemptRefused, record_attempt
from bootcamp.services.attending import record_attendance
from bootcamp.services.completing import complete_many
from bootcamp.services.enrolling import enrol_admitted, start_training
from bootcamp.services.grading import record_grades
from bootcamp.services.last_mile import join_track
from bootcamp.services.setting_up import assign_instructor, set_up_bootcamp
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort
from reports.demo.admissions import Progress
from reports.demo.calendar import Dates, at

Code = AttendanceCode
TROUBLED = 0.06
"""Share of a class that is having a hard time; early warning should find them."""


def train(
    cohort: Cohort, dates: Dates, *, instructors: list[User], by: User, seed: int, tell: Progress
) -> list[Enrolment]:
    """Enrol the admitted and teach them until now: sessions before today are marked, most work that was due is graded."""
    rng = random.Random(f"train:{cohort.slug}:{seed}")  # noqa: S311  # a story, not a secret
    with clock.at(at(dates.bootcamp_starts - timedelta(days=14))):
        set_up_bootcamp(cohort, by=by)
        for instructor in instructors:
            assign_instructor(cohort, instructor=instructor, by=by)
        enrolments = enrol_admitted(cohort, by=by)
    with clock.at(at(dates.bootcamp_starts, 9)):
        start_training(cohort, by=by)
    strength = {one.pk: rng.gauss(0, 1) for one in enrolments}
    for pk in rng.sample(list(strength), k=max(1, round(len(strength) * TROUBLED))):
        strength[pk] -= 3
    _attend(cohort, strength, rng, by=instructors[0], tell=tell)
    _grade(cohort, strength, rng, by=instructors[0], tell=tell)
    return enrolments


def _attend(cohort: Cohort, strength: dict[int, float], rng: random.Random, *, by: User, tell: Progress) -> None:
    start_of_today = clock.now().astimezone(cohort.tz).replace(hour=0, minute=0, second=0, microsecond=0)
    sessions = list(
        Session.objects.filter(module__programme=cohort.pk, ends_at__lt=start_of_today).order_by("starts_at")
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
    """Everything due is graded, but the newest of a class that is still being taught."""
    due = list(Assessment.objects.filter(module__programme=cohort.pk, due_at__lt=clock.now()).order_by("due_at"))
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
    moment = at(dates.bootcamp_ends + timedelta(days=4), 15)
    ids = list(Enrolment.objects.filter(cohort=cohort).values_list("pk", flat=True))
    with clock.at(moment):
        complete_many(cohort, ids, by=by, at=moment)
    return list(
        Enrolment.objects.filter(cohort=cohort, status="completed")
        .select_related("application__applicant__user")
        .order_by("pk")
    )


def last_mile(graduates: list[Enrolment], dates: Dates, *, by: User, seed: int, tell: Progress) -> None:
    """Each graduate takes a track and sits for its open credentials; some need a second attempt."""
    rng = random.Random(f"last-mile:{seed}")  # noqa: S311  # a story, not a secret
    tracks = list(Track.objects.prefetch_related("credentials__prerequisites").order_by("pk"))
    first_day = dates.bootcamp_ends + timedelta(days=21)
    for done, graduate in enumerate(graduates, start=1):
        track = rng.choice(tracks)
        with clock.at(at(dates.bootcamp_ends + timedelta(days=5))):
            join_track(graduate, track=track, by=by)
        for credential in track.credentials.all():
            _sit(graduate, credential, first_day + timedelta(days=rng.randint(0, 14)), rng, by=by)
        if done % 10 == 0 or done == len(graduates):
            tell("Last mile", done, len(graduates))


def _sit(graduate: Enrolment, credential: Credential, taken_on: date, rng: random.Random, *, by: User) -> None:
    for _attempt in range(2):
        passed = rng.random() < 0.8
        score = None
        if credential.pass_score is not None and credential.top_score is not None:
            room = credential.top_score - credential.pass_score
            share = Decimal(str(round(rng.random(), 2)))
            exact = credential.pass_score + room * share if passed else credential.pass_score * (1 - share / 4) - 1
            score = max(exact.quantize(Decimal(1)), Decimal(0))
        try:
            attempt = record_attempt(
                graduate, credential=credential, taken_on=taken_on, by=by, score=score,
                outcome="" if score is not None else ("passed" if passed else "failed"),
            )  # fmt: skip
        except AttemptRefused:
            return
        if attempt.outcome == "passed":
            return
        taken_on += timedelta(days=credential.waiting_days + 1)
