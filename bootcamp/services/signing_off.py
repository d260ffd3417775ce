"""The board signs: a meeting with its members, and all completions it decided in one operation, with the certificates."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction

from bootcamp.models import BoardMeeting, Teaching
from bootcamp.services.certificates import issue_many
from bootcamp.services.completing import complete_many
from bootcamp.services.keys import signing_key
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from careerpath.pipeline.history import MoveResult
from cohorts.models import Cohort


class BoardRefused(ValueError):
    """What a board cannot do, in words."""


@transaction.atomic
def record_meeting(
    cohort: Cohort, *, held_on: date, members: Collection[User] = (), others: str = "", note: str = "", by: User
) -> BoardMeeting:
    """Write down that the board of a class met, and who sat on it. A programme manager does. Raises BoardRefused in words."""
    if not has_role(by, Role.MANAGER):
        raise BoardRefused("A programme manager writes down who sits on the board.")
    if held_on > clock.now().astimezone(cohort.tz).date():
        raise BoardRefused("This day is still to come. Write a meeting down when it was held.")
    if not members and not others.strip():
        raise BoardRefused("Name at least one member of the board.")
    meeting = BoardMeeting.objects.create(
        cohort=cohort,
        held_on=held_on,
        others=others.strip(),
        note=note.strip(),
        recorded_by=by,
        recorded_at=clock.now(),
    )
    meeting.members.set(members)
    return meeting


def check_can_sign(user: User, meeting: BoardMeeting) -> None:
    """Raise BoardRefused where somebody may not sign what this board decided."""
    if has_role(user, Role.MANAGER):
        return
    if not meeting.members.filter(pk=user.pk).exists():
        raise BoardRefused("Only a programme manager, or a member of the board who is named with their account, signs.")
    if not Teaching.objects.filter(cohort=meeting.cohort_id, instructor=user).exists():
        raise BoardRefused("You do not teach this class any more, so you do not sign for it.")


def can_sign(user: User, meeting: BoardMeeting) -> bool:
    """Whether somebody may sign what this board decided."""
    try:
        check_can_sign(user, meeting)
    except BoardRefused:
        return False
    return True


@transaction.atomic
def sign_off(
    meeting: BoardMeeting, enrolment_ids: Iterable[int], *, by: User, at: datetime | None = None
) -> MoveResult:
    """Sign the completion of everybody named who meets the rule, and issue their certificates; the others with what is missing.

    One operation: all of it or nothing. Constant statements. Raises BoardRefused, NoKey, NotComplete in words.
    """
    check_can_sign(by, meeting)
    signing_key()  # no completion is signed where its certificate could not be
    at = at or clock.now()
    if at.astimezone(meeting.cohort.tz).date() < meeting.held_on:
        raise BoardRefused("Nothing is signed before the board met.")
    result = complete_many(meeting.cohort, enrolment_ids, by=by, at=at, meeting=meeting)
    issue_many(result.moved, by=by, at=at)
    return result


def candidates_for(cohort: Cohort) -> list[User]:
    """Who can be named as a member with an account: the instructors of the class and the programme managers, by name."""
    instructors = User.objects.filter(teachings__cohort=cohort, is_active=True)
    managers = User.objects.filter(groups__name=Role.MANAGER.value, is_active=True)
    return sorted({*instructors, *managers}, key=lambda user: (str(user).lower(), user.pk))
