"""What a mentor, a mentee and a coordinator may read. A mentor sees their own mentees; a coordinator sees that people met."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from careerpath.accounts.models import User
from mentorship.cadence import CheckInDue, Contact, check_ins_due, contact_state, next_contact
from mentorship.lifecycle import LIVE, MentorshipStatus
from mentorship.models import CheckIn, Goal, MentoringSession, Mentorship


def _people(mentorships: QuerySet[Mentorship]) -> QuerySet[Mentorship]:
    return mentorships.select_related(
        "mentor__user", "placement__opening__client", "placement__enrolment__application__applicant"
    )


def of_mentor(user: User) -> QuerySet[Mentorship]:
    """The mentorships of a mentor, past ones included; nobody else's."""
    return _people(Mentorship.objects.filter(mentor__user=user.pk))


def of_mentee(user: User) -> QuerySet[Mentorship]:
    """The mentorships in which somebody is the mentee, newest first."""
    mine = Mentorship.objects.filter(placement__enrolment__application__applicant__user=user.pk)
    return _people(mine).order_by("-proposed_at", "-pk")


def of_either(user: User) -> QuerySet[Mentorship]:
    """The mentorships that somebody is part of, on either side."""
    mine = of_mentor(user).values("pk").union(of_mentee(user).order_by().values("pk"))
    return _people(Mentorship.objects.filter(pk__in=mine))


def goals_of(user: User) -> QuerySet[Goal]:
    """The goals of the mentorships that somebody is part of."""
    return Goal.objects.filter(mentorship__in=of_either(user).values("pk"))


@dataclass(frozen=True, slots=True)
class Row:
    """One mentorship with its contacts. `due` and `state` are None until both have confirmed, and after the end."""

    mentorship: Mentorship
    mentee: str
    last: date | None
    sessions: int
    agreed: date | None
    due: date | None
    state: Contact | None
    check_ins: list[CheckInDue]

    @property
    def open_check_ins(self) -> list[CheckInDue]:
        """The check-ins that can be answered now."""
        return [one for one in self.check_ins if one.is_open]


def name_of(mentorship: Mentorship) -> str:
    """The mentee's name; never their address."""
    return mentorship.placement.enrolment.application.applicant.name or "Name not given"


def rows(mentorships: QuerySet[Mentorship], *, side: str = "mentor", now: datetime | None = None) -> list[Row]:
    """Mentorships with last and next contact, and the check-ins that `side` still has to answer. Three queries at any number."""
    found = list(_people(mentorships))
    ids = [one.pk for one in found]
    sessions = MentoringSession.objects.filter(mentorship__in=ids).values("mentorship").order_by()
    met = {
        pk: (last, count, agreed)
        for pk, last, count, agreed in sessions.annotate(
            last=Max("met_on"), n=Count("pk"), agreed=Max("next_on")
        ).values_list("mentorship", "last", "n", "agreed")
    }
    answered: defaultdict[int, set[int]] = defaultdict(set)
    for pk, day in CheckIn.objects.filter(mentorship__in=ids, side=side).values_list("mentorship", "day"):
        answered[pk].add(day)
    moment = now or timezone.now()
    result: list[Row] = []
    for one in found:
        last, count, agreed = met.get(one.pk, (None, 0, None))
        today = moment.astimezone(one.mentor.tz).date()
        due = state = None
        check_ins: list[CheckInDue] = []
        if one.status == MentorshipStatus.ACTIVE and one.began_on is not None:
            due = next_contact(one.began_on, last)
            state = contact_state(due, today)
            if one.placement.starts_on is not None:
                check_ins = check_ins_due(one.placement.starts_on, answered[one.pk], today)
        result.append(
            Row(one, name_of(one), last, count, agreed if agreed and agreed >= today else None, due, state, check_ins)
        )
    return result


def mentor_board(user: User, now: datetime | None = None) -> list[Row]:
    """A mentor's mentees now: proposals first, then those whose next contact comes first."""
    found = rows(of_mentor(user).filter(status__in=LIVE), now=now)
    return sorted(found, key=lambda row: (row.due is not None, row.due or date.min, row.mentorship.pk))


def sessions_of(mentorship: Mentorship) -> list[MentoringSession]:
    """The sessions of one mentorship, newest first: the part that both read."""
    return list(mentorship.sessions.prefetch_related("actions").order_by("-met_on", "-pk"))


def current_of_mentee(user: User) -> Mentorship | None:
    """The mentorship that a mentee's page shows: the active one, else the one proposed, else the latest completed."""
    mine = of_mentee(user)
    live = mine.filter(status__in=LIVE).order_by("status", "-proposed_at", "-pk")  # active stands before proposed
    return live.first() or mine.filter(status=MentorshipStatus.COMPLETED).first()


def shared(mentorship: Mentorship) -> dict[str, Any]:
    """Goals and check-ins of one mentorship, which must come from `of_mentor` or `of_mentee`; two queries."""
    return {"goals": list(mentorship.goals.all()), "check_ins": list(mentorship.check_ins.all())}
