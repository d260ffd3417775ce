"""What a client contact does in the portal. Each service asks first whether this placement is theirs to see."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from careerpath.accounts.models import User
from placements.lifecycle import CANDIDATE, PlacementStatus
from placements.models import ClientFeedback, InterviewRequest, Placement
from placements.selectors.portal import for_client
from placements.services.advancing import advance


class NotYours(LookupError):
    """The placement is not at a client that this person signs in for. To them it does not exist."""


class CannotAsk(ValueError):
    """An interview cannot be asked for. The message is the reason, in words for people."""


def _check_is_theirs(placement: Placement, by: User) -> None:
    if not for_client(by).filter(pk=placement.pk).exists():
        raise NotYours("No such person among those presented to you.")


def check_can_ask_for_interview(placement: Placement) -> None:
    """Raise CannotAsk with the reason, if there is one."""
    if placement.status not in CANDIDATE:
        raise CannotAsk("You can ask for an interview while somebody is presented to you, until they have accepted.")
    if InterviewRequest.objects.filter(placement=placement, arranged_at__isnull=True).exists():
        raise CannotAsk("You have asked already. We arrange it and write to you.")


def ask_for_interview(
    placement: Placement, *, times: str, by: User, note: str = "", at: datetime | None = None
) -> InterviewRequest:
    """Ask to meet somebody. Raises NotYours, and CannotAsk with the reason; asked twice at once, one of the two is refused."""
    _check_is_theirs(placement, by)
    check_can_ask_for_interview(placement)
    try:
        with transaction.atomic():
            return InterviewRequest.objects.create(
                placement=placement, asked_by=by, asked_at=at or timezone.now(), times=times, note=note
            )
    except IntegrityError as error:
        raise CannotAsk("You have asked already. We arrange it and write to you.") from error


@transaction.atomic
def arrange_interview(request: InterviewRequest, *, by: User, at: datetime | None = None) -> InterviewRequest:
    """Staff: the interview is arranged. Somebody who was only presented is interviewing from now on. Twice changes nothing."""
    locked = (
        InterviewRequest.objects.select_for_update(of=("self", "placement"), no_key=True)
        .select_related("placement")
        .get(pk=request.pk)
    )
    if locked.arranged_at is None:
        locked.arranged_at, locked.arranged_by = at or timezone.now(), by
        locked.save(update_fields=["arranged_at", "arranged_by"])
        if locked.placement.status == PlacementStatus.PRESENTED:
            advance(locked.placement, to=PlacementStatus.INTERVIEWING, by=by, reason="The client asked for it.", at=at)
    return locked


def give_feedback(
    placement: Placement,
    *,
    verdict: str,
    by: User,
    went_well: str = "",
    to_improve: str = "",
    at: datetime | None = None,
) -> ClientFeedback:
    """Say how it is going with one person. Raises NotYours."""
    _check_is_theirs(placement, by)
    return ClientFeedback.objects.create(
        placement=placement, by=by, at=at or timezone.now(), verdict=verdict, went_well=went_well, to_improve=to_improve
    )
