"""Closing a round, opening it again, and giving up one that was never opened."""

from datetime import datetime

from django.db import transaction

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import IllegalMove, move
from reviews.lifecycle import RoundStatus
from reviews.models import ReviewRound
from reviews.services.round_opening import running_operation
from reviews.services.rounds import RoundRefused


@transaction.atomic
def close_round(round: ReviewRound, *, by: User | None, reason: str = "") -> ReviewRound:
    """Close an open round: nobody reads on, what was found stays and is measured. Raises RoundRefused."""
    from reviews.services import measuring

    try:
        move(round, to=RoundStatus.CLOSED, by=by, reason=reason.strip())
    except IllegalMove as refusal:
        raise RoundRefused(str(refusal)) from None
    measuring.ask(round.pk)
    return round


@transaction.atomic
def reopen_round(round: ReviewRound, *, by: User, reason: str, closes_at: datetime | None = None) -> ReviewRound:
    """Open a closed round again, with a reason that stays on record. Raises RoundRefused."""
    if not reason.strip():
        raise RoundRefused("Write why it is opened again: the reason stays on record.")
    if closes_at is not None and closes_at <= clock.now():
        raise RoundRefused("The moment at which it closes is over. Choose a later one.")
    if round.status != RoundStatus.CLOSED:
        raise RoundRefused(f"It is {round.get_status_display()}; only a closed round is opened again.")
    try:
        move(round, to=RoundStatus.OPEN, by=by, reason=reason.strip(), also={"closes_at": closes_at})
    except IllegalMove as refusal:
        raise RoundRefused(str(refusal)) from None
    return round


@transaction.atomic
def cancel_round(round: ReviewRound, *, by: User, reason: str = "") -> ReviewRound:
    """Give up a round that was never opened. Raises RoundRefused."""
    if running_operation(round) is not None:
        raise RoundRefused("It is being opened at this moment. Cancel that operation first.")
    try:
        return move(round, to=RoundStatus.CANCELLED, by=by, reason=reason.strip())
    except IllegalMove as refusal:
        raise RoundRefused(str(refusal)) from None
