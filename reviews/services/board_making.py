"""Making a selection board. It ranks and recommends; nobody is told of anything, and nothing is decided, before its places are
staged (`staging`), signed for and released like any other decisions."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from applicants.models import ScreeningRun
from careerpath.accounts.models import User
from cohorts.models import Cohort
from reviews.models import ReviewRound, SelectionBoard
from reviews.services.board_building import INTERVIEW, LIST, READING, RUN, have_worked_out
from reviews.services.board_checks import BoardRefused, check_may_change, check_places, check_weights
from reviews.services.board_figures import Weights


def seed_of(cohort: Cohort) -> str:
    """The seed of a cohort's lottery. It follows from the cohort, so that nobody draws until they like what they see.

    It is drawn once: a closing date that is moved after the first board was made does not draw again.
    """
    first = SelectionBoard.objects.filter(cohort=cohort).order_by("created_at", "pk").values_list("seed", flat=True)
    return first.first() or f"{cohort.slug} {cohort.closes_at:%Y-%m-%d}"[-64:]


@transaction.atomic
def make_board(
    *,
    cohort: Cohort,
    name: str,
    by: User,
    weights: Weights,
    seats: int,
    waitlist: int = 0,
    run: ScreeningRun | None = None,
    reading: ReviewRound | None = None,
    interview: ReviewRound | None = None,
    who: Mapping[str, Any] | None = None,
    who_words: str = "",
    is_adjusted: bool = True,
    refusal_reason: str = "",
) -> SelectionBoard:
    """Make a board, and have the worker work out its lines.

    `who` says who is on it: {"of": "reading"}, "interview" or "run" for everybody there, or {"of": "list", "filters": …} with
    `Filters.to_dict()`; without it, the most selective of what the board has. Raises BoardRefused in words.
    """
    check_may_change(by)
    who = dict(who or {"of": INTERVIEW if interview else READING if reading else RUN})
    _check_parts(cohort, weights, run, reading, interview, who)
    check_places(seats, waitlist, refusal_reason)
    if not name.strip():
        raise BoardRefused("Give the board a name.")
    try:
        with transaction.atomic():
            board = SelectionBoard.objects.create(
                cohort=cohort,
                name=name.strip(),
                run=run,
                reading=reading,
                interview=interview,
                run_weight=weights.run,
                reading_weight=weights.reading,
                interview_weight=weights.interview,
                is_adjusted=is_adjusted,
                seats=seats,
                waitlist=waitlist,
                refusal_reason=refusal_reason.strip(),
                filter=who,
                filter_words=who_words or _who_words(who, run, reading, interview),
                seed=seed_of(cohort),
                created_by=by,
            )
    except IntegrityError as error:
        raise BoardRefused("There is a board of this name already. Choose another name.") from error
    have_worked_out(board)
    return board


def _check_parts(
    cohort: Cohort,
    weights: Weights,
    run: ScreeningRun | None,
    reading: ReviewRound | None,
    interview: ReviewRound | None,
    who: Mapping[str, Any],
) -> None:
    given = [each for each in (run, reading, interview) if each is not None]
    if not given:
        raise BoardRefused("Choose what ranks: a screening run, a reading or interviews.")
    if any(each.cohort_id != cohort.pk for each in given):
        raise BoardRefused(f"What ranks must be of {cohort}.")
    if run is not None and (run.finished_at is None or run.is_dry):
        raise BoardRefused("Choose a run that has finished and was no trial.")
    if reading is not None and reading.kind != ReviewRound.Kind.READING:
        raise BoardRefused(f"“{reading}” is no reading.")
    if interview is not None and interview.kind != ReviewRound.Kind.INTERVIEW:
        raise BoardRefused(f"“{interview}” is no series of interviews.")
    check_weights(weights, *(each.pk if each else None for each in (run, reading, interview)))
    there = {RUN: run, READING: reading, INTERVIEW: interview}
    if who.get("of") != LIST and there.get(str(who.get("of"))) is None:
        raise BoardRefused("Choose who is on the board.")


def _who_words(
    who: Mapping[str, Any], run: ScreeningRun | None, reading: ReviewRound | None, interview: ReviewRound | None
) -> str:
    if who["of"] == RUN and run is not None:
        return f"everybody whom run {run.pk} scored"
    return f"everybody in “{interview if who['of'] == INTERVIEW else reading}”"
