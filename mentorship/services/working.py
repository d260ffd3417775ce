"""The work: sessions, goals, check-ins. Small steps, each under two minutes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from careerpath.accounts.models import User
from mentorship.cadence import check_ins_due
from mentorship.lifecycle import MentorshipStatus
from mentorship.models import CheckIn, Goal, MentoringSession, Mentorship, PrivateNote
from mentorship.services.pairing import side_of


class CannotLog(ValueError):
    """Something cannot be recorded like this. The message is the reason, in words for people."""


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """One meeting to record: the day, minutes, how, topics (`MentoringSession.Topic`), and the texts."""

    met_on: date
    minutes: int = 30
    mode: str = MentoringSession.Mode.VIDEO
    topics: Sequence[str] = ()
    actions: str = ""
    shared_notes: str = ""
    private_note: str = ""
    next_on: date | None = None


def today_of(mentorship: Mentorship) -> date:
    """Today where the mentor is."""
    return timezone.now().astimezone(mentorship.mentor.tz).date()


def _check_side(mentorship: Mentorship, by: User, *sides: str) -> str:
    side = side_of(mentorship, by)
    if side not in sides:
        raise CannotLog("Only the two people of this mentorship can do this.")
    return side


def check_can_log(mentorship: Mentorship, *, by: User, met_on: date) -> None:
    """Raise CannotLog with the reason, if there is one."""
    _check_side(mentorship, by, "mentor")
    if mentorship.status != MentorshipStatus.ACTIVE or mentorship.began_on is None:
        raise CannotLog("Sessions are logged once you have both confirmed, and until the mentorship is over.")
    if met_on > today_of(mentorship):
        raise CannotLog("This day is still ahead. Log the session when it has taken place.")
    if met_on < mentorship.began_on:
        raise CannotLog("This day lies before the mentorship began.")


@transaction.atomic
def log_sessions(
    mentorship: Mentorship, entries: Sequence[SessionEntry], *, by: User, at: datetime | None = None
) -> list[MentoringSession]:
    """Record meetings, oldest first; all or none. Two inserts at any number. Raises CannotLog with the reason.

    Needs `mentor` and `placement.enrolment.application.applicant` selected. `at` (default now) is when they were written down.
    """
    for entry in entries:
        check_can_log(mentorship, by=by, met_on=entry.met_on)
        if entry.next_on is not None and entry.next_on <= entry.met_on:
            raise CannotLog("The next meeting must come after this one.")
    moment = at or timezone.now()
    sessions = MentoringSession.objects.bulk_create(
        [
            MentoringSession(
                mentorship=mentorship,
                met_on=entry.met_on,
                minutes=entry.minutes,
                mode=entry.mode,
                topics=list(entry.topics),
                actions=entry.actions,
                shared_notes=entry.shared_notes,
                next_on=entry.next_on,
                logged_by=by,
                logged_at=moment,
            )
            for entry in entries
        ]
    )
    PrivateNote.objects.bulk_create(
        [
            PrivateNote(session=session, author=by, text=entry.private_note)
            for session, entry in zip(sessions, entries, strict=True)
            if entry.private_note.strip()
        ]
    )
    return sessions


def log_session(mentorship: Mentorship, *, by: User, at: datetime | None = None, **entry: Any) -> MentoringSession:
    """Record one meeting (fields of SessionEntry). Raises CannotLog with the reason."""
    return log_sessions(mentorship, [SessionEntry(**entry)], by=by, at=at)[0]


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
    """Set a goal; mentor or mentee may. Raises CannotLog with the reason."""
    _check_side(mentorship, by, "mentor", "mentee")
    if mentorship.status != MentorshipStatus.ACTIVE:
        raise CannotLog("Goals are set once you have both confirmed, and until the mentorship is over.")
    return Goal.objects.create(
        mentorship=mentorship,
        specific=specific,
        measurable=measurable,
        achievable=achievable,
        relevant=relevant,
        due_on=due_on,
        set_by=by,
        set_at=at or timezone.now(),
    )


@transaction.atomic
def record_progress(goal: Goal, *, progress: int, by: User, on: date | None = None) -> Goal:
    """Say how far a goal is, in percent; 100 means it was reached, on that day. Raises CannotLog with the reason."""
    if not 0 <= progress <= 100:
        raise CannotLog("Progress is a number from 0 to 100.")
    locked = (
        Goal.objects.select_for_update(of=("self",))
        .select_related("mentorship__mentor", "mentorship__placement__enrolment__application__applicant")
        .get(pk=goal.pk)
    )
    _check_side(locked.mentorship, by, "mentor", "mentee")
    locked.progress = progress
    locked.met_on = (locked.met_on or on or today_of(locked.mentorship)) if progress == 100 else None
    locked.save(update_fields=["progress", "met_on"])
    return locked


def check_can_check_in(mentorship: Mentorship, *, day: int, by: User, today: date | None = None) -> str:
    """Which side answers; raises CannotLog with the reason: not theirs, not begun, too early, or answered."""
    side = _check_side(mentorship, by, "mentor", "mentee")
    began = mentorship.placement.starts_on
    if mentorship.status != MentorshipStatus.ACTIVE or began is None:
        raise CannotLog("Check-ins begin once you have both confirmed and the placement has a first day.")
    answered = set(CheckIn.objects.filter(mentorship=mentorship, side=side).values_list("day", flat=True))
    if day in answered:
        raise CannotLog(f"Day {day} has been answered already.")
    due = {one.day: one for one in check_ins_due(began, answered, today or today_of(mentorship))}
    if day not in due:
        raise CannotLog("Check-ins are at day 30, 60 and 90.")
    if not due[day].is_open:
        raise CannotLog(f"Day {day} is not here yet. It can be answered from a week before.")
    return side


def record_check_in(
    mentorship: Mentorship,
    *,
    day: int,
    by: User,
    answers: Mapping[str, int],
    comment: str = "",
    at: datetime | None = None,
) -> CheckIn:
    """Answer a check-in as mentor or mentee. `answers` gives 1 to 5 for each of CheckIn.QUESTIONS. Raises CannotLog."""
    moment = at or timezone.now()
    side = check_can_check_in(mentorship, day=day, by=by, today=moment.astimezone(mentorship.mentor.tz).date())
    if set(answers) != set(CheckIn.QUESTIONS) or not all(1 <= value <= 5 for value in answers.values()):
        raise CannotLog("Answer each of the five questions with a number from 1 to 5.")
    try:
        with transaction.atomic():
            return CheckIn.objects.create(
                mentorship=mentorship,
                day=day,
                side=side,
                answered_by=by,
                answered_at=moment,
                comment=comment,
                **answers,
            )
    except IntegrityError as error:  # the other click was quicker: check_in_once_a_side
        raise CannotLog(f"Day {day} has been answered already.") from error
