"""Goals: set with all five letters, followed with notes, reached or dropped with a reason."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from mentorship.models import Goal, GoalStep, MentoringSession, Mentorship
from mentorship.services.working import CannotLog, check_active, check_side, today_of


def set_goal(
    mentorship: Mentorship,
    *,
    by: User,
    specific: str,
    measurable: str,
    due_on: date,
    achievable: str = "",
    relevant: str = "",
    at: datetime | None = None,
) -> Goal:
    """Set a goal; mentor or mentee may. Set twice in the same words and with the same day it is one. Raises CannotLog."""
    check_side(mentorship, by, "mentor", "mentee")
    check_active(mentorship)
    with transaction.atomic():
        Mentorship.objects.select_for_update(no_key=True).get(pk=mentorship.pk)  # a double click waits here
        goal, _new = Goal.objects.get_or_create(
            mentorship=mentorship,
            specific=specific,
            due_on=due_on,
            met_on=None,
            dropped_on=None,
            defaults={
                "measurable": measurable,
                "achievable": achievable,
                "relevant": relevant,
                "set_by": by,
                "set_at": at or clock.now(),
            },
        )
    return goal


def _locked(goal: Goal, by: User) -> Goal:
    locked = (
        Goal.objects.select_for_update(of=("self",))
        .select_related("mentorship__mentor", "mentorship__placement__enrolment__application__applicant")
        .get(pk=goal.pk)
    )
    check_side(locked.mentorship, by, "mentor", "mentee")
    if locked.dropped_on is not None:
        raise CannotLog(_("This goal was dropped. Set a new one instead."))
    return locked


@transaction.atomic
def record_progress(
    goal: Goal,
    *,
    progress: int,
    by: User,
    on: date | None = None,
    note: str = "",
    session: MentoringSession | None = None,
    at: datetime | None = None,
) -> Goal:
    """Say how far a goal is, in percent, with a note; 100 means it was reached, on that day. Nothing new writes nothing.

    Raises CannotLog with the reason.
    """
    if not 0 <= progress <= 100:
        raise CannotLog(_("Progress is a number from 0 to 100."))
    locked = _locked(goal, by)
    if locked.progress == progress and not note.strip():
        return locked
    locked.progress = progress
    locked.met_on = (locked.met_on or on or today_of(locked.mentorship)) if progress == 100 else None
    locked.save(update_fields=["progress", "met_on"])
    GoalStep.objects.create(
        goal=locked, progress=progress, note=note.strip(), session=session, by=by, at=at or clock.now()
    )
    return locked


@transaction.atomic
def drop_goal(goal: Goal, *, because: str, by: User, on: date | None = None) -> Goal:
    """Drop a goal, with a reason. It stays on record. Raises CannotLog."""
    if not because.strip():
        raise CannotLog(_("Say why you drop it: one line is enough."))
    locked = _locked(goal, by)
    if locked.met_on is not None:
        raise CannotLog(_("This goal is reached: there is nothing to drop."))
    locked.dropped_on, locked.dropped_because = on or today_of(locked.mentorship), because.strip()
    locked.save(update_fields=["dropped_on", "dropped_because"])
    return locked
