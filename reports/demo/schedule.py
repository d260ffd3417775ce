"""The demo's classes as they are arranged: rooms, sections, a session moved, one called off, what is done before the start."""

import random
from dataclasses import replace
from datetime import timedelta

from bootcamp.models import Enrolment, OnboardingDone, OnboardingTask, Session
from bootcamp.selectors.templates import suggested_holidays
from bootcamp.services.scheduling import Slot, cancel_session, move_session
from bootcamp.services.sections import assign_section, make_section, split_class
from bootcamp.services.setting_up import assign_instructor, set_up_bootcamp
from bootcamp.services.templates import shipped_template
from careerpath.accounts.models import User
from cohorts.models import Cohort

ROOM = "Training center, room 204"
MOVED, CALLED_OFF = 21, 24
"""Which sessions: in the fifth week, so that the running class still has them before it."""


def lay_out(cohort: Cohort, *, instructors: list[User], by: User) -> None:
    """The programme on the dates of the cohort, past the federal holidays, with instructors; one session moved, one not held."""
    template = shipped_template()
    set_up_bootcamp(cohort, by=by, template=template, off=suggested_holidays(cohort, template))
    for instructor in instructors:
        assign_instructor(cohort, instructor=instructor, by=by)
    mine = Session.objects.filter(module__programme=cohort.pk).order_by("starts_at")
    mine.update(place=ROOM, instructor=instructors[0])
    sessions = list(mine)
    if len(sessions) <= CALLED_OFF:
        return
    slot = Slot.of(sessions[MOVED])
    later = replace(
        slot,
        starts_at=slot.starts_at + timedelta(hours=1),
        ends_at=slot.ends_at + timedelta(hours=1),
        place="Auditorium, ground floor",
    )
    move_session(sessions[MOVED], to=later, by=by, reason="Room 204 is inspected that morning.")
    cancel_session(sessions[CALLED_OFF], reason="The hospital has a safety drill that day.", by=by)


def settle(cohort: Cohort, enrolments: list[Enrolment], *, instructors: list[User], by: User, seed: int) -> None:
    """Two sections, each with somebody who looks after it; nearly all of what comes before the start is done."""
    sections = [make_section(cohort, name=name, by=by) for name in ("Blue", "Green")]
    split_class(cohort, by=by)
    teachings = cohort.teachings.order_by("pk")
    for teaching, section in zip(teachings, sections, strict=False):
        assign_section(teaching, section=section, by=by)
    rng = random.Random(f"onboarding:{cohort.slug}:{seed}")  # noqa: S311  # a story, not a secret
    OnboardingDone.objects.bulk_create(
        OnboardingDone(
            task=task,
            enrolment=one,
            by=one.application.applicant.user if task.whose == "learner" else by,
            at=one.enrolled_at + timedelta(days=rng.randint(0, 9), minutes=rng.randint(0, 600)),
        )
        for task in OnboardingTask.objects.filter(programme=cohort.pk)
        for one in Enrolment.objects.filter(cohort=cohort).select_related("application__applicant__user")
        if rng.random() < 0.96
    )
