"""What the worker does for a selection board: who is on it, its lines, and the ranks of a large one."""

from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from applicants.lifecycle import APPLICATION
from applicants.models import Application, Decision, ScreeningResult
from applicants.selectors.filtering import Filters, matching, submitted
from applicants.selectors.rubrics import rubric_table
from applicants.services.bell import ring
from reviews.models import ReviewRound, RoundEntry, SelectionBoard
from reviews.services.board_figures import fill, keep_digest, rank_again
from reviews.services.measuring import measure

TASK: Final = "reviews.tasks.build_board"
READING, INTERVIEW, RUN, LIST = "reading", "interview", "run", "list"
"""Of whom a board is: everybody in its reading, its interviews or its run, or whom a list shows."""
DECIDABLE: Final = tuple(sorted({status for kind in Decision.Kind.values for status in APPLICATION.sources(kind)}))
"""Where an application can still be decided about; who was offered a seat, or withdrew, is on no new board."""


def have_worked_out(board: SelectionBoard) -> None:
    """Tell the worker that a board waits, after commit. Lost, it is found again by `work_out_waiting`."""
    transaction.on_commit(partial(ring, TASK, [[board.pk]]))


def population(board: SelectionBoard) -> QuerySet[Application]:
    """Who is on the board: of those it names, those about whom can still be decided."""
    rows = submitted().filter(cohort=board.cohort_id, status__in=DECIDABLE)
    of = board.filter.get("of")
    if of == LIST:
        return rows.filter(pk__in=matching(Filters.from_dict(board.filter["filters"])).values("pk"))
    if of == RUN:
        scored = ScreeningResult.objects.filter(run=board.run_id, cohort=board.cohort_id, band__gt=0)
        return rows.filter(pk__in=scored.values("application"))
    entries = RoundEntry.objects.filter(
        round=board.interview_id if of == INTERVIEW else board.reading_id, left_at__isnull=True
    )
    return rows.filter(pk__in=entries.values("application"))


def build(board_id: int) -> bool:
    """Work out the lines of a board that waits for it; True if this call did it. Gone, done or in other hands: passed over.

    The figures of its rounds are measured first, so that they are those of the scoresheets as they are. Its rounds are held until
    it is done: whoever sends or changes a scoresheet waits, so what it does not have was sent after `built_at` (`came_since`).
    """
    with transaction.atomic():
        rounds = list(
            ReviewRound.objects.select_for_update(no_key=True).filter(pk__in=_rounds_of(board_id)).order_by("pk")
        )
        measured = {of.pk: measure(of).pk for of in rounds}
        board = (
            SelectionBoard.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
            .select_related("cohort__question_set", "run__rubric_version")
            .filter(pk=board_id, built_at__isnull=True, problem="")
            .first()
        )
        if board is None:
            return False
        try:
            most = _most(board)
        except ValueError as error:
            board.problem = f"The run cannot be read on the form of this cohort: {error}"
            board.save(update_fields=["problem"])
            return False
        fill(board, population(board), most=most, measurements=measured)
        keep_digest(board)
    return True


def rank(board_id: int) -> bool:
    """Rank the lines of a board that waits for it; True if this call did it. Its figures stay as they were taken."""
    with transaction.atomic():
        board = (
            SelectionBoard.objects.select_for_update(no_key=True, skip_locked=True)
            .filter(pk=board_id, built_at__isnull=False, rank_asked_at__isnull=False)
            .first()
        )
        if board is None:
            return False
        rank_again(board)
        keep_digest(board)
    return True


def work_out(board_id: int) -> bool:
    """Do what a board waits for, if it waits; True if this call did it."""
    return build(board_id) or rank(board_id)


def work_out_waiting() -> int:
    """Do what boards wait for of which nobody was told; how many. Beat calls it."""
    to_build, to_rank = Q(built_at__isnull=True, problem=""), Q(built_at__isnull=False, rank_asked_at__isnull=False)
    waiting = SelectionBoard.objects.filter(to_build | to_rank).order_by("pk")
    return sum(work_out(pk) for pk in waiting.values_list("pk", flat=True)[:20])


def _most(board: SelectionBoard) -> int:
    if board.run is None:
        return 1
    most = rubric_table(board.run.rubric_version, board.cohort.question_set).most
    if most <= 0:
        raise ValueError("no score can be reached")
    return most


def _rounds_of(board_id: int) -> list[int]:
    found = (
        SelectionBoard.objects.filter(pk=board_id, built_at__isnull=True).values_list("reading", "interview").first()
    )
    return [pk for pk in found or () if pk is not None]
