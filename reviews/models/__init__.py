"""Rounds of reading and interviews, scorecards and what readers found, and the board that ranks."""

from reviews.models.board import BoardChange, BoardLine, SelectionBoard
from reviews.models.reading import Assignment, Measurement, Scoresheet, ScoresheetChange
from reviews.models.rounds import ReaderConflict, ReviewRound, ReviewRoundStatusChange, RoundEntry, RoundReader
from reviews.models.scorecards import Scorecard, ScorecardVersion
from reviews.models.slots import InterviewSlot, SlotCompanion

__all__ = [
    "Assignment",
    "BoardChange",
    "BoardLine",
    "InterviewSlot",
    "Measurement",
    "ReaderConflict",
    "ReviewRound",
    "ReviewRoundStatusChange",
    "RoundEntry",
    "RoundReader",
    "Scorecard",
    "ScorecardVersion",
    "Scoresheet",
    "ScoresheetChange",
    "SelectionBoard",
    "SlotCompanion",
]
