"""What is done before a class begins: ticked by the learner or by us, and whom to remind."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial

from django.db import transaction

from applicants.models.notices import NoticeKind
from applicants.services.notices import compose, insert
from bootcamp.lifecycle import EnrolmentStatus
from bootcamp.models import Enrolment, OnboardingDone, OnboardingTask, Programme
from bootcamp.selectors.onboarding import Item, Own, board
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_day
from cohorts.models import Cohort

REMIND_BEFORE = 2
"""Days before a task is due on which those who have not done it are reminded."""
AHEAD = 60
"""Days before a class begins from which on its tasks are looked at."""


def tick(task: OnboardingTask, enrolment: Enrolment, *, done: bool, by: User | None) -> None:
    """Note that somebody has done a task, or that they have not after all; twice changes nothing.

    ValueError for another class's task.
    """
    if task.programme_id != enrolment.cohort_id:
        raise ValueError("This task is not one of their class.")
    if done:
        OnboardingDone.objects.get_or_create(task=task, enrolment=enrolment, defaults={"by": by, "at": clock.now()})
    else:
        OnboardingDone.objects.filter(task=task, enrolment=enrolment).delete()


def tick_own(task: OnboardingTask, enrolment: Enrolment, *, done: bool, by: User) -> None:
    """A learner ticks one of their own tasks. ValueError for one that staff tick."""
    if task.whose != OnboardingTask.Whose.LEARNER:
        raise ValueError("We tick this one for you.")
    tick(task, enrolment, done=done, by=by)


@transaction.atomic
def tick_many(task: OnboardingTask, enrolments: Iterable[int], *, by: User | None) -> int:
    """Note for several people of the class that a task is done; how many had not. One statement for any number."""
    people = Enrolment.objects.filter(pk__in=list(enrolments), cohort=task.programme_id).values_list("pk", flat=True)
    had = set(OnboardingDone.objects.filter(task=task, enrolment__in=people).values_list("enrolment", flat=True))
    now = clock.now()
    fresh = [OnboardingDone(task=task, enrolment_id=pk, by=by, at=now) for pk in people if pk not in had]
    OnboardingDone.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def remind(cohort: Cohort, people: Sequence[tuple[Enrolment, Own]], *, once: str) -> int:
    """Remind people of what they still have to do themselves; how many notices were written. `once` names the occasion."""
    notices = []
    for enrolment, own in people:
        applicant = enrolment.application.applicant
        if not (open_tasks := own.to_do) or not applicant.email:
            continue
        notices.append(
            compose(
                NoticeKind.ONBOARDING,
                to=applicant.email,
                language=applicant.language,
                values={
                    "name": enrolment.name,
                    "cohort": cohort.name,
                    "first_day": partial(say_day, own.first_day),
                    "tasks": partial(said, open_tasks),
                    "page": site_link("bootcamp:learner"),
                },
                once=f"onboarding:{once}:{enrolment.pk}",
                application_id=enrolment.application_id,
            )
        )
    return insert(notices) if notices else 0


def said(items: Sequence[Item]) -> list[tuple[str, str]]:
    """Tasks with the day each is due, in the language that is being written."""
    return [(item.title, say_day(item.due_on)) for item in items]


def remind_now(cohort: Cohort, *, by: User | None) -> int:
    """Remind everybody in a class who still has something to do, at most once a day each; how many."""
    programme = Programme.objects.select_related("cohort").get(cohort=cohort)
    today = clock.now().astimezone(cohort.tz).date()
    return remind(cohort, [(row.enrolment, row.own) for row in board(programme, today).rows], once=f"asked:{today}")


def remind_due() -> int:
    """Remind, in the classes that are about to begin, who has a task that is due in two days or was due yesterday; how many.

    Any number of calls a day writes to nobody twice for the same day.
    """
    now, written = clock.now(), 0
    soon = Programme.objects.filter(
        cohort__bootcamp_starts__gte=now.date() - timedelta(days=1),
        cohort__bootcamp_starts__lte=now.date() + timedelta(days=AHEAD),
        tasks__isnull=False,
    )
    for programme in soon.select_related("cohort").distinct():
        today = now.astimezone(programme.cohort.tz).date()
        people = [
            (row.enrolment, row.own)
            for row in board(programme, today).rows
            if row.enrolment.status == EnrolmentStatus.ENROLLED and is_due(row.own, today)
        ]
        written += remind(programme.cohort, people, once=f"due:{today}")
    return written


def is_due(own: Own, today: date) -> bool:
    """Whether one of the open tasks is due in two days, or was due yesterday."""
    days = {today + timedelta(days=REMIND_BEFORE), today - timedelta(days=1)}
    return any(item.due_on in days for item in own.to_do)
