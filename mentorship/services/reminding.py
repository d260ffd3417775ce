"""Reminders of check-ins: one mail for each side and day, when it can be answered, into the outbox in lots."""

from collections import defaultdict
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from applicants.models import Notice, NoticeKind
from applicants.services.notices import compose, insert
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from mentorship.cadence import CHECK_IN_DAYS, CHECK_IN_OPENS, check_ins_due
from mentorship.lifecycle import MentorshipStatus
from mentorship.models import CheckIn, Mentorship

LOT: Final = 500


@transaction.atomic
def remind_of_check_ins(*, most: int = LOT) -> int:
    """Write the reminders that are due now, at most so many; how many. Four statements at any number; called twice, once.

    Only from a week before the day until a week after it: what is later than that, the coordinator sees.
    """
    now = clock.now()
    today = now.date()
    near = timedelta(days=CHECK_IN_OPENS + 1)
    begun = Q()
    for day in CHECK_IN_DAYS:
        begun |= Q(placement__starts_on__range=(today - timedelta(days=day) - near, today - timedelta(days=day) + near))
    found = {
        one.pk: one
        for one in Mentorship.objects.filter(begun, status=MentorshipStatus.ACTIVE).select_related(
            "mentor__user", "placement__enrolment__application__applicant"
        )
    }
    answered: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for pk, by, day in CheckIn.objects.filter(mentorship__in=found).values_list("mentorship", "side", "day"):
        answered[pk, by].add(day)
    due: dict[str, tuple[Mentorship, str, int]] = {}
    for one in found.values():
        here = now.astimezone(one.mentor.tz).date()
        for side in CheckIn.Side.values:
            for check_in in check_ins_due(one.placement.starts_on or here, answered[one.pk, side], here):
                if check_in.is_open and not check_in.is_late:
                    due[f"check-in:{one.pk}:{check_in.day}:{side}"] = (one, side, check_in.day)
    written = set(Notice.objects.filter(once__in=list(due)).values_list("once", flat=True))
    left = [(once, *what) for once, what in due.items() if once not in written][:most]
    notices = [notice for once, one, side, day in left if (notice := _notice(once, one, side, day)) is not None]
    return insert(notices) if notices else 0


def _notice(once: str, mentorship: Mentorship, side: str, day: int) -> Notice | None:
    mentor, application = mentorship.mentor.user, mentorship.placement.enrolment.application
    applicant = application.applicant
    is_mentor = side == CheckIn.Side.MENTOR
    to = mentor.email if is_mentor else applicant.email
    if not to:
        return None
    return compose(
        NoticeKind.CHECK_IN_DUE,
        to=to,
        language="en" if is_mentor else applicant.language,
        once=once,
        application_id=None if is_mentor else application.pk,
        values={
            "name": mentor.name if is_mentor else applicant.name,
            "other": applicant.name if is_mentor else mentor.name,
            "day": day,
            "side": side,
            "link": site_link("mentorship:check-in", mentorship.pk, day),
        },
    )
