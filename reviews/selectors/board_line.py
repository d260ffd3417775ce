"""One line of a board, taken apart: each figure with what it rests on, down to the scoresheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from careerpath.accounts.models import User
from reviews.models import BoardChange, BoardLine, SelectionBoard
from reviews.ranking import lot
from reviews.selectors.boards import with_final
from reviews.selectors.record_rounds import InRound, rounds_of

PARTS = (("run", "screening", "Screening"), ("reading", "reading", "Reading"), ("interview", "interview", "Interviews"))


@dataclass(frozen=True)
class Part:
    """One part of a total. `figure` in hundredths of 0 to 100; `basis` as the board kept it; `how` is the sum in words."""

    key: str
    name: str
    weight: int
    figure: int | None
    basis: dict[str, Any]
    how: str
    round: InRound | None
    changed: str
    """What is different today from what the board rests on, in words; empty where nothing is."""

    @property
    def share(self) -> int:
        """Weight times figure, in hundredths."""
        return self.weight * (self.figure or 0)


@dataclass(frozen=True)
class Taken:
    """A line taken apart."""

    line: BoardLine
    parts: Sequence[Part]
    weights: int
    sum: int
    tied: int
    """How many other lines have the same total."""
    is_lot_right: bool
    changes: Sequence[BoardChange]


def line_of(board: SelectionBoard, application: int) -> BoardLine | None:
    """A line of a board by its application, with `final`; one query."""
    return (
        with_final(board.lines.filter(application=application))
        .select_related("application__applicant", "application__cohort", "hand_by", "decision__release")
        .first()
    )


def taken_apart(board: SelectionBoard, line: BoardLine, *, viewer: User) -> Taken:
    """What a line rests on. Somebody who reads in a round without seeing the others' reviews does not see them here either."""
    rounds = {each.entry.round_id: each for each in rounds_of(line.application, viewer=viewer)}
    parts = []
    for key, column, name in PARTS:
        pk = getattr(board, f"{key}_id")
        if pk is None:
            continue
        basis = line.basis.get(column) or {}
        found = rounds.get(pk) if key != "run" else None
        figure = getattr(line, column)
        weight = getattr(board, f"{key}_weight")
        how = _score(basis) if key == "run" else _mark(basis, figure)
        parts.append(Part(key, name, weight, figure, basis, how, found, _changed(basis, found)))
    tied = board.lines.filter(total=line.total).exclude(pk=line.pk).count() if line.total is not None else 0
    changes = BoardChange.objects.filter(board=board, application=line.application_id).select_related("by")
    return Taken(
        line,
        parts,
        sum(part.weight for part in parts),
        sum(part.share for part in parts),
        tied,
        line.lot == lot(board.seed, line.application.public_id),
        list(changes),
    )


def _score(basis: dict[str, Any]) -> str:
    if not basis:
        return "The run did not score this application."
    if basis.get("band", 0) <= 0:
        return "The run found it ineligible or could not score it, so it has no figure."
    score, most = basis["score"], basis["most"]
    return f"{score:,} of {most:,} points that can be reached: {score:,} / {most:,} × 100"


def _mark(basis: dict[str, Any], figure: int | None) -> str:
    if not basis:
        return "It is not in this round."
    if figure is None:
        return "Nobody has sent a scoresheet for it yet."
    used = basis["used"] / 100
    kind = "adjusted for severity" if basis.get("is_adjusted") else "as it is"
    return f"Mean mark {used:.2f}, {kind}; the scale from 1 to 5 is taken from 0 to 100: ({used:.2f} − 1) / 4 × 100"


def _changed(basis: dict[str, Any], found: InRound | None) -> str:
    if found is None or not basis:
        return ""
    now = {str(sheet.scoresheet.public_id) for sheet in found.sheets}
    more = 0 if found.hidden else len(now.difference(basis.get("scoresheets", [])))
    entry = found.entry
    if more:
        came = f"{more} scoresheet{'s' if more > 1 else ''} came in"
        return f"{came} after the board was worked out. Take the figures anew to count them."
    if (entry.raw, entry.adjusted) != (basis.get("raw"), basis.get("adjusted")):
        return "The marks of this round were measured again after the board was worked out. Take the figures anew to use them."
    return ""
