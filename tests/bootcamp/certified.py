"""A class whose completion the board signed, for the tests of certificates: made once for a module, rolled back after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from bootcamp.models import BoardMeeting, Certificate, Enrolment
from bootcamp.services.signing_off import record_meeting, sign_off
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from cohorts.models import Cohort
from tests.bootcamp.factories import make_class, make_instructor, mark_everything
from tests.factories import make_user


def make_ready(size: int) -> list[Enrolment]:
    """A class of so many who meet the rule."""
    people = make_class(size=size)
    mark_everything(people[0].cohort, people)
    return people


def make_board(cohort: Cohort, *members: User, by: User | None = None) -> BoardMeeting:
    """The board met today."""
    today = timezone.now().astimezone(cohort.tz).date()
    by = by or make_user(Role.MANAGER)
    return record_meeting(cohort, held_on=today, members=members, others="Dr. Imani Okafor", by=by)


@dataclass
class Certified:
    """Three people: two with a certificate, one who is not ready. With who did it, and who teaches them."""

    people: list[Enrolment]
    manager: User
    instructor: User
    meeting: BoardMeeting

    @property
    def cohort(self) -> Cohort:
        return self.people[0].cohort

    def certificate(self, number: int = 0) -> Certificate:
        """As it stands now."""
        return Certificate.objects.get(enrolment=self.people[number])

    def user(self, number: int = 0) -> User:
        """The learner."""
        user = self.people[number].application.applicant.user
        assert user is not None
        return user


@pytest.fixture(scope="module")
def certified(django_db_setup: None, django_db_blocker: Any) -> Iterator[Certified]:
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        try:
            people = make_class(size=3)
            mark_everything(people[0].cohort, people[:2])
            manager, instructor = make_user(Role.MANAGER), make_instructor(people[0].cohort)
            meeting = make_board(people[0].cohort, instructor, by=manager)
            sign_off(meeting, [person.pk for person in people], by=instructor)
            yield Certified(people, manager, instructor, meeting)
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)
