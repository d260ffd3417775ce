"""Mentors and mentorships for tests."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from careerpath.accounts.models import User
from mentorship.models import Mentor, Mentorship
from mentorship.services.mentors import make_mentor as make
from mentorship.services.pairing import confirm, pair
from placements.models import Placement
from tests.factories import make_user
from tests.placements.factories import make_client, make_graduate, make_opening, make_placement


def make_mentor(user: User | None = None, **fields: Any) -> Mentor:
    """A mentor with two places and the training, in UTC."""
    trained = {"trained_in": "Mentoring basics", "trained_on": date(2026, 1, 15)}
    return make(user=user or make_user(), by=None, **{"capacity": 2, "time_zone": "UTC", **trained, **fields})


def make_placed(user: User | None = None, *, starts_on: date | None = None, **fields: Any) -> Placement:
    """Somebody placed, who has an account."""
    person = make_graduate(user or make_user(name="Mentee"), name="Mentee")
    opening = make_opening(make_client(), **fields)
    return make_placement("active", opening=opening, enrolment=person, starts_on=starts_on)


def mentee_of(mentorship: Mentorship) -> User:
    """The mentee's account."""
    user = mentorship.placement.enrolment.application.applicant.user
    assert user is not None
    return user


def make_mentorship(
    mentor: Mentor | None = None, placement: Placement | None = None, *, confirmed: bool = True, days_ago: int = 0
) -> Mentorship:
    """A pair that began so many days ago, or, on request, is only proposed."""
    at = timezone.now() - timedelta(days=days_ago)
    placement = placement or make_placed(starts_on=at.date() if days_ago else None)
    mentorship = pair(placement, mentor=mentor or make_mentor(), by=None, at=at)
    if confirmed:
        confirm(mentorship, by=mentorship.mentor.user, at=at)
        mentorship = confirm(mentorship, by=mentee_of(mentorship), at=at)
    return mentorship
