"""The demo's mentoring as it stands today: meetings ahead, actions done and open, how goals went, and two concerns."""

import random
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import DateTimeField, F, OuterRef, Subquery
from django.db.models.functions import Cast, Least
from django.utils import timezone

from careerpath.accounts.models import User
from mentorship.lifecycle import MentorshipStatus
from mentorship.models import Goal, GoalStep, Meeting, MentoringSession, Mentorship, SessionAction
from mentorship.services.escalating import answer, raise_concern

STEPS = (
    "Read the build guide, made notes.",
    "Shadowed a colleague for half a day.",
    "Did it once with help.",
    "Nearly there: one open question.",
)
CONCERN = "Since last week I do two people’s tickets. I do not know whom to tell without it looking like a complaint."
CONCERN_BEFORE = "My access to the test system was asked for three weeks ago and has not come."
ANSWER = "Thank you for telling us. The client’s lead says the access comes tomorrow. Write here if it does not."


def show_work(*, manager: User, mentor: User, today: date, seed: int) -> None:
    """Fill in what the pages of mentors and mentees show today. A few statements at any number of pairs."""
    rng = random.Random(f"work:{seed}")  # noqa: S311  # a story, not a secret
    pairs = list(
        Mentorship.objects.filter(status=MentorshipStatus.ACTIVE)
        .select_related("mentor__user", "placement__enrolment__application__applicant__user")
        .select_related("placement__opening__client")
        .order_by("pk")
    )
    evening = Cast("met_on", DateTimeField()) + timedelta(
        hours=18
    )  # on the day itself: only the latest can still be changed
    MentoringSession.objects.update(logged_at=Least(evening, F("logged_at")))
    _meetings(pairs, today, rng)
    done = SessionAction.objects.filter(due_on__lt=today - timedelta(days=7), done_at__isnull=True)
    logged_by = MentoringSession.objects.filter(pk=OuterRef("session")).values("logged_by")
    done.update(done_at=timezone.now() - timedelta(days=1), done_by=Subquery(logged_by))
    _goal_steps(pairs, today, rng)
    mine = [pair for pair in pairs if pair.mentor.user_id == mentor.pk]
    if mine:
        _concerns(mine[0], mine[-1], manager=manager)


def _meetings(pairs: list[Mentorship], today: date, rng: random.Random) -> None:
    """Two of three pairs have a meeting with a moment in the next days."""
    planned = []
    for pair in pairs:
        if rng.random() < 0.66:
            day = today + timedelta(days=rng.randint(1, 9))
            moment = datetime.combine(day, time(rng.choice((14, 15, 17)), rng.choice((0, 30))), tzinfo=UTC)
            planned.append(
                Meeting(
                    mentorship=pair,
                    starts_at=moment,
                    mode="video",
                    where="https://meet.example.org/mentoring",
                    arranged_by=pair.mentor.user,
                    arranged_at=moment - timedelta(days=12),
                    changed_at=moment - timedelta(days=12),
                )
            )
    Meeting.objects.bulk_create(planned)


def _goal_steps(pairs: list[Mentorship], today: date, rng: random.Random) -> None:
    """How the goals came to where they are."""
    steps = []
    by = {pair.pk: pair.mentor.user for pair in pairs}
    Goal.objects.filter(mentorship__in=by, achievable="").update(
        achievable="Two evenings a week, and somebody on the team explains",
        relevant="The team is waiting for one more person who can do it",
    )
    for goal in Goal.objects.filter(mentorship__in=by, progress__gt=0).order_by("pk"):
        levels = [level for level in (25, 50, 75, 100) if level <= goal.progress]
        for number, level in enumerate(levels):
            days = 12 * (len(levels) - number) + rng.randint(0, 5)
            at = datetime.combine(today - timedelta(days=days), time(15), tzinfo=UTC)
            steps.append(GoalStep(goal=goal, progress=level, note=STEPS[number], by=by[goal.mentorship_id], at=at))
    GoalStep.objects.bulk_create(steps)


def _concerns(new: Mentorship, before: Mentorship, *, manager: User) -> None:
    """One that waits for an answer, and one that was answered and closed."""
    now = timezone.now()
    for pair, category, words, hours in (
        (new, "workload", CONCERN, 5),
        (before, "access", CONCERN_BEFORE, 24 * 9),
    ):
        mentee = pair.placement.enrolment.application.applicant.user
        if mentee is not None:
            at = now - timedelta(hours=hours)
            concern = raise_concern(pair, by=mentee, category=category, words=words, at=at)
            if category == "access":
                answer(concern, by=manager, text=ANSWER, close=True)
