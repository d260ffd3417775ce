"""Staging the places of a selection board as pending decisions, as one bulk operation. Nobody is told: it waits until somebody of
the compliance role has signed and a person releases it, exactly as with any other decisions."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from applicants.lifecycle import APPLICATION
from applicants.models import Application, BulkOperation, Decision, SecondReading
from applicants.services.operations import Handler, OperationRefused, Outcomes, prepare, register
from applicants.services.operations.stage import AT_ONCE, BEING_READ, MAIN_REASONS, PENDING, filled_reasons
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort
from reviews.models import SelectionBoard
from reviews.selectors.boards import places_of, with_final
from reviews.services.board_checks import PERMISSION, BoardRefused, check_can_change, check_is_new, is_staged

CHANGED: Final = "The board was changed after this was prepared. Stage it again from the board."
NO_PLACE: Final = "It has no place on the board any more."


@transaction.atomic
def stage_board(board: SelectionBoard, *, by: User) -> BulkOperation:
    """Prepare the operation that stages every place of a board; its page says what it will do, and a person confirms it there.

    Raises BoardRefused in words.
    """
    locked = SelectionBoard.objects.select_for_update(no_key=True).get(pk=board.pk)
    check_can_change(locked, by=by)
    check_is_new(locked)
    try:
        operation = prepare(
            kind=BulkOperation.Kind.BOARD,
            cohort=locked.cohort,
            by=by,
            queryset=_with_a_place(locked),
            params={
                "board": locked.pk,
                "digest": locked.digest,
                "run": locked.run_id,
                "seed": locked.seed,
                "reason": locked.refusal_reason,
            },
            filter_words=f"everybody with a place on the board “{locked}”",
        )
    except OperationRefused as refusal:
        raise BoardRefused(str(refusal)) from None
    locked.operation = board.operation = operation
    locked.save(update_fields=["operation"])
    return operation


@register
class Board(Handler):
    """Parameters: `board`, its `digest` when it was prepared, and `run`, `seed`, `reason` as they were then.

    All of it or nothing, so that nobody is staged by half a ranking. What one application cannot become is an outcome with the
    reason, and stands on the board's line too.
    """

    kind = BulkOperation.Kind.BOARD
    permission: ClassVar[str] = PERMISSION
    verb = "Stage {n} decisions"
    whole = True
    only_unmoved = True

    def chosen(self, cohort: Cohort, params: Mapping[str, Any]) -> tuple[QuerySet[Application], str] | None:
        """Those with a place on the board. A board is staged from its own page."""
        board = SelectionBoard.objects.filter(cohort=cohort, pk=_number(params.get("board"))).first()
        if board is None:
            raise OperationRefused("Decisions of a board are staged from the page of the board.")
        return _with_a_place(board), f"everybody with a place on the board “{board}”"

    def check(self, operation: BulkOperation, by: User) -> None:
        """The board is there, is as it was when this was prepared, and no other operation staged it."""
        board = _board_of(operation)
        if board.operation_id not in (None, operation.pk):
            try:
                check_can_change(board, by=by)
            except BoardRefused as refusal:
                raise OperationRefused(str(refusal)) from None
        if board.digest != operation.params.get("digest") or not board.is_ranked:
            raise OperationRefused(CHANGED)
        try:
            check_is_new(board)
        except BoardRefused as refusal:
            raise OperationRefused(str(refusal)) from None
        reason = operation.params.get("reason", "")
        if MAIN_REASONS in reason and board.run is None:
            raise OperationRefused("The board has no screening run that could give the main reasons. Write them out.")

    def words(self, operation: BulkOperation) -> str:
        """What it does, with the numbers."""
        places = places_of(_board_of(operation))
        parts = [
            f"{places[kind]:,} {words}"
            for kind, words in (
                (Decision.Kind.OFFERED.value, "offers of a seat"),
                (Decision.Kind.WAITLISTED.value, "places on the waitlist"),
                (Decision.Kind.REJECTED.value, "not admitted"),
            )
            if places[kind]
        ]
        said = f"Stages {', '.join(parts)}, in the order of the board. Nobody is told before a person releases the decisions."
        reason = operation.params.get("reason", "")
        return f"{said} Reason for the others: {reason}" if places[Decision.Kind.REJECTED.value] and reason else said

    def foresee(self, operation: BulkOperation, chosen: QuerySet[Application]) -> dict[str, int]:
        """Who cannot become what the board says now, by reason; two queries."""
        found: dict[str, int] = {}
        for _, _, why in _looked_at(_board_of(operation), None):
            if why:
                found[why] = found.get(why, 0) + 1
        return found

    def work(self, operation: BulkOperation, ids: list[int]) -> Outcomes:
        """A look at who can be decided, then one INSERT ... SELECT; with main reasons, three queries more."""
        board = SelectionBoard.objects.select_for_update(no_key=True).get(pk=_board_of(operation).pk)
        if board.digest != operation.params.get("digest") or not board.is_ranked:
            raise OperationRefused(CHANGED)
        if board.operation_id != operation.pk:
            if is_staged(board):
                raise OperationRefused("Decisions of this board were staged by another operation a moment ago.")
            board.operation = operation
            board.save(update_fields=["operation"])
        skipped: dict[int, str] = {}
        become: dict[int, str] = {}
        for pk, kind, why in _looked_at(board, ids):
            if why:
                skipped[pk] = why
            else:
                become[pk] = kind
        skipped |= dict.fromkeys((pk for pk in ids if pk not in become and pk not in skipped), NO_PLACE)
        refused = [pk for pk, kind in become.items() if kind == Decision.Kind.REJECTED]
        reasons = filled_reasons(operation, refused, skipped) if refused else {}
        become = {pk: kind for pk, kind in become.items() if pk not in skipped}
        staged = _insert(operation, board, become, reasons)
        skipped |= dict.fromkeys((pk for pk in become if pk not in staged), AT_ONCE)
        return Outcomes(sorted(staged), skipped)

    def finish(self, operation: BulkOperation) -> None:
        """Why somebody could not be staged stands on the board's line too; one statement."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE reviews_boardline AS line SET decision_id = NULL, skipped_reason = outcome.why
                  FROM applicants_bulkoutcome AS outcome
                 WHERE outcome.operation_id = %s AND outcome.outcome <> 1
                   AND line.board_id = %s AND line.application_id = outcome.application_id
                """,
                [operation.pk, operation.params.get("board")],
            )


def _looked_at(board: SelectionBoard, ids: Sequence[int] | None) -> list[tuple[int, str, str]]:
    """Each application with a place: its id, what it is to become, and why it cannot, if it cannot. One query."""
    rows = with_final(board.lines.all()).exclude(final="")
    if ids is not None:
        rows = rows.filter(application__in=ids)
    pending = Decision.objects.filter(Decision.PENDING, application=OuterRef("application"))
    read = SecondReading.objects.filter(application=OuterRef("application"), read_at__isnull=True)
    rows = rows.annotate(is_pending=Exists(pending), is_being_read=Exists(read)).order_by("pk")
    found: list[tuple[int, str, str]] = []
    for pk, status, final, is_pending, is_being_read in rows.values_list(
        "application", "application__status", "final", "is_pending", "is_being_read"
    ):
        why = APPLICATION.refusal(status, final) or (PENDING if is_pending else "")
        if not why and is_being_read and final == Decision.Kind.REJECTED:
            why = BEING_READ
        found.append((pk, final, why))
    return found


def _insert(
    operation: BulkOperation, board: SelectionBoard, become: Mapping[int, str], reasons: Mapping[int, str]
) -> set[int]:
    """Stage them with the ranks of the board, and tie each line to its decision; the ids that were staged. One statement."""
    if not become:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH given AS (
                SELECT * FROM unnest(%(ids)s::bigint[], %(kinds)s::text[], %(reasons)s::text[]) AS one (id, kind, reason)
            ),
            staged AS (
                INSERT INTO applicants_decision (application_id, cohort_id, kind, rank, reason, run_id, lottery_seed, staged_by_id,
                                                 staged_at, skipped_reason)
                SELECT given.id, %(cohort)s, given.kind, line.rank, given.reason, %(run)s, %(seed)s, %(by)s, %(at)s, ''
                  FROM given
                  JOIN reviews_boardline AS line ON line.application_id = given.id AND line.board_id = %(board)s
                 ORDER BY line.rank NULLS LAST, given.id
                    ON CONFLICT (application_id) WHERE release_id IS NULL AND dropped_at IS NULL DO NOTHING
                RETURNING id, application_id
            )
            UPDATE reviews_boardline AS line SET decision_id = staged.id, skipped_reason = ''
              FROM staged WHERE line.board_id = %(board)s AND line.application_id = staged.application_id
            RETURNING line.application_id
            """,
            {
                "ids": list(become),
                "kinds": list(become.values()),
                "reasons": [reasons.get(pk, "") for pk in become],
                "cohort": board.cohort_id,
                "run": board.run_id,
                "seed": board.seed,
                "by": operation.actor.pk,
                "at": clock.now(),
                "board": board.pk,
            },
        )
        return {pk for (pk,) in cursor.fetchall()}


def _with_a_place(board: SelectionBoard) -> QuerySet[Application]:
    placed = with_final(board.lines.all()).exclude(final="")
    return Application.objects.filter(pk__in=placed.values("application"))


def _board_of(operation: BulkOperation) -> SelectionBoard:
    found = (
        SelectionBoard.objects.select_related("operation", "run")
        .filter(pk=_number(operation.params.get("board")), cohort=operation.cohort_id)
        .first()
    )
    if found is None:
        raise OperationRefused("The board is not there any more.")
    return found


def _number(value: object) -> int:
    return (
        int(value)
        if isinstance(value, int) or (isinstance(value, str) and value.isdecimal() and len(value) < 19)
        else 0
    )
