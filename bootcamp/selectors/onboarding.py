"""Who has done what before a class begins; one learner's tasks, and the board of the class. Constant queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from bootcamp.models import Enrolment, OnboardingDone, OnboardingTask, Programme
from bootcamp.selectors.people import in_class


@dataclass(frozen=True, slots=True)
class Item:
    """One task for one person."""

    task: OnboardingTask
    due_on: date
    done: OnboardingDone | None
    today: date

    @property
    def title(self) -> str:
        """The title in the language that is read."""
        return (spanish() and self.task.title_es) or self.task.title

    @property
    def description(self) -> str:
        """How, in the language that is read."""
        return (spanish() and self.task.description_es) or self.task.description

    @property
    def own(self) -> bool:
        """Whether the learner ticks it."""
        return self.task.whose == OnboardingTask.Whose.LEARNER

    @property
    def overdue(self) -> bool:
        """Whether it should have been done by now."""
        return self.done is None and self.due_on < self.today


@dataclass(frozen=True, slots=True)
class Own:
    """What one person has to do before their first day."""

    first_day: date
    items: list[Item]

    @property
    def open(self) -> list[Item]:
        """What is not done, whoever ticks it."""
        return [item for item in self.items if item.done is None]

    @property
    def to_do(self) -> list[Item]:
        """What the learner still has to do."""
        return [item for item in self.open if item.own]

    @property
    def done_count(self) -> int:
        """How many tasks are done."""
        return len(self.items) - len(self.open)


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the board."""

    enrolment: Enrolment
    own: Own


@dataclass(frozen=True, slots=True)
class Board:
    """Who lacks what: a row a person, a column a task with how many have done it."""

    tasks: list[OnboardingTask]
    rows: list[Row]

    @property
    def columns(self) -> list[tuple[OnboardingTask, int]]:
        """Each task with how many have done it."""
        counts = [sum(row.own.items[place].done is not None for row in self.rows) for place in range(len(self.tasks))]
        return list(zip(self.tasks, counts, strict=True))

    @property
    def waiting(self) -> list[Row]:
        """Those who still have something to do themselves."""
        return [row for row in self.rows if row.own.to_do]


def spanish() -> bool:
    """Whether the page is read in Spanish."""
    return (get_language() or "").startswith("es")


def first_day_of(enrolment: Enrolment, programme: Programme) -> date:
    """The first day in class of somebody."""
    return enrolment.joined_on or programme.cohort.bootcamp_starts


def own_of(
    enrolment: Enrolment,
    programme: Programme,
    tasks: Sequence[OnboardingTask],
    done: dict[int, OnboardingDone],
    today: date,
) -> Own:
    """One person's tasks, the first due first; asks no database."""
    first = first_day_of(enrolment, programme)
    return Own(first, [Item(task, task.due_on(first), done.get(task.pk), today) for task in tasks])


def tasks_of(programme: Programme) -> list[OnboardingTask]:
    """The tasks of a class, the first due first."""
    return list(OnboardingTask.objects.filter(programme=programme).order_by("-days_before", "position"))


def own_onboarding(enrolment: Enrolment, today: date) -> Own | None:
    """What a learner has to do before their class begins; None where the class has no tasks. Three queries at most."""
    programme = Programme.objects.filter(cohort=enrolment.cohort_id).select_related("cohort").first()
    tasks = tasks_of(programme) if programme else []
    if programme is None or not tasks:
        return None
    done = {each.task_id: each for each in OnboardingDone.objects.filter(enrolment=enrolment, task__in=tasks)}
    return own_of(enrolment, programme, tasks, done, today)


def board(programme: Programme, today: date) -> Board:
    """The class with what each has done; three queries."""
    tasks = tasks_of(programme)
    done: defaultdict[int, dict[int, OnboardingDone]] = defaultdict(dict)
    for each in OnboardingDone.objects.filter(task__programme=programme):
        done[each.enrolment_id][each.task_id] = each
    people = in_class(programme.cohort)
    return Board(tasks, [Row(one, own_of(one, programme, tasks, done[one.pk], today)) for one in people])
