"""Making a selection board and changing it. It ranks and recommends; nobody is told of anything, and nothing is decided, before its
places are staged (`staging`), signed for and released like any other decisions."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from applicants.lifecycle import APPLICATION, OperationStatus
from applicants.models import Application, Decision, ScreeningResult, ScreeningRun
from applicants.selectors.filtering import Filters, matching, submitted
from applicants.selectors.rubrics import rubric_table
from applicants.services.bell import ring
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort
from reviews.models import (
    BoardChange,
    BoardLine,
    ReviewRound,
    RoundEntry,
    Scoresheet,
    ScoresheetChange,
    SelectionBoard,
)
from reviews.services.board_figures import Weights, fill, keep_digest, place_again, rank_again
from reviews.services.measuring import measure

TASK: Final = "reviews.tasks.build_board"
PERMISSION: Final = "applicants.add_decision"
"""Whoever stages decisions also makes the boards they are staged from."""
READING, INTERVIEW, RUN, LIST = "reading", "interview", "run", "list"
DECIDABLE: Final = tuple(sorted({status for kind in Decision.Kind.values for status in APPLICATION.sources(kind)}))
"""Where an application can still be decided about; who was offered a seat, or withdrew, is on no new board."""
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
    return board.lines.filter(decision__isnull=False, decision__dropped_at__isnull=True).exists()


def check_can_change(board: SelectionBoard, *, by: User) -> None:
    """Raise BoardRefused where this person cannot change the board, or it is not worked out yet or is staged."""
    check_may_change(by)
    if board.built_at is None:
        raise BoardRefused("The board is being worked out. Try again in a moment.")
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
    _check_places(seats, waitlist, refusal_reason)
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
    transaction.on_commit(partial(ring, TASK, [[board.pk]]))
    return board


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


def build_waiting() -> int:
    """Work out every board that nobody has; how many. Beat calls it."""
    waiting = SelectionBoard.objects.filter(built_at__isnull=True, problem="").order_by("pk")
    return sum(build(pk) for pk in waiting.values_list("pk", flat=True)[:20])


@transaction.atomic
def set_weights(board: SelectionBoard, *, weights: Weights, by: User) -> SelectionBoard:
    """Rank by other weights. Raises BoardRefused."""
    locked = _locked(board, by=by)
    _check_weights(weights, locked.run_id, locked.reading_id, locked.interview_id)
    before = Weights.of(locked)
    if weights == before:
        return board
    locked.run_weight, locked.reading_weight, locked.interview_weight = weights.run, weights.reading, weights.interview
    locked.save(update_fields=["run_weight", "reading_weight", "interview_weight"])
    _keep(locked, BoardChange.What.WEIGHTS, before.to_dict(), weights.to_dict(), by=by)
    rank_again(locked)
    keep_digest(locked)
    return _same(board, locked)


@transaction.atomic
def set_places(board: SelectionBoard, *, seats: int, waitlist: int, refusal_reason: str, by: User) -> SelectionBoard:
    """Other numbers of seats and of places on the waitlist, another reason for the others. Raises BoardRefused."""
    locked = _locked(board, by=by)
    _check_places(seats, waitlist, refusal_reason)
    if not refusal_reason.strip() and locked.lines.filter(hand=Decision.Kind.REJECTED).exists():
        raise BoardRefused("Some are not admitted by hand on this board, and they are told a reason. Keep one.")
    before = {"seats": locked.seats, "waitlist": locked.waitlist, "reason": locked.refusal_reason}
    locked.seats, locked.waitlist, locked.refusal_reason = seats, waitlist, refusal_reason.strip()
    after = {"seats": locked.seats, "waitlist": locked.waitlist, "reason": locked.refusal_reason}
    if before == after:
        return board
    locked.save(update_fields=["seats", "waitlist", "refusal_reason"])
    _keep(locked, BoardChange.What.PLACES, before, after, by=by)
    place_again(locked)
    keep_digest(locked)
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
    place_again(locked)
    keep_digest(locked)
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
    transaction.on_commit(partial(ring, TASK, [[locked.pk]]))
    return _same(board, locked)


def _locked(board: SelectionBoard, *, by: User) -> SelectionBoard:
    locked = SelectionBoard.objects.select_for_update(no_key=True).get(pk=board.pk)
    check_can_change(locked, by=by)
    return locked


def _same(board: SelectionBoard, locked: SelectionBoard) -> SelectionBoard:
    """What the caller holds says what the row says."""
    for field in SelectionBoard._meta.concrete_fields:
        setattr(board, field.attname, getattr(locked, field.attname))
    return board


def _keep(board: SelectionBoard, what: str, before: Mapping[str, Any], after: Mapping[str, Any], *, by: User) -> None:
    BoardChange.objects.create(board=board, what=what, before=dict(before), after=dict(after), by=by)


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
    _check_weights(weights, *(each.pk if each else None for each in (run, reading, interview)))
    there = {RUN: run, READING: reading, INTERVIEW: interview}
    if who.get("of") != LIST and there.get(str(who.get("of"))) is None:
        raise BoardRefused("Choose who is on the board.")


def _check_weights(weights: Weights, run: int | None, reading: int | None, interview: int | None) -> None:
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


def _check_places(seats: int, waitlist: int, reason: str) -> None:
    if seats < 0 or waitlist < 0 or seats + waitlist == 0:
        raise BoardRefused("Give at least one seat or one place on the waitlist.")
    if seats > MOST_PLACES or waitlist > MOST_PLACES:
        raise BoardRefused(f"A board has at most {MOST_PLACES:,} seats and as many places on the waitlist.")
    if len(reason) > 4000:
        raise BoardRefused("Keep the reason under 4,000 characters.")


def _who_words(
    who: Mapping[str, Any], run: ScreeningRun | None, reading: ReviewRound | None, interview: ReviewRound | None
) -> str:
    if who["of"] == RUN and run is not None:
        return f"everybody whom run {run.pk} scored"
    return f"everybody in “{interview if who['of'] == INTERVIEW else reading}”"


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
