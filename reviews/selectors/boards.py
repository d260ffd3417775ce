"""Reading selection boards: lists, the ranked lines page by page, and what is counted on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, CharField, Count, Exists, F, Max, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from applicants.models import Decision, ScreeningRun
from cohorts.models import Cohort
from reviews.models import BoardChange, BoardLine, ReviewRound, SelectionBoard

PAGE: Final = 100
SHOWN: Final = ("", *Decision.Kind.values, "undecided", "hand", "missing")
"""Which lines a page shows: all, those of one place, those without, those placed by hand, those without a total."""
PLACE_WORDS: Final = {
    Decision.Kind.OFFERED.value: "a seat",
    Decision.Kind.WAITLISTED.value: "the waitlist",
    Decision.Kind.REJECTED.value: "not admitted",
    "": "undecided",
    "absent": "not on it",
}
"""Places as they are said; "absent": of two boards that are compared, on the other alone."""


def shown() -> QuerySet[SelectionBoard]:
    """Boards with what their badge says: `holds_decisions`, whether one that was staged from them is pending or released."""
    staged = BoardLine.objects.filter(BoardLine.STAGED, board=OuterRef("pk"))
    return SelectionBoard.objects.annotate(holds_decisions=Exists(staged))


def boards_of(cohort: Cohort) -> QuerySet[SelectionBoard]:
    """The boards of a cohort, newest first, each with `lines_number`, `by_hand` and what `shown` adds."""
    return (
        shown()
        .filter(cohort=cohort)
        .select_related("run", "reading", "interview", "created_by", "operation")
        .annotate(lines_number=Count("lines"), by_hand=Count("lines", filter=~Q(lines__hand="")))
    )


def others_of(board: SelectionBoard) -> QuerySet[SelectionBoard]:
    """The other boards of its cohort whose lines follow their weights, newest first: it can be compared with them."""
    ranked = boards_of(board.cohort).filter(built_at__isnull=False, rank_asked_at__isnull=True)
    return ranked.exclude(pk=board.pk)


def with_boards(cohorts: Sequence[Cohort]) -> list[tuple[Cohort, int]]:
    """Cohorts with how many boards each has; one query."""
    rows = SelectionBoard.objects.filter(cohort__in=cohorts).order_by().values_list("cohort").annotate(n=Count("pk"))
    found = dict(rows)
    return [(each, found.get(each.pk, 0)) for each in cohorts]


def rounds_to_rank_by(cohort: Cohort, kind: str) -> QuerySet[ReviewRound]:
    """The rounds of a cohort that have been opened, newest first."""
    return ReviewRound.objects.filter(cohort=cohort, kind=kind).exclude(status="draft").order_by("-created_at", "-pk")


def runs_to_rank_by(cohort: Cohort) -> QuerySet[ScreeningRun]:
    """The finished runs of a cohort that were no trials, newest first."""
    return (
        ScreeningRun.objects.filter(cohort=cohort, finished_at__isnull=False, is_dry=False)
        .select_related("rubric_version__rubric")
        .order_by("-finished_at", "-pk")
    )


def with_final(lines: QuerySet[BoardLine]) -> QuerySet[Any, Any]:
    """Lines with `final`: the place given by hand, or else the one by rank; empty where there is none."""
    return lines.annotate(
        final=Case(
            When(hand="none", then=Value("")),
            When(~Q(hand=""), then=F("hand")),
            default=F("placed"),
            output_field=CharField(),
        )
    )


def places_of(board: SelectionBoard) -> dict[str, int]:
    """How many lines have each place in the end, with "undecided" for none; one query."""
    rows = with_final(board.lines.all()).order_by().values_list("final").annotate(n=Count("pk"))
    found = dict(rows)
    return {**{kind: found.get(kind, 0) for kind in Decision.Kind.values}, "undecided": found.get("", 0)}


@dataclass(frozen=True)
class Counts:
    """What stands on a board. `last_seat` and `last_wait` are the ranks under which the cut lines are drawn (0: at the top)."""

    lines: int
    missing: int
    by_hand: int
    places: dict[str, int]
    skipped: int
    last_seat: int
    last_wait: int

    @property
    def ranked(self) -> int:
        """Lines with a total."""
        return self.lines - self.missing


def counts_of(board: SelectionBoard) -> Counts:
    """What is counted on a board; two queries."""
    by_rank = Q(hand="")
    row = board.lines.aggregate(
        lines=Count("pk"),
        missing=Count("pk", filter=Q(total__isnull=True)),
        by_hand=Count("pk", filter=~by_rank),
        skipped=Count("pk", filter=~Q(skipped_reason="")),
        last_seat=Coalesce(Max("rank", filter=by_rank & Q(placed=Decision.Kind.OFFERED)), 0),
        last_wait=Coalesce(Max("rank", filter=by_rank & Q(placed=Decision.Kind.WAITLISTED)), 0),
    )
    return Counts(places=places_of(board), **row)


@dataclass(frozen=True)
class LinesPage:
    """A page of the ranked list, and the keys of the next one ("" where there is none)."""

    rows: Sequence[BoardLine]
    next_key: str
    is_first: bool


def lines_page(board: SelectionBoard, *, show: str = "", after: str = "", size: int = PAGE) -> LinesPage:
    """The lines in the order of their ranks, those without one last; by key, so that page 1,000 costs what the first does.

    The key is the rank of the last one shown, or "u" and the id of its line where it has none; anything else is the first page.
    """
    rows = with_final(board.lines.all()).select_related("application__applicant", "hand_by", "decision")
    match show:
        case "undecided":
            rows = rows.filter(final="")
        case "hand":
            rows = rows.exclude(hand="")
        case "missing":
            rows = rows.filter(total__isnull=True)
        case kind if kind in Decision.Kind.values:
            rows = rows.filter(final=kind)
    is_first = True
    if after.isdecimal() and len(after) < 10:
        rows, is_first = rows.filter(Q(rank__gt=int(after)) | Q(rank__isnull=True)), False
    elif after[:1] == "u" and after[1:].isdecimal() and len(after) < 20:
        rows, is_first = rows.filter(rank__isnull=True, pk__gt=int(after[1:])), False
    found = list(rows.order_by(F("rank").asc(nulls_last=True), "pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    last = found[-1] if found else None
    key = "" if last is None or not more else str(last.rank) if last.rank is not None else f"u{last.pk}"
    return LinesPage(found, key, is_first)


def left_out(board: SelectionBoard) -> list[tuple[str, int]]:
    """Of the round or run that says who is on the board: who is not on it, by status, with how many; one query.

    They withdrew, were decided about before, or left the round. Nothing for a board whose people a list chose.
    """
    from applicants.models import Application
    from reviews.models import RoundEntry

    of = board.filter.get("of")
    pk = board.interview_id if of == "interview" else board.reading_id
    if of not in ("reading", "interview") or pk is None:
        return []
    on_it = BoardLine.objects.filter(board=board, application=OuterRef("pk"))
    entries = RoundEntry.objects.filter(round=pk).values("application")
    rows = (
        Application.objects.filter(pk__in=entries, cohort=board.cohort_id)
        .exclude(Exists(on_it))
        .order_by()
        .values_list("status")
        .annotate(n=Count("pk"))
        .order_by("-n", "status")
    )
    return list(rows)


def changes_of(board: SelectionBoard, *, most: int = 50) -> list[BoardChange]:
    """What people changed, newest first; one query."""
    return list(
        BoardChange.objects.filter(board=board)
        .select_related("by", "application__applicant")
        .order_by("-at", "-pk")[:most]
    )
