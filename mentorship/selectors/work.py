"""What two people planned, agreed and answered, as one of them reads it. A mentorship must come from `of_mentor` or `of_mentee`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from mentorship.cadence import CHECK_IN_DAYS, PlannedContact, plan
from mentorship.models import (
    CheckIn,
    Escalation,
    Goal,
    GoalStep,
    Meeting,
    MentoringSession,
    Mentorship,
    SessionAction,
)
from mentorship.selectors.mentoring import of_either
from placements.models import Evaluation

JUST_BEFORE: Final = timedelta(minutes=30)
LONG_AGO: Final = timedelta(days=14)
FAR_APART: Final = 2
"""Levels between two answers from which a difference is pointed out."""
NOT_THE_CLIENTS: Final = "intent_to_stay"
"""Mentee and mentor say how likely staying is. Whether the client would keep the person is for staff and the client alone."""


def zone_of(mentorship: Mentorship, side: str) -> ZoneInfo:
    """The time zone in which one of the two lives: the mentor's own, the mentee's by their client."""
    return mentorship.mentor.tz if side == "mentor" else mentorship.placement.opening.client.tz


def meetings_of(user: User) -> QuerySet[Meeting]:
    """The planned meetings of the mentorships that somebody is part of."""
    return Meeting.objects.filter(mentorship__in=of_either(user).values("pk")).select_related(
        "mentorship__mentor__user",
        "mentorship__placement__opening__client",
        "mentorship__placement__enrolment__application__applicant__user",
    )


def ahead(mentorship: Mentorship, now: datetime | None = None) -> list[Meeting]:
    """The meetings that are still to come or just on, with those of them that were called off."""
    since = (now or clock.now()) - timedelta(hours=2)
    return list(mentorship.meetings.filter(starts_at__gt=since, session__isnull=True).order_by("starts_at", "pk"))


def to_log(mentorship: Mentorship, now: datetime | None = None) -> Meeting | None:
    """The planned meeting that a session logged now was: the latest that has begun, is not old and is not logged yet."""
    moment = now or clock.now()
    return (
        mentorship.meetings.filter(
            starts_at__lte=moment + JUST_BEFORE,
            starts_at__gt=moment - LONG_AGO,
            cancelled_at__isnull=True,
            session__isnull=True,
        )
        .order_by("-starts_at")
        .first()
    )


def open_actions(mentorship: Mentorship) -> list[SessionAction]:
    """What is still to be done, what is due first in front."""
    return list(mentorship.actions.filter(done_at__isnull=True).order_by("due_on", "pk"))


def actions_of(user: User) -> QuerySet[SessionAction]:
    """The actions of the mentorships that somebody is part of."""
    return SessionAction.objects.filter(mentorship__in=of_either(user).values("pk")).select_related(
        "mentorship__mentor", "mentorship__placement__enrolment__application__applicant"
    )


def sessions_by(user: User) -> QuerySet[MentoringSession]:
    """The sessions that somebody logged themselves."""
    return MentoringSession.objects.filter(logged_by=user.pk).select_related(
        "mentorship__mentor__user",
        "mentorship__placement__opening__client",
        "mentorship__placement__enrolment__application__applicant",
    )


def goals(mentorship: Mentorship) -> list[Goal]:
    """Goals with how they went, open ones first; two queries."""
    steps = Prefetch("steps", GoalStep.objects.select_related("by", "session").order_by("-at", "-pk"))
    found = list(mentorship.goals.prefetch_related(steps))
    return sorted(found, key=lambda one: (not one.is_open, one.due_on, one.pk))


def contacts(mentorship: Mentorship, sessions: Sequence[MentoringSession], today: date) -> list[PlannedContact]:
    """The plan of contacts so far and the next three; none before it began."""
    if mentorship.began_on is None:
        return []
    return plan(mentorship.began_on, [one.met_on for one in sessions], today)


@dataclass(frozen=True, slots=True)
class Compared:
    """One question as each side answered it: levels of mentee, mentor and client, None where there is none (or none to read)."""

    question: str
    levels: tuple[int | None, int | None, int | None]

    @property
    def is_far(self) -> bool:
        """Whether two answers are two or more levels apart."""
        given = [level for level in self.levels if level is not None]
        return len(given) > 1 and max(given) - min(given) >= FAR_APART


@dataclass(frozen=True, slots=True)
class CheckInSeen:
    """A check-in as one of the two reads it. Before one's own answer nothing of the others'; side by side once both answered."""

    day: int
    mine: CheckIn | None
    both: bool
    rows: list[Compared]
    comments: list[tuple[str, str]]
    """Who (mentee, mentor, client) and the words."""
    client_answered: bool

    @property
    def waits_for_other(self) -> bool:
        """Whether one's own answer is there and the other's is not."""
        return self.mine is not None and not self.both


def check_ins(mentorship: Mentorship, side: str) -> list[CheckInSeen]:
    """The check-ins that somebody answered, as `side` reads them; two queries.

    Of the client's answers the mentor reads the levels; the mentee only what the client shared; the words only where shared.
    """
    given: dict[int, dict[str, CheckIn]] = {}
    for one in mentorship.check_ins.all():
        given.setdefault(one.day, {})[one.side] = one
    clients = {
        one.day: one for one in Evaluation.objects.filter(placement=mentorship.placement_id, day__in=CHECK_IN_DAYS)
    }
    seen = []
    for day, sides in sorted(given.items()):
        mine, client = sides.get(side), clients.get(day)
        if mine is None:
            continue
        both = len(sides) == len(CheckIn.Side.values)
        readable = client if client is not None and (side == "mentor" or client.shared) else None
        shown = sides if both else {side: mine}
        seen.append(
            CheckInSeen(
                day,
                mine,
                both,
                [_compared(name, shown, readable if both else None) for name in CheckIn.QUESTIONS],
                _comments(shown, readable if both else None),
                client is not None,
            )
        )
    return seen


def _compared(name: str, sides: dict[str, CheckIn], client: Evaluation | None) -> Compared:
    def level(one: Any, field: str) -> int | None:
        return getattr(one, field) if one is not None else None

    theirs = level(client if name != NOT_THE_CLIENTS else None, name)
    question = str(getattr(CheckIn._meta.get_field(name), "verbose_name", name))
    return Compared(question, (level(sides.get("mentee"), name), level(sides.get("mentor"), name), theirs))


def _comments(sides: dict[str, CheckIn], client: Evaluation | None) -> list[tuple[str, str]]:
    said = [(side, one.comment) for side, one in sorted(sides.items()) if one.comment]
    if client is not None and client.shared:
        said += [("client", words) for words in (client.went_well, client.to_improve) if words]
    return said


def own_concerns(user: User) -> QuerySet[Escalation]:
    """The concerns that somebody raised, and those that the other one of the two lets them read."""
    theirs = Q(other_may_know=True, mentorship__in=of_either(user).values("pk"))
    return (
        Escalation.objects.filter(Q(raised_by=user.pk) | theirs)
        .select_related(
            "raised_by",
            "taken_by",
            "mentorship__mentor__user",
            "mentorship__placement__opening__client",
            "mentorship__placement__enrolment__application__applicant",
        )
        .order_by("-raised_at", "-pk")
    )


def concerns() -> QuerySet[Escalation]:
    """Every concern, as the coordinator reads them: with the two people and who took it."""
    return Escalation.objects.select_related(
        "raised_by",
        "taken_by",
        "closed_by",
        "mentorship__mentor__user",
        "mentorship__placement__opening__client",
        "mentorship__placement__enrolment__application__applicant",
    )


def open_concerns() -> QuerySet[Escalation]:
    """The concerns that wait: what cannot wait first, then by when an answer is due."""
    return concerns().filter(closed_at__isnull=True).order_by("-urgent", "answer_by", "pk")


def closed_concerns() -> QuerySet[Escalation]:
    """The concerns that are over, newest first."""
    return concerns().filter(closed_at__isnull=False).order_by("-raised_at", "-pk")


def overdue_concerns(now: datetime | None = None) -> QuerySet[Escalation]:
    """The concerns that nobody answered within two working days."""
    return Escalation.objects.filter(closed_at__isnull=True, answered_at__isnull=True, answer_by__lt=now or clock.now())
