"""What must hold before a selection board is made, changed or staged; each is refused in words."""

from typing import Final

from django.db.models import Exists, OuterRef, Q

from applicants.lifecycle import OperationStatus
from careerpath.accounts.models import User
from reviews.models import BoardLine, Scoresheet, ScoresheetChange, SelectionBoard
from reviews.services.board_figures import Weights

PERMISSION: Final = "applicants.add_decision"
"""Whoever stages decisions also makes the boards they are staged from."""
STAGED_STATES: Final = (OperationStatus.RUNNING, OperationStatus.PAUSED, OperationStatus.FINISHED)
MOST_PLACES: Final = 100_000


class BoardRefused(ValueError):
    """Something that cannot be done with a board; the message says why, in words."""


def check_may_change(by: User) -> None:
    """Raise BoardRefused where this person's role does not include staging decisions."""
    if not by.has_perm(PERMISSION):
        raise BoardRefused(
            "Your role reads selection boards; making and changing them is for those who stage decisions."
        )


def is_staged(board: SelectionBoard) -> bool:
    """Whether decisions of this board are being staged, pending or released. Once all are dropped it is free again."""
    operation = board.operation
    if operation is None or operation.status not in STAGED_STATES:
        return False
    if operation.status != OperationStatus.FINISHED:
        return True
    return board.lines.filter(BoardLine.STAGED).exists()


def check_can_change(board: SelectionBoard, *, by: User) -> None:
    """Raise BoardRefused where this person cannot change the board, or it is not worked out or ranked yet, or is staged."""
    check_may_change(by)
    if board.built_at is None:
        raise BoardRefused("The board is being worked out. Try again in a moment.")
    if board.rank_asked_at is not None:
        raise BoardRefused("The board is being ranked by what was changed a moment ago. Try again when it is.")
    if is_staged(board):
        raise BoardRefused(
            "Decisions were staged from this board, so it stays as it was. Make another like it, or drop those decisions first."
        )


def came_since(board: SelectionBoard) -> int:
    """How many scoresheets of its rounds were sent or changed after its figures were taken; one query."""
    rounds = [pk for pk in (board.reading_id, board.interview_id) if pk is not None]
    if not rounds or board.built_at is None:
        return 0
    later = Exists(ScoresheetChange.objects.filter(scoresheet=OuterRef("pk"), at__gt=board.built_at))
    return Scoresheet.objects.filter(Q(sent_at__gt=board.built_at) | later, round__in=rounds).count()


def check_is_new(board: SelectionBoard) -> None:
    """Raise BoardRefused where its figures are older than the scoresheets they come from."""
    if number := came_since(board):
        what = "One scoresheet was" if number == 1 else f"{number:,} scoresheets were"
        raise BoardRefused(
            f"{what} sent or changed since the figures of this board were taken. Take them anew before you stage it."
        )


def can_change(board: SelectionBoard, *, by: User) -> bool:
    """Whether this person can change the board now."""
    try:
        check_can_change(board, by=by)
    except BoardRefused:
        return False
    return True


def check_weights(weights: Weights, run: int | None, reading: int | None, interview: int | None) -> None:
    """Raise BoardRefused for weights that are none, or weigh a part (given by its key) that the board has not."""
    each = (weights.run, weights.reading, weights.interview)
    if any(not 0 <= weight <= 100 for weight in each):
        raise BoardRefused("A weight is a whole number from 0 to 100.")
    if not sum(each):
        raise BoardRefused("Give at least one part a weight above 0.")
    for weight, there, name in zip(
        each, (run, reading, interview), ("the screening", "the reading", "the interviews"), strict=True
    ):
        if weight and there is None:
            raise BoardRefused(f"This board has no figures for {name}, so it cannot weigh anything.")


def check_places(seats: int, waitlist: int, reason: str) -> None:
    """Raise BoardRefused for numbers of places, or a reason for the others, that a board cannot have."""
    if seats < 0 or waitlist < 0 or seats + waitlist == 0:
        raise BoardRefused("Give at least one seat or one place on the waitlist.")
    if seats > MOST_PLACES or waitlist > MOST_PLACES:
        raise BoardRefused(f"A board has at most {MOST_PLACES:,} seats and as many places on the waitlist.")
    if len(reason) > 4000:
        raise BoardRefused("Keep the reason under 4,000 characters.")
