"""What somebody says to an offer. The programme records the step itself (`advancing`): until then the answer may be changed."""

from django.db import transaction
from django.utils.translation import gettext as _

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from placements.lifecycle import PlacementStatus
from placements.models import OfferAnswer, Placement
from placements.sensitive import looks_like_ssn


class CannotAnswer(ValueError):
    """An offer cannot be answered like this. The message is the reason, in words for people."""


def check_can_answer(placement: Placement, *, by: User) -> None:
    """Raise CannotAnswer with the reason, if there is one. Needs `enrolment.application.applicant`."""
    if placement.enrolment.application.applicant.user_id != by.pk:
        raise CannotAnswer(_("This offer is somebody else's."))
    if placement.status == PlacementStatus.OFFERED:
        return
    if placement.status in (PlacementStatus.PRESENTED, PlacementStatus.INTERVIEWING):
        raise CannotAnswer(_("There is no offer yet. We write to you when there is one."))
    raise CannotAnswer(_("This offer is settled already. Write to us if something has changed."))


def can_answer(placement: Placement, *, by: User) -> bool:
    """Whether this person may answer this offer now."""
    try:
        check_can_answer(placement, by=by)
    except CannotAnswer:
        return False
    return True


@transaction.atomic
def answer_offer(placement: Placement, *, by: User, yes: bool, reason: str = "") -> OfferAnswer:
    """Say yes or no to an offer. The last answer counts; the same one again is not written twice. Raises CannotAnswer."""
    locked = (
        Placement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("enrolment__application__applicant")
        .get(pk=placement.pk)
    )
    check_can_answer(locked, by=by)
    said = reason.strip()
    if looks_like_ssn(said):
        raise CannotAnswer(_("This looks like a social security number. It is not kept here: leave it out."))
    last = locked.offer_answers.first()
    if last is not None and (last.yes, last.reason) == (yes, said):
        return last
    return OfferAnswer.objects.create(placement=locked, yes=yes, reason=said, by=by, at=clock.now())
