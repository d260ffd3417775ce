"""Whether somebody may start on their first day (`placements.selectors.starting` says why not)."""

from placements.models import Placement
from placements.selectors.starting import start_refusals


class CannotStart(ValueError):
    """Somebody cannot start. The message is the reason, in words for people."""


def check_can_start(placement: Placement) -> None:
    """Raise CannotStart with every reason why this person cannot start on their first day."""
    for reason in start_refusals([placement]).values():
        raise CannotStart(reason)


def can_start(placement: Placement) -> bool:
    """Whether nothing blocks the first day."""
    return not start_refusals([placement])
