"""What a learner's pages show: their days, their work, their materials, and what is missing. Only what is their own."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from bootcamp.models import Enrolment, Material, Session
from bootcamp.selectors.calendars import sessions_in_calendar
from bootcamp.selectors.people import learner_enrolment
from bootcamp.selectors.standing import Plan, Standing, plan_of, standing_of_class
from bootcamp.selectors.submissions import Work, work_of
from careerpath.accounts.models import User
from careerpath.pipeline import clock

SOON = timedelta(days=8)


class Learning:
    """One learner's pages, read as they are needed: each part is read once, in a constant number of queries."""

    def __init__(self, own: Enrolment, plan: Plan, now: datetime) -> None:
        self.own, self.plan, self.now = own, plan, now
        self.cohort = own.cohort
        self.today: date = now.astimezone(own.cohort.tz).date()

    @cached_property
    def standing(self) -> Standing:
        """How they stand, by the marks that are published."""
        return standing_of_class(self.plan, [self.own], published=True)[0]

    @cached_property
    def sessions(self) -> list[Session]:
        """Their sessions, also those that are called off."""
        return sessions_in_calendar(self.own)

    @cached_property
    def work(self) -> list[Work]:
        """All that is marked, in the order of its day; three queries."""
        found = []
        for module in self.plan.modules:
            for each in self.plan.assessments.get(module.pk, ()):
                each.module = module  # at hand: nothing is asked again for each
                found.append(each)
        return work_of(self.own, found, self.now)

    def day_of(self, moment: datetime) -> date:
        """The day of a moment where the class is."""
        return moment.astimezone(self.cohort.tz).date()

    @property
    def sessions_today(self) -> list[Session]:
        """What takes place, or would have, today."""
        return [session for session in self.sessions if self.day_of(session.starts_at) == self.today]

    @property
    def next_session(self) -> Session | None:
        """The next that takes place, after today."""
        later = (s for s in self.sessions if s.cancelled_at is None and self.day_of(s.starts_at) > self.today)
        return next(later, None)

    @property
    def monday(self) -> date:
        """The Monday of the week that matters: on Saturday and Sunday the one to come, before the start the first."""
        first = max(self.today, self.cohort.bootcamp_starts)
        return first - timedelta(days=first.weekday()) + timedelta(days=7 if first.weekday() > 4 else 0)

    @property
    def week(self) -> list[Session]:
        """The sessions of that week."""
        if self.today > self.cohort.bootcamp_ends:
            return []
        return [s for s in self.sessions if self.monday <= self.day_of(s.starts_at) < self.monday + timedelta(days=7)]

    @property
    def week_title(self) -> str:
        """What that week is to somebody who reads it today."""
        if self.today < self.cohort.bootcamp_starts:
            return _("Your first week")
        return _("This week") if self.monday <= self.today else _("Next week")

    @property
    def due_soon(self) -> list[Work]:
        """What is due within eight days and not handed in, what is overdue, and what is asked for again."""
        return [
            each
            for each in self.work
            if each.asked
            or each.is_overdue
            or (not each.versions and self.now <= each.assessment.due_at < self.now + SOON)
        ]

    @property
    def weeks(self) -> list[tuple[int, list["Session | Work"]]]:
        """The whole calendar: week number -> sessions and what is due, in the order of time."""
        found: defaultdict[int, list[tuple[datetime, int, Session | Work]]] = defaultdict(list)
        for session in self.sessions:
            found[self._week_of(self.day_of(session.starts_at))].append((session.starts_at, 0, session))
        for each in self.work:
            due = each.assessment.due_at
            found[self._week_of(self.day_of(due))].append((due, 1, each))
        return [
            (week, [entry for _at, _kind, entry in sorted(rows, key=lambda row: row[:2])])
            for week, rows in sorted(found.items())
        ]

    @property
    def this_week(self) -> int:
        """The number of the week that today is in: 1 is the one in which the class begins, 0 and less before."""
        return self._week_of(self.today)

    def _week_of(self, day: date) -> int:
        first = self.cohort.bootcamp_starts
        return (day - first + timedelta(days=first.weekday())).days // 7 + 1

    @cached_property
    def spare(self) -> int | None:
        """Minutes that may still be missed; below 0 where the share cannot be reached any more."""
        noted = {session.pk for session, _ in self.standing.sittings}
        left = sum(
            s.minutes
            for s in self.sessions
            if s.cancelled_at is None and s.pk not in noted and s.ends_at > self.own.enrolled_at
        )
        return self.standing.attendance.minutes_to_spare(self.plan.programme.attendance_min, left)


def learning_of(user: User) -> tuple[Enrolment | None, Learning | None]:
    """Somebody's enrolment and their pages; None where there is none, or no programme yet."""
    own = learner_enrolment(user)
    plan = plan_of(own.cohort) if own else None
    return own, Learning(own, plan, clock.now()) if own and plan else None


def materials_of(own: Enrolment, today: date) -> list[Material]:
    """What a learner may read by a day, by module and in its order: of their class, and of their section's sessions."""
    own_sessions = Q(session__isnull=True) | Q(session__section__isnull=True)
    if own.section_id:
        own_sessions |= Q(session__section=own.section_id)
    return list(
        Material.objects.filter(own_sessions, module__programme=own.cohort_id, visible_from__lte=today)
        .select_related("module", "session", "document")
        .order_by("module__position", "position", "pk")
    )
