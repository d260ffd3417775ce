"""Mentors and their room."""

from typing import Any

from django.db import transaction

from careerpath.accounts.access import give_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from mentorship.models import Mentor


@transaction.atomic
def make_mentor(*, user: User, by: User | None, **fields: Any) -> Mentor:
    """Make somebody a mentor; they get the role. Raises ValidationError for what is not valid."""
    mentor = Mentor(user=user, **fields)
    mentor.full_clean()
    mentor.save()
    give_role(user, Role.MENTOR)
    return mentor


def pause(mentor: Mentor, *, by: User | None, paused: bool = True) -> Mentor:
    """Give a mentor nobody new for now (or again). The mentees they have stay."""
    mentor.is_paused = paused
    mentor.save(update_fields=["is_paused"])
    return mentor
