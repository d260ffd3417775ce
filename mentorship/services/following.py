"""Another mentor, without fault: either of the two asks by one button; the old pair stays until the new one begins."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from mentorship.lifecycle import MentorshipStatus
from mentorship.models import AnotherMentor, Mentorship
from mentorship.services.pairing import side_of


class CannotAsk(ValueError):
    """Somebody cannot ask for another mentor. The message is the reason, in words for people."""


@transaction.atomic
def ask_another(mentorship: Mentorship, *, by: User, reason: str = "", at: datetime | None = None) -> AnotherMentor:
    """Ask for another mentor, or as a mentor to hand a mentee over. Asking twice changes nothing. Raises CannotAsk."""
    side = side_of(mentorship, by)
    if not side:
        raise CannotAsk(_("Only the two people themselves can ask."))
    locked = Mentorship.objects.select_for_update(no_key=True).get(pk=mentorship.pk)
    if locked.status != MentorshipStatus.ACTIVE:
        raise CannotAsk(_("This can be asked once you have both confirmed, and until the mentorship is over."))
    open_one = AnotherMentor.objects.filter(mentorship=locked, closed_at=None).first()
    if open_one is not None:
        return open_one
    try:
        with transaction.atomic():
            return AnotherMentor.objects.create(
                mentorship=locked, side=side, asked_by=by, asked_at=at or clock.now(), reason=reason.strip()[:1000]
            )
    except IntegrityError:  # the other of the two was quicker: another_mentor_one_open
        return AnotherMentor.objects.get(mentorship=locked, closed_at=None)


@transaction.atomic
def withdraw_request(mentorship: Mentorship, *, by: User, at: datetime | None = None) -> bool:
    """Stay together after all: whoever asked takes it back; whether there was something to take back.

    Raises CannotAsk where a new mentor is proposed already, or somebody else asked.
    """
    if not side_of(mentorship, by):
        raise CannotAsk(_("Only the two people themselves can ask."))
    Mentorship.objects.select_for_update(no_key=True).get(pk=mentorship.pk)
    found = AnotherMentor.objects.filter(mentorship=mentorship, closed_at=None).first()
    if found is None:
        return False
    if found.asked_by_id != by.pk:
        raise CannotAsk(_("The other of you asked for this. Only they can take it back."))
    if Mentorship.objects.filter(follows=mentorship, status=MentorshipStatus.PROPOSED).exists():
        raise CannotAsk(_("A new pair is proposed already. Say no to it first, then take this back."))
    AnotherMentor.objects.filter(pk=found.pk).update(
        closed_at=at or clock.now(), outcome=AnotherMentor.Outcome.WITHDRAWN
    )
    return True


def share_earlier(mentorship: Mentorship, *, by: User, shares: bool) -> None:
    """The mentee lets the mentor read the notes shared with the mentors before, or no longer. Raises CannotAsk."""
    if side_of(mentorship, by) != "mentee":
        raise CannotAsk(_("Only the mentee can choose this."))
    Mentorship.objects.filter(pk=mentorship.pk).update(shares_earlier=shares)
    mentorship.shares_earlier = shares
