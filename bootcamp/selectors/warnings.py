"""Who early warning names, who looks after them, and what was agreed: read from what the worker stored, never worked out here."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from bootcamp.lifecycle import LEARNING
from bootcamp.models import (
    EarlyWarning,
    Enrolment,
    FollowUp,
    Snooze,
    SupportPlan,
    Teaching,
    WarningChange,
)
from bootcamp.progress.warning import RULES, first_to_contact
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from cohorts.models import Cohort

UNSEEN = EarlyWarning()
"""Stands for somebody whom nobody has looked at yet."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody in a class as early warning sees them, who has taken them on, whether it rests, and the plan."""

    enrolment: Enrolment
    warning: EarlyWarning
    follow_up: FollowUp | None
    snooze: Snooze | None
    plan: SupportPlan | None
    today: date

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """Why, the most urgent first: {rule, reason, figure, urgency}."""
        found: list[dict[str, Any]] = self.warning.reasons
        return found

    @property
    def rests(self) -> bool:
        """Whether somebody let it rest for now, and no other rule has spoken since."""
        if self.snooze is None or self.snooze.until < self.today:
            return False
        return {reason["rule"] for reason in self.reasons} <= set(self.snooze.rules)

    @property
    def is_named(self) -> bool:
        """Whether they belong on the list: a rule speaks, somebody has taken them on, or a plan is open."""
        return bool(self.reasons or self.follow_up or self.plan)

    @property
    def overdue(self) -> bool:
        """Whether the day by which somebody wanted to contact them is over."""
        return self.follow_up is not None and self.follow_up.contact_by < self.today

    @property
    def review_due(self) -> bool:
        """Whether the day of the plan's review has come."""
        return self.plan is not None and self.plan.review_on <= self.today

    @property
    def permille(self) -> int | None:
        """The attendance so far, cut; None where nothing was noted."""
        return self.warning.attended * 1000 // self.warning.scheduled if self.warning.scheduled else None

    @property
    def percent(self) -> str:
        """The attendance as it is shown, one decimal, cut as everywhere; empty where nothing was noted."""
        return "" if self.permille is None else f"{self.permille / 10:.1f}"

    @property
    def last_sessions(self) -> list[float]:
        """Per cent attended of each of the last sessions, for a spark line."""
        return [permille / 10 for permille in self.warning.last_sessions]

    @property
    def marks(self) -> list[float]:
        """The marks of the modules so far, for a spark line."""
        return [permille / 10 for permille in self.warning.marks if permille is not None]

    @property
    def order(self) -> tuple[Any, ...]:
        """Where they stand in the list."""
        return first_to_contact(self.warning.urgency, len(self.reasons), self.permille, self.enrolment.name)


def learning(cohort: Cohort) -> QuerySet[Enrolment]:
    """Those still learning in a class, with their name, section and stored warning."""
    return (
        Enrolment.objects.filter(cohort=cohort, status__in=LEARNING)
        .select_related("application__applicant", "section", "early_warning")
        .order_by("application__applicant__name", "pk")
    )


def with_support(people: Sequence[Enrolment], today: date) -> list[Named]:
    """These people (read with `early_warning`) with what is done about them, the first to contact in front; three queries."""
    ids = [person.pk for person in people]
    held = {
        one.enrolment_id: one
        for one in FollowUp.objects.filter(enrolment__in=ids, contacted_at__isnull=True).select_related("owner")
    }
    resting = {
        one.enrolment_id: one
        for one in Snooze.objects.filter(enrolment__in=ids, ended_at__isnull=True).select_related("by")
    }
    plans = {
        one.enrolment_id: one
        for one in SupportPlan.objects.filter(enrolment__in=ids, closed_at__isnull=True).select_related("owner")
    }
    rows = [
        Named(
            person,
            getattr(person, "early_warning", UNSEEN),
            held.get(person.pk),
            resting.get(person.pk),
            plans.get(person.pk),
            today,
        )
        for person in people
    ]
    return sorted(rows, key=lambda row: row.order)


def named_of(person: Enrolment, today: date) -> Named:
    """One person; four queries."""
    return with_support([learning_or_not(person)], today)[0]


def learning_or_not(person: Enrolment) -> Enrolment:
    """The same enrolment with what `with_support` needs at hand."""
    return Enrolment.objects.select_related("application__applicant", "section", "early_warning", "cohort").get(
        pk=person.pk
    )


SHOWN: dict[str, tuple[str, Callable[[Named, User], bool]]] = {
    "open": ("To contact", lambda row, user: row.is_named and not row.rests),
    "mine": (
        "Mine",
        lambda row, user: user.pk in (row.follow_up and row.follow_up.owner_id, row.plan and row.plan.owner_id),
    ),
    "unowned": (
        "Nobody has taken on",
        lambda row, user: bool(row.reasons) and not row.rests and row.follow_up is None and row.plan is None,
    ),
    "overdue": ("Overdue", lambda row, user: row.overdue or row.review_due),
    "resting": ("Resting", lambda row, user: row.is_named and row.rests),
}
"""The ways to look at the list: key -> words, and who is shown."""


def own_section(user: User, cohort: Cohort) -> int | None:
    """The section that an instructor looks after in a class; None where it is the whole class. One query."""
    return Teaching.objects.filter(instructor=user, cohort=cohort).values_list("section", flat=True).first()


def who_may_own(cohort: Cohort, *also: int) -> QuerySet[User]:
    """Who can look after people of a class: its instructors, and these: the manager who asks, whoever has it now."""
    teach = Q(teachings__cohort=cohort, groups__name=Role.INSTRUCTOR)
    return User.objects.filter(teach | Q(pk__in=also), is_active=True).distinct()


def plans_of(person: Enrolment) -> list[SupportPlan]:
    """All plans of somebody with steps and notes, the latest first; three queries."""
    return list(
        person.support_plans.select_related("owner", "opened_by", "closed_by").prefetch_related(
            "steps__done_by", "notes__by"
        )
    )


def changes_of(person: Enrolment) -> list[tuple[str, WarningChange]]:
    """When each reason came and went, the latest first, each with the name of its rule."""
    return [(RULES.get(change.rule, change.rule), change) for change in person.warning_changes.all()[:60]]


def shared_plan(person: Enrolment) -> SupportPlan | None:
    """The open plan that a learner may read, with its steps; None where there is none. Two queries."""
    return (
        person.support_plans.filter(closed_at__isnull=True, is_shared=True)
        .select_related("owner")
        .prefetch_related("steps")
        .first()
    )


def shared_plans_of(applications: Collection[int]) -> QuerySet[SupportPlan]:
    """Every plan of somebody that was shared with them when it stood last, for a copy of their own data."""
    return (
        SupportPlan.objects.filter(enrolment__application__in=applications, is_shared=True)
        .prefetch_related("steps")
        .order_by("opened_at", "pk")
    )


def flagged_ever(cohort: Cohort) -> dict[int, int]:
    """Application -> how often a reason came up, for everybody who ever sat in a class after applying to this cohort; one query.

    0: early warning never named them. For reports alone: whom it names by group is looked at there, and nowhere else.
    """
    rows = (
        Enrolment.objects.filter(application__cohort=cohort)
        .values_list("application")
        .annotate(times=Count("warning_changes", filter=Q(warning_changes__appeared=True)))
        .order_by("application")
    )
    return dict(rows)
