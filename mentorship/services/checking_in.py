"""Check-ins: five questions at day 30, 60 and 90, once for each side; doubt about staying goes to the coordinator."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from mentorship.cadence import check_ins_due
from mentorship.lifecycle import MentorshipStatus
from mentorship.models import CheckIn, Mentorship
from mentorship.services.escalating import tell_of_doubt
from mentorship.services.working import CannotLog, check_side, today_of

LOW_INTENT: Final = 2
"""This or less to "staying here for another year is likely" is doubt."""


def check_can_check_in(mentorship: Mentorship, *, day: int, by: User, today: date | None = None) -> str:
    """The side on which somebody may answer a check-in today. Raises CannotLog with the reason."""
    side = check_side(mentorship, by, "mentor", "mentee")
    began = mentorship.placement.starts_on
    if mentorship.status != MentorshipStatus.ACTIVE or began is None:
        raise CannotLog(_("Check-ins begin once you have both confirmed and the placement has a first day."))
    answered = set(CheckIn.objects.filter(mentorship=mentorship, side=side).values_list("day", flat=True))
    if day in answered:
        raise CannotLog(_("Day %(day)s has been answered already.") % {"day": day})
    due = {one.day: one for one in check_ins_due(began, answered, today or today_of(mentorship))}
    if day not in due:
        raise CannotLog(_("Check-ins are at day 30, 60 and 90."))
    if not due[day].is_open:
        raise CannotLog(_("Day %(day)s is not here yet. It can be answered from a week before.") % {"day": day})
    return side


def record_check_in(
    mentorship: Mentorship,
    *,
    day: int,
    by: User,
    answers: Mapping[str, int],
    comment: str = "",
    at: datetime | None = None,
) -> CheckIn:
    """Answer a check-in as mentor or mentee. `answers` gives 1 to 5 for each of CheckIn.QUESTIONS. Raises CannotLog."""
    moment = at or clock.now()
    side = check_can_check_in(mentorship, day=day, by=by, today=moment.astimezone(mentorship.mentor.tz).date())
    if set(answers) != set(CheckIn.QUESTIONS) or not all(1 <= value <= 5 for value in answers.values()):
        raise CannotLog(_("Answer each of the five questions with a number from 1 to 5."))
    try:
        with transaction.atomic():
            given = CheckIn.objects.create(
                mentorship=mentorship,
                day=day,
                side=side,
                answered_by=by,
                answered_at=moment,
                comment=comment,
                **answers,
            )
            if at is None and given.intent_to_stay <= LOW_INTENT:
                tell_of_doubt(given)
            return given
    except IntegrityError as error:  # the other click was quicker: check_in_once_a_side
        raise CannotLog(_("Day %(day)s has been answered already.") % {"day": day}) from error
