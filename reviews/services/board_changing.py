"""Changing a selection board: other weights, other places, a place by hand, figures taken anew. Each stays on record.

What is changed is kept at once. A small board is ranked by it at once too; a large one waits for the worker, and until then nothing
else of it changes and nothing is staged from it.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from applicants.models import Decision
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from reviews.models import BoardChange, BoardLine, SelectionBoard
from reviews.services.board_building import have_worked_out
from reviews.services.board_checks import (
    BoardRefused,
    check_can_change,
    check_may_change,
    check_places,
    check_weights,
    is_staged,
)
from reviews.services.board_figures import Weights, keep_digest, rank_again

AT_ONCE: Final = 10_000
"""Lines that are ranked within a request: about half a second."""


@transaction.atomic
def set_weights(board: SelectionBoard, *, weights: Weights, by: User) -> SelectionBoard:
    """Rank by other weights. Raises BoardRefused."""
    locked = _locked(board, by=by)
    check_weights(weights, locked.run_id, locked.reading_id, locked.interview_id)
    before = Weights.of(locked)
    if weights == before:
        return board
    locked.run_weight, locked.reading_weight, locked.interview_weight = weights.run, weights.reading, weights.interview
    locked.save(update_fields=["run_weight", "reading_weight", "interview_weight"])
    _keep(locked, BoardChange.What.WEIGHTS, before.to_dict(), weights.to_dict(), by=by)
    _rank(locked)
    return _same(board, locked)


@transaction.atomic
def set_places(board: SelectionBoard, *, seats: int, waitlist: int, refusal_reason: str, by: User) -> SelectionBoard:
    """Other numbers of seats and of places on the waitlist, another reason for the others. Raises BoardRefused."""
    locked = _locked(board, by=by)
    check_places(seats, waitlist, refusal_reason)
    if not refusal_reason.strip() and locked.lines.filter(hand=Decision.Kind.REJECTED).exists():
        raise BoardRefused("Some are not admitted by hand on this board, and they are told a reason. Keep one.")
    before = {"seats": locked.seats, "waitlist": locked.waitlist, "reason": locked.refusal_reason}
    locked.seats, locked.waitlist, locked.refusal_reason = seats, waitlist, refusal_reason.strip()
    after = {"seats": locked.seats, "waitlist": locked.waitlist, "reason": locked.refusal_reason}
    if before == after:
        return board
    locked.save(update_fields=["seats", "waitlist", "refusal_reason"])
    _keep(locked, BoardChange.What.PLACES, before, after, by=by)
    _rank(locked)
    return _same(board, locked)


@transaction.atomic
def change_by_hand(board: SelectionBoard, *, application: int, to: str, reason: str, by: User) -> BoardLine:
    """Give one application its place by hand: a Decision.Kind, "none" for no decision, or "" to go by rank again.

    The others move up or down by it: seats are never more than the board has, unless more are given by hand. The reason stays on
    record. Raises BoardRefused; BoardLine.DoesNotExist where it is not on the board.
    """
    locked = _locked(board, by=by)
    if to not in ("", "none", *Decision.Kind.values):
        raise BoardRefused("Choose a place: a seat, the waitlist, not admitted, or undecided.")
    if not reason.strip():
        raise BoardRefused("Write why. It stays on record with your name.")
    if to == Decision.Kind.REJECTED and not locked.refusal_reason.strip():
        raise BoardRefused(
            "Write the reason that those without a place are told first: they are told it in plain language."
        )
    line = locked.lines.get(application=application)
    if line.hand == to:
        raise BoardRefused("It stands there already.")
    before = {"hand": line.hand, "placed": line.placed, "rank": line.rank, "total": line.total}
    line.hand = to
    line.hand_reason, line.hand_by, line.hand_at = (reason.strip(), by, clock.now()) if to else ("", None, None)
    line.save(update_fields=["hand", "hand_reason", "hand_by", "hand_at"])
    BoardChange.objects.create(
        board=locked,
        application_id=application,
        what=BoardChange.What.HAND,
        before=before,
        after={"hand": to},
        reason=reason.strip(),
        by=by,
    )
    _rank(locked)
    _same(board, locked)
    line.refresh_from_db()
    return line


@transaction.atomic
def take_figures_anew(board: SelectionBoard, *, by: User) -> SelectionBoard:
    """Have the worker take marks and scores as they are now, and who is on it. Places given by hand stay. Raises BoardRefused."""
    check_may_change(by)
    locked = SelectionBoard.objects.select_for_update(no_key=True).get(pk=board.pk)
    if is_staged(locked):
        check_can_change(locked, by=by)
    _keep(locked, BoardChange.What.FIGURES, {"digest": locked.digest}, {}, by=by)
    locked.built_at, locked.problem = None, ""
    locked.save(update_fields=["built_at", "problem"])
    have_worked_out(locked)
    return _same(board, locked)


def _locked(board: SelectionBoard, *, by: User) -> SelectionBoard:
    locked = SelectionBoard.objects.select_for_update(no_key=True).get(pk=board.pk)
    check_can_change(locked, by=by)
    return locked


def _rank(board: SelectionBoard) -> None:
    """Rank by the weights and places as they are now, or have the worker do it. What was prepared to be staged is so no more."""
    if board.lines.count() <= AT_ONCE:
        rank_again(board)
        keep_digest(board)
        return
    board.rank_asked_at, board.digest = clock.now(), ""
    board.save(update_fields=["rank_asked_at", "digest"])
    have_worked_out(board)


def _same(board: SelectionBoard, locked: SelectionBoard) -> SelectionBoard:
    """What the caller holds says what the row says."""
    for field in SelectionBoard._meta.concrete_fields:
        setattr(board, field.attname, getattr(locked, field.attname))
    return board


def _keep(board: SelectionBoard, what: str, before: Mapping[str, Any], after: Mapping[str, Any], *, by: User) -> None:
    BoardChange.objects.create(board=board, what=what, before=dict(before), after=dict(after), by=by)
